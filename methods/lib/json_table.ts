/**
 * What a scanner of JSON lines reads, and where it notes what it finds.
 *
 * @module
 */

import type { ByteSource } from "./csv_source.ts";
import { MISSING } from "./json_reader.ts";
import { LongLineError } from "./long_line.ts";

const STEP_BYTES = 256 * 1024;
const MAX_LINE_BYTES = 128 * 1024 * 1024;

/** Part of a file in memory, with as much room behind it. */
export class LineWindow {
  /** The bytes of the file, and behind `end` what was made of them. */
  bytes: Uint8Array;
  /** How many of them are there. */
  end = 0;
  /** Whether the file ends with them. */
  isLast = false;
  /** Where in the file they begin. */
  offset: number;
  /** The first byte of the room behind that is free. */
  free: number;
  #size: number;
  readonly #source: ByteSource;

  /** @param offset Where in the file the source stands. */
  constructor(source: ByteSource, offset: number, stepBytes = STEP_BYTES) {
    this.#source = source;
    this.offset = offset;
    this.#size = stepBytes;
    this.bytes = new Uint8Array(2 * stepBytes + 1);
    this.free = stepBytes + 1;
  }

  /** Forgets what was made of the bytes. */
  clear(): void {
    this.free = this.#size + 1;
  }

  /**
   * Forgets the bytes before `from`, and reads more behind the others.
   *
   * @throws {LongLineError} For a line of more than 128 MiB.
   */
  slide(from: number): void {
    this.clear();
    if (from === 0 && this.end === this.#size) this.#grow();
    this.bytes.copyWithin(0, from, this.end);
    this.end -= from;
    this.offset += from;
    while (this.end < this.#size && !this.isLast) {
      const room = this.bytes.subarray(this.end, this.#size);
      const count = this.#source.readSync(room);
      if (count === null) this.isLast = true;
      else this.end += count;
    }
  }

  #grow(): void {
    if (this.#size >= MAX_LINE_BYTES) throw new LongLineError("128 MiB");
    this.#size *= 2;
    const larger = new Uint8Array(2 * this.#size + 1);
    larger.set(this.bytes.subarray(0, this.end));
    this.bytes = larger;
    this.clear();
  }
}

/** Values of one column: row `i` has entry `from + i`. */
export interface JsonRun {
  readonly bytes: Uint8Array;
  /** Where each value begins; a text without its quotes and escapes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What each is: see `json_reader.ts`. */
  readonly kinds: Uint8Array;
  readonly from: number;
  readonly count: number;
}

/** Where the values of some rows are. */
export class JsonTable {
  readonly capacity: number;
  rowCount = 0;
  /** By column, then row: column `c` begins at `c * capacity`. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly kinds: Uint8Array;
  /** Where the line of each row is. */
  readonly rowStarts: Int32Array;
  readonly rowEnds: Int32Array;
  /** Its number, from 0. */
  readonly lines: Int32Array;
  readonly #columns: number;

  constructor(columns: number, capacity: number) {
    this.#columns = columns;
    this.capacity = capacity;
    this.starts = new Int32Array(columns * capacity);
    this.ends = new Int32Array(columns * capacity);
    this.kinds = new Uint8Array(columns * capacity);
    this.rowStarts = new Int32Array(capacity);
    this.rowEnds = new Int32Array(capacity);
    this.lines = new Int32Array(capacity);
  }

  /** Forgets what the next row has. */
  clearRow(): void {
    const { capacity, kinds, rowCount, starts, ends } = this;
    for (let at = rowCount; at < kinds.length; at += capacity) {
      kinds[at] = MISSING;
      starts[at] = ends[at] = 0;
    }
  }

  /** The values of a column. */
  run(bytes: Uint8Array, column: number): JsonRun {
    const { starts, ends, kinds, capacity, rowCount: count } = this;
    return { bytes, starts, ends, kinds, from: column * capacity, count };
  }

  /** Keeps some of the rows. */
  filter(keep: (row: number) => boolean): void {
    let count = 0;
    for (let row = 0; row < this.rowCount; row++) {
      if (!keep(row)) continue;
      for (let column = 0; column < this.#columns; column++) {
        const base = column * this.capacity;
        this.starts[base + count] = this.starts[base + row] as number;
        this.ends[base + count] = this.ends[base + row] as number;
        this.kinds[base + count] = this.kinds[base + row] as number;
      }
      for (const values of [this.rowStarts, this.rowEnds, this.lines]) {
        values[count] = values[row] as number;
      }
      count++;
    }
    this.rowCount = count;
  }
}
