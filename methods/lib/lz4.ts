/**
 * Unpacks LZ4 frames.
 *
 * @module
 */

const MAGIC = 0x184d2204;

/**
 * Unpacks one frame, whose checksums are not looked at.
 *
 * @param size How many bytes come out of it.
 * @throws {RangeError} If it is damaged.
 */
export function unpackLz4(bytes: Uint8Array, size: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = bytes[4] as number;
  if (bytes.length < 11 || view.getUint32(0, true) !== MAGIC) throw damaged();
  // A byte stands for no more than 255.
  if (size > 256 * bytes.length) throw damaged();
  const hasSize = (flags & 8) !== 0;
  const hasDictionary = (flags & 1) !== 0;
  if (hasDictionary || flags >> 6 !== 1) throw damaged();
  const blockCheck = flags & 16 ? 4 : 0;
  const into = new Uint8Array(size);
  let end = 0;
  for (let at = 7 + (hasSize ? 8 : 0);;) {
    if (at + 4 > bytes.length) throw damaged();
    const head = view.getUint32(at, true);
    if (head === 0) break;
    const count = head & 0x7fffffff;
    const block = bytes.subarray(at + 4, at + 4 + count);
    if (block.length < count) throw damaged();
    end = head >>> 31 === 1
      ? copyBlock(block, into, end)
      : unpackBlock(block, into, end);
    at += 4 + count + blockCheck;
  }
  if (end !== size) throw damaged();
  return into;
}

/**
 * Unpacks a page of a Parquet file: blocks behind their sizes, as Hadoop has
 * them, or one block.
 *
 * @param size How many bytes come out of it.
 * @param isHadoop Whether there may be sizes.
 * @throws {RangeError} If it is damaged.
 */
export function unpackLz4Page(
  bytes: Uint8Array,
  size: number,
  isHadoop: boolean,
): Uint8Array {
  const into = new Uint8Array(size);
  if (isHadoop && unpackHadoop(bytes, into)) return into;
  if (unpackBlock(bytes, into, 0) !== size) throw damaged();
  return into;
}

/** @returns Whether there were such blocks, and they filled all bytes. */
function unpackHadoop(bytes: Uint8Array, into: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = 0;
  for (let at = 0; at < bytes.length;) {
    if (at + 8 > bytes.length) return false;
    const stop = end + view.getUint32(at);
    const from = at + 8;
    at = from + view.getUint32(at + 4);
    if (stop > into.length || at > bytes.length) return false;
    const [block, part] = [bytes.subarray(from, at), into.subarray(end, stop)];
    try {
      if (unpackBlock(block, part, 0) !== part.length) return false;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    end = stop;
  }
  return end === into.length;
}

function damaged(): RangeError {
  return new RangeError("its LZ4 is damaged");
}

function copyBlock(block: Uint8Array, into: Uint8Array, at: number): number {
  if (at + block.length > into.length) throw damaged();
  into.set(block, at);
  return at + block.length;
}

/** Unpacks a block behind what is there. @returns Where it ends. */
function unpackBlock(block: Uint8Array, into: Uint8Array, from: number) {
  let to = from;
  for (let at = 0; at < block.length;) {
    const token = block[at++] as number;
    let count = token >> 4;
    if (count === 15) {
      let more = 255;
      while (more === 255) count += more = block[at++] ?? 0;
    }
    if (at + count > block.length || to + count > into.length) throw damaged();
    for (const stop = at + count; at < stop;) {
      into[to++] = block[at++] as number;
    }
    if (at === block.length) break; // the last one has no match
    const distance = (block[at] as number) | (block[at + 1] as number) << 8;
    at += 2;
    let length = (token & 15) + 4;
    if (length === 19) {
      let more = 255;
      while (more === 255) length += more = block[at++] ?? 0;
    }
    const isWrong = distance === 0 || distance > to ||
      to + length > into.length;
    if (isWrong) throw damaged();
    for (const stop = to + length; to < stop; to++) {
      into[to] = into[to - distance] as number;
    }
  }
  return to;
}
