/**
 * The names of datasets, and where a dataset lies in its job.
 *
 * @module
 */

import { AxError } from "./errors.ts";

/** What a dataset is called when nothing else is said. */
export const DEFAULT_DATASET = "default";

/** Bytes of a directory's name, at most. */
const MAX_BYTES = 240;

/** Not in a plain file name: control characters, separators, our own marks. */
// deno-lint-ignore no-control-regex
const ODD = /[\x00-\x1f\x7f/\\%~]/;

/**
 * Names the directory of a dataset below `datasets/`: its name where that is
 * a plain file name, else `~` and the name with every odd byte as `%2F`. All
 * slices agree on it without asking each other.
 *
 * @throws {AxError} `dataset`, for half a surrogate pair or a name that is too
 * long for a file.
 */
export function datasetDirectory(name: string): string {
  if (typeof name !== "string" || !name.isWellFormed()) {
    throw new AxError(
      "dataset",
      `Cannot name a dataset ${JSON.stringify(name)}: it must be well-formed ` +
        `text`,
    );
  }
  const isPlain = name !== "" && !name.startsWith(".") && !ODD.test(name);
  const directory = isPlain ? name : `~${escapeOdd(name)}`;
  const size = new TextEncoder().encode(directory).length;
  if (size <= MAX_BYTES) return directory;
  throw new AxError(
    "dataset",
    `Cannot name a dataset ${JSON.stringify(name.slice(0, 40))}…: the name ` +
      `takes ${size} bytes, at most ${MAX_BYTES} are possible`,
  );
}

function escapeOdd(name: string): string {
  return name.replace(/[\s\S]/g, (unit) => {
    if (unit !== "." && !ODD.test(unit)) return unit;
    const code = unit.charCodeAt(0).toString(16).toUpperCase();
    return `%${code.padStart(2, "0")}`;
  });
}

/** Which slice and part a file of a dataset holds. */
export interface DatasetFileName {
  readonly slice: number;
  /** Which of several writers wrote it; 0 for the only one. */
  readonly part: number;
}

/** The name of the file of one slice, or of one writer's part of it. */
export function datasetFile(slice: number, part?: number): string {
  return part === undefined ? `${slice}.arrow` : `${slice}.${part}.arrow`;
}

/** Reads the name of a file of a dataset. */
export function parseDatasetFile(file: string): DatasetFileName | undefined {
  const match = /^(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?\.arrow$/.exec(file);
  if (match === null) return undefined;
  return { slice: Number(match[1]), part: Number(match[2] ?? 0) };
}

/** Names a dataset of a job, as in `dev-42/default`; no job: this very one. */
export function datasetKey(job: string, name: string): string {
  return `${job}/${name}`;
}

/** Takes apart what {@linkcode datasetKey} made. */
export function parseDatasetKey(key: string): { job: string; name: string } {
  const at = key.indexOf("/");
  return { job: key.slice(0, Math.max(at, 0)), name: key.slice(at + 1) };
}
