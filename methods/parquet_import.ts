/**
 * The standard method `parquet_import`.
 *
 * @module
 */

import { defineMethod, file } from "ax";
import {
  columnInputs,
  columnOptions,
  type ColumnsResult,
  columnsResult,
} from "./lib/column_inputs.ts";
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
    ...columnInputs,
  },
  async prepare({ inputs, slices }): Promise<ParquetPlan> {
    const { path, name } = inputs.file;
    const options = columnOptions(inputs);
    return await planParquet({ path, name }, options, slices);
  },
  async analysis({ inputs, job, slice, prepareResult }): Promise<number> {
    const { previous } = inputs;
    return await importParquetSlice(prepareResult, { job, slice, previous });
  },
  synthesis({ prepareResult, analysisResults }): ColumnsResult {
    return columnsResult(prepareResult.columns, analysisResults);
  },
});
