/**
 * Writes one slice of an import of JSON lines into the datasets of the job.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, FinishedJob, RunningJob } from "ax";
import {
  importLines,
  type LinesPart,
  type LinesReport,
} from "./jsonl_import.ts";
import type { WholeLinesPlan } from "./jsonl_plan.ts";
import { badColumns, findPrevious } from "./odd_lines.ts";

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
      columns: badColumns,
      previous: findPrevious(previous, "bad"),
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
