/**
 * Real temporary directories that are gone when their scope ends.
 *
 * @module
 */

import { chmodSync, lstatSync } from "node:fs";
import { dirname, join } from "node:path";

/** A directory of one test; `using` removes it, read-only parts and all. */
export interface TempDir extends Disposable {
  /** Its real, absolute path. */
  readonly path: string;
  /** The absolute path of something inside. */
  join(...parts: readonly string[]): string;
  /** Writes text or bytes to a file inside, making its directories. */
  write(name: string, content: string | Uint8Array): string;
  /** Reads a file inside as text. */
  read(name: string): string;
}

/**
 * Makes a temporary directory, filled with the files given.
 *
 * @param files Text by path inside the directory.
 */
export function tempDir(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): TempDir {
  const path = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "ax-test-" }));
  const dir: TempDir = {
    path,
    join: (...parts) => join(path, ...parts),
    write: (name, content) => writeDeep(join(path, name), content),
    read: (name) => Deno.readTextFileSync(join(path, name)),
    [Symbol.dispose]: () => removeTree(path),
  };
  for (const [name, content] of Object.entries(files)) dir.write(name, content);
  return dir;
}

function writeDeep(path: string, content: string | Uint8Array): string {
  Deno.mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") Deno.writeTextFileSync(path, content);
  else Deno.writeFileSync(path, content);
  return path;
}

/** Removes a tree although job directories in it are read-only. */
export function removeTree(path: string): void {
  makeWritable(path);
  Deno.removeSync(path, { recursive: true });
}

/** Gives every directory of a tree back to its owner; files may stay. */
function makeWritable(path: string): void {
  const info = lstatSync(path);
  if (!info.isDirectory()) return;
  if ((info.mode & 0o700) !== 0o700) chmodSync(path, 0o700);
  for (const entry of Deno.readDirSync(path)) {
    if (entry.isDirectory) makeWritable(join(path, entry.name));
  }
}
