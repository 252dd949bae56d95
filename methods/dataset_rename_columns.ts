/**
 * The standard method `dataset_rename_columns`.
 *
 * @module
 */

import { dataset, defineMethod, optional, record, string } from "ax";
import { copyColumns, renameColumns } from "./lib/copy_columns.ts";

export default defineMethod({
  description: "Copies a dataset with other names for its columns\n\n" +
    "Rows stay where they are, and so do columns. The copy is hashed as the\n" +
    "source, by the column's new name.",
  inputs: {
    /** The dataset that is copied. */
    source: dataset(),
    /** New names by old ones. Names may change places. */
    rename: record(string()),
    /** The dataset before the copy. Default: that of the source. */
    previous: optional(dataset()),
  },
  prepare({ inputs }): void {
    renameColumns(inputs.source, inputs.rename);
  },
  analysis({ inputs, job, slice }): number {
    const { source, rename } = inputs;
    const previous = inputs.previous ?? source.previous;
    const names = renameColumns(source, rename);
    return copyColumns(source, names, { job, slice, previous });
  },
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
