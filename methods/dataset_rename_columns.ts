/**
 * The standard method `dataset_rename_columns`.
 *
 * @module
 */

import { dataset, defineMethod, optional, record, string } from "ax";
import { renameColumns } from "./lib/link_columns.ts";

export default defineMethod({
  description:
    "Makes a dataset with other names for columns, without copying\n\n" +
    "Rows stay where they are, and are hashed as those of the source, by the\n" +
    "column's new name.",
  inputs: {
    /** The dataset that has the columns. */
    source: dataset(),
    /**
     * New names by old ones, as in `{ old: "new" }`; null leaves a column out.
     * Names may change places. One that another column has hides that column,
     * unless it is renamed as well.
     */
    rename: record(optional(string())),
    /** The dataset before the one that is made. Default: that of the source. */
    previous: optional(dataset()),
  },
  synthesis({ inputs, job }): { rowCount: number } {
    const { source, rename } = inputs;
    using made = job.createDataset({
      parent: source,
      inherit: renameColumns(source, rename),
      previous: inputs.previous ?? source.previous,
    });
    return { rowCount: made.close().rowCount };
  },
});
