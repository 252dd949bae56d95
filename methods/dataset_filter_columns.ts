/**
 * The standard method `dataset_filter_columns`.
 *
 * @module
 */

import { dataset, defineMethod, list, optional, string } from "ax";
import { selectColumns } from "./lib/link_columns.ts";

export default defineMethod({
  description:
    "Makes a dataset of some columns of another, without copying\n\n" +
    "Give either `columns` or `discard`. Rows stay where they are, and are\n" +
    "hashed as those of the source if it is hashed by a column that is kept.",
  inputs: {
    /** The dataset that has the columns. */
    source: dataset(),
    /** The columns that are kept, in order. */
    columns: list(string(), []),
    /** The columns that are left out; names that are not there are ignored. */
    discard: list(string(), []),
    /** The dataset before the one that is made. Default: none. */
    previous: optional(dataset()),
  },
  synthesis({ inputs, job }): { rowCount: number } {
    const { source, previous } = inputs;
    using made = job.createDataset({
      parent: source,
      inherit: selectColumns(source, inputs),
      previous: previous ?? undefined,
    });
    return { rowCount: made.close().rowCount };
  },
});
