/**
 * The standard method `dataset_filter`.
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
import { comparisons, findRows, parseConditions } from "./lib/conditions.ts";
import {
  commonColumns,
  commonHash,
  listSources,
} from "./lib/dataset_source.ts";
import { pickColumns } from "./lib/gather.ts";

export default defineMethod({
  description: "Keeps the rows for which all comparisons hold\n\n" +
    "Rows stay in their slice and order, hashed as before. Null fits only\n" +
    '"is null". Text is compared by UTF-16 code units.',
  inputs: {
    /** The dataset whose rows are looked at. */
    source: dataset(),
    /**
     * As in `{ column: "amount", op: ">=", values: ["10"] }`: one value, any
     * number for `in` and `not in`, none for `is null` and `is not null`.
     * Values are text: `1.5`, `true`, `2024-05-01`,
     * `2024-05-01T12:00:00.5Z`, milliseconds of the day for `time`.
     */
    where: list(record({
      column: string(),
      op: oneOf(comparisons),
      values: list(string(), []),
    })),
    /** Whether what the source is chained to is read as well, and first. */
    chain: boolean(false),
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
    const conditions = parseConditions(inputs.where, columns);
    const writer = job.createDataset({
      columns,
      hashBy: commonHash(sources),
      previous: inputs.previous ?? undefined,
    });
    const names = [...columns.keys()];
    for (const source of sources) {
      for (const batch of source.batches(slice, names, { reuse: true })) {
        const rows = findRows(conditions, batch.columns, batch.rowCount);
        if (rows.length === 0) continue;
        writer.writeBatch(pickColumns(batch.columns, names, rows));
      }
    }
    return writer.rowCount;
  },
  synthesis: ({ inputs, analysisResults }) => {
    const rowCount = analysisResults.reduce((sum, count) => sum + count, 0);
    const all = listSources(inputs).reduce(
      (sum, each) => sum + each.rowCount,
      0,
    );
    return { rowCount, droppedCount: all - rowCount };
  },
});
