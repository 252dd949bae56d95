/**
 * The standard method `dataset_checksum`.
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
import { checkedColumns, digestOf, sumSlice } from "./lib/checksum.ts";
import { listSources } from "./lib/dataset_source.ts";

export default defineMethod({
  description: "Digests the rows of a dataset or chain\n\n" +
    "Equal digests mean equal rows, however they lie in slices, files and\n" +
    "datasets. Names of columns count, their order and types do not: equal\n" +
    "numbers are equal in any type, and so are equal texts. The result is\n" +
    "`{ digest, rowCount, columns }`.\n\n" +
    "A digest has 128 bits: data that differs by accident does not have the\n" +
    "same. It is no signature: who wants to can make up rows that have.",
  inputs: {
    /** The dataset, or the newest of the chain. */
    source: dataset(),
    /** The columns that count. Default: all. */
    columns: list(string(), []),
    /**
     * Whether the order of rows counts: not at all; slice after slice; or one
     * row of each slice in turn.
     */
    order: oneOf(["none", "all", "roundrobin"], "none"),
    /** Whether what the source is chained to counts as well, and first. */
    chain: boolean(false),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
  },
  analysis({ inputs, slice }): bigint[] {
    return sumSlice(inputs, slice);
  },
  synthesis({ inputs, analysisResults }) {
    const columns = checkedColumns(inputs).map(([name]) => name);
    const rowCount = listSources(inputs)
      .reduce((sum, source) => sum + source.rowCount, 0);
    const digest = digestOf(columns, rowCount, analysisResults);
    return { digest, rowCount, columns };
  },
});
