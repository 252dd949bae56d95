/**
 * What the tests of Parquet share: tables into files, and files into tables.
 *
 * @module
 */

import {
  makeColumnReader,
  planColumns,
} from "../../methods/lib/parquet_columns.ts";
import { ParquetFile } from "../../methods/lib/parquet_file.ts";
import { GroupWriter } from "../../methods/lib/parquet_groups.ts";
import type { Columns } from "../../src/core/columns.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { type AnyRow, type Sample, writeRows } from "../data/support.ts";
import { tempDir } from "../support/temp.ts";

/**
 * Writes a table as a Parquet file, as an export does.
 *
 * @param parts How many files its rows come from, each with dictionaries of its
 * own.
 */
export function writeParquet(
  path: string,
  { columns, rows }: Sample,
  rowGroupSize = 1000,
  parts = 1,
): void {
  using dir = tempDir();
  const size = Math.ceil(rows.length / parts);
  const paths = Array.from({ length: parts }, (_, part) => {
    const file = dir.join(`rows.${part}.arrow`);
    const own = rows.slice(part * size, (part + 1) * size);
    writeRows(file, { columns, rows: own });
    return file;
  });
  using reader = openSliceReader([{ paths }]);
  const options = { codec: "SNAPPY", groupRows: rowGroupSize } as const;
  const writer = new GroupWriter(Object.entries(columns), options);
  for (const { columns: vectors, rowCount } of reader.batches()) {
    writer.add(vectors as never, rowCount);
  }
  writer.finish();
  Deno.writeFileSync(path, writer.take());
}

/** What was read of a file. */
export interface ReadTable {
  readonly columns: Readonly<Record<string, string>>;
  readonly rows: readonly AnyRow[];
}

/** Reads a Parquet file, as an import does. @param types By column. */
export async function readParquet(
  path: string,
  types: Readonly<Record<string, string>> = {},
): Promise<ReadTable> {
  using dir = tempDir();
  using file = await ParquetFile.open(path, "test.parquet");
  const plan = await planColumns(file, { types, rename: {}, discard: [] });
  const columns = Object.fromEntries(
    plan.map(({ name, type }) => [name, type]),
  ) as Columns;
  const readers = plan.map((column) => makeColumnReader(column));
  const writer = openSliceWriter(dir.join("rows.arrow"), columns);
  let start = 0;
  for (const size of file.groupSizes) {
    const batch: Record<string, unknown> = {};
    for (const [index, { name, source, leaf }] of plan.entries()) {
      const span = { start, end: start + size };
      const values = await file.read(source, span, leaf !== undefined);
      batch[name] = readers[index]?.read(values);
    }
    writer.writeBatch(batch as never);
    start += size;
  }
  writer.close();
  using reader = openSliceReader(dir.join("rows.arrow"));
  return { columns, rows: [...reader.rows()] };
}
