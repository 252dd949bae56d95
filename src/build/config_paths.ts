/**
 * What the configuration asks the disk.
 *
 * @module
 */

import { basename, dirname, join, relative } from "node:path";
import { findFormat, layoutOf } from "../store/layout.ts";

/** Whether a path is a directory; `undefined` when there is none to be seen. */
export function isDirectory(path: string): boolean | undefined {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    // A file stands where a directory on the way should be.
    if (error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** The real path, whether or not its last steps are there yet. */
export function settledPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    const parent = dirname(path);
    if (parent === path) return path;
    return join(settledPath(parent), basename(path));
  }
}

/** Whether a path is the directory or lies below it. */
export function inside(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith("../");
}

/** The slice count that a workdir was made with; `undefined` without one. */
export function recordedSlices(workdir: string): number | undefined {
  if (isDirectory(workdir) !== true) return undefined;
  const slices = findFormat(layoutOf("", workdir))?.slices;
  return Number.isSafeInteger(slices) ? slices : undefined;
}
