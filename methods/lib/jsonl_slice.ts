/**
 * Writes one slice of an import of JSON lines into the datasets of the job.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type Dataset,
  type FinishedJob,
  type RunningJob,
} from "ax";
import {
  importLines,
  type LinesPart,
  type LinesReport,
} from "./jsonl_import.ts";
import type { WholeLinesPlan } from "./jsonl_plan.ts";

/** What a slice needs of its stage. */
export interface LinesContext {
  readonly inputs: {
    readonly allowBad: boolean;
    readonly linenoColumn: string;
    readonly previous: FinishedJob | null;
  };
  readonly job: Pick<RunningJob, "createDataset">;
  readonly slice: number;
}

const BAD_COLUMNS = {
  lineno: "int64",
  data: "bytes",
  problem: "string",
} as const;

/** Imports a part of the file into `default` and `bad`. */
export function importLinesSlice(
  { plan, parts, columns }: WholeLinesPlan,
  { inputs, job, slice }: LinesContext,
): LinesReport {
  const { previous, allowBad, linenoColumn } = inputs;
  const writer = job.createDataset({
    columns,
    previous: previous?.dataset(),
    compression: "auto",
  });
  const bad = allowBad
    ? job.createDataset("bad", {
      columns: BAD_COLUMNS,
      previous: findDataset(previous, "bad"),
    })
    : undefined;
  return importLines(plan, parts[slice] as LinesPart, {
    rows(vectors, lines): void {
      const batch: Record<string, BatchColumn<ColumnSpec>> = { ...vectors };
      if (linenoColumn !== "") {
        batch[linenoColumn] = BigInt64Array.from(lines, (line) => BigInt(line));
      }
      writer.writeBatch(batch);
    },
    bad({ line, data, problem }): void {
      bad?.write({ lineno: line, data, problem });
    },
  });
}

/** A dataset that a job may have. */
function findDataset(
  job: FinishedJob | null,
  name: string,
): Dataset<typeof BAD_COLUMNS> | undefined {
  try {
    return job?.dataset(name) as Dataset<typeof BAD_COLUMNS> | undefined;
  } catch (error) {
    if (error instanceof AxError) return undefined;
    throw error;
  }
}
