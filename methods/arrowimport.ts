/**
 * The standard method `arrowimport`.
 *
 * @module
 */

import { defineMethod, file } from "ax";
import {
  type ArrowPlan,
  importArrowSlice,
  planArrow,
} from "./lib/arrow_import.ts";
import {
  columnInputs,
  columnOptions,
  type ColumnsResult,
  columnsResult,
} from "./lib/column_inputs.ts";

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
    ...columnInputs,
  },
  prepare({ inputs, slices }): ArrowPlan {
    const { path, name } = inputs.file;
    const options = columnOptions(inputs);
    return planArrow({ path, name }, options, slices);
  },
  analysis({ inputs, job, slice, prepareResult }): number {
    const { previous } = inputs;
    return importArrowSlice(prepareResult, { job, slice, previous });
  },
  synthesis({ prepareResult, analysisResults }): ColumnsResult {
    return columnsResult(prepareResult.columns, analysisResults);
  },
});
