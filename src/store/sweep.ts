/**
 * Removes jobs, and what else in a workdir nobody needs.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { JobId } from "../core/ids.ts";
import { parseJobId } from "../core/ids.ts";
import { findInfo, hasCode, removeFile, removeTree } from "./disk.ts";
import {
  jobDirOf,
  type Layout,
  listStaged,
  ownerOf,
  pointLatest,
} from "./layout.ts";
import { isLocked, lockNow } from "./locks.ts";
import { isAlive, listOwners } from "./owner.ts";
import { notePath, type StagingPlace } from "./staging.ts";
import type { Workdir } from "./workdir.ts";

/** Something in `.ax/` of a workdir that nobody needs. */
export interface Leftover {
  /** From the workdir, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly reason: string;
}

/**
 * Keeps builds from starting in any of these workdirs, until disposed.
 *
 * @throws {AxError} `workdir`, if one is going on.
 */
export function holdStill(workdirs: readonly Workdir[]): Disposable {
  // Ours first, because a new owner takes the same lock. Then always in the
  // same order, so that two of us cannot wait for each other.
  const places = workdirs.map((workdir) => workdir.place())
    .sort((a, b) => a.layout.path < b.layout.path ? -1 : 1);
  const held = new DisposableStack();
  try {
    for (const { layout, owner } of places) {
      held.use(lockNow(layout.recoveryLock));
      const busy = findBuild(layout, owner);
      if (busy !== undefined) throw busyError(layout, busy);
    }
    return held;
  } catch (error) {
    held.dispose();
    throw error;
  }
}

/** Another process that builds there. */
function findBuild(layout: Layout, own: string): string | undefined {
  return listOwners(layout).map(({ name }) => name)
    .find((token) => token !== own && isAlive(layout, token));
}

function busyError(layout: Layout, token: string): AxError {
  let who = "";
  try {
    const note = Deno.readTextFileSync(`${layout.owners}/${token}`);
    who = `, process ${(JSON.parse(note) as { pid: number }).pid}`;
  } catch {
    // It has just ended, or has not written its note yet.
  }
  return new AxError(
    "workdir",
    `Cannot remove anything from workdir "${layout.name}": a build is ` +
      `running there${who}`,
    { hint: "Try again when it has ended." },
  );
}

/** How many bytes a job holds of its own: its sources it shares. */
export function jobBytes(dir: string): number {
  let bytes = 0;
  for (const { name, isDirectory } of entriesOf(dir)) {
    if (name === "source") continue;
    bytes += isDirectory
      ? treeBytes(`${dir}/${name}`)
      : sizeOf(`${dir}/${name}`);
  }
  return bytes;
}

function treeBytes(path: string): number {
  const info = findInfo(path);
  if (info === undefined) return 0;
  if (!info.isDirectory) return info.size;
  return entriesOf(path).reduce(
    (sum, { name }) => sum + treeBytes(`${path}/${name}`),
    0,
  );
}

function sizeOf(path: string): number {
  return findInfo(path)?.size ?? 0;
}

function entriesOf(dir: string): Deno.DirEntry[] {
  try {
    return [...Deno.readDirSync(dir)];
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "EPERM")) return [];
    throw error;
  }
}

/**
 * Removes jobs: each is gone at once and whole, its bytes a moment later.
 *
 * Their numbers are never given again: the catalog knows the highest one, and
 * the job that has it is not to be among these. Needs {@linkcode holdStill}.
 */
export function removeJobs(workdir: Workdir, ids: readonly JobId[]): void {
  const { layout, catalog, owner } = workdir.place();
  for (const id of ids) {
    const number = parseJobId(id)?.number ?? 0;
    const dir = jobDirOf(layout, number);
    const trash = `${layout.trash}/${id}.${owner}`;
    // To move a directory is to write its "..".
    if (findInfo(dir) !== undefined) {
      Deno.chmodSync(dir, 0o755);
      Deno.renameSync(dir, trash);
    }
    // The directory first: a row without one is dropped by whoever looks.
    catalog.tryToWrite((tables) => tables.dropJob(number));
    removeTree(trash);
  }
  if (ids.length > 0) mendLatest(workdir, { layout, owner });
}

/** Points `NAME-LATEST` at the newest done job that is left. */
function mendLatest(
  workdir: Workdir,
  { layout, owner }: Pick<StagingPlace, "layout" | "owner">,
): void {
  const link = `${layout.path}/${layout.name}-LATEST`;
  if (findInfo(link)?.isSymlink !== true) return;
  if (findInfo(`${link}/.`) !== undefined) return;
  const filter = { state: "done", kind: "job", limit: 1 } as const;
  const [newest] = workdir.list(filter);
  if (newest === undefined) removeFile(link);
  else pointLatest(layout, newest.number, owner);
}

/**
 * Lists what killed processes left, damaged catalogs that were set aside, and
 * sources that no job has. Right only while {@linkcode holdStill} holds.
 */
export function listLeftovers(workdir: Workdir): Leftover[] {
  const { layout } = workdir;
  const dead = (name: string): boolean => !isAlive(layout, ownerOf(name));
  const found = [
    ...listStaged(layout).filter(dead).map((name) =>
      leftover(layout, `staging/${name}`, "left by a killed build")
    ),
    ...namesIn(layout.trash).filter(dead).map((name) =>
      leftover(layout, `trash/${name}`, "thrown away")
    ),
    ...namesIn(layout.ax).filter((name) => /\.bad-\d+$/.test(name))
      .map((name) => leftover(layout, name, "a damaged catalog, set aside")),
    ...namesIn(layout.locks)
      .filter((name) => /^[0-9a-f]{64}$/.test(name))
      .filter((name) => !isLocked(`${layout.locks}/${name}`))
      .map((name) => leftover(layout, `locks/${name}`, "held by nobody")),
  ];
  for (const name of namesIn(layout.source)) {
    // One name is the one here: no job has it.
    if (findInfo(`${layout.source}/${name}`)?.nlink !== 1) continue;
    found.push(leftover(layout, `source/${name}`, "the source of no job"));
  }
  return found;
}

function leftover(layout: Layout, path: string, reason: string): Leftover {
  const bytes = treeBytes(`${layout.ax}/${path}`);
  return { path: `.ax/${path}`, bytes, reason };
}

function namesIn(dir: string): string[] {
  return entriesOf(dir).map(({ name }) => name);
}

/** Removes what {@linkcode listLeftovers} found. */
export function removeLeftovers(
  workdir: Workdir,
  leftovers: readonly Leftover[],
): void {
  const { layout } = workdir.place();
  for (const { path } of leftovers) {
    const staged = /^\.ax\/staging\/(.+)$/.exec(path)?.[1];
    removeTree(`${layout.path}/${path}`);
    // Its note last: a directory without one is no job's.
    if (staged !== undefined) removeFile(notePath(layout, staged));
  }
}
