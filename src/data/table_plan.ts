/**
 * Decides which slices of which datasets are read, and which of their rows.
 *
 * @module
 */

import type { ReadOptions, ValueRange } from "../core/rows.ts";
import { clipRows, fitStats } from "./slice_plan.ts";
import { rowCountOf, type TablePart } from "./table.ts";
import type { TableStep } from "./table_cursor.ts";
import { parseType } from "./types.ts";

/** The slices that take part, one after the other. */
export function planTable(
  parts: readonly TablePart[],
  choice: number | "all",
  { range, rowRange, rehash }: ReadOptions,
): TableStep[] {
  const count = countRows(parts, rehash === undefined ? choice : "all");
  const [from, to] = clipRows(count, rowRange);
  const steps: TableStep[] = [];
  let start = 0;
  for (const [index, part] of parts.entries()) {
    const isLeftOut = range !== undefined && isOutside(part, range);
    const isWhole = rehash !== undefined && part.hashBy !== rehash;
    for (const step of slicesOf(parts, index, isWhole ? "all" : choice)) {
      const { rowCount } = step.source;
      const rows = [
        Math.max(from - start, 0),
        Math.min(to - start, rowCount),
      ] as const;
      start += rowCount;
      if (isLeftOut || rows[0] >= rows[1]) continue;
      const isAll = rows[0] === 0 && rows[1] === rowCount;
      steps.push(isAll ? step : { ...step, rows });
    }
  }
  return steps;
}

/** The slices of one dataset that have rows. */
export function slicesOf(
  parts: readonly TablePart[],
  part: number,
  choice: number | "all" = "all",
): TableStep[] {
  const slices = parts[part]?.slices ?? [];
  return slices.flatMap((source, slice) => {
    const isChosen = choice === "all" || choice === slice;
    return isChosen && source.rowCount > 0 ? [{ part, slice, source }] : [];
  });
}

/** How many rows a slice has in all datasets, or all slices have. */
export function countRows(
  parts: readonly TablePart[],
  choice: number | "all" = "all",
): number {
  const counts = parts.map((part) =>
    choice === "all" ? rowCountOf(part) : part.slices[choice]?.rowCount ?? 0
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Whether the statistics of a dataset say that no row is in a range. */
export function isOutside(part: TablePart, range: ValueRange): boolean {
  const spec = part.columns.get(range.column);
  const stats = part.statsOf(range.column);
  if (spec === undefined || stats === undefined) return false;
  const rows = { type: parseType(spec), stats, rowCount: rowCountOf(part) };
  return fitStats(range, rows) === "outside";
}
