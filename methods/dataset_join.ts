/**
 * The standard method `dataset_join`.
 *
 * @module
 */

import {
  dataset,
  defineMethod,
  integer,
  oneOf,
  optional,
  record,
  string,
} from "ax";
import { joinSlice } from "./lib/join.ts";
import { joinKinds } from "./lib/join_plan.ts";

export default defineMethod({
  description: "Joins two datasets by equal values in columns\n\n" +
    "The result has the columns of the left dataset, then those of the right\n" +
    "one; columns that are compared are there once, under their left name.\n" +
    "Equal numbers match whatever their types, and so do string and category,\n" +
    "date and datetime; NaN matches NaN. Null matches nothing.\n\n" +
    "Each row lies in the slice of its left row, in the left order. Several\n" +
    "matches of a row are in the order of the right dataset, slice after\n" +
    "slice. With `right` it is the other way round. With `full`, the right\n" +
    "rows without a match come last in the slice they lie in. The result is\n" +
    "hashed as the dataset whose order it has; a `full` one, if both are\n" +
    "hashed by columns that are compared. Which rows there are never depends\n" +
    "on slices.\n\n" +
    "If both are hashed by columns that are compared with each other, a slice\n" +
    "reads only that slice of the other dataset, otherwise all of it. It\n" +
    "holds the rows of the other dataset that it needs in memory, or, where\n" +
    "they are too many, joins part by part by way of files.",
  inputs: {
    /** The dataset whose columns come first. */
    left: dataset(),
    /** The dataset whose columns come after them. */
    right: dataset(),
    /**
     * The columns that are compared: those of the right dataset by those of
     * the left, as in `{ user: "id" }`. Not of type `json` or a list.
     */
    on: record(string()),
    /**
     * `inner`: rows that match. `left`, `right`, `full`: also those of that
     * side or both that match nothing, with nulls. `semi`, `anti`: rows of
     * the left that match something, or nothing, without the right columns.
     */
    kind: oneOf(joinKinds, "inner"),
    /** New names of columns of the right dataset by old ones. */
    rename: optional(record(string())),
    /** Added to those names of the right dataset that the left one has, too. */
    suffix: string(""),
    /**
     * How much memory the rows that each slice holds of the other dataset may
     * take, in MiB; more are joined in parts that go through a file. 0 means as
     * little as possible, by the file at once. The result is the same.
     */
    memoryMB: integer(512),
    /** The dataset before the one that is made. */
    previous: optional(dataset()),
  },
  analysis: ({ inputs, job, slice }): number =>
    joinSlice(inputs, { job, slice }),
  synthesis: ({ analysisResults }) => ({
    rowCount: analysisResults.reduce((sum, count) => sum + count, 0),
  }),
});
