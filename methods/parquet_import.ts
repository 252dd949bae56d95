/**
 * The standard method `parquet_import`.
 *
 * @module
 */

import {
  dataset,
  defineMethod,
  file,
  list,
  optional,
  record,
  string,
} from "ax";
import {
  importParquetSlice,
  type ParquetPlan,
  planParquet,
} from "./lib/parquet_import.ts";

export default defineMethod({
  description: "Imports a Parquet file\n\n" +
    "Row groups are spread over the slices in order; a file of few groups\n" +
    "is spread by rows. Texts that come again and again become\n" +
    "categories, decimals float64 up to 15 digits and else string, lists of\n" +
    "values (of lists of them, too) lists, all other nested columns json.\n" +
    "Timestamps become datetime (without a zone, they count as UTC), of\n" +
    "which nanoseconds must be whole microseconds. Only columns with nulls\n" +
    "allow them.",
  inputs: {
    /** The file; of any compression but LZO. */
    file: file(),
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
  },
  async prepare({ inputs, slices }): Promise<ParquetPlan> {
    const { file: { path, name }, types, rename, discard } = inputs;
    const options = { types: types ?? {}, rename: rename ?? {}, discard };
    return await planParquet({ path, name }, options, slices);
  },
  async analysis({ inputs, job, slice, prepareResult }): Promise<number> {
    const { previous } = inputs;
    return await importParquetSlice(prepareResult, { job, slice, previous });
  },
  synthesis({ prepareResult, analysisResults }): {
    rowCount: number;
    types: { readonly [column: string]: string };
  } {
    const { columns } = prepareResult;
    return {
      rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
      types: Object.fromEntries(columns.map(({ name, type }) => [name, type])),
    };
  },
});
