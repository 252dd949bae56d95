/**
 * The datasets that imports of lines keep what is no row in.
 *
 * @module
 */

import { AxError, type Dataset, type FinishedJob } from "ax";

/** Lines that are wrong: where, what stands there, and what is wrong. */
export const badColumns = {
  lineno: "int64",
  data: "bytes",
  problem: "string",
} as const;

/** Lines that are left out. */
export const skippedColumns = { lineno: "int64", data: "bytes" } as const;

/** The dataset that a job may have, to be followed by another of its kind. */
export function findPrevious<C extends typeof skippedColumns>(
  job: FinishedJob | null,
  name: "bad" | "skipped",
): Dataset<C> | undefined {
  try {
    return job?.dataset(name) as Dataset<C> | undefined;
  } catch (error) {
    if (error instanceof AxError) return undefined;
    throw error;
  }
}
