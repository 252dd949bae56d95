/**
 * The standard method `dataset_merge`.
 *
 * @module
 */

import { boolean, dataset, defineMethod, list, optional } from "ax";
import { checkMerge, mergedHash } from "./lib/merge_columns.ts";

export default defineMethod({
  description:
    "Puts the columns of datasets side by side, without copying\n\n" +
    "Row by row as they lie in their slices, so all must have as many rows\n" +
    "in each slice. Where two have a column of one name, the later one\n" +
    "counts. The result is hashed as the last of them that is hashed, unless\n" +
    "a later one has another column of that name.",
  inputs: {
    /** The datasets, at least two. */
    sources: list(dataset()),
    /** Whether they need not have been made from one dataset. */
    unrelated: boolean(false),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  synthesis({ inputs: { sources, unrelated, previous }, job }): {
    columns: string[];
    rowCount: number;
  } {
    checkMerge(sources);
    using merged = job.createDataset({
      parent: sources,
      unrelated,
      hashBy: mergedHash(sources) ?? null,
      previous: previous ?? undefined,
    });
    const { columns, rowCount } = merged.close();
    return { columns: [...columns.keys()], rowCount };
  },
});
