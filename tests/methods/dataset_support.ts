/**
 * Datasets for tests of kernels: slices in files, read in short batches.
 *
 * @module
 */

import type { Batch, Columns, ColumnSpec, ColumnVector, Dataset } from "ax";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Vector } from "../../src/data/vectors.ts";

/** One row by column. */
export type Values = Readonly<Record<string, unknown>>;

/** Makes a dataset of rows by slice; `batchRows` at a time are read. */
export function makeDataset(
  dir: string,
  slices: readonly (readonly Values[])[],
  { columns, hashBy, batchRows = 17 }: {
    readonly columns: Readonly<Record<string, string>>;
    readonly hashBy?: string | undefined;
    readonly batchRows?: number;
  },
): Dataset {
  const types = columns as Columns;
  const readers = slices.map((rows, slice) => {
    const path = `${dir}/${crypto.randomUUID()}.arrow`;
    using writer = openSliceWriter(path, types, { slice });
    for (const row of rows) writer.write(row as never);
    writer.close();
    return openSliceReader(path);
  });
  const rowCounts = slices.map(({ length }) => length);
  function* batches(
    slice: number | "all",
    names?: readonly string[],
  ): Generator<Batch> {
    if (slice === "all") {
      for (let n = 0; n < slices.length; n++) yield* batches(n, names);
      return;
    }
    for (const batch of readers[slice]?.batches(names as never) ?? []) {
      for (let from = 0; from < batch.rowCount; from += batchRows) {
        const to = Math.min(from + batchRows, batch.rowCount);
        const cut = Object.entries(batch.columns).map(([name, vector]) => [
          name,
          (vector as unknown as Vector).slice(from, to) as ColumnVector,
        ]);
        const columns = Object.fromEntries(cut);
        yield { start: batch.start + from, rowCount: to - from, columns };
      }
    }
  }
  return {
    columns: new Map(Object.entries(types)),
    rowCount: rowCounts.reduce((sum, count) => sum + count, 0),
    rowCounts,
    hashBy,
    batches,
  } as unknown as Dataset;
}

/** Runs what writes a slice, and reads what it wrote. */
export function writtenRows(
  dir: string,
  { slice, slices }: { readonly slice: number; readonly slices: number },
  write: (job: {
    createDataset(...given: unknown[]): never;
    path(name: string): string;
  }) => void,
): { readonly columns: Record<string, string>; readonly rows: Values[] } {
  const path = `${dir}/${crypto.randomUUID()}.arrow`;
  let made: Disposable & { close(): unknown } | undefined;
  const columns: Record<string, string> = {};
  write({
    createDataset(...given) {
      const options = given.at(-1) as {
        readonly columns: Iterable<readonly [string, ColumnSpec]>;
        readonly hashBy?: string;
      };
      const entries = [...options.columns];
      Object.assign(columns, Object.fromEntries(entries));
      const { hashBy: column } = options;
      const hashBy = column === undefined ? undefined : { column, slices };
      made = openSliceWriter(path, entries, {
        slice,
        ...(hashBy && { hashBy }),
      });
      return made as never;
    },
    path: (name) => `${dir}/${name}`,
  });
  made?.close();
  using reader = openSliceReader(path);
  return { columns, rows: [...reader.rows()] as Values[] };
}
