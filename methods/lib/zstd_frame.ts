/**
 * Unpacks zstd in memory, into no more bytes than it is to have.
 *
 * @module
 */

// @ts-types="../vendor/fzstd.d.ts"
import { decompress } from "../vendor/fzstd.js";
import { headBytesOf, MAX_BLOCK_BYTES, unzstd, ZSTD_RLE } from "./unzstd.ts";

/**
 * Unpacks all frames.
 *
 * @param size How many bytes come out of them.
 * @throws {Error} If they are damaged, or become other than `size` bytes.
 */
export function unpackZstd(bytes: Uint8Array, size: number): Uint8Array {
  // A block of 128 KiB takes four bytes at least.
  if (size > (MAX_BLOCK_BYTES / 4) * (bytes.length + 4)) throw damaged();
  try {
    return unpackFrames(bytes, size);
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    throw new RangeError("its zstd is damaged", { cause });
  }
}

function unpackFrames(bytes: Uint8Array, size: number): Uint8Array {
  if (isPlain(bytes, size)) {
    const all = decompress(bytes);
    if (all.length === size) return all;
    throw damaged();
  }
  const all = new Uint8Array(size);
  let end = 0;
  let at = 0;
  const source = {
    readSync(into: Uint8Array): number | null {
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return part.length === 0 ? null : part.length;
    },
  };
  unzstd(source, (part) => {
    if (end + part.length > size) throw damaged();
    all.set(part, end);
    end += part.length;
  });
  if (end !== size) throw damaged();
  return all;
}

/**
 * Whether there is one frame, which says that it becomes so many bytes: then
 * it is unpacked into just these.
 */
function isPlain(bytes: Uint8Array, size: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 16 || view.getUint32(0, true) !== 0xfd2fb528) return false;
  const flags = bytes[4] as number;
  let at = 5 + headBytesOf(flags);
  if (contentOf(view, at, flags) !== size) return false;
  for (let isLast = false; !isLast;) {
    if (at + 3 > bytes.length) return false;
    const word = view.getUint16(at, true) | view.getUint8(at + 2) << 16;
    const blockBytes = word >> 3;
    if (blockBytes > MAX_BLOCK_BYTES) return false;
    at += 3 + ((word >> 1 & 3) === ZSTD_RLE ? 1 : blockBytes);
    isLast = (word & 1) === 1;
  }
  return at + ((flags & 4) === 0 ? 0 : 4) === bytes.length;
}

/** What a head says that comes out; its last bytes are before `end`. */
function contentOf(view: DataView, end: number, flags: number): number {
  switch (flags >> 6) {
    case 0:
      return (flags & 32) === 0 ? -1 : view.getUint8(end - 1);
    case 1:
      return view.getUint16(end - 2, true) + 256;
    case 2:
      return view.getUint32(end - 4, true);
    default:
      return Number(view.getBigUint64(end - 8, true));
  }
}

function damaged(): RangeError {
  return new RangeError("its zstd is damaged");
}
