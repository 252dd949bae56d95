/**
 * What files hold, without reading them again: SHA-256 by device, inode, size
 * and times. Only a cache; it may be deleted at any time.
 *
 * @module
 */

import { dirname } from "node:path";
import { AxError } from "../core/errors.ts";
import type { Sha256 } from "../core/sha256.ts";
import { explainSystemError } from "../core/system_error.ts";
import { hasCode, makeDirectory, removeFile } from "./disk.ts";
import { type DigestTables, openDigests } from "./digest_tables.ts";
import { digestOpen } from "./file_digest.ts";
import { isNearlyFull } from "./refusal.ts";
import { isDamage, isRefusal } from "./sql.ts";

/** What tells one content of a file from the next. */
export interface FileStat {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  /** Milliseconds since 1970, as fine as Deno says: 1 ms. */
  readonly mtimeMs: number;
  /** As fine as Deno says: 1 s. Nobody can set it, as they can the mtime. */
  readonly ctimeMs: number;
}

/** What a file holds. */
export interface FileDigest {
  /** As it was asked for. */
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
  readonly stat: FileStat;
}

/**
 * How long before its hash a file must have been changed for the last time.
 * Later changes then show in the ctime: it is told in whole seconds, so a
 * change must fall into a later second than the one before the hash.
 */
const resolutionMs = 2_000;

/**
 * Whether a digest may be used again while the stat stays the same: nobody
 * can have changed the file after it was hashed within the same tick.
 *
 * @param hashedAt When hashing began, in milliseconds since 1970.
 */
export function isTrusted(stat: FileStat, hashedAt: number): boolean {
  return Math.max(stat.ctimeMs, stat.mtimeMs) + resolutionMs <= hashedAt;
}

/** How many days late it may be told that something was used. */
const LATE_DAYS = 7;

const DAY_MS = 86_400_000;

/** The digests of input and source files, and small things worth keeping. */
export class DigestCache implements Disposable {
  readonly #path: string;
  readonly #now: () => number;
  /** The day it was opened on, since 1970. */
  readonly #today: number;
  #tables: DigestTables;
  /** What was used today, and was not lately. */
  readonly #usedFiles = new Set<string>();
  readonly #usedMemos: [kind: string, key: string][] = [];

