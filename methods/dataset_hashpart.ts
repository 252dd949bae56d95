/**
 * The standard method `dataset_hashpart`.
 *
 * @module
 */

import { boolean, dataset, defineMethod, integer, optional, string } from "ax";
import { partitionSlice } from "./lib/partition.ts";

export default defineMethod({
  description: "Puts rows into slices by the hash of a column\n\n" +
    "Rows with equal values come to lie in one slice. Those of one slice stay\n" +
    "in the order of the source, slice after slice. A chain becomes a chain\n" +
    'of as many datasets; older ones are named "0", "1" and so on.',
  inputs: {
    /** The dataset whose rows are dealt out. */
    source: dataset(),
    /** The column; not of type `json` or a list. */
    hashBy: string(),
    /** Whether what the source is chained to is partitioned as well. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
    /** The dataset before the oldest one that is made. */
    previous: optional(dataset()),
  },
  analysis({ inputs, job, slice, slices }): number {
    return partitionSlice(inputs, { job, slice, slices });
  },
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
