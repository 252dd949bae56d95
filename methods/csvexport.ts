/**
 * The standard method `csvexport`.
 *
 * @module
 */

import { boolean, defineMethod, list, optional, record, string } from "ax";
import { exportCsv } from "./lib/csv_export.ts";
import { type ExportPlan, joinParts, planExport } from "./lib/csv_files.ts";
import { exportInputs } from "./lib/export_inputs.ts";

export default defineMethod({
  description: "Exports datasets as CSV\n\n" +
    "In one file or one for each slice. Numbers have as many digits as give\n" +
    "them back, or are nan, inf, -inf; dates and times are in ISO 8601 and\n" +
    "UTC, without a zone; lists are JSON; json and bytes stand as they are.",
  inputs: {
    ...exportInputs,
    /**
     * The name of the file; it is gzip if it ends in `.gz`, or has `.gz.`
     * inside, and likewise zstd by `.zst`. With `sliced`, `%` is the number of
     * the slice; without a `%`, a point and the number are added.
     */
    filename: string("result.csv"),
    /** Between fields. */
    separator: string(","),
    /** After rows. */
    newline: string("\n"),
    /** Whether each file begins with the names of the columns. */
    columnsOnFirstLine: boolean(true),
    /** Around fields, and doubled within; "" for none. */
    quotes: string('"'),
    /** Whether only fields are quoted that need it. */
    lazyQuotes: boolean(true),
    /** What stands for nulls. */
    nullAs: string(""),
    /** What stands for nulls in some columns. */
    nullAsFor: optional(record(string())),
    /** The columns, in their order. Default: those of the first dataset. */
    columns: list(string(), []),
    /** Whether each slice gets a file of its own. */
    sliced: boolean(false),
  },
  prepare({ inputs, job, slices }): ExportPlan {
    return planExport(inputs, { job, slices });
  },
  async analysis({ inputs, job, slice, prepareResult }): Promise<number> {
    return await exportCsv(prepareResult, inputs, { job, slice });
  },
  synthesis({ job, prepareResult, analysisResults }): {
    files: readonly string[];
    rowCount: number;
  } {
    joinParts(prepareResult, (name) => job.path(name));
    return {
      files: prepareResult.files,
      rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
    };
  },
});
