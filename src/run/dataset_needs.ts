/**
 * Which Workers need the handles of datasets, and what reads and writes them.
 *
 * @module
 */

import type { WorkerStart } from "./protocol.ts";

/** What code must say to write a dataset, or to name one in a script. */
const WRITES = /\bcreateDataset\b/;
const NAMES = /\.dataset\b/;

/** Decides from the inputs and the code. */
export function needsDatasets(
  { setup, closure, made }: Pick<WorkerStart, "setup" | "closure" | "made">,
): boolean {
  if (setup === undefined) return false;
  const says = (pattern: RegExp): boolean =>
    closure.modules.some(({ code }) => pattern.test(code));
  return Object.keys(setup.datasets).length > 0 || made.length > 0 ||
    setup.builds && says(NAMES) || says(WRITES);
}
