/**
 * How a staged directory becomes a job: whole, read-only and for good.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { JobId } from "../core/ids.ts";
import {
  type FileEntry,
  formatManifest,
  type Manifest,
} from "../core/manifest.ts";
import {
  findInfo,
  flush,
  hasCode,
  mtimeOf,
  readTree,
  removeFile,
  type Tree,
  writeNew,
} from "./disk.ts";
import type { FileStamp } from "./rows.ts";

/** The directories of a job. What is empty in the end is left out. */
const jobDirectories = [
  "datasets",
  "files",
  "output",
  "source",
] as const;

/** What {@linkcode publish} renames, and where to. */
export interface Publication {
  /** The staged directory. */
  readonly from: string;
  /** The job's directory, where nothing is yet. */
  readonly to: string;
  readonly manifest: Manifest;
  /** Whether it must survive power loss: every file and directory is fsynced. */
  readonly durable: boolean;
  /**
   * Whether a file still has the content that the manifest tells, its size
   * being right. Not asked about sources, which nothing has written to.
   *
   * @param path From the staged directory.
   */
  isAsListed(path: string, entry: FileEntry): boolean;
  /** Called before each step, by tests that stop there. */
  readonly onStep?: ((step: string) => void) | undefined;
}

/**
 * Makes a job of a staged directory.
 *
 * With one source and one result file, `durable` costs eight fsyncs: the
 * result file and `job.json`, because a name in a directory promises
 * nothing about the bytes behind it; `files/`, `source/` and what is below,
 * and the job's directory, because a file promises nothing about its name;
 * the workdir after the rename, because only that makes the job's name
 * durable. The eighth is the catalog's. Sources are hard links to files that
 * were fsynced when they were first written. The old parent needs none: if
 * the entry there comes back, recovery finds the job in the workdir and
 * forgets it. The mode that is set last may be lost, and is set again then.
 *
 * @returns The size and mtime of `job.json`.
 * @throws {AxError} `job`, for entries that no job may hold, files that are
 *   not as the manifest says, or when there is a job already.
 */
export function publish(publication: Publication): FileStamp {
  const { from, to, manifest, durable } = publication;
  const step = publication.onStep ?? (() => {});
  step("check");
  const { files, directories } = readStaged(publication);
  step("manifest");
  const manifestPath = `${from}/job.json`;
  writeNew(manifestPath, new TextEncoder().encode(formatManifest(manifest)));
  for (const path of [...files, "job.json"]) {
    step(`mode ${path}`);
    Deno.chmodSync(`${from}/${path}`, 0o444);
    if (durable) flush(`${from}/${path}`);
  }
  for (const path of directories) {
    step(`mode ${path}`);
    Deno.chmodSync(`${from}/${path}`, 0o555);
    if (durable) flush(`${from}/${path}`);
  }
  // Writable until it is renamed: to move a directory is to write its "..".
  Deno.chmodSync(from, 0o755);
  if (durable) flush(from);
  const info = Deno.lstatSync(manifestPath);
  step("rename");
  rename(from, to, manifest.id);
  step("close");
  finish(to, { durable });
  return { size: info.size, mtime: mtimeOf(info) };
}

/** The steps after the rename; done again when ax was killed amid them. */
export function finish(
  dir: string,
  options: { readonly durable: boolean },
): void {
  Deno.chmodSync(dir, 0o555);
  if (options.durable) flush(dir.slice(0, dir.lastIndexOf("/")));
}

function rename(from: string, to: string, id: JobId): void {
  try {
    // An empty directory would be replaced without a word.
    if (findInfo(to) === undefined) return Deno.renameSync(from, to);
  } catch (error) {
    if (hasCode(error, "EXDEV")) throw farError(to);
    if (!hasCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) throw error;
  }
  throw new AxError("job", `Cannot add job "${id}": there is ${to} already`);
}

/** Jobs are renamed into their place: nothing can be half there. */
export function farError(path: string): AxError {
  return new AxError(
    "workdir",
    `Cannot make ${path}: .ax of the workdir lies on another file system`,
    { hint: "Let .ax be a plain directory of the workdir." },
  );
}

/** Paths from the staged directory. */
interface Staged {
  /** The files to protect; not the sources, which are already. */
  readonly files: readonly string[];
  /** Deepest first; the empty ones are gone. */
  readonly directories: readonly string[];
}

function readStaged(publication: Publication): Staged {
  const { from, manifest } = publication;
  const files: string[] = [];
  const directories: string[] = [];
  for (const top of jobDirectories) {
    const dir = `${from}/${top}`;
    if (findInfo(dir) === undefined) continue;
    const links = top === "source";
    const tree = top === "datasets"
      ? withoutEmpty(dir, readTree(dir, { foreign: "refuse" }))
      : readTree(dir, { foreign: "refuse", links });
    checkListed(tree.files, {
      top,
      entries: entriesOf(manifest, top),
      isAsListed: (path, entry) => links || publication.isAsListed(path, entry),
    });
    if (!links) files.push(...tree.files.map(({ path }) => `${top}/${path}`));
    if (tree.files.length === 0 && tree.directories.length === 0) {
      Deno.removeSync(dir);
      continue;
    }
    directories.push(...tree.directories.map((path) => `${top}/${path}`), top);
  }
  removeFile(`${from}/job.json`);
  checkTop(from);
  return { files, directories };
}

/** Removes the directories of datasets that have no rows. */
function withoutEmpty(dir: string, tree: Tree): Tree {
  const full = new Set(tree.files.flatMap(({ path }) => aboveOf(path)));
  const directories = tree.directories.filter((path) => {
    if (full.has(path)) return true;
    Deno.removeSync(`${dir}/${path}`);
    return false;
  });
  return { ...tree, directories };
}

/** The directories that a path leads through. */
function aboveOf(path: string): string[] {
  const steps = path.split("/").slice(0, -1);
  return steps.map((_, at) => steps.slice(0, at + 1).join("/"));
}

function entriesOf(
  manifest: Manifest,
  top: typeof jobDirectories[number],
): readonly FileEntry[] {
  if (top !== "datasets") return manifest[top];
  return Object.values(manifest.datasets).flatMap(({ directory, files }) =>
    files.map((file) => ({ ...file, path: `${directory}/${file.path}` }))
  );
}

/** What is said of the files in one of a job's directories. */
interface Listed extends Pick<Publication, "isAsListed"> {
  readonly top: string;
  readonly entries: readonly FileEntry[];
}

/** What a job says of its files is true when it is committed. */
function checkListed(
  files: readonly { readonly path: string; readonly size: number }[],
  { top, entries, isAsListed }: Listed,
): void {
  const listed = new Map(entries.map((entry) => [entry.path, entry]));
  for (const { path, size } of files) {
    const entry = listed.get(path);
    const isAsWas = entry !== undefined && entry.size === size &&
      isAsListed(`${top}/${path}`, entry);
    if (!isAsWas) throw unlike(`${top}/${path}`);
    listed.delete(path);
  }
  for (const path of listed.keys()) throw unlike(`${top}/${path}`);
}

function unlike(path: string): AxError {
  return new AxError(
    "job",
    `Cannot keep ${JSON.stringify(path)}: ` +
      `it is not as it was when the job ended`,
  );
}

function checkTop(from: string): void {
  for (const { name } of Deno.readDirSync(from)) {
    if (jobDirectories.some((known) => known === name)) continue;
    throw new AxError(
      "job",
      `Cannot keep ${JSON.stringify(name)}: ` +
        `a job's files are in files/ and datasets/`,
    );
  }
}
