/**
 * Copies columns of a dataset under the same or other names.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type RunningJob,
} from "ax";
import { typeOf } from "./dataset_source.ts";

/** The columns that are kept, in order: the new name by the old one. */
export type ColumnNames = ReadonlyMap<string, string>;

/**
 * The columns that a request keeps.
 *
 * @param wanted Only `columns`, in this order; without any, all but `discard`.
 * @throws {AxError} `input`, if both or neither are given, a column is not
 * there, or none is left.
 */
export function selectColumns(
  source: Dataset,
  wanted: {
    readonly columns: readonly string[];
    readonly discard: readonly string[];
  },
): ColumnNames {
  const { columns, discard } = wanted;
  if ((columns.length > 0) === (discard.length > 0)) {
    throw fault(`give either "columns" or "discard"`);
  }
  for (const name of columns) typeOf(source.columns, name, "keep");
  for (const name of discard) typeOf(source.columns, name, "discard");
  const left = columns.length > 0
    ? columns
    : [...source.columns.keys()].filter((name) => !discard.includes(name));
  if (left.length === 0) throw fault(`no column would be left`);
  return new Map(left.map((name) => [name, name]));
}

/**
 * The columns under new names. Two may change places.
 *
 * @throws {AxError} `input`, if a column is not there, or two would have one
 * name.
 */
export function renameColumns(
  { columns }: Dataset,
  rename: { readonly [name: string]: string },
): ColumnNames {
  for (const name of Object.keys(rename)) typeOf(columns, name, "rename");
  const names = new Map<string, string>();
  const used = new Set<string>();
  for (const name of columns.keys()) {
    const renamed = Object.hasOwn(rename, name) ? rename[name] : undefined;
    const to = renamed ?? name;
    if (used.has(to)) {
      throw fault(`two columns would be called ${JSON.stringify(to)}`);
    }
    used.add(to);
    names.set(name, to);
  }
  return names;
}

/**
 * Copies one slice. What the source is hashed by, the copy is as well, if it
 * has that column.
 *
 * @returns How many rows it has.
 */
export function copyColumns(
  source: Dataset,
  names: ColumnNames,
  { job, slice, previous }: {
    readonly job: Pick<RunningJob, "createDataset">;
    readonly slice: number;
    readonly previous: Dataset | undefined;
  },
): number {
  const { hashBy } = source;
  const columns = new Map<string, ColumnSpec>();
  for (const [name, to] of names) {
    columns.set(to, typeOf(source.columns, name, "copy"));
  }
  const writer = job.createDataset({
    columns,
    hashBy: hashBy === undefined ? undefined : names.get(hashBy),
    previous,
  });
  for (
    const batch of source.batches(slice, [...names.keys()], { reuse: true })
  ) {
    const copy: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const [name, to] of names) {
      copy[to] = batch.columns[name] as ColumnVector;
    }
    writer.writeBatch(copy);
  }
  return writer.rowCount;
}

function fault(problem: string): AxError {
  return new AxError("input", `Cannot choose columns: ${problem}`);
}
