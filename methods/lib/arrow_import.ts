/**
 * Imports Arrow files: which rows make which slice.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type Dataset,
  type RunningJob,
} from "ax";
import { type ArrowColumn, planArrowColumns } from "./arrow_columns.ts";
import { ArrowFile } from "./arrow_file.ts";
import { readArrow, sliceArrow } from "./arrow_vectors.ts";
import { namingFile, valueFault } from "./name_file.ts";
import type { ColumnOptions } from "./parquet_columns.ts";
import type { RowSpan } from "./parquet_file.ts";
import { setOwn, splitRows } from "./parquet_import.ts";
import { ValueFault } from "./parquet_vectors.ts";
// @ts-types="../vendor/@uwdata/flechette.d.ts"
import type { Batch, Table } from "../vendor/@uwdata/flechette.js";

/** All that slices need to know. */
export interface ArrowPlan {
  readonly path: string;
  readonly name: string;
  readonly columns: readonly ArrowColumn[];
  /** Rows by slice, in order; each span lies in one record batch. */
  readonly parts: readonly (readonly RowSpan[])[];
}

/** Bytes of record batches that are read at once, about. */
const STEP_BYTES = 64 * 1024 * 1024;

/**
 * Plans an import.
 *
 * @throws {AxError} `input`, for what the file or its columns are not.
 */
export function planArrow(
  { path, name }: { readonly path: string; readonly name: string },
  options: ColumnOptions,
  slices: number,
): ArrowPlan {
  using file = new ArrowFile(path, name);
  const columns = planArrowColumns(file, options);
  const sizes = file.batches.map(({ rowCount }) => rowCount);
  return { path, name, columns, parts: splitRows(sizes, slices) };
}

/** Imports one slice. @returns How many rows it has. */
export function importArrowSlice(
  { path, name, columns, parts }: ArrowPlan,
  { job, slice, previous }: {
    readonly job: Pick<RunningJob, "createDataset">;
    readonly slice: number;
    readonly previous: Dataset | null;
  },
): number {
  const writer = job.createDataset({
    columns: columns.map(({ name, type }) => [name, type] as const),
    previous: previous ?? undefined,
    compression: "auto",
  });
  const spans = parts[slice] ?? [];
  const last = spans.at(-1);
  if (last === undefined) return 0;
  const first = spans[0] as RowSpan;
  using file = new ArrowFile(path, name);
  let rowCount = 0;
  for (const { table, at, start } of readBatches(file, first, last)) {
    const size = file.batches[at.batch]?.rowCount ?? 0;
    const from = Math.max(0, first.start - start);
    const to = Math.min(size, last.end - start);
    const batch: Record<string, BatchColumn<ColumnSpec>> = {};
    for (const column of columns) {
      const data = table.children[column.index]?.data[at.index] as Batch;
      const vector = sliceArrow(read(data, column, name, start), from, to);
      setOwn(batch, column.name, vector);
    }
    namingFile(name, () => writer.writeBatch(batch));
    rowCount += to - from;
  }
  return rowCount;
}

/** A record batch: which of the file, and which of a table. */
interface Place {
  readonly batch: number;
  readonly index: number;
}

/** Reads the batches that have some rows, several at once. */
function* readBatches(
  file: ArrowFile,
  first: RowSpan,
  last: RowSpan,
): Iterable<{ table: Table; at: Place; start: number }> {
  const { batches } = file;
  let start = 0;
  let from = 0;
  for (; from < batches.length; from++) {
    const size = batches[from]?.rowCount ?? 0;
    if (start + size > first.start) break;
    start += size;
  }
  while (from < batches.length && start < last.end) {
    let to = from;
    let bytes = 0;
    let end = start;
    while (to < batches.length && end < last.end && bytes < STEP_BYTES) {
      bytes += batches[to]?.sizeBytes ?? 0;
      end += batches[to++]?.rowCount ?? 0;
    }
    const table = file.read(from, to);
    for (let index = 0; index < to - from; index++) {
      const size = batches[from + index]?.rowCount ?? 0;
      if (size === 0) continue;
      yield { table, at: { batch: from + index, index }, start };
      start += size;
    }
    from = to;
  }
}

function read(
  batch: Batch,
  column: ArrowColumn,
  name: string,
  start: number,
): ReturnType<typeof readArrow> {
  let fault: { readonly index: number; readonly message: string };
  try {
    const vector = readArrow(batch, column);
    const isNullable = column.type.endsWith("?") || Array.isArray(vector);
    const { valid } = vector as { valid?: Uint8Array };
    const row = isNullable ? -1 : valid?.indexOf(0) ?? -1;
    if (row === -1) return vector;
    fault = { index: row, message: `${column.type} expected, got null` };
  } catch (error) {
    if (error instanceof AxError || !(error instanceof Error)) throw error;
    if (!(error instanceof ValueFault || error instanceof RangeError)) {
      throw error;
    }
    const index = error instanceof ValueFault ? error.index : 0;
    fault = { index, message: error.message };
  }
  const row = start + fault.index;
  const { source } = column;
  throw valueFault(name, { column: source, row, problem: fault.message });
}
