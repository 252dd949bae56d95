/**
 * What is known of a column over several datasets.
 *
 * @module
 */

import type { ColumnSummary } from "./datasets.ts";

/** What is known of a column in one of them, and how many rows that has. */
export interface SummaryPart extends ColumnSummary {
  readonly rowCount: number;
}

/**
 * The summary of several parts together. NaN gives way to any number. Where a
 * part has values, but no bounds of them, nothing bounds the whole.
 */
export function joinSummaries(parts: readonly SummaryPart[]): ColumnSummary {
  const nullCount = parts.reduce((sum, part) => sum + part.nullCount, 0);
  const isUnbounded = parts.some((part) =>
    part.min === null && part.nullCount < part.rowCount
  );
  if (isUnbounded) return { nullCount, min: null, max: null };
  const min = parts.map((part) => part.min)
    .reduce((a, b) => choose(a, b, (x, y) => x <= y), null);
  const max = parts.map((part) => part.max)
    .reduce((a, b) => choose(a, b, (x, y) => x >= y), null);
  return { nullCount, min, max };
}

type Bound = ColumnSummary["min"];

function choose(
  a: Bound,
  b: Bound,
  wins: (a: NonNullable<Bound>, b: NonNullable<Bound>) => boolean,
): Bound {
  if (a === null || b === null) return a ?? b;
  if (Number.isNaN(a)) return b;
  return Number.isNaN(b) || wins(a, b) ? a : b;
}
