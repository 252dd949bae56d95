/**
 * Decides which parts of which files are read, and in which pieces.
 *
 * A slice is one or several groups of columns, each group a row of files.
 * Their record batches need not end at the same rows, so a plan cuts at every
 * boundary of the groups that take part.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { Comparable, ReadOptions, ValueRange } from "../core/rows.ts";
import type { SliceFile } from "./slice_file.ts";
import { type BatchStats, comparable, decodeStat } from "./stats.ts";
import type { ParsedType } from "./types.ts";

/** The files of a group, open, in the order of their rows. */
export interface OpenGroup {
  readonly files: readonly SliceFile[];
  readonly rowCount: number;
  readonly segments: readonly Segment[];
}

/** One record batch of one file, as rows of the slice. */
interface Segment {
  readonly file: SliceFile;
  readonly batch: number;
  readonly start: number;
  readonly end: number;
}

/** Rows of the slice that come from one record batch in each group. */
export interface PlanStep {
  readonly start: number;
  readonly end: number;
  /** One per group: the batch and the row at which it begins. */
  readonly segments: readonly Segment[];
  /** Every row is in the range that was asked for. */
  readonly isInside: boolean;
}

/** A column and where it stands. */
export interface CursorColumn {
  /** Its name in the slice. */
  readonly name: string;
  /** Which group has it, and its name in that group's files. */
  readonly group: number;
  readonly storedName: string;
}

/** What limits a plan. */
export interface PlanOptions {
  readonly rowRange: ReadOptions["rowRange"] | undefined;
  readonly range: ValueRange | undefined;
  /** Where the column of `range` stands. */
  readonly rangeColumn: CursorColumn | undefined;
}

/** Makes a group of open files. */
export function makeGroup(files: readonly SliceFile[]): OpenGroup {
  const segments: Segment[] = [];
  let start = 0;
  for (const file of files) {
    file.batchRows.forEach((rows, batch) => {
      if (rows === 0) return;
      segments.push({ file, batch, start, end: start + rows });
      start += rows;
    });
  }
  return { files, rowCount: start, segments };
}

/**
 * Plans a pass over the groups.
 *
 * @throws {AxError} If the groups differ in their number of rows.
 */
export function planSteps(
  groups: readonly OpenGroup[],
  options: PlanOptions,
): PlanStep[] {
  const rowCount = checkRowCounts(groups);
  const [from, to] = clipRows(rowCount, options.rowRange);
  const steps: PlanStep[] = [];
  const at = groups.map(() => 0);
  for (let row = from; row < to;) {
    const segments = groups.map((group, index) => {
      while ((group.segments[at[index] as number] as Segment).end <= row) {
        (at[index] as number)++;
      }
      return group.segments[at[index] as number] as Segment;
    });
    const end = Math.min(to, ...segments.map((segment) => segment.end));
    const fit = fitRange(segments, options);
    if (fit !== "outside") {
      steps.push({ start: row, end, segments, isInside: fit === "inside" });
    }
    row = end;
  }
  return steps;
}

function checkRowCounts(groups: readonly OpenGroup[]): number {
  const [first] = groups;
  if (first === undefined) return 0;
  const other = groups.find((group) => group.rowCount !== first.rowCount);
  if (other === undefined) return first.rowCount;
  throw new AxError(
    "dataset",
    `Cannot read the columns of ${namesOf(first)} and ${
      namesOf(other)
    } together: they have ${first.rowCount} and ${other.rowCount} rows`,
  );
}

function namesOf(group: OpenGroup): string {
  return group.files.map((file) => `"${file.path}"`).join(", ") || "no file";
}

/** Which of so many rows a row range means: `[from, to)`. */
export function clipRows(
  rowCount: number,
  rowRange: PlanOptions["rowRange"],
): [from: number, to: number] {
  const [from, to = rowCount] = rowRange ?? [0];
  return [resolve(from, rowCount), resolve(to, rowCount)];
}

function resolve(row: number, rowCount: number): number {
  if (!Number.isInteger(row)) {
    throw new RangeError(`Cannot start or stop at row ${row}: no whole number`);
  }
  return Math.max(0, Math.min(rowCount, row < 0 ? rowCount + row : row));
}

function fitRange(
  segments: readonly Segment[],
  { range, rangeColumn }: PlanOptions,
): "inside" | "outside" | "unknown" {
  if (range === undefined || rangeColumn === undefined) return "inside";
  const { file, batch } = segments[rangeColumn.group] as Segment;
  const type = file.typeOf(rangeColumn.storedName);
  const stats = file.statsOf(rangeColumn.storedName)?.batches[batch];
  if (stats === undefined) return "unknown";
  return fitStats(range, { type, stats, rowCount: file.batchRows[batch] ?? 0 });
}

/** Says by the statistics of some rows whether they are in a range. */
export function fitStats(
  range: ValueRange,
  rows: {
    readonly type: ParsedType;
    readonly stats: BatchStats;
    readonly rowCount: number;
  },
): "inside" | "outside" | "unknown" {
  const { type, stats, rowCount } = rows;
  if (stats.nullCount === rowCount) return "outside";
  const isFloat = type.kind === "float32" || type.kind === "float64";
  return compareStats(range, {
    // NaN is outside of every range, and statistics do not count it.
    isPlain: stats.nullCount === 0 && !isFloat,
    min: comparable(decodeStat(type, stats.min)),
    max: comparable(decodeStat(type, stats.max)),
  });
}

function compareStats(
  range: ValueRange,
  stats: {
    readonly min: Comparable | null;
    readonly max: Comparable | null;
    readonly isPlain: boolean;
  },
): "inside" | "outside" | "unknown" {
  const { min, max } = stats;
  if (min === null || max === null) return "unknown";
  const from = comparable(range.from);
  const to = comparable(range.to);
  if (from !== null && max < from || to !== null && min >= to) return "outside";
  if (!stats.isPlain) return "unknown";
  const isInside = (from === null || min >= from) && (to === null || max < to);
  return isInside ? "inside" : "unknown";
}

/** Makes the test for one value of a range's column. */
export function rangeTest(range: ValueRange): (value: unknown) => boolean {
  const from = comparable(range.from);
  const to = comparable(range.to);
  return (value) => {
    const known = comparable(value);
    if (known === null || known !== known) return false;
    return (from === null || known >= from) && (to === null || known < to);
  };
}
