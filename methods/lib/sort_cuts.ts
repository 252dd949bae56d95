/**
 * Finds where sorted rows are cut into slices, without sorting them all: only
 * those whose first value is about that of a cut.
 *
 * @module
 */

import {
  AxError,
  type Batch,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
} from "ax";
import { Pile } from "./pile.ts";
import { compareKeys, keysOf, type KeySource, oneKey } from "./sort_keys.ts";
import { orderRows } from "./sort_order.ts";
import { type Cut, numbered } from "./sort_between.ts";
import { BUCKETS, type Buckets, countBuckets } from "./sort_buckets.ts";
import type { SortColumn } from "./sort_runs.ts";

/** What is cut, and how. */
export interface CutOptions {
  readonly sources: readonly Dataset[];
  readonly by: readonly SortColumn[];
  readonly slices: number;
  /** Of `by`: equal values of it that follow each other stay together. */
  readonly together: string | null;
  /** So many rows are sorted as they are. */
  readonly fewRows?: number;
}

/**
 * Finds the last rows of all slices but the last, so that slices have about
 * the same size. Where there is `null`, slices up to there are empty.
 */
export function findCuts(options: CutOptions): (Cut | null)[] {
  const { sources, by, slices, together, fewRows = 1 << 17 } = options;
  const count = sources.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const ends = Array.from(
    { length: slices - 1 },
    (_, index) => Math.floor(count * (index + 1) / slices),
  );
  if (ends.length === 0) return [];
  const isFew = count <= fewRows;
  const isWide = together !== null && together !== by[0]?.name;
  const [first] = by;
  const buckets = isFew || isWide || first === undefined
    ? undefined
    : countBuckets(sources, first);
  const near = new NearRows(by, buckets, ends);
  for (const [batch, start] of numbered(sources, by)) near.add(batch, start);
  return near.cut(ends, together);
}

/** The rows that may be at a cut. */
class NearRows {
  readonly #by: readonly SortColumn[];
  readonly #buckets: Buckets | undefined;
  /** How many rows of farther buckets are ahead of those of each bucket. */
  readonly #skipped = new Float64Array(BUCKETS + 2);
  readonly #isNear = new Uint8Array(BUCKETS + 2);
  readonly #pile: Pile;
  /** The numbers of the rows. */
  readonly #numbers: number[] = [];
  readonly #isAll: boolean;

  constructor(
    by: readonly SortColumn[],
    buckets: Buckets | undefined,
    ends: readonly number[],
  ) {
    this.#by = by;
    this.#buckets = buckets;
    this.#isAll = buckets === undefined;
    const columns = by.map(({ name, type }) => [name, type] as const);
    this.#pile = new Pile(new Map<string, ColumnSpec>(columns), 0);
    if (buckets !== undefined) this.#choose(buckets.counts, ends);
  }

  #choose(counts: Uint32Array, ends: readonly number[]): void {
    let before = 0;
    let skipped = 0;
    for (let bucket = 0; bucket < counts.length; bucket++) {
      const count = counts[bucket] as number;
      const after = before + count;
      const isNear = ends.some((end) => end > before && end <= after);
      this.#isNear[bucket] = isNear ? 1 : 0;
      this.#skipped[bucket] = skipped;
      if (!isNear) skipped += count;
      before = after;
    }
  }

  /** Takes rows, if they are near. @param start The number of the first. */
  add({ columns, rowCount }: Batch, start: number): void {
    const [first] = this.#by;
    if (!this.#pile.fits(columns)) {
      throw new AxError(
        "limit",
        "Cannot sort across slices: more than 2 GiB of values lie at a cut",
      );
    }
    if (this.#buckets === undefined || first === undefined) {
      this.#pile.add(columns, rowCount);
      return;
    }
    const places = this.#buckets.place(columns[first.name] as ColumnVector);
    const rows: number[] = [];
    for (let row = 0; row < rowCount; row++) {
      if (this.#isNear[places[row] as number] === 0) continue;
      rows.push(row);
      this.#numbers.push(start + row);
    }
    if (rows.length > 0) {
      this.#pile.add(columns, rowCount, Uint32Array.from(rows));
    }
  }

  /** @param ends How many rows lie before each cut. */
  cut(ends: readonly number[], together: string | null): (Cut | null)[] {
    const columns = this.#by.map((column) => {
      const source: KeySource = this.#pile.partsOf(column.name);
      return { ...column, source };
    });
    const order = orderRows(columns, this.#pile.rowCount);
    const index = this.#by.findIndex(({ name }) => name === together);
    const isEqual = index === -1 ? () => false : this.#equality(index);
    let last = -1;
    return ends.map((end) => {
      last = Math.max(last, end - 1 - this.#skippedBefore(end));
      while (
        last >= 0 && last + 1 < order.length &&
        isEqual(order[last] as number, order[last + 1] as number)
      ) last++;
      if (last < 0) return null;
      const row = order[last] as number;
      const keys = columns.map(({ source, type }) => oneKey(source, row, type));
      return { row: this.#isAll ? row : this.#numbers[row] as number, keys };
    });
  }

  #skippedBefore(end: number): number {
    if (this.#buckets === undefined) return 0;
    let before = 0;
    for (const [bucket, count] of this.#buckets.counts.entries()) {
      before += count;
      if (end <= before) return this.#skipped[bucket] as number;
    }
    return 0;
  }

  #equality(index: number): (a: number, b: number) => boolean {
    const { name, type, ...order } = this.#by[index] as SortColumn;
    const keys = keysOf(
      this.#pile.partsOf(name) as unknown as ColumnVector,
      type,
    );
    return (a, b) => compareKeys(keys, a, { ...order, keys, row: b }) === 0;
  }
}
