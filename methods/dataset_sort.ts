/**
 * The standard method `dataset_sort`.
 *
 * @module
 */

import {
  boolean,
  dataset,
  defineMethod,
  integer,
  list,
  oneOf,
  optional,
  string,
} from "ax";
import {
  commonColumns,
  commonHash,
  listSources,
} from "./lib/dataset_source.ts";
import { memoryBytes } from "./lib/memory_limit.ts";
import type { Cut } from "./lib/sort_between.ts";
import { findCuts } from "./lib/sort_cuts.ts";
import {
  betweenOf,
  checkSort,
  cutRows,
  sliceRows,
  sortRows,
} from "./lib/sort_rows.ts";

export default defineMethod({
  description: "Sorts rows, within each slice or over all slices\n\n" +
    "Rows that are equal in all columns that are sorted by keep their order.\n" +
    "Text is in the order of UTF-16 code units, as JavaScript compares it;\n" +
    "false is before true, and NaN above all numbers.",
  inputs: {
    /** The dataset whose rows are sorted. */
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
    /**
     * How much memory the rows of each slice may take, in MiB; more are sorted
     * in parts that go through a file. 0 means as little as possible, by the
     * file at once. The result is the same.
     */
    memoryMB: integer(2048),
    /** Whether what the source is chained to is sorted into the same dataset. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  prepare({ inputs, slices }): (Cut | null)[] {
    const sources = listSources(inputs);
    const by = checkSort(inputs, commonColumns(sources));
    if (!inputs.acrossSlices) return [];
    return findCuts({ sources, by, slices, together: inputs.keepTogether });
  },
  analysis({ inputs, job, slice, slices, prepareResult }): number {
    const sources = listSources(inputs);
    const columns = commonColumns(sources);
    const { acrossSlices, previous, memoryMB } = inputs;
    const writer = job.createDataset({
      columns,
      hashBy: acrossSlices ? undefined : commonHash(sources),
      previous: previous ?? undefined,
    });
    const by = checkSort(inputs, columns);
    const names = [...columns.keys()];
    const between = betweenOf(prepareResult, slice);
    const rows = acrossSlices
      ? cutRows(sources, { names, by, between, slices })
      : sliceRows(sources, slice, names);
    sortRows(writer, rows, {
      columns,
      by,
      memoryBytes: memoryBytes("sort", memoryMB),
      scratchPath: job.path(`sort.${slice}`),
    });
    return writer.rowCount;
  },
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