  private constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
    this.#today = Math.floor(now() / DAY_MS);
    this.#tables = openUsable(path);
  }

  /**
   * Opens the cache, and makes a new one where there is none that can be used;
   * in memory where none can be kept. One that turns out to be damaged later
   * makes way for a new one, too.
   *
   * @param path The database file; its directory is made when missing.
   * @param options A clock for tests, in milliseconds since 1970.
   */
  static open(
    path: string,
    options: { readonly now?: () => number } = {},
  ): DigestCache {
    return new DigestCache(path, options.now ?? Date.now);
  }

  /**
   * The SHA-256 of a file's content. Links are followed.
   *
   * @param path Absolute.
   * @throws {AxError} `input`, if it is missing, a directory, unreadable, or
   *   being written at this moment.
   */
  fileDigest(path: string): FileDigest {
    const stat = statFile(path);
    const found = this.#find(path);
    if (found !== undefined && isSame(stat, found)) {
      return { path, size: stat.size, sha256: found.sha256, stat };
    }
    const hashedAt = this.#now();
    const digest = hashFile(path);
    if (isTrusted(digest.stat, hashedAt)) {
      const { sha256 } = digest;
      const row = { ...digest.stat, sha256, used: this.#today };
      this.#keep((tables) => tables.putFile(path, row));
    }
    return digest;
  }

  /** Whether the file still holds what it did when it was digested. */
  unchanged(digest: FileDigest): boolean {
    try {
      if (!isSame(statFile(digest.path), digest.stat)) {
        return hashFile(digest.path).sha256 === digest.sha256;
      }
      const found = this.#find(digest.path);
      const now = found !== undefined && isSame(found, digest.stat)
        ? found
        // It was too young to be remembered, and may have changed since.
        : this.fileDigest(digest.path);
      return now.sha256 === digest.sha256;
    } catch (error) {
      if (error instanceof AxError) return false;
      throw error;
    }
  }

  /** Whether the digest of a file is in the cache, as the file is now. */
  isKnown(path: string): boolean {
    const found = this.#find(path);
    return found !== undefined && isSame(statFile(path), found);
  }

  /** What was kept under this key; nothing when nothing was. */
  getMemo(kind: string, key: string): string | undefined {
    const row = this.#use((tables) => tables.findMemo(kind, key));
    if (this.#isLate(row)) this.#usedMemos.push([kind, key]);
    return row?.value;
  }

  /** Keeps a small text under a key. */
  setMemo(kind: string, key: string, value: string): void {
    const row = { value, used: this.#today };
    this.#keep((tables) => tables.putMemo(kind, key, row));
  }

  /**
   * Forgets files that are gone, and what was not used for months: of a large
   * cache a part, and the next part when it is called again.
   */
  forget(): void {
    this.#saveUse();
    this.#keep((tables) => tables.forget(this.#today));
  }

  [Symbol.dispose](): void {
    try {
      this.#saveUse();
    } finally {
      this.#tables[Symbol.dispose]();
    }
  }

  #find(
    path: string,
  ): (FileStat & { readonly sha256: Sha256 }) | undefined {
    const row = this.#use((tables) => tables.findFile(path));
    if (this.#isLate(row)) this.#usedFiles.add(path);
    return row;
  }

  /** Whether that something is used now is worth telling. */
  #isLate(row: { readonly used: number } | undefined): boolean {
    return row !== undefined && Math.abs(row.used - this.#today) > LATE_DAYS;
  }

  #saveUse(): void {
    const files = [...this.#usedFiles];
    const memos = this.#usedMemos.splice(0);
    this.#usedFiles.clear();
    if (files.length + memos.length === 0) return;
    this.#keep((tables) => tables.touch({ files, memos }, this.#today));
  }

  /** Remembers something, unless there is no space or no right to. */
  #keep(put: (tables: DigestTables) => void): void {
    try {
      this.#use(put);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  /** Damage shows where a page is read: only a cache is lost with it. */
  #use<Value>(work: (tables: DigestTables) => Value): Value {
    try {
      return work(this.#tables);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#tables[Symbol.dispose]();
      removeDatabase(this.#path);
      this.#tables = openUsable(this.#path);
      return work(this.#tables);
    }
  }
}

/** Opens a cache, in memory where none can be kept. */
function openUsable(path: string): DigestTables {
  try {
    const dir = dirname(path);
    const isUsable = makeDirectory(dir) && !isNearlyFull(dir);
    return isUsable ? openSound(path) : openDigests(":memory:");
  } catch (error) {
    if (!isRefusal(error) && explainSystemError(error) === undefined) {
      throw error;
    }
    return openDigests(":memory:");
  }
}

/** Opens a cache; one that is damaged makes way for a new one. */
function openSound(path: string): DigestTables {
  try {
    return openDigests(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    removeDatabase(path);
    return openDigests(path);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) removeFile(path + suffix);
}

function statOf(info: Deno.FileInfo): FileStat {
  return {
    dev: info.dev,
    ino: info.ino ?? 0,
    size: info.size,
    mtimeMs: info.mtime?.getTime() ?? 0,
    ctimeMs: info.ctime?.getTime() ?? 0,
  };
}

function isSame(a: FileStat, b: FileStat): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size &&
    a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs;
}

function statFile(path: string): FileStat {
  try {
    const info = Deno.statSync(path);
    if (info.isFile) return statOf(info);
    throw new AxError(
      "input",
      `Cannot read ${path}: it is ${
        info.isDirectory ? "a directory" : "no plain file"
      }`,
    );
  } catch (error) {
    throw asInputError(path, error);
  }
}

function asInputError(path: string, error: unknown): unknown {
  if (error instanceof AxError) return error;
  const why = hasCode(error, "ENOENT", "ENOTDIR")
    ? "there is no such file"
    : hasCode(error, "EACCES", "EPERM")
    ? "you may not read it"
    : String(error);
  return new AxError("input", `Cannot read ${path}: ${why}`, { cause: error });
}

/** How often a file that is being written is read again. */
const readings = 3;

function hashFile(path: string): FileDigest {
  for (let reading = 0; reading < readings; reading++) {
    try {
      using file = Deno.openSync(path);
      const stat = statOf(file.statSync());
      const sha256 = digestOpen(file);
      if (isSame(stat, statOf(file.statSync()))) {
        return { path, size: stat.size, sha256, stat };
      }
    } catch (error) {
      throw asInputError(path, error);
    }
  }
  throw new AxError(
    "input",
    `Cannot read ${path}: it is being written at this moment`,
  );
}
