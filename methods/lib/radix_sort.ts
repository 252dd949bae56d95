/**
 * Sorts row numbers by columns of 32-bit words: stable, and without comparing.
 *
 * @module
 */

const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;

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

  /** Sorts by one word for each row; equal ones keep their order. */
  sortBy(words: Uint32Array): void {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      this.#pass(words, shift);
    }
  }

  #pass(words: Uint32Array, shift: number): void {
    const { rows } = this;
    const count = rows.length;
    const places = new Uint32Array(BUCKETS);
    for (let row = 0; row < count; row++) {
      const digit = (words[row] as number) >>> shift & (BUCKETS - 1);
      places[digit] = (places[digit] as number) + 1;
    }
    let end = 0;
    for (let digit = 0; digit < BUCKETS; digit++) {
      const size = places[digit] as number;
      if (size === count) return;
      places[digit] = end;
      end += size;
    }
    const target = this.#spare;
    for (let i = 0; i < count; i++) {
      const row = rows[i] as number;
      const digit = (words[row] as number) >>> shift & (BUCKETS - 1);
      const place = places[digit] as number;
      places[digit] = place + 1;
      target[place] = row;
    }
    this.#spare = rows;
    this.rows = target;
  }
}
