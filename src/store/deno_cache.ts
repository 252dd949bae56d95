/**
 * Keeps Deno's own caches from growing with each job.
 *
 * Code is loaded from memory by URLs that are never used again, and Deno keeps
 * for each what it found out about it and its compiled code. After a hundred
 * thousand jobs that is gigabytes, and every Worker starts slower.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";

/** The databases, and the tables whose rows begin with a module's URL. */
const CACHES = [
  ["v8_code_cache_v2", "codecache"],
  ["dep_analysis_cache_v2", "moduleinfocache"],
] as const;

/** Smaller databases are left alone. */
const LARGE_BYTES = 32 << 20;

/** Where Deno has its caches, by the rules it goes by on Linux and macOS. */
export function denoCacheDir(
  env: { get(name: string): string | undefined },
): string | undefined {
  const home = env.get("HOME");
  const cache = Deno.build.os === "darwin"
    ? home && `${home}/Library/Caches`
    : env.get("XDG_CACHE_HOME") || (home && `${home}/.cache`);
  return env.get("DENO_DIR") || (cache && `${cache}/deno`);
}

/**
 * Forgets what is known of code that was loaded from memory, where it has
 * become much. What cannot be opened or is locked is left as it is: at worst,
 * the next build does it.
 *
 * @param dir Deno's cache directory.
 * @param largeBytes How much a database must hold.
 * @returns How many rows were removed.
 */
export function pruneDenoCaches(dir: string, largeBytes = LARGE_BYTES): number {
  let removed = 0;
  for (const [file, table] of CACHES) {
    try {
      if (Deno.statSync(`${dir}/${file}`).size < largeBytes) continue;
      removed += prune(`${dir}/${file}`, table, largeBytes);
    } catch {
      // Deno does without its caches, and so does ax.
    }
  }
  return removed;
}

function prune(path: string, table: string, largeBytes: number): number {
  using db = open(path);
  const read = (name: string): number =>
    Number(db.value.prepare(`PRAGMA ${name}`).get()?.[name]);
  const used = read("page_count") - read("freelist_count");
  if (used * read("page_size") < largeBytes) return 0;
  const { changes } = db.value.prepare(
    `DELETE FROM ${table} WHERE specifier >= 'blob:' AND specifier < 'blob;'`,
  ).run();
  // A file that has once grown far beyond that would stay as long as it is.
  const isHuge = read("freelist_count") * read("page_size") > 8 * largeBytes;
  db.value.exec(isHuge ? "VACUUM" : "PRAGMA wal_checkpoint(PASSIVE)");
  if (isHuge) db.value.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  return Number(changes);
}

function open(path: string): { readonly value: DatabaseSync } & Disposable {
  const value = new DatabaseSync(path);
  value.exec("PRAGMA busy_timeout = 100; PRAGMA synchronous = OFF");
  return { value, [Symbol.dispose]: () => value.close() };
}
