/**
 * The standard method `dataset_concat`.
 *
 * @module
 */

import { boolean, dataset, defineMethod, integer, optional } from "ax";
import {
  commonColumns,
  commonHash,
  listSources,
} from "./lib/dataset_source.ts";

export default defineMethod({
  description: "Makes one dataset of a chain\n\n" +
    "Each slice has its rows of the oldest dataset first. All must have the\n" +
    "same columns of the same types, in any order. The result is hashed as\n" +
    "they are if all are hashed by the same column.",
  inputs: {
    /** The newest dataset of the chain. */
    source: dataset(),
    /** Whether what the source is chained to is part of it. */
    chain: boolean(true),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  analysis({ inputs, job, slice }): number {
    const sources = listSources(inputs);
    const columns = commonColumns(sources);
    const writer = job.createDataset({
      columns,
      hashBy: commonHash(sources),
      previous: inputs.previous ?? undefined,
    });
    for (const source of sources) {
      const names = [...columns.keys()];
      for (const batch of source.batches(slice, names, { reuse: true })) {
        writer.writeBatch(batch.columns);
      }
    }
    return writer.rowCount;
  },
  synthesis: ({ inputs, analysisResults }) => ({
    datasets: listSources(inputs).length,
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
