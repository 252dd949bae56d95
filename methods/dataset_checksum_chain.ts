/**
 * The standard method `dataset_checksum_chain`.
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
import { type ChainChecksum, joinChecksums } from "./lib/checksum_chain.ts";
import { listSources, typeOf } from "./lib/dataset_source.ts";

export default defineMethod({
  description: "Digests the rows of each dataset of a chain\n\n" +
    "Each by a job of `dataset_checksum`, so that a longer chain has only\n" +
    "its new datasets digested. The result is\n" +
    "`{ digest, rowCount, columns, datasets }`: one digest of all in their\n" +
    "order, and `{ digest, rowCount }` of each, oldest first. Unlike\n" +
    "`dataset_checksum` with `chain`, it tells where one dataset ends.",
  builds: true,
  inputs: {
    /** The newest dataset of the chain. */
    source: dataset(),
    /** The columns that count. Default: all, which must then be the same. */
    columns: list(string(), []),
    /**
     * Whether the order of rows counts: not at all; slice after slice; or one
     * row of each slice in turn.
     */
    order: oneOf(["none", "all", "roundrobin"], "none"),
    /** Whether what the source is chained to is digested as well. */
    chain: boolean(true),
    /** Where the chain ends: this dataset and older ones are left out. */
    stopAt: optional(dataset()),
    /** How many datasets of the chain are taken, the newest. Default: all. */
    length: optional(integer()),
  },
  async synthesis({ inputs, job }): Promise<ChainChecksum> {
    const { columns, order } = inputs;
    const sources = listSources(inputs);
    for (const name of columns) {
      for (const source of sources) typeOf(source.columns, name, "digest");
    }
    const jobs = await Promise.all(
      sources.map((source) =>
        job.build("dataset_checksum", { source, columns, order })
      ),
    );
    return joinChecksums(jobs.map((each) => each.load()));
  },
});
