/**
 * The tables of the cache of digests, what they keep, and what they forget.
 *
 * @module
 */

import type { DatabaseSync, StatementSync } from "node:sqlite";
import { findInfo } from "./disk.ts";
import { openDatabase, transact } from "./sql.ts";

const VERSION = 3;

/** `used` is the day since 1970 of the last use, a week early or late. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS file (
  path TEXT PRIMARY KEY,
  dev REAL NOT NULL,
  ino REAL NOT NULL,
  size INTEGER NOT NULL,
  mtimeMs REAL NOT NULL,
  ctimeMs REAL NOT NULL,
  sha256 TEXT NOT NULL,
  used INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memo (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  used INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
PRAGMA user_version=${VERSION};`;

/** Opens the database, and makes its tables anew if they are of another age. */
export function openDigests(path: string): DigestTables {
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
    return new DigestTables(db);
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A row of the table `file`. */
export interface StoredDigest {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly sha256: string;
  readonly used: number;
}

/** A row of the table `memo`. */
export interface StoredMemo {
  readonly value: string;
  readonly used: number;
}

/** How many rows of each table one call of `forget` looks at. */
const ROWS = 500;

/** After how many days without use a row goes, and one whose file is gone. */
const UNUSED_DAYS = 120;
const GONE_DAYS = 15;

/** The prepared statements of an open cache. */
export class DigestTables implements Disposable {
  readonly #db: DatabaseSync;
  readonly #find: StatementSync;
  readonly #put: StatementSync;
  readonly #findMemo: StatementSync;
  readonly #putMemo: StatementSync;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#find = db.prepare(
      `SELECT dev, ino, size, mtimeMs, ctimeMs, sha256, used FROM file
       WHERE path = ?`,
    );
    this.#put = db.prepare(
      "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#findMemo = db.prepare(
      "SELECT value, used FROM memo WHERE kind = ? AND key = ?",
    );
    this.#putMemo = db.prepare("INSERT OR REPLACE INTO memo VALUES (?,?,?,?)");
  }

  findFile(path: string): StoredDigest | undefined {
    return this.#find.get(path) as unknown as StoredDigest | undefined;
  }

  putFile(path: string, row: StoredDigest): void {
    const { dev, ino, size, mtimeMs, ctimeMs, sha256, used } = row;
    this.#put.run(path, dev, ino, size, mtimeMs, ctimeMs, sha256, used);
  }

  findMemo(kind: string, key: string): StoredMemo | undefined {
    return this.#findMemo.get(kind, key) as unknown as StoredMemo | undefined;
  }

  putMemo(kind: string, key: string, row: StoredMemo): void {
    this.#putMemo.run(kind, key, row.value, row.used);
  }

  /** Says that these were used today: paths, and memos by kind and key. */
  touch(
    { files, memos }: {
      readonly files: Iterable<string>;
      readonly memos: Iterable<readonly [kind: string, key: string]>;
    },
    today: number,
  ): void {
    const file = this.#db.prepare("UPDATE file SET used = ? WHERE path = ?");
    const memo = this.#db.prepare(
      "UPDATE memo SET used = ? WHERE kind = ? AND key = ?",
    );
    transact(this.#db, { durable: false }, () => {
      for (const path of files) file.run(today, path);
      for (const [kind, key] of memos) memo.run(today, kind, key);
    });
  }

  /**
   * Forgets what was not used for long, sooner if the file is gone. Looks at
   * some rows, and at the next ones when it is called again.
   */
  forget(today: number): void {
    const files = this.#nextFiles();
    const memos = this.#nextMemos();
    const isOld = ({ used }: { used: number }): boolean =>
      used < today - UNUSED_DAYS;
    const oldFiles = files.rows.filter((row) =>
      isOld(row) || row.used < today - GONE_DAYS && isGone(row.path)
    );
    const oldMemos = memos.rows.filter(isOld);
    const steps = [files, memos].filter(({ from, next }) => from !== next);
    if (oldFiles.length + oldMemos.length + steps.length === 0) return;
    const file = this.#db.prepare("DELETE FROM file WHERE path = ?");
    const memo = this.#db.prepare(
      "DELETE FROM memo WHERE kind = ? AND key = ?",
    );
    transact(this.#db, { durable: false }, () => {
      for (const { path } of oldFiles) file.run(path);
      for (const { kind, key } of oldMemos) memo.run(kind, key);
      for (const { table, next } of steps) {
        this.putMemo(PLACE, table, { value: next, used: today });
      }
    });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  #nextFiles(): Look<{ path: string; used: number }> {
    const from = this.#placeIn("file");
    const rows = this.#db.prepare(
      "SELECT path, used FROM file WHERE path > ? ORDER BY path LIMIT ?",
    ).all(from, ROWS) as { path: string; used: number }[];
    const last = rows.length < ROWS ? undefined : rows.at(-1);
    return { table: "file", rows, from, next: last?.path ?? "" };
  }

  #nextMemos(): Look<{ kind: string; key: string; used: number }> {
    const from = this.#placeIn("memo");
    const [kind, key] = from === "" ? ["", ""] : JSON.parse(from);
    const rows = this.#db.prepare(
      `SELECT kind, key, used FROM memo WHERE (kind, key) > (?, ?)
       ORDER BY kind, key LIMIT ?`,
    ).all(kind, key, ROWS) as { kind: string; key: string; used: number }[];
    const last = rows.length < ROWS ? undefined : rows.at(-1);
    const next = last === undefined
      ? ""
      : JSON.stringify([last.kind, last.key]);
    return { table: "memo", rows, from, next };
  }

  #placeIn(table: string): string {
    return this.findMemo(PLACE, table)?.value ?? "";
  }
}

/** The kind of the memos that say where `forget` goes on. */
const PLACE = "forget";

/** Some rows of a table, after the place `from`. */
interface Look<Row> {
  readonly table: "file" | "memo";
  readonly rows: readonly Row[];
  readonly from: string;
  /** Empty at the end, to begin anew. */
  readonly next: string;
}

/** Whether nothing is there; of what may not be looked at, nobody knows. */
function isGone(path: string): boolean {
  try {
    return findInfo(path) === undefined;
  } catch {
    return false;
  }
}
