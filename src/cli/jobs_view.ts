/**
 * Shows lists of jobs and of workdirs.
 *
 * @module
 */

import type { WorkdirSummary } from "../build/inspect.ts";
import type { JobRow } from "../store/rows.ts";
import { countOf, formatCount, formatDuration, formatTime } from "./format.ts";
import type { Style } from "./style.ts";
import { cutLast, oneLine, table } from "./text.ts";

/**
 * One line a job.
 *
 * @param columns Where to cut captions: the width of a terminal.
 */
export function formatJobRows(
  rows: readonly JobRow[],
  style: Style,
  columns = Infinity,
): string[] {
  const cells = rows.map((row) => [
    row.id,
    row.state,
    row.method,
    formatTime(row.startedAt),
    formatDuration(row.elapsedMs),
    oneLine(row.caption ?? (row.kind === "build" ? "build script" : "")),
  ]);
  cutLast(cells, columns);
  return table(cells, [{}, {}, {}, {}, { align: "right" }], (cell, column) => {
    if (column === 0) return style.bold(cell);
    if (column !== 1) return cell;
    return cell.startsWith("failed") ? style.red(cell) : style.green(cell);
  });
}

/** One line a workdir: name, path, counts. */
export function formatWorkdirs(
  workdirs: readonly WorkdirSummary[],
  style: Style,
): string[] {
  const cells = workdirs.map((workdir) => [
    workdir.name,
    workdir.path,
    countOf(workdir.jobs, "job"),
    `${formatCount(workdir.done)} done`,
    `${formatCount(workdir.failed)} failed`,
    workdir.isTarget ? "target" : "",
  ]);
  const right = { align: "right" } as const;
  return table(
    cells,
    [{}, {}, right, right, right],
    (cell, column) => column === 0 ? style.bold(cell) : cell,
  );
}
