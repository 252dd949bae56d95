/**
 * The standard method `dataset_unroundrobin`.
 *
 * @module
 */

import { dataset, defineMethod, optional, string } from "ax";
import { cutTurns, writeTurns } from "./lib/unroundrobin.ts";

export default defineMethod({
  description: "Puts rows one after the other that were dealt out in turn\n\n" +
    "The result, read slice after slice, has the order of the source read\n" +
    "one row of each slice in turn. Each slice has as many rows as before.\n" +
    "The result is not hashed.",
  inputs: {
    /** The dataset whose rows are put in order. */
    source: dataset(),
    /**
     * A column: equal values that follow each other stay in one slice, which
     * then has more rows, and the next ones fewer. Null and NaN are values.
     */
    keepTogether: optional(string()),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  prepare: ({ inputs: { source, keepTogether } }): number[] =>
    cutTurns(source, keepTogether),
  analysis({ inputs, job, slice, prepareResult }): void {
    const { source, previous } = inputs;
    const writer = job.createDataset({
      columns: source.columns,
      previous: previous ?? undefined,
    });
    const [from = 0, to = 0] = prepareResult.slice(slice);
    writeTurns(source, writer, { from, to });
  },
});
