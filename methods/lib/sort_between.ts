/**
 * Picks the rows of one slice out of batches of all.
 *
 * @module
 */

import type { Batch, ColumnVector, Dataset } from "ax";
import { compareKeys, keysOf, type KeyValues } from "./sort_keys.ts";
import type { SortColumn } from "./sort_runs.ts";

/** The last row of a slice. */
export interface Cut {
  /** Its number, counted over all rows that are read. */
  readonly row: number;
  /** Its values that are sorted by, a row of each. */
  readonly keys: readonly KeyValues[];
}

/** Batches, and the number of the first row of each. */
export function* numbered(
  sources: readonly Dataset[],
  columns: readonly { readonly name: string }[],
): Generator<[Batch, number]> {
  const names = columns.map(({ name }) => name);
  let start = 0;
  for (const source of sources) {
    for (const batch of source.batches("all", names, { reuse: true })) {
      yield [batch, start];
      start += batch.rowCount;
    }
  }
}

/** The rows of one slice. */
export interface Between {
  /** The last row before them; `null` if there is none. */
  readonly after: Cut | null;
  /** The last of them; `undefined` for the last row of all. */
  readonly upTo: Cut | null | undefined;
}

/**
 * Finds the rows of a batch that belong in a slice.
 *
 * @param start The number of its first row.
 */
export function rowsBetween(
  [batch, start]: readonly [Batch, number],
  by: readonly SortColumn[],
  { after, upTo }: Between,
): Uint32Array {
  if (upTo === null) return new Uint32Array(0);
  const keys = new BatchKeys(batch, by);
  const first = after === null ? undefined : new Edge(after, keys, start);
  const last = upTo === undefined ? undefined : new Edge(upTo, keys, start);
  const rows = new Uint32Array(batch.rowCount);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    if (first !== undefined && !first.isBefore(row)) continue;
    if (last !== undefined && last.isBefore(row)) continue;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** The keys of a batch; those of later columns are made when they count. */
class BatchKeys {
  readonly by: readonly SortColumn[];
  readonly #batch: Batch;
  readonly #keys: KeyValues[] = [];

  constructor(batch: Batch, by: readonly SortColumn[]) {
    this.by = by;
    this.#batch = batch;
  }

  of(index: number): KeyValues {
    const { name, type } = this.by[index] as SortColumn;
    return this.#keys[index] ??= keysOf(
      this.#batch.columns[name] as ColumnVector,
      type,
    );
  }
}

/** Holds the rows of a batch against a cut. */
class Edge {
  readonly #cut: Cut;
  readonly #keys: BatchKeys;
  readonly #start: number;
  readonly #high: Uint32Array | undefined;
  readonly #low: Uint32Array;
  readonly #edgeHigh: number;
  readonly #edgeLow: number;
  /** Whether different words of the first column are all it takes. */
  readonly #isPlain: boolean;
  readonly #isDown: boolean;

  constructor(cut: Cut, keys: BatchKeys, start: number) {
    const { high, low, valid } = keys.of(0);
    const [edge] = cut.keys;
    this.#cut = cut;
    this.#keys = keys;
    this.#start = start;
    this.#high = high;
    this.#low = low;
    this.#edgeHigh = edge?.high?.[0] ?? 0;
    this.#edgeLow = edge?.low[0] ?? 0;
    this.#isPlain = valid === undefined && edge?.valid === undefined;
    this.#isDown = keys.by[0]?.descending === true;
  }

  /** Whether a row comes after the cut. */
  isBefore(row: number): boolean {
    const high = this.#high;
    const top = high === undefined ? 0 : (high[row] as number) - this.#edgeHigh;
    const found = top !== 0 ? top : (this.#low[row] as number) - this.#edgeLow;
    if (this.#isPlain && found !== 0) return found > 0 !== this.#isDown;
    return this.#compare(row) > 0;
  }

  #compare(row: number): number {
    for (const [index, order] of this.#keys.by.entries()) {
      const keys = this.#cut.keys[index] as KeyValues;
      const edge = { ...order, keys, row: 0 };
      const found = compareKeys(this.#keys.of(index), row, edge);
      if (found !== 0) return found;
    }
    return this.#start + row - this.#cut.row;
  }
}
