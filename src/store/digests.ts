/**
 * What files hold, without reading them again: SHA-256 by device, inode, size
 * and times. Only a cache; it may be deleted at any time.
 *
 * @module
 */

import { dirname } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { AxError } from "../core/errors.ts";
import type { Sha256 } from "../core/sha256.ts";
import { explainSystemError } from "../core/system_error.ts";
import { hasCode, removeFile } from "./disk.ts";
import { isDamage, isRefusal, openDatabase } from "./sql.ts";
import { digestOpen } from "./file_digest.ts";

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

const VERSION = 2;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS file (
  path TEXT PRIMARY KEY,
  dev REAL NOT NULL,
  ino REAL NOT NULL,
  size INTEGER NOT NULL,
  mtimeMs REAL NOT NULL,
  ctimeMs REAL NOT NULL,
  sha256 TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memo (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
PRAGMA user_version=${VERSION};`;

/** The prepared statements of an open cache. */
interface Statements {
  readonly find: StatementSync;
  readonly put: StatementSync;
  readonly findMemo: StatementSync;
  readonly putMemo: StatementSync;
}

/** An open database of digests. */
interface OpenCache {
  readonly db: DatabaseSync;
  readonly statements: Statements;
}

/** The digests of input and source files, and small things worth keeping. */
export class DigestCache implements Disposable {
  readonly #path: string;
  readonly #now: () => number;
  #cache: OpenCache;

  private constructor(path: string, now: () => number) {
    this.#path = path;
    this.#now = now;
    this.#cache = openUsable(path);
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
      const { dev, ino, size, mtimeMs, ctimeMs } = digest.stat;
      this.#keep(({ put }) =>
        put.run(path, dev, ino, size, mtimeMs, ctimeMs, digest.sha256)
      );
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
      if (found !== undefined && isSame(found, digest.stat)) return true;
      return this.fileDigest(digest.path).sha256 === digest.sha256;
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
    const row = this.#use(({ findMemo }) => findMemo.get(kind, key));
    return row?.["value"] as string | undefined;
  }

  /** Keeps a small text under a key. */
  setMemo(kind: string, key: string, value: string): void {
    this.#keep(({ putMemo }) => putMemo.run(kind, key, value));
  }

  [Symbol.dispose](): void {
    this.#cache.db.close();
  }

  #find(
    path: string,
  ): (FileStat & { readonly sha256: Sha256 }) | undefined {
    return this.#use(({ find }) => find.get(path)) as
      | (FileStat & { readonly sha256: Sha256 })
      | undefined;
  }

  /** Remembers something, unless there is no space or no right to. */
  #keep(put: (statements: Statements) => unknown): void {
    try {
      this.#use(put);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  /** Damage shows where a page is read: only a cache is lost with it. */
  #use<Value>(work: (statements: Statements) => Value): Value {
    try {
      return work(this.#cache.statements);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#cache.db.close();
      removeDatabase(this.#path);
      this.#cache = openUsable(this.#path);
      return work(this.#cache.statements);
    }
  }
}

/** Opens a cache, in memory where none can be kept. */
function openUsable(path: string): OpenCache {
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    return openSound(path);
  } catch (error) {
    if (!isRefusal(error) && explainSystemError(error) === undefined) {
      throw error;
    }
    return openCache(":memory:");
  }
}

/** Opens a cache; one that is damaged makes way for a new one. */
function openSound(path: string): OpenCache {
  try {
    return openCache(path);
  } catch (error) {
    if (!isDamage(error)) throw error;
    removeDatabase(path);
    return openCache(path);
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm"]) removeFile(path + suffix);
}

function openCache(path: string): OpenCache {
  const db = openDatabase(path);
  try {
    const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
    if (version !== VERSION) {
      db.exec(`PRAGMA journal_mode=WAL;
        BEGIN IMMEDIATE;
        DROP TABLE IF EXISTS file;
        DROP TABLE IF EXISTS memo;
        ${SCHEMA}
        COMMIT`);
    }
    return { db, statements: prepare(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepare(db: DatabaseSync): Statements {
  return {
    find: db.prepare(
      `SELECT dev, ino, size, mtimeMs, ctimeMs, sha256 FROM file
       WHERE path = ?`,
    ),
    put: db.prepare(
      "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    findMemo: db.prepare("SELECT value FROM memo WHERE kind = ? AND key = ?"),
    putMemo: db.prepare("INSERT OR REPLACE INTO memo VALUES (?, ?, ?)"),
  };
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
