/**
 * Which Workers need what reads and writes datasets.
 *
 * @module
 */

import type { WorkerStart } from "./protocol.ts";

/** What code must say to write a dataset, or to name one in a script. */
const WRITES = /\bcreateDataset\b/;
const NAMES = /\.dataset\b/;

/** What code must say to compress, or an input, where the name decides. */
const ZSTD = /(["'`])zstd\1/;
const OPENS = /\.open\b/;
const ZST_FILE = /\.zst[."]/;

/** What a stage or script is going to need. */
export interface DatasetNeeds {
  /** Handles, and what reads and writes files. */
  readonly datasets: boolean;
  /** What compresses them. */
  readonly codec: boolean;
}

/** Decides from the inputs and the code. */
export function needsOf(
  { setup, closure, made }: Pick<WorkerStart, "setup" | "closure" | "made">,
): DatasetNeeds {
  if (setup === undefined) return { datasets: false, codec: false };
  const says = (pattern: RegExp): boolean =>
    closure.modules.some(({ code }) => pattern.test(code));
  const named = setup.builds && says(NAMES);
  const hasInputs = Object.keys(setup.datasets).length > 0;
  const compresses = says(ZSTD) && says(OPENS);
  const datasets = hasInputs || made.length > 0 || named || compresses ||
    says(WRITES);
  const codec = datasets &&
    (setup.compression === "zstd" || named || setup.compressed ||
      says(ZSTD) || ZST_FILE.test(JSON.stringify(setup.inputs)));
  return { datasets, codec };
}
