/**
 * Small steps on disk that the standard library has no single call for. All
 * of them are synchronous: a commit must not be interleaved with another one.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/** Whether a thrown error carries this system code, as in `ENOENT`. */
export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  if (!(thrown instanceof Error) || !("code" in thrown)) return false;
  return codes.includes(String(thrown.code));
}

/** What lies at a path, links not followed; nothing when nothing does. */
export function findInfo(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** The text of a file; nothing when there is none. */
export function findText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** What is in a directory, in no order; nothing when there is none. */
export function listEntries(dir: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(dir)];
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/**
 * Makes a directory and those above it, unless they are there.
 *
 * @returns Whether there is one now: something else may be in the way.
 */
export function makeDirectory(path: string): boolean {
  try {
    Deno.mkdirSync(path, { recursive: true });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST", "ENOTDIR")) return false;
    throw error;
  }
}

/** The time of the last change in milliseconds; 0 where there is none. */
export function mtimeOf(info: Deno.FileInfo): number {
  return info.mtime?.getTime() ?? 0;
}

/** Makes the content of a file, or the entries of a directory, durable. */
export function flush(path: string): void {
  using file = Deno.openSync(path);
  file.syncSync();
}

/** Writes a new file; one that is there already is an error. */
export function writeNew(path: string, bytes: Uint8Array): void {
  Deno.writeFileSync(path, bytes, { createNew: true });
}

/**
 * Writes a file whole or not at all: aside, to be renamed. One that is there
 * keeps its mode; a link to it stays a link.
 */
export function writeWhole(path: string, text: string): void {
  const place = realPathOr(path);
  const there = findInfo(place);
  // A link that leads nowhere has a mode, too, and gives way to the file.
  const mode = there?.isFile ? there.mode : null;
  const draft = `${place}.${crypto.randomUUID()}`;
  try {
    Deno.writeTextFileSync(draft, text, { createNew: true });
    if (mode !== null) Deno.chmodSync(draft, mode & 0o777);
    Deno.renameSync(draft, place);
  } catch (error) {
    removeFile(draft);
    throw error;
  }
}

/** Where a path leads; itself when nothing is there. */
function realPathOr(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return path;
    throw error;
  }
}

/** Removes a file; that it is gone already is no error. */
export function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Removes a tree, read-only directories and all. */
export function removeTree(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    if (!hasCode(error, "EACCES", "EPERM")) throw error;
    makeWritable(path);
    Deno.removeSync(path, { recursive: true });
  }
}

/** Gives every directory of a tree back to its owner. */
export function makeWritable(path: string): void {
  const info = findInfo(path);
  if (info === undefined || !info.isDirectory) return;
  Deno.chmodSync(path, 0o755);
  for (const entry of Deno.readDirSync(path)) {
    if (entry.isDirectory) makeWritable(`${path}/${entry.name}`);
  }
}

/** What lies below a directory; paths from there, with `/`. */
export interface Tree {
  /** Sorted by path. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  /** Deepest first; the directory itself is not among them. */
  readonly directories: readonly string[];
}

/** How {@linkcode readTree} takes what no job may hold. */
export interface TreeOptions {
  /**
   * Links to directories or files, devices, pipes, sockets, files with a
   * second name: an error, removed, or left out.
   */
  readonly foreign: "refuse" | "remove" | "ignore";
  /** Whether files may have more than one name. Default: no. */
  readonly links?: boolean;
}

/**
 * Lists a directory without following a link.
 *
 * @returns Nothing below a directory that does not exist.
 * @throws {AxError} `job`, naming the first entry that is neither a directory
 *   nor a plain file with one name.
 */
export function readTree(dir: string, options: TreeOptions): Tree {
  const files: { path: string; size: number }[] = [];
  const directories: string[] = [];
  const visit = (prefix: string): void => {
    for (const { name } of Deno.readDirSync(`${dir}/${prefix}`)) {
      const path = prefix + name;
      const info = Deno.lstatSync(`${dir}/${path}`);
      makeReadable(`${dir}/${path}`, info);
      if (info.isDirectory) {
        visit(`${path}/`);
        directories.push(path);
      } else if (isPlain(info, options)) files.push({ path, size: info.size });
      else if (options.foreign === "remove") Deno.removeSync(`${dir}/${path}`);
      else if (options.foreign === "refuse") throw foreign(path, info);
    }
  };
  if (findInfo(dir)?.isDirectory) visit("");
  files.sort((a, b) => a.path < b.path ? -1 : 1);
  return { files, directories };
}

/** A program may have taken from itself the right to read what it wrote. */
function makeReadable(path: string, info: Deno.FileInfo): void {
  const mode = info.mode ?? 0;
  if (info.isDirectory && (mode & 0o500) !== 0o500) Deno.chmodSync(path, 0o755);
  if (info.isFile && (mode & 0o400) === 0 && info.nlink === 1) {
    Deno.chmodSync(path, 0o644);
  }
}

function isPlain(info: Deno.FileInfo, options: TreeOptions): boolean {
  return info.isFile && (options.links === true || info.nlink === 1);
}

function foreign(path: string, info: Deno.FileInfo): AxError {
  const what = info.isSymlink
    ? "a symbolic link"
    : info.isFile
    ? "a file with a second name (a hard link)"
    : "a device, pipe or socket";
  return new AxError(
    "job",
    `Cannot keep ${JSON.stringify(path)}: it is ${what}; ` +
      `a job holds only plain files and directories`,
  );
}
