/**
 * What is known of a column over several datasets.
 *
 * @module
 */

import type { ColumnSummary } from "./datasets.ts";

/** What a summary says of no rows. */
export const NO_SUMMARY: ColumnSummary = { nullCount: 0, min: null, max: null };

/** The summary of two parts together. NaN gives way to any number. */
export function joinSummaries(
  a: ColumnSummary,
  b: ColumnSummary,
): ColumnSummary {
  return {
    nullCount: a.nullCount + b.nullCount,
    min: choose(a.min, b.min, (x, y) => x <= y),
    max: choose(a.max, b.max, (x, y) => x >= y),
  };
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
