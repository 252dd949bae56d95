/**
 * What imports of files that have columns are told of them, and tell.
 *
 * @module
 */

import { dataset, list, optional, record, string } from "ax";
import type { ColumnOptions, FileColumn } from "./parquet_columns.ts";

/** The inputs that all have. Their comments are what users read. */
export const columnInputs = {
  /**
   * Types by column, as in "category", "string" or "json" for texts and
   * bytes, "float64" or "string" for decimals, "int64" for timestamps.
   */
  types: optional(record(string())),
  /** New names by old ones. The other inputs say new names. */
  rename: optional(record(string())),
  /** Columns that are not imported, if they are there. */
  discard: list(string(), []),
  /** The dataset before the one that is made. */
  previous: optional(dataset()),
};

/** Fills in what a request leaves open. */
export function columnOptions(
  { types, rename, discard }: {
    readonly [K in keyof ColumnOptions]: ColumnOptions[K] | null;
  },
): ColumnOptions {
  return { types: types ?? {}, rename: rename ?? {}, discard: discard ?? [] };
}

/** The value of a job that imported a file. */
export interface ColumnsResult {
  readonly rowCount: number;
  /** The type of each column. */
  readonly types: { readonly [column: string]: string };
}

/** Makes the value of a job. @param rowCounts By slice. */
export function columnsResult(
  columns: readonly FileColumn[],
  rowCounts: readonly number[],
): ColumnsResult {
  return {
    rowCount: rowCounts.reduce((sum, count) => sum + count, 0),
    types: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
  };
}
