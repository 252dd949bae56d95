/**
 * How ax opens SQLite databases.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { AxError } from "../core/errors.ts";

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
  const db = connect(file);
  try {
    db.exec(
      `PRAGMA busy_timeout=${busyMs}; PRAGMA temp_store=MEMORY;` +
        `PRAGMA synchronous=NORMAL`,
    );
    return db;
  } catch (error) {
    db.close();
    throw refusal(error, file) ?? error;
  }
}

function connect(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file);
  } catch (error) {
    throw refusal(error, file) ?? error;
  }
}

/** What SQLite says when it is not ax that is wrong, and what that means. */
const REFUSALS: readonly (readonly [words: RegExp, meaning: string])[] = [
  [/disk is full/, "no space is left on the disk"],
  [/readonly database/, "it may not be written"],
  [/unable to open database/, "it cannot be opened or made"],
  [/disk I\/O error/, "the disk reports an error"],
  [/database is locked/, `another process has held it for ${busyMs / 1000} s`],
];

/** A refusal as an error that the user can mend; nothing for all else. */
function refusal(thrown: unknown, file: string): AxError | undefined {
  const reason = findSqlRefusal(thrown);
  if (reason === undefined) return undefined;
  return new AxError("workdir", `Cannot use ${file}: ${reason}`, {
    cause: thrown,
  });
}

/** Why SQLite refuses something, as an error of its own or of ours says. */
export function findSqlRefusal(thrown: unknown): string | undefined {
  if (thrown instanceof AxError) return findSqlRefusal(thrown.cause);
  const isSql = thrown instanceof Error && "code" in thrown &&
    thrown.code === "ERR_SQLITE_ERROR";
  if (!isSql) return undefined;
  return REFUSALS.find(([words]) => words.test(thrown.message))?.[1];
}

/** Whether SQLite refuses something for want of space, rights or a lock. */
export function isRefusal(thrown: unknown): thrown is Error {
  return findSqlRefusal(thrown) !== undefined;
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
    throw refusal(error, db.location() ?? "a database") ?? error;
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
