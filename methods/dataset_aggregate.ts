/**
 * The standard method `dataset_aggregate`.
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
  record,
  string,
} from "ax";
import { aggregateSlice, writeGroups } from "./lib/aggregate.ts";
import { operations } from "./lib/aggregators.ts";
import type { FoundGroups } from "./lib/slice_groups.ts";

export default defineMethod({
  description:
    "Groups rows by columns and works out values for each group\n\n" +
    "The result has one row for each group: the columns of `groupBy`, then\n" +
    "those of `aggregates`, by name. Its rows are sorted by `groupBy`, slice\n" +
    "after slice: null first, NaN last, text in the order of UTF-16 code\n" +
    "units. Nothing depends on how many slices there are, or on `memoryMB`:\n" +
    "sums are exact and rounded once. Without `groupBy` there is one row,\n" +
    "even of no rows.\n\n" +
    "Groups that outgrow `memoryMB` are sorted into files and merged, and so\n" +
    "are the values that `distinct` counts.",
  inputs: {
    /** The dataset whose rows are grouped. */
    source: dataset(),
    /** The columns; not of type `json`, `bytes` or a list. Null is a value. */
    groupBy: list(string(), []),
    /**
     * By the name of the new column, as in
     * `{ total: { op: "sum", column: "amount" }, rows: { op: "count" } }`.
     *
     * Nulls are left out, but by `first` and `last`. `count` without a column
     * counts rows. `min` and `max` take NaN where there is nothing else.
     * Sums of integers are `int64`, other sums and means `float64`; counts
     * are `int64`.
     */
    aggregates: record(record({
      op: oneOf(operations),
      column: optional(string()),
    })),
    /**
     * What `first` and `last` mean: slice after slice, or one row of each
     * slice in turn.
     */
    order: oneOf(["all", "roundrobin"], "all"),
    /**
     * How much memory the groups of each slice may take, in MiB; more are
     * sorted in parts that go through a file. 0 means as little as possible, by
     * the file at once. The result is the same.
     */
    memoryMB: integer(512),
    /** Whether what the source is chained to is read as well, and first. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  analysis({ inputs, job, slice, slices }): FoundGroups {
    return aggregateSlice(inputs, { job, slice, slices });
  },
  synthesis: ({ inputs, job, slices, analysisResults }) => ({
    rowCount: writeGroups(inputs, analysisResults, { job, slices }),
  }),
});
