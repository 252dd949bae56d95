/**
 * Finds text in the bytes of a whole column at once.
 *
 * @module
 */

/** The bytes of some values, one after the other. */
export interface ByteColumn {
  /** Where each value begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
  /** 0 where a value is null. */
  readonly valid: Uint8Array | undefined;
}

/** Marks the values that hold a text. */
export class ByteSearch {
  readonly #needle: Uint8Array;
  /** How far to go on, by the byte under the needle's last one. */
  readonly #skips: Int32Array;

  /** @param needle At least one byte. */
  constructor(needle: Uint8Array) {
    if (needle.length === 0) throw new RangeError("Cannot search for nothing");
    this.#needle = needle;
    this.#skips = new Int32Array(256).fill(needle.length);
    needle.subarray(0, -1).forEach((byte, index) => {
      this.#skips[byte] = needle.length - 1 - index;
    });
  }

  /**
   * Sets a byte of `marks` to 1 for each value that holds the text.
   *
   * @returns How many of them were not marked before.
   */
  mark(column: ByteColumn, marks: Uint8Array): number {
    const { offsets, values, valid } = column;
    const size = this.#needle.length;
    const rows = offsets.length - 1;
    const end = offsets[rows] ?? 0;
    let count = 0;
    let row = 0;
    for (let at = offsets[0] ?? 0;;) {
      at = this.#find(values, at, end);
      if (at === -1) return count;
      row = rowAt(offsets, row, at);
      const next = offsets[row + 1] ?? end;
      if (at + size > next) {
        // It begins in one value and ends in another.
        at++;
        continue;
      }
      const isValid = valid === undefined || valid[row] === 1;
      if (isValid && marks[row] === 0) {
        marks[row] = 1;
        count++;
      }
      at = next;
    }
  }

  /** Where the text is next; -1 if it is not. Horspool's search. */
  #find(values: Uint8Array, from: number, end: number): number {
    const needle = this.#needle;
    const skips = this.#skips;
    const last = needle.length - 1;
    const lastByte = needle[last];
    if (last === 0) {
      const found = values.indexOf(lastByte as number, from);
      return found < end ? found : -1;
    }
    for (let at = from + last; at < end;) {
      const byte = values[at] as number;
      if (byte === lastByte && this.#isAt(values, at - last)) return at - last;
      at += skips[byte] as number;
    }
    return -1;
  }

  #isAt(values: Uint8Array, at: number): boolean {
    const needle = this.#needle;
    for (let i = 0; i < needle.length - 1; i++) {
      if (values[at + i] !== needle[i]) return false;
    }
    return true;
  }
}

/** The value that holds a byte: at `row` or behind it, often near. */
function rowAt(offsets: Int32Array, row: number, at: number): number {
  let low = row;
  let step = 1;
  while (
    low + step < offsets.length - 1 && (offsets[low + step] as number) <= at
  ) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, offsets.length - 1);
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) <= at) low = middle;
    else high = middle;
  }
  return low;
}
