/**
 * The standard method `jsonl_export`.
 *
 * @module
 */

import { boolean, defineMethod, list, string } from "ax";
import { type ExportPlan, joinParts, planExport } from "./lib/csv_files.ts";
import { exportInputs } from "./lib/export_inputs.ts";
import { exportLines } from "./lib/jsonl_export.ts";

export default defineMethod({
  description: "Exports datasets as JSON objects, one on each line\n\n" +
    "In one file or one for each slice. Whole numbers have all their digits,\n" +
    "up to 64 bits; dates and times are texts of ISO 8601, datetimes in UTC\n" +
    "with a Z; bytes are texts in base 64; json stands as it is; what JSON\n" +
    'has no numbers for is "NaN", "Infinity" or "-Infinity".',
  inputs: {
    ...exportInputs,
    /**
     * The name of the file; it is gzip if it ends in `.gz`, or has `.gz.`
     * inside, and likewise zstd by `.zst`. With `sliced`, `%` is the number of
     * the slice; without a `%`, a point and the number are added.
     */
    filename: string("result.jsonl"),
    /** The columns, in their order. Default: those of the first dataset. */
    columns: list(string(), []),
    /** Leaves out the keys of nulls. */
    omitNulls: boolean(false),
    /** Whether each slice gets a file of its own. */
    sliced: boolean(false),
  },
  prepare({ inputs, job, slices }): ExportPlan {
    const files = { ...inputs, nullAs: "", nullAsFor: null };
    return planExport(files, { job, slices });
  },
  async analysis({ inputs, job, slice, prepareResult }): Promise<number> {
    return await exportLines(prepareResult, inputs, { job, slice });
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
