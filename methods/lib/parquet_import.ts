/**
 * Imports Parquet files: which rows make which slice, and their columns.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, Dataset, RunningJob } from "ax";
import { namingFile, valueFault } from "./name_file.ts";
import {
  type ColumnOptions,
  type FileColumn,
  makeColumnReader,
  planColumns,
} from "./parquet_columns.ts";
import { ParquetFile, type RowSpan } from "./parquet_file.ts";
import { ValueFault, type VectorReader } from "./parquet_vectors.ts";

/** All that slices need to know. */
export interface ParquetPlan {
  readonly path: string;
  readonly name: string;
  readonly columns: readonly FileColumn[];
  /** Rows by slice, in order; each span lies in one row group. */
  readonly parts: readonly (readonly RowSpan[])[];
}

/**
 * Plans an import.
 *
 * @throws {AxError} `input`, for what the file or its columns are not.
 */
export async function planParquet(
  { path, name }: { readonly path: string; readonly name: string },
  options: ColumnOptions,
  slices: number,
): Promise<ParquetPlan> {
  using file = await ParquetFile.open(path, name);
  const columns = await planColumns(file, options);
  return { path, name, columns, parts: splitRows(file.groupSizes, slices) };
}

/**
 * Deals rows out to slices, in order and about equally many: whole row groups
 * where there are enough of them, else parts of row groups.
 */
export function splitRows(
  groupSizes: readonly number[],
  slices: number,
): RowSpan[][] {
  const parts: RowSpan[][] = Array.from({ length: slices }, () => []);
  const total = groupSizes.reduce((sum, size) => sum + size, 0);
  const isWhole = groupSizes.length >= 2 * slices;
  let start = 0;
  for (const size of groupSizes) {
    const end = start + size;
    if (isWhole) {
      const middle = start + size / 2;
      const slice = Math.min(Math.floor(middle * slices / total), slices - 1);
      if (size > 0) parts[slice]?.push({ start, end });
    } else {
      parts.forEach((part, slice) => {
        const from = Math.max(start, Math.floor(total * slice / slices));
        const to = Math.min(end, Math.floor(total * (slice + 1) / slices));
        if (from < to) part.push({ start: from, end: to });
      });
    }
    start = end;
  }
  return parts;
}

/** Imports one slice. @returns How many rows it has. */
export async function importParquetSlice(
  { path, name, columns, parts }: ParquetPlan,
  { job, slice, previous }: {
    readonly job: Pick<RunningJob, "createDataset">;
    readonly slice: number;
    readonly previous: Dataset | null;
  },
): Promise<number> {
  const writer = job.createDataset({
    columns: columns.map(({ name, type }) => [name, type] as const),
    previous: previous ?? undefined,
    compression: "auto",
  });
  using file = await ParquetFile.open(path, name);
  const readers = columns.map((column) => makeColumnReader(column));
  let rowCount = 0;
  for (const span of parts[slice] ?? []) {
    const batch: Record<string, BatchColumn<ColumnSpec>> = {};
    for (const [index, column] of columns.entries()) {
      const reader = readers[index] as VectorReader;
      const isRaw = column.leaf !== undefined;
      const values = await file.read(column.source, span, isRaw);
      setOwn(batch, column.name, read(reader, values, { name, column, span }));
    }
    namingFile(name, () => writer.writeBatch(batch));
    rowCount += span.end - span.start;
  }
  return rowCount;
}

/** Sets a property of any name, `__proto__` too. */
export function setOwn<T>(
  record: Record<string, T>,
  name: string,
  value: T,
): void {
  const rest = { writable: true, enumerable: true, configurable: true };
  Object.defineProperty(record, name, { value, ...rest });
}

function read(
  reader: VectorReader,
  values: ArrayLike<unknown>,
  { name, column, span }: {
    readonly name: string;
    readonly column: FileColumn;
    readonly span: RowSpan;
  },
): ReturnType<VectorReader["read"]> {
  let fault: { readonly index: number; readonly message: string } | undefined;
  try {
    const vector = reader.read(values);
    const row = column.type.endsWith("?") ? -1 : vector.valid?.indexOf(0) ?? -1;
    if (row === -1) return vector;
    fault = { index: row, message: `${column.type} expected, got null` };
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    fault = error;
  }
  const row = span.start + fault.index;
  const { source } = column;
  throw valueFault(name, { column: source, row, problem: fault.message });
}
