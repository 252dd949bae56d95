/**
 * The standard method `dataset_sort`.
 *
 * @module
 */

import {
  type Batch,
  boolean,
  type Dataset,
  dataset,
  defineMethod,
  list,
  oneOf,
  optional,
  string,
} from "ax";
import { commonColumns, listSources } from "./lib/dataset_source.ts";
import { checkSort, cutRows, sortRows, writeRows } from "./lib/sort_rows.ts";

export default defineMethod({
  description: "Sorts rows, within each slice or over all slices\n\n" +
    "Rows that are equal in all columns that are sorted by keep their order.\n" +
    "Text is in the order of UTF-16 code units, as JavaScript compares it;\n" +
    "false is before true, and NaN above all numbers. Each slice holds its\n" +
    "rows in memory.",
  inputs: {
    source: dataset(),
    /** The columns, the weightiest first. */
    by: list(string()),
    /** Those of them that are sorted from the greatest value down. */
    descending: list(string(), []),
    /** Where nulls come, whatever the direction. */
    nulls: oneOf(["first", "last"], "first"),
    /**
     * Whether all rows are in order, slice after slice, in slices of the same
     * size. The result is then not hashed.
     */
    acrossSlices: boolean(false),
    /** Of `by`: with `acrossSlices`, equal values stay in one slice. */
    keepTogether: optional(string()),
    /** Whether what the source is chained to is sorted into the same dataset. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  prepare({ inputs, slices }): Uint32Array[] {
    const sources = listSources(inputs);
    checkSort(inputs, commonColumns(sources));
    if (!inputs.acrossSlices) return [];
    const sorted = sortRows(sources, "all", inputs);
    const cuts = cutRows(sorted, slices, inputs.keepTogether);
    return cuts.slice(1).map((end, slice) =>
      sorted.rows.slice(cuts[slice], end)
    );
  },
  analysis({ inputs, job, slice, prepareResult }): number {
    const sources = listSources(inputs);
    const columns = commonColumns(sources);
    const { acrossSlices, previous } = inputs;
    const [{ hashBy }] = sources;
    const isHashed = !acrossSlices &&
      sources.every((each) => each.hashBy === hashBy);
    const writer = job.createDataset({
      columns,
      hashBy: isHashed ? hashBy : undefined,
      previous: previous ?? undefined,
    });
    const from = acrossSlices ? "all" : slice;
    const rows = prepareResult[slice] ?? sortRows(sources, slice, inputs).rows;
    writeRows(writer, batchesOf(sources, from, [...columns.keys()]), rows);
    return writer.rowCount;
  },
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});

function* batchesOf(
  sources: readonly Dataset[],
  slice: number | "all",
  names: readonly string[],
): Generator<Batch> {
  for (const source of sources) {
    yield* source.batches(slice, names, { reuse: true });
  }
}
