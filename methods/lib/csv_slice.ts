/**
 * Writes one slice of an import into the datasets of the job.
 *
 * @module
 */

import type { DatasetWriter, FinishedJob, RunningJob } from "ax";
import {
  type ImportPart,
  importPart,
  type Lines,
  type OddLine,
  type PartReport,
} from "./csv_import.ts";
import type { WholePlan } from "./csv_plan.ts";
import { badColumns, findPrevious, skippedColumns } from "./odd_lines.ts";
import type { BatchColumn } from "./vectors.ts";

/** What a slice tells of its part. */
export type SliceReport = PartReport;

/** What a slice needs of its stage. */
export interface SliceContext {
  readonly inputs: {
    readonly allowBad: boolean;
    readonly comment: string;
    readonly skipLines: number;
    readonly skipEmptyLines: boolean;
    readonly linenoColumn: string;
    readonly previous: FinishedJob | null;
  };
  readonly job: Pick<RunningJob, "createDataset">;
  readonly slice: number;
}

/** Imports a part of the file into `default`, `bad` and `skipped`. */
export function importSlice(
  whole: WholePlan,
  context: SliceContext,
): SliceReport {
  const { inputs, job, slice } = context;
  const part = whole.parts[slice] as ImportPart;
  const previous = inputs.previous?.dataset();
  const writer = job.createDataset({
    columns: whole.columns,
    previous,
    compression: "auto",
  });
  const odd = makeOddWriters(context);
  const keep = (line: OddLine): void => writeOdd(odd[line.kind], line);
  const first = skippedFirst(whole, slice);
  first.forEach(keep);
  const report = importPart(whole.plan, part, {
    rows(columns, lines): void {
      writer.writeBatch(
        inputs.linenoColumn === ""
          ? columns
          : { ...columns, [inputs.linenoColumn]: numberLines(lines) },
      );
    },
    odd: keep,
  });
  return { ...report, skippedCount: report.skippedCount + first.length };
}

/** The lines before the names of columns that this slice keeps. */
function skippedFirst({ skipped, parts }: WholePlan, slice: number): OddLine[] {
  const turn = parts[slice]?.turn;
  return skipped.filter((_, index) =>
    (turn === undefined ? 0 : index % turn.slices) === slice
  );
}

function makeOddWriters({ inputs, job }: SliceContext) {
  const { allowBad, previous } = inputs;
  const skips = inputs.comment !== "" || inputs.skipLines > 0 ||
    inputs.skipEmptyLines;
  return {
    bad: allowBad
      ? job.createDataset("bad", {
        columns: badColumns,
        previous: findPrevious(previous, "bad"),
      })
      : undefined,
    skipped: skips
      ? job.createDataset("skipped", {
        columns: skippedColumns,
        previous: findPrevious(previous, "skipped"),
      })
      : undefined,
  };
}

function writeOdd(writer: DatasetWriter | undefined, odd: OddLine): void {
  const { kind, line, data, problem } = odd;
  writer?.write(
    kind === "bad" ? { lineno: line, data, problem } : { lineno: line, data },
  );
}

function numberLines({ base, offsets }: Lines): BatchColumn {
  const values = new BigInt64Array(offsets.length);
  offsets.forEach((offset, row) => values[row] = BigInt(base + offset));
  return { values };
}
