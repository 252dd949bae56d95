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
