/**
 * Unpacks zstd files, and holds them against their checksums.
 *
 * @module
 */

import { AxError } from "ax";
// @ts-types="../vendor/fzstd.d.ts"
import { Decompress } from "../vendor/fzstd.js";
import type { ByteSource } from "./csv_source.ts";
import { Xxh64 } from "./xxh64.ts";

const MAGIC = 0xfd2fb528;
/** What begins a frame that is to be skipped, but for four bits. */
const SKIPPED = 0x184d2a50;
/** The kind of a block of one byte that is repeated. */
export const ZSTD_RLE = 1;
/** No block becomes more. */
export const MAX_BLOCK_BYTES = 128 * 1024;
/** A frame goes on to need no more of what was before, unless it was asked. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/**
 * Unpacks all frames.
 *
 * @param write Takes bytes, which are not used after the call.
 * @throws {AxError} `input`, if a frame ends early or is not what its checksum
 * says; what the package throws, if it is damaged otherwise.
 */
export function unzstd(
  source: ByteSource,
  write: (bytes: Uint8Array) => void,
): void {
  const reader = new ExactReader(source);
  for (;;) {
    const first = reader.takeOrEnd(4);
    if (first === undefined) return;
    const magic = wordOf(first);
    if (magic === MAGIC) unpackFrame(reader, first, write);
    else if ((magic & 0xfffffff0) >>> 0 === SKIPPED) {
      let size = wordOf(reader.take(4));
      for (; size > 0; size -= Math.min(size, SKIP_BYTES)) {
        reader.take(Math.min(size, SKIP_BYTES));
      }
    } else throw damaged("there is something else behind a frame");
  }
}

const SKIP_BYTES = 1024 * 1024;

function unpackFrame(
  reader: ExactReader,
  magic: Uint8Array,
  write: (bytes: Uint8Array) => void,
): void {
  const hash = new Xxh64();
  const stream = new Decompress((bytes) => {
    if (hasChecksum) hash.update(bytes);
    write(bytes);
  });
  const descriptor = reader.take(1);
  const flags = descriptor[0] as number;
  const hasChecksum = (flags & 4) !== 0;
  const head = reader.take(headBytesOf(flags));
  if (windowBytesOf(flags, head) > MAX_WINDOW_BYTES) {
    throw damaged("unpacking it takes more than 128 MiB of memory");
  }
  stream.push(Uint8Array.of(...magic, ...descriptor, ...head));
  for (let isLast = false; !isLast;) {
    const block = reader.take(3);
    const word = wordOf(Uint8Array.of(...block, 0));
    isLast = (word & 1) === 1;
    const blockBytes = word >> 3;
    if (blockBytes > MAX_BLOCK_BYTES) throw damaged("a block is too large");
    const isRepeated = (word >> 1 & 3) === ZSTD_RLE;
    const body = reader.take(isRepeated ? 1 : blockBytes);
    const bytes = new Uint8Array(3 + body.length);
    bytes.set(block);
    bytes.set(body, 3);
    stream.push(bytes);
  }
  const checksum = reader.take(hasChecksum ? 4 : 0);
  stream.push(checksum, true);
  if (!hasChecksum) return;
  const expected = wordOf(checksum);
  if (Number(hash.digest() & 0xffffffffn) === expected) return;
  throw damaged("it is not what its checksum says");
}

/** How many bytes follow the descriptor of a frame before its blocks. */
export function headBytesOf(flags: number): number {
  const isSingle = (flags & 32) !== 0;
  const dictionary = [0, 1, 2, 4][flags & 3] as number;
  const content = [isSingle ? 1 : 0, 2, 4, 8][flags >> 6] as number;
  return (isSingle ? 0 : 1) + dictionary + content;
}

/** How much of what was before a frame needs as it goes on. */
function windowBytesOf(flags: number, head: Uint8Array): number {
  const isSingle = (flags & 32) !== 0;
  const [first = 0] = head;
  if (!isSingle) return 2 ** (10 + (first >> 3)) * (1 + (first & 7) / 8);
  const size = 1 << (flags >> 6);
  return head.subarray(-size).reduceRight((sum, byte) => 256 * sum + byte, 0);
}

function wordOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
}

function damaged(why: string): AxError {
  return new AxError("input", `Cannot read a damaged zstd file: ${why}`);
}

/** Reads as many bytes as are asked for. */
class ExactReader {
  readonly #source: ByteSource;
  readonly #buffer = new Uint8Array(256 * 1024);
  #at = 0;
  #end = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** @returns Nothing at the end. */
  takeOrEnd(count: number): Uint8Array | undefined {
    const bytes = new Uint8Array(count);
    for (let done = 0; done < count;) {
      if (this.#at === this.#end && !this.#fill()) {
        if (done === 0) return undefined;
        throw damaged("it ends early");
      }
      const part = this.#buffer.subarray(
        this.#at,
        Math.min(this.#end, this.#at + count - done),
      );
      bytes.set(part, done);
      done += part.length;
      this.#at += part.length;
    }
    return bytes;
  }

  take(count: number): Uint8Array {
    const bytes = this.takeOrEnd(count);
    if (bytes === undefined) throw damaged("it ends early");
    return bytes;
  }

  #fill(): boolean {
    this.#at = 0;
    this.#end = this.#source.readSync(this.#buffer) ?? 0;
    return this.#end > 0;
  }
}
