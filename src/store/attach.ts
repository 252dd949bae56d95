/**
 * The file of a catalog: opened, or made from the manifests when it is
 * missing, damaged, or something else.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { AxError } from "../core/errors.ts";
import { findInfo, flush, removeFile } from "./disk.ts";
import {
  findStagedNumber,
  type Layout,
  listNumbers,
  listStaged,
} from "./layout.ts";
import { lockNow } from "./locks.ts";
import { findRecord } from "./scan.ts";
import { isDamage, openDatabase, transact } from "./sql.ts";
import {
  CATALOG_VERSION,
  createIndexes,
  createTables,
  findVersion,
  Tables,
} from "./tables.ts";

/** Which catalog to open. */
export interface CatalogPlace {
  readonly layout: Layout;
  /** The database file, or `:memory:`. */
  readonly file: string;
  /** The file whose lock is held during a rebuild. */
  readonly lock: string;
  /** Whether a change must survive power loss. */
  readonly durable: boolean;
}

/** Tells one file at a place from the next that is renamed there. */
export function inodeOf(file: string): number | null {
  return file === ":memory:" ? null : findInfo(file)?.ino ?? null;
}

/** Opens the database, or puts one there that was made from the manifests. */
export function attach(place: CatalogPlace): DatabaseSync {
  if (place.file === ":memory:") return fillNew(place.file, place.layout);
  const there = tryOpen(place.file);
  if (there !== undefined) return there;
  // Not the lock that reconcile() holds: it may come here, too.
  using _ = lockNow(`${place.lock}.rebuild`);
  const byAnother = tryOpen(place.file);
  if (byAnother !== undefined) return byAnother;
  setAside(place.file);
  rebuild(place);
  return openDatabase(place.file);
}

/** Opens a catalog; nothing when there is none that can be used. */
function tryOpen(file: string): DatabaseSync | undefined {
  if ((findInfo(file)?.size ?? 0) === 0) return undefined;
  let db: DatabaseSync | undefined;
  try {
    db = openDatabase(file);
    const version = findVersion(db);
    if (version !== undefined && version > CATALOG_VERSION) {
      throw new AxError(
        "workdir",
        `Cannot open ${file}: it has version ${version}, this ax reads up ` +
          `to version ${CATALOG_VERSION}; use a newer ax`,
      );
    }
    if (version === CATALOG_VERSION && isSound(db)) return db;
  } catch (error) {
    if (!isDamage(error)) {
      db?.close();
      throw error;
    }
  }
  db?.close();
  return undefined;
}

/** Whether the tables can be read. A look at every page would cost too much. */
function isSound(db: DatabaseSync): boolean {
  const tables = new Tables(db);
  tables.findJob(tables.getState().last);
  tables.listByFingerprint("");
  return true;
}

/** Renames a catalog that cannot be used, so that it can be looked at. */
export function setAside(file: string): void {
  const info = findInfo(file);
  for (const suffix of ["-wal", "-shm"]) removeFile(file + suffix);
  if (info === undefined) return;
  if (info.size === 0) return removeFile(file);
  let number = 1;
  while (findInfo(`${file}.bad-${number}`) !== undefined) number++;
  Deno.renameSync(file, `${file}.bad-${number}`);
}

/** Makes a catalog from the manifests, beside the place, and renames it. */
function rebuild({ file, layout, durable }: CatalogPlace): void {
  const draft = `${file}.new`;
  removeFile(draft);
  const db = fillNew(draft, layout);
  db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  if (durable) flush(draft);
  Deno.renameSync(draft, file);
}

/** Makes a new database of the manifests. */
function fillNew(file: string, layout: Layout): DatabaseSync {
  const db = new DatabaseSync(file);
  try {
    // Nobody sees it yet, and a torn one is thrown away.
    db.exec("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF");
    db.exec("PRAGMA temp_store=MEMORY");
    transact(db, { durable: false }, () => fill(db, layout));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function fill(db: DatabaseSync, layout: Layout): void {
  createTables(db);
  const tables = new Tables(db);
  const numbers = listNumbers(layout).sort((a, b) => a - b);
  for (const number of numbers) {
    const record = findRecord(layout, number);
    if (record !== undefined) tables.putJob(record);
  }
  const staged = listStaged(layout)
    .map((name) => findStagedNumber(layout, name) ?? 0);
  const last = maximum([...numbers, ...staged]);
  // Reconciling comes next, and is what can tell the mtime.
  tables.setState({ last, mtime: 0 });
  createIndexes(db);
}

/** The highest number; 0 for none. */
export function maximum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}
