/**
 * Finds where sorted rows are cut into slices, without sorting them all: only
 * those whose first value is about that of a cut.
 *
 * @module
 */

import type { Batch, ColumnSpec, ColumnVector, Dataset } from "ax";
import { Pile } from "./pile.ts";
import {
  compareKeys,
  keysOf,
  type KeySource,
  type KeyValues,
  oneKey,
} from "./sort_keys.ts";
import { orderRows } from "./sort_order.ts";
import type { SortColumn } from "./sort_runs.ts";

/** The last row of a slice. */
export interface Cut {
  /** Its number, counted over all rows that are read. */
  readonly row: number;
  /** Its values that are sorted by, a row of each. */
  readonly keys: readonly KeyValues[];
}

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
  const isFew = count <= fewRows;
  const isWide = together !== null && together !== by[0]?.name;
  const buckets = isFew || isWide ? undefined : countBuckets(sources, by[0]);
  const near = new NearRows(by, buckets, ends);
  for (const [batch, start] of numbered(sources, by)) near.add(batch, start);
  return near.cut(ends, together);
}

const BUCKETS = 1 << 16;

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

/** How many rows have about the same value, in the order of the values. */
class Buckets {
  readonly counts: Uint32Array = new Uint32Array(BUCKETS + 2);
  readonly #column: SortColumn;
  #least = Infinity;
  #most = -Infinity;

  constructor(column: SortColumn) {
    this.#column = column;
  }

  /** Takes values into account, to be called for all of them before others. */
  widen(vector: ColumnVector): void {
    const { high, low, valid } = keysOf(vector, this.#column.type);
    for (let i = 0; i < low.length; i++) {
      if (valid !== undefined && valid[i] === 0) continue;
      const value = numberAt(high, low, i);
      if (value < this.#least) this.#least = value;
      if (value > this.#most) this.#most = value;
    }
  }

  /** The bucket of each row; the first and the last one are for nulls. */
  place(vector: ColumnVector): Uint32Array {
    const { type, descending, nullsLast } = this.#column;
    const { high, low, valid } = keysOf(vector, type);
    const places = new Uint32Array(low.length);
    const scale = (BUCKETS - 1) / Math.max(1, this.#most - this.#least);
    const ofNull = nullsLast ? BUCKETS + 1 : 0;
    for (let i = 0; i < low.length; i++) {
      const distance = numberAt(high, low, i) - this.#least;
      const place = Math.floor(distance * scale);
      places[i] = valid !== undefined && valid[i] === 0
        ? ofNull
        : descending
        ? BUCKETS - place
        : 1 + place;
    }
    return places;
  }
}

function numberAt(
  high: Uint32Array | undefined,
  low: Uint32Array,
  i: number,
): number {
  const word = low[i] as number;
  return high === undefined ? word : (high[i] as number) * 2 ** 32 + word;
}

function countBuckets(
  sources: readonly Dataset[],
  column: SortColumn | undefined,
): Buckets | undefined {
  if (column === undefined) return undefined;
  const buckets = new Buckets(column);
  for (const [{ columns }] of numbered(sources, [column])) {
    buckets.widen(columns[column.name] as ColumnVector);
  }
  for (const [{ columns }] of numbered(sources, [column])) {
    for (const place of buckets.place(columns[column.name] as ColumnVector)) {
      buckets.counts[place] = (buckets.counts[place] as number) + 1;
    }
  }
  return buckets;
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
  [{ columns, rowCount }, start]: readonly [Batch, number],
  by: readonly SortColumn[],
  { after, upTo }: Between,
): Uint32Array {
  const keys = by.map(({ name, type }) =>
    keysOf(columns[name] as ColumnVector, type)
  );
  const rows = new Uint32Array(upTo === null ? 0 : rowCount);
  if (upTo === null) return rows;
  const first = after && isBehind(after, { keys, by, start, rowCount });
  const last = upTo && isBehind(upTo, { keys, by, start, rowCount });
  let count = 0;
  for (let row = 0; row < rowCount; row++) {
    if (first !== null && first[row] === 0) continue;
    if (last !== undefined && last[row] === 1) continue;
    rows[count++] = row;
  }
  return rows.subarray(0, count);
}

interface KeyRows {
  readonly keys: readonly KeyValues[];
  readonly by: readonly SortColumn[];
  readonly start: number;
  readonly rowCount: number;
}

/** For each row, 1 if it comes after the cut. */
function isBehind(cut: Cut, rows: KeyRows): Uint8Array {
  const { keys, by, start, rowCount } = rows;
  const result = new Uint8Array(rowCount);
  const [{ high, low, valid } = { low: new Uint32Array(0) }] = keys;
  const [edge] = cut.keys;
  const isPlain = valid === undefined && edge?.valid === undefined;
  const edgeHigh = edge?.high?.[0] ?? 0;
  const edgeLow = edge?.low[0] ?? 0;
  const isDown = by[0]?.descending === true;
  for (let row = 0; row < rowCount; row++) {
    const top = high === undefined ? 0 : (high[row] as number) - edgeHigh;
    const found = top !== 0 ? top : (low[row] as number) - edgeLow;
    if (isPlain && found !== 0) result[row] = found > 0 !== isDown ? 1 : 0;
    else result[row] = compareToCut(cut, rows, row) > 0 ? 1 : 0;
  }
  return result;

  function compareToCut(cut: Cut, { by, keys }: KeyRows, row: number): number {
    for (const [index, order] of by.entries()) {
      const edge = cut.keys[index] as KeyValues;
      const found = compareKeys(keys[index] as KeyValues, row, {
        ...order,
        keys: edge,
        row: 0,
      });
      if (found !== 0) return found;
    }
    return start + row - cut.row;
  }
}
