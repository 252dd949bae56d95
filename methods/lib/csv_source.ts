/**
 * Reads a file through a window that slides over it.
 *
 * @module
 */

import { openSource } from "./file_bytes.ts";
import { MAX_ROW_BYTES, type Window } from "./csv_row.ts";

/** Fills the buffer with the next bytes; `null` at the end. */
export interface ByteSource {
  readSync(buffer: Uint8Array): number | null;
}

/** Bytes that are read at once; small enough for a processor's cache. */
const STEP_BYTES = 256 * 1024;

/** Part of a file in memory. */
export class SlidingWindow implements Window {
  /** The bytes in memory, and room for one more behind them. */
  bytes: Uint8Array;
  /** How many of them are there. */
  end = 0;
  /** Whether the file ends with them. */
  isLast = false;
  /** Where in the file they begin. */
  offset: number;
  readonly #source: ByteSource;

  /**
   * @param offset Where in the file the source stands.
   * @param stepBytes How much is read at once.
   */
  constructor(source: ByteSource, offset: number, stepBytes?: number) {
    this.#source = source;
    this.offset = offset;
    this.bytes = new Uint8Array((stepBytes ?? STEP_BYTES) + 1);
  }

  /**
   * Forgets the bytes before `from`, and reads more behind the others.
   *
   * `from` stands at 0 afterwards. If all bytes are kept, there will be room
   * for twice as many.
   */
  slide(from: number): void {
    if (from > 0) {
      this.bytes.copyWithin(0, from, this.end);
      this.end -= from;
      this.offset += from;
    }
    if (this.end > (this.bytes.length - 1) / 2) {
      const size = Math.min(this.bytes.length * 2, 2 * MAX_ROW_BYTES + 1);
      const larger = new Uint8Array(Math.max(size, this.bytes.length));
      larger.set(this.bytes.subarray(0, this.end));
      this.bytes = larger;
    }
    while (this.end < this.bytes.length - 1 && !this.isLast) {
      const room = this.bytes.subarray(this.end, this.bytes.length - 1);
      const count = this.#source.readSync(room);
      if (count === null) this.isLast = true;
      else this.end += count;
    }
  }
}

/** Counts a byte in a file from one place to another. */
export function countByte(
  path: string,
  byte: number,
  from: number,
  to: number,
): number {
  using source = openSource(path, from);
  const buffer = new Uint8Array(1024 * 1024);
  let count = 0;
  for (let left = to - from; left > 0;) {
    const room = buffer.subarray(0, Math.min(left, buffer.length));
    const size = source.readSync(room);
    if (size === null) break;
    for (let at = 0; at < size; at++) if (buffer[at] === byte) count++;
    left -= size;
  }
  return count;
}

/** How a file is compressed, told by its first bytes; `zst` is zstd. */
export function findCompression(path: string): "gzip" | "zst" | undefined {
  using source = openSource(path, 0);
  const magic = new Uint8Array(4);
  const size = source.readSync(magic) ?? 0;
  const [a, b, c, d] = magic;
  if (size >= 2 && a === 0x1f && b === 0x8b) return "gzip";
  const isZstd = size === 4 && a === 0x28 && b === 0xb5 && c === 0x2f &&
    d === 0xfd;
  return isZstd ? "zst" : undefined;
}
