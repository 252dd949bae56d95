/**
 * The standard method `parquet_export`.
 *
 * @module
 */

import {
  AxError,
  boolean,
  defineMethod,
  integer,
  list,
  oneOf,
  string,
} from "ax";
import { type ExportPlan, planExport } from "./lib/csv_files.ts";
import { exportInputs } from "./lib/export_inputs.ts";
import {
  exportParquetSlice,
  joinParquet,
  parquetColumns,
  type WrittenPart,
} from "./lib/parquet_export.ts";

export default defineMethod({
  description: "Exports datasets as Parquet\n\n" +
    "In one file or one for each slice. Categories become strings, datetimes\n" +
    "timestamps in UTC; only columns that allow nulls are optional.",
  inputs: {
    ...exportInputs,
    /**
     * The name of the file. With `sliced`, `%` is the number of the slice;
     * without a `%`, a point and the number are added.
     */
    filename: string("result.parquet"),
    /** The columns, in their order. Default: those of the first dataset. */
    columns: list(string(), []),
    /** Whether each slice gets a file of its own. */
    sliced: boolean(false),
    /** How many rows a row group has, about. */
    rowGroupRows: integer(131_072),
    /** How values are packed within the file. */
    compression: oneOf(["snappy", "none"], "snappy"),
  },
  prepare({ inputs, job, slices }): ExportPlan {
    const columns = [...parquetColumns(inputs).keys()];
    const files = { ...inputs, columns, nullAs: "", nullAsFor: null };
    const plan = planExport(files, { job, slices });
    if (plan.compression === "none") return plan;
    throw new AxError(
      "input",
      `Cannot export to "${inputs.filename}": Parquet is compressed inside`,
    );
  },
  analysis({ inputs, job, slice, prepareResult }): WrittenPart[] {
    return exportParquetSlice(prepareResult, inputs, { job, slice });
  },
  synthesis({ inputs, job, prepareResult, analysisResults }): {
    files: readonly string[];
    rowCount: number;
  } {
    joinParquet(
      prepareResult,
      inputs,
      analysisResults,
      (name) => job.path(name),
    );
    const groups = analysisResults.flat().flatMap(({ groups }) => groups);
    return {
      files: prepareResult.files,
      rowCount: groups.reduce((sum, group) => sum + Number(group.num_rows), 0),
    };
  },
});
