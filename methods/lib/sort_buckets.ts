/**
 * Counts rows by about what their values are.
 *
 * @module
 */

import type { ColumnVector, Dataset } from "ax";
import { numbered } from "./sort_between.ts";
import { keysOf } from "./sort_keys.ts";
import type { SortColumn } from "./sort_runs.ts";

/** How many there are for values; nulls have two more. */
export const BUCKETS = 1 << 16;
/** One batch of so many says how far values range. */
const SAMPLE = 8;

/** Counts all rows by a column. */
export function countBuckets(
  sources: readonly Dataset[],
  column: SortColumn,
): Buckets {
  const buckets = new Buckets(column);
  let turn = 0;
  for (const [{ columns }] of numbered(sources, [column])) {
    const isSample = turn++ % SAMPLE === 0;
    if (isSample) buckets.widen(columns[column.name] as ColumnVector);
  }
  for (const [{ columns }] of numbered(sources, [column])) {
    buckets.count(columns[column.name] as ColumnVector);
  }
  return buckets;
}

/** How many rows have about the same value, in the order of the values. */
export class Buckets {
  /** Of each bucket, in the order of the values. */
  readonly counts: Uint32Array = new Uint32Array(BUCKETS + 2);
  readonly #column: SortColumn;
  #least = Infinity;
  #most = -Infinity;

  /** @param column Whose values are counted. */
  constructor(column: SortColumn) {
    this.#column = column;
  }

  /** Takes values into account, to be called for some before all others. */
  widen(vector: ColumnVector): void {
    const { high, low, valid } = keysOf(vector, this.#column.type);
    const values = new Float64Array(low.length);
    joinWords(high, low, values);
    for (let i = 0; i < low.length; i++) {
      if (valid !== undefined && valid[i] === 0) continue;
      const value = values[i] as number;
      if (value < this.#least) this.#least = value;
      if (value > this.#most) this.#most = value;
    }
  }

  /** The bucket of each row; the first and the last one are for nulls. */
  place(vector: ColumnVector): Uint32Array {
    const { type, descending, nullsLast } = this.#column;
    const { high, low, valid } = keysOf(vector, type);
    const values = new Float64Array(low.length);
    joinWords(high, low, values);
    const places = new Uint32Array(low.length);
    scaleValues(values, [this.#least, this.#most], places);
    const ofNull = nullsLast ? BUCKETS + 1 : 0;
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      places[i] = descending ? BUCKETS - place : 1 + place;
      if (valid !== undefined && valid[i] === 0) places[i] = ofNull;
    }
    return places;
  }

  /** Counts the rows of each bucket. */
  count(vector: ColumnVector): void {
    const { counts } = this;
    const places = this.place(vector);
    for (let i = 0; i < places.length; i++) {
      const place = places[i] as number;
      counts[place] = (counts[place] as number) + 1;
    }
  }
}

/** Numbers in the order of the words; large ones are rounded. */
function joinWords(
  high: Uint32Array | undefined,
  low: Uint32Array,
  values: Float64Array,
): void {
  if (high === undefined) {
    values.set(low);
    return;
  }
  for (let i = 0; i < low.length; i++) {
    values[i] = (high[i] as number) * 4294967296 + (low[i] as number);
  }
}

/** Numbers from 0 up for values of a range; others count as its ends. */
function scaleValues(
  values: Float64Array,
  [least, most]: readonly [number, number],
  places: Uint32Array,
): void {
  const scale = (BUCKETS - 1) / Math.max(1, most - least);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    const inside = value > least ? value < most ? value : most : least;
    places[i] = ((inside - least) * scale) | 0;
  }
}
