/**
 * How ax opens SQLite databases.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";

/** How long a writer waits for another one. */
const busyMs = 10_000;

/**
 * Opens a database for several processes at once.
 *
 * `synchronous` is NORMAL: a commit is atomic and survives the end of the
 * process; {@linkcode transact} asks for more where power loss counts.
 * Temporary tables stay in memory, because where SQLite puts their files can
 * be changed by anyone in the process.
 */
export function openDatabase(file: string): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    db.exec(
      `PRAGMA busy_timeout=${busyMs}; PRAGMA temp_store=MEMORY;` +
        `PRAGMA synchronous=NORMAL`,
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** What {@linkcode transact} may be told. */
export interface TransactOptions {
  /** Whether it must survive power loss once it returns: one fsync. */
  readonly durable: boolean;
}

/** Runs all of it as one change of state, or none. */
export function transact<T>(
  db: DatabaseSync,
  options: TransactOptions,
  run: () => T,
): T {
  if (options.durable) db.exec("PRAGMA synchronous=FULL");
  try {
    db.exec("BEGIN IMMEDIATE");
    const result = run();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  } finally {
    if (options.durable) db.exec("PRAGMA synchronous=NORMAL");
  }
}

/** Whether SQLite says that the file is damaged, or not what ax made. */
export function isDamage(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "errcode" in thrown ? Number(thrown.errcode) & 0xff : 0;
  if (code === 11 || code === 26) return true;
  return /malformed|not a database|no such (table|column)/.test(thrown.message);
}
