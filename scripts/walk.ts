/**
 * The files of the repository, for the scripts and tests that look at them.
 *
 * @module
 */

import { join } from "node:path";

/**
 * Lists the files below some of a directory's entries, sorted.
 *
 * @param root An absolute path.
 * @param names Files or directories in it; those that are missing are left
 *   out, as are hidden ones inside a directory.
 * @returns Paths from the root, with `/`.
 */
export function walk(root: string, names: readonly string[]): string[] {
  return names.flatMap((name) => below(root, name)).sort();
}

function below(root: string, name: string): string[] {
  const path = join(root, name);
  const info = statOrNothing(path);
  if (info === undefined) return [];
  if (info.isFile) return [name];
  if (!info.isDirectory) return [];
  return [...Deno.readDirSync(path)]
    .filter((entry) => !entry.name.startsWith("."))
    .flatMap((entry) => below(root, `${name}/${entry.name}`));
}

function statOrNothing(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
