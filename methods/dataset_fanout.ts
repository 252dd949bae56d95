/**
 * The standard method `dataset_fanout`.
 *
 * @module
 */

import {
  boolean,
  dataset,
  defineMethod,
  integer,
  job,
  optional,
  string,
} from "ax";
import { type FanoutResult, fanoutSlice, findNames } from "./lib/fanout.ts";

export default defineMethod({
  description: "Makes a dataset for each value of a column\n\n" +
    "Each is named by its value, as csvexport writes it, and has all columns\n" +
    "but that one. Rows stay in their slice and order. Of a chain, the\n" +
    "columns are taken that all its datasets have: integers become int64,\n" +
    "integers and floats float64, categories and strings string where they\n" +
    "differ. The result is `{ rowCounts }`, by name.",
  inputs: {
    /** The dataset whose rows are dealt out. */
    source: dataset(),
    /** The column; not of type `json`, `bytes` or a list. */
    column: string(),
    /** What the dataset of the rows is called that have no value. */
    nullName: string("null"),
    /** How many different values the column may have. */
    maxDatasets: integer(1000),
    /** Whether what the source is chained to is read as well, and first. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
    /**
     * An earlier job of this method. Each of its datasets is there again,
     * without rows where there are none, and comes before that in its chain.
     */
    previous: optional(job()),
  },
  prepare: ({ inputs }): string[] => findNames(inputs),
  analysis: ({ inputs, job, slice, prepareResult }): FanoutResult =>
    fanoutSlice(inputs, prepareResult, { job, slice }),
  synthesis({ analysisResults }): FanoutResult {
    const rowCounts = new Map<string, number>();
    for (const found of analysisResults) {
      for (const [name, count] of Object.entries(found.rowCounts)) {
        rowCounts.set(name, (rowCounts.get(name) ?? 0) + count);
      }
    }
    return { rowCounts: Object.fromEntries(rowCounts) };
  },
});
