/**
 * The standard method `dataset_filter_columns`.
 *
 * @module
 */

import { dataset, defineMethod, list, optional, string } from "ax";
import { copyColumns, selectColumns } from "./lib/copy_columns.ts";

export default defineMethod({
  description: "Copies a dataset with some of its columns\n\n" +
    "Give either `columns` or `discard`. Rows stay where they are; the copy is\n" +
    "hashed as the source if it has that column.",
  inputs: {
    /** The dataset that is copied. */
    source: dataset(),
    /** The columns of the copy, in order. */
    columns: list(string(), []),
    /** The columns that the copy has not. */
    discard: list(string(), []),
    /** The dataset before the copy. Default: none. */
    previous: optional(dataset()),
  },
  prepare({ inputs }): void {
    selectColumns(inputs.source, inputs);
  },
  analysis({ inputs, job, slice }): number {
    const previous = inputs.previous ?? undefined;
    const names = selectColumns(inputs.source, inputs);
    return copyColumns(inputs.source, names, { job, slice, previous });
  },
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
