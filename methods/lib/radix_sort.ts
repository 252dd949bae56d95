/**
 * Sorts row numbers by columns of 32-bit words: stable, and without comparing.
 *
 * @module
 */

/** More digits make fewer passes, but these must stay in the cache. */
const DIGIT_BITS = 13;

/** Sorts row numbers in place. */
export class RowOrder {
  /** The row numbers, in the order so far. */
  rows: Uint32Array;
  #spare: Uint32Array;

  /** @param count How many rows there are; they start in their own order. */
  constructor(count: number) {
    this.rows = new Uint32Array(count);
    for (let row = 0; row < count; row++) this.rows[row] = row;
    this.#spare = new Uint32Array(count);
  }

  /**
   * Sorts by one word for each row; equal ones keep their order.
   *
   * @param bits How many of the lowest bits of the words are used.
   */
  sortBy(words: Uint32Array, bits: number): void {
    if (bits === 0 || isSorted(this.rows, words)) return;
    const passes = Math.ceil(bits / DIGIT_BITS);
    const width = Math.ceil(bits / passes);
    for (let shift = 0; shift < bits; shift += width) {
      this.#pass(words, shift, 1 << width);
    }
  }

  #pass(words: Uint32Array, shift: number, buckets: number): void {
    const { rows } = this;
    const count = rows.length;
    const mask = buckets - 1;
    const places = new Uint32Array(buckets);
    for (let row = 0; row < count; row++) {
      const digit = (words[row] as number) >>> shift & mask;
      places[digit] = (places[digit] as number) + 1;
    }
    let end = 0;
    for (let digit = 0; digit < buckets; digit++) {
      const size = places[digit] as number;
      if (size === count) return;
      places[digit] = end;
      end += size;
    }
    const target = this.#spare;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const digit = (words[row] as number) >>> shift & mask;
      const place = places[digit] as number;
      places[digit] = place + 1;
      target[place] = row;
    }
    this.#spare = rows;
    this.rows = target;
  }
}

function isSorted(rows: Uint32Array, words: Uint32Array): boolean {
  let last = 0;
  for (let i = 0; i < rows.length; i++) {
    const word = words[rows[i] as number] as number;
    if (word < last) return false;
    last = word;
  }
  return true;
}
