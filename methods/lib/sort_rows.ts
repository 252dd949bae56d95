/**
 * Sorts the rows of datasets.
 *
 * @module
 */

import {
  AxError,
  type Batch,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type DatasetWriter,
  type VectorParts,
} from "ax";
import { typeOf } from "./dataset_source.ts";
import { Gatherer } from "./gather.ts";
import { RowOrder } from "./radix_sort.ts";
import { makeKey, type SortKey } from "./sort_keys.ts";

/** What a request says of the order. */
export interface SortInputs {
  readonly by: readonly string[];
  readonly descending: readonly string[];
  readonly nulls: "first" | "last";
  readonly acrossSlices: boolean;
  readonly keepTogether: string | null;
}

/** Rows in their new order. */
export interface SortedRows {
  /** Row numbers, counted over all that was read. */
  readonly rows: Uint32Array;
  /** The words of each column. */
  readonly keys: ReadonlyMap<string, SortKey>;
}

/**
 * Checks what to sort by.
 *
 * @throws {AxError} `input`, for columns that are not there, come twice, or
 * have no order.
 */
export function checkSort(
  inputs: SortInputs,
  columns: ReadonlyMap<string, ColumnSpec>,
): void {
  const { by, descending } = inputs;
  if (by.length === 0) throw fault(`"by" names no column`);
  for (const [index, name] of by.entries()) {
    makeKey(name, typeOf(columns, name, "sort by"), 0);
    if (by.indexOf(name) !== index) {
      throw fault(`"by" names column ${JSON.stringify(name)} twice`);
    }
  }
  const { keepTogether, acrossSlices } = inputs;
  if (keepTogether !== null && !acrossSlices) {
    throw fault(`"keepTogether" does nothing without "acrossSlices": true`);
  }
  refuseStrangers("descending", descending, by);
  refuseStrangers(
    "keepTogether",
    keepTogether === null ? [] : [keepTogether],
    by,
  );
}

/** Sorts the rows of datasets, or of one slice of them. */
export function sortRows(
  datasets: readonly Dataset[],
  slice: number | "all",
  inputs: SortInputs,
): SortedRows {
  const { by, descending, nulls } = inputs;
  const size = countRows(datasets, slice);
  const keys = new Map<string, SortKey>();
  const order = new RowOrder(size);
  for (const name of by.toReversed()) {
    const type = datasets[0]?.columns.get(name) as ColumnSpec;
    const key = makeKey(name, type, size);
    for (const dataset of datasets) {
      for (
        const { columns } of dataset.batches(slice, [name], { reuse: true })
      ) {
        key.add(columns[name] as ColumnVector);
      }
    }
    key.sort(order, {
      descending: descending.includes(name),
      nullsLast: nulls === "last",
    });
    keys.set(name, key);
  }
  return { rows: order.rows, keys };
}

function countRows(
  datasets: readonly Dataset[],
  slice: number | "all",
): number {
  const count = datasets.reduce(
    (sum, { rowCount, rowCounts }) =>
      sum + (slice === "all" ? rowCount : rowCounts[slice] ?? 0),
    0,
  );
  if (count < 2 ** 32) return count;
  throw new AxError(
    "limit",
    `Cannot sort ${count} rows at once: 4294967295 is the most`,
  );
}

/**
 * Cuts sorted rows into slices of about the same size.
 *
 * @param together Where this is a key, equal values of it stay in one slice.
 * @returns Where each slice begins, and the end of the last.
 */
export function cutRows(
  { rows, keys }: SortedRows,
  slices: number,
  together: string | null,
): number[] {
  const key = together === null ? undefined : keys.get(together);
  const cuts = [0];
  for (let slice = 1; slice < slices; slice++) {
    let cut = Math.floor(rows.length * slice / slices);
    cut = Math.max(cut, cuts.at(-1) ?? 0);
    while (
      key !== undefined && cut > 0 && cut < rows.length &&
      key.areEqual(rows[cut - 1] as number, rows[cut] as number)
    ) cut++;
    cuts.push(cut);
  }
  return [...cuts, rows.length];
}

/**
 * Writes rows in their new order.
 *
 * @param batches All that was read when the rows were sorted.
 * @param rows The numbers of those to write.
 */
export function writeRows(
  writer: Pick<DatasetWriter, "writeBatch">,
  batches: Iterable<Batch>,
  rows: Uint32Array,
): void {
  const kept = keepRows(batches, rows);
  const gatherers = new Map<string, Gatherer>();
  for (const name of kept.columns.keys()) gatherers.set(name, new Gatherer());
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const places = {
      chunks: kept.chunks.subarray(from, from + BATCH_ROWS),
      rows: kept.rows.subarray(from, from + BATCH_ROWS),
    };
    const batch: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const [name, gatherer] of gatherers) {
      const vectors = kept.columns.get(name) as unknown as ColumnVector[];
      batch[name] = gatherer.gather(vectors, places);
    }
    writer.writeBatch(batch);
  }
}

const BATCH_ROWS = 65_536;

/** Rows in memory, in the order they were read. */
interface KeptRows {
  /** For each row to write, in which part it is. */
  readonly chunks: Uint32Array;
  /** And where in that part. */
  readonly rows: Uint32Array;
  /** The parts, by column. */
  readonly columns: ReadonlyMap<string, VectorParts[]>;
}

function keepRows(batches: Iterable<Batch>, rows: Uint32Array): KeptRows {
  const order = new RowOrder(rows.length);
  order.sortBy(rows);
  const places = order.rows;
  const result = {
    chunks: new Uint32Array(rows.length),
    rows: new Uint32Array(rows.length),
    columns: new Map<string, VectorParts[]>(),
  };
  const gatherer = new Gatherer();
  let next = 0;
  let start = 0;
  let chunk = 0;
  for (const { rowCount, columns } of batches) {
    const begin = next;
    const end = start + rowCount;
    while (
      next < rows.length && (rows[places[next] as number] as number) < end
    ) {
      const place = places[next] as number;
      result.chunks[place] = chunk;
      result.rows[place] = next - begin;
      next++;
    }
    const picked = places.subarray(begin, next)
      .map((place) => (rows[place] as number) - start);
    start = end;
    if (picked.length === 0) continue;
    chunk++;
    for (const [name, vector] of Object.entries(columns)) {
      const parts = result.columns.get(name) ?? [];
      parts.push(gatherer.pick(vector as ColumnVector, picked));
      result.columns.set(name, parts);
    }
  }
  return result;
}

function refuseStrangers(
  input: string,
  names: readonly string[],
  by: readonly string[],
): void {
  const odd = names.find((name) => !by.includes(name));
  if (odd === undefined) return;
  const column = JSON.stringify(odd);
  throw fault(`"${input}" names column ${column}, and "by" does not`);
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot sort: ${problem}`);
}
