/**
 * The standard method `arrowimport`.
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
  type ArrowPlan,
  importArrowSlice,
  planArrow,
} from "./lib/arrow_import.ts";

export default defineMethod({
  description: "Imports an Arrow file, a Feather file or a stream of them\n\n" +
    "Record batches are spread over the slices in order; a file of few\n" +
    "batches is spread by rows. Dictionaries of texts become categories,\n" +
    "decimals float64 up to 15 digits and else string, lists of values (of\n" +
    "lists of them, too) lists, all other nested columns json. Timestamps\n" +
    "become datetime (without a zone, they count as UTC), of which\n" +
    "nanoseconds must be whole microseconds. Only columns with nulls allow\n" +
    "them. Unions and intervals are refused.",
  inputs: {
    /** The file; its values plain, or packed by zstd or LZ4. */
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
  prepare({ inputs, slices }): ArrowPlan {
    const { file: { path, name }, types, rename, discard } = inputs;
    const options = { types: types ?? {}, rename: rename ?? {}, discard };
    return planArrow({ path, name }, options, slices);
  },
  analysis({ inputs, job, slice, prepareResult }): number {
    const { previous } = inputs;
    return importArrowSlice(prepareResult, { job, slice, previous });
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
