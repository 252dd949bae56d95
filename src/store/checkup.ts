/**
 * Looks at a workdir without opening it, and so without mending anything.
 *
 * @module
 */

import { messageOf } from "../core/errors.ts";
import { findInfo, flush, hasCode, removeFile } from "./disk.ts";
import {
  findFormat,
  type Format,
  type Layout,
  layoutOf,
  listNumbers,
  listStaged,
  ownerOf,
} from "./layout.ts";
import { isLocked } from "./locks.ts";
import { isAlive } from "./owner.ts";
import { findRefusal } from "./refusal.ts";
import { findSqlRefusal, openDatabase } from "./sql.ts";
import { CATALOG_VERSION, findVersion } from "./tables.ts";

/** What there is to know of a workdir. */
export interface WorkdirFacts {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
  /** Whether this user may write in its `.ax`. */
  readonly writable: boolean;
  readonly format: Format | undefined;
  /** How many directories of jobs there are. */
  readonly jobs: number;
  readonly catalog: DatabaseFacts;
  /** The names of catalogs that were damaged and set aside. */
  readonly setAside: readonly string[];
  /** How much of what is staged has an owner that runs, and how much none. */
  readonly staged: { readonly running: number; readonly left: number };
  /** How many entries wait in `.ax/trash`. */
  readonly trash: number;
  /** Nothing where nothing can be written. */
  readonly probe: ProbeFacts | undefined;
}

/** The state of a database's file. */
export interface DatabaseFacts {
  /** `unknown`: it cannot be opened for writing, as SQLite must. */
  readonly state: "none" | "sound" | "damaged" | "newer" | "unknown";
  /** What is wrong with it, or keeps it closed. */
  readonly reason?: string;
}

/** What the file system of a directory can do, tried out. */
export interface ProbeFacts {
  /** Why nothing can be flushed to the disk; nothing when it can. */
  readonly flushFault: string | undefined;
  /** Whether a locked file looks locked to another opening of it. */
  readonly locks: boolean;
  readonly hardLinks: boolean;
  /** Whether a file can be renamed from there into the workdir at once. */
  readonly sameFileSystem: boolean;
  /** How far the times of new files are ahead of our clock, in ms. */
  readonly clockAheadMs: number;
}

/** Collects the facts. Writes nothing but a probe that it removes. */
export function examineWorkdir(name: string, path: string): WorkdirFacts {
  const layout = layoutOf(name, path);
  const exists = isDirectory(path);
  const bench = [layout.trash, layout.ax].find(isDirectory) ?? path;
  const isInTheWay = findInfo(layout.ax)?.isFile === true;
  const writable = exists && !isInTheWay && canWrite(bench);
  const scratch = exists ? listNames(layout.ax) : [];
  return {
    name,
    path,
    exists,
    writable,
    format: exists ? findFormat(layout) : undefined,
    jobs: exists ? listNumbers(layout).length : 0,
    catalog: writable
      ? examineCatalog(layout.catalog)
      : { state: exists ? "unknown" : "none" },
    setAside: scratch.filter((entry) => /\.bad-\d+$/.test(entry)).sort(),
    staged: writable ? countStaged(layout) : { running: 0, left: 0 },
    trash: exists ? listNames(layout.trash).length : 0,
    probe: writable ? probeIfRoom(layout, bench) : undefined,
  };
}

function isDirectory(path: string): boolean {
  return findInfo(`${path}/.`) !== undefined;
}

/** Has SQLite check a database, which may be in use. */
function examineCatalog(file: string): DatabaseFacts {
  if ((findInfo(file)?.size ?? 0) === 0) return { state: "none" };
  try {
    const db = openDatabase(file);
    try {
      const version = findVersion(db);
      if (version === undefined) {
        return { state: "damaged", reason: "it is no database of ax" };
      }
      if (version > CATALOG_VERSION) {
        return { state: "newer", reason: `it has version ${version}` };
      }
      const row = db.prepare("PRAGMA quick_check(1)").get();
      const said = String(row?.["quick_check"]);
      return said === "ok"
        ? { state: "sound" }
        : { state: "damaged", reason: said };
    } finally {
      db.close();
    }
  } catch (error) {
    const refusal = findSqlRefusal(error);
    return refusal === undefined
      ? { state: "damaged", reason: messageOf(error) }
      : { state: "unknown", reason: refusal };
  }
}

/** On a full disk, nothing can be tried out. */
function probeIfRoom(layout: Layout, dir: string): ProbeFacts | undefined {
  try {
    return probe(dir, layout.path);
  } catch (error) {
    if (findRefusal(layout, error)?.isFull !== true) throw error;
    return undefined;
  }
}

/**
 * Tries out what a directory's file system can do.
 *
 * @param dir Where to write; nothing is left there.
 * @param home Where files are to be renamed to.
 */
export function probe(dir: string, home: string): ProbeFacts {
  const file = `${dir}/probe.${crypto.randomUUID()}`;
  try {
    const before = Date.now();
    Deno.writeTextFileSync(file, "ax");
    const after = Date.now();
    const info = Deno.lstatSync(file);
    const mtime = info.mtime?.getTime() ?? before;
    return {
      flushFault: faultOf(() => [file, dir].forEach(flush)),
      locks: canLock(file),
      hardLinks: faultOf(() => Deno.linkSync(file, `${file}.2`)) === undefined,
      sameFileSystem: info.dev === Deno.statSync(home).dev,
      clockAheadMs: mtime < before
        ? mtime - before
        : Math.max(0, mtime - after),
    };
  } finally {
    removeFile(`${file}.2`);
    removeFile(file);
  }
}

/** Why something cannot be done; nothing when it can. */
function faultOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function canLock(path: string): boolean {
  using file = Deno.openSync(path, { write: true });
  return file.tryLockSync(true) && isLocked(path);
}

function canWrite(dir: string): boolean {
  try {
    Deno.removeSync(Deno.makeTempFileSync({ dir, prefix: "probe." }));
    return true;
  } catch (error) {
    if (hasCode(error, "EACCES", "EPERM", "EROFS")) return false;
    // One may; whether there is room is told elsewhere.
    if (hasCode(error, "ENOSPC", "EDQUOT")) return true;
    throw error;
  }
}

function countStaged(layout: Layout): { running: number; left: number } {
  const alive = listStaged(layout).map((name) =>
    isAlive(layout, ownerOf(name))
  );
  const running = alive.filter(Boolean).length;
  return { running, left: alive.length - running };
}

function listNames(dir: string): string[] {
  try {
    return [...Deno.readDirSync(dir)].map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw error;
  }
}
