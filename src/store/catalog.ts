/**
 * The index of a workdir: found by fingerprint, listed, and rebuilt from the
 * job directories whenever it is missing, damaged or does not agree with them.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { AxError } from "../core/errors.ts";
import { finish } from "./commit.ts";
import { findInfo, flush, mtimeOf, removeFile } from "./disk.ts";
import {
  findStagedNumber,
  jobDirOf,
  type Layout,
  listNumbers,
  listStaged,
} from "./layout.ts";
import { lockNow } from "./locks.ts";
import type { JobRecord } from "./rows.ts";
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

/** An open catalog. */
export class Catalog implements Disposable {
  readonly #place: CatalogPlace;
  #db: DatabaseSync;
  #tables: Tables;
  /** Which file is open; a rebuild by another process puts a new one there. */
  #inode: number | null;

  private constructor(place: CatalogPlace, db: DatabaseSync) {
    this.#place = place;
    this.#db = db;
    this.#tables = new Tables(db);
    this.#inode = inodeOf(place.file);
  }

  /** Opens the catalog; makes it when there is none that can be used. */
  static open(place: CatalogPlace): Catalog {
    return new Catalog(place, attach(place));
  }

  /** Reads. A catalog that turns out to be damaged is rebuilt first. */
  read<T>(ask: (tables: Tables) => T): T {
    try {
      return ask(this.#tables);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#mend();
      return ask(this.#tables);
    }
  }

  /** Changes something: all of it, or nothing. */
  write<T>(
    change: (tables: Tables) => T,
    options: { readonly durable: boolean },
  ): T {
    const durable = options.durable && this.#place.durable;
    try {
      return transact(this.#db, { durable }, () => change(this.#tables));
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#mend();
      return transact(this.#db, { durable }, () => change(this.#tables));
    }
  }

  /**
   * Gives out a number that no job has had.
   *
   * Not durable: power loss takes with it whatever had the number.
   */
  allocate(): number {
    if (this.#inode !== inodeOf(this.#place.file)) this.#reopen();
    const { path, name } = this.#place.layout;
    while (true) {
      const number = this.write((tables) => tables.allocate(), {
        durable: false,
      });
      if (findInfo(`${path}/${name}-${number}`) === undefined) return number;
    }
  }

  /**
   * Adds a job whose directory has just been renamed into the workdir.
   *
   * @param before The workdir's mtime before the rename. When it is not what
   *   the catalog knows, somebody else changed the workdir, and the next one
   *   to open it has to look.
   */
  add(record: JobRecord, before: number): void {
    this.write((tables) => {
      const { mtime } = tables.getState();
      const now = mtime === before ? this.#mtime() : 0;
      tables.putJob(record);
      tables.setState({ last: record.job.number, mtime: now });
    }, { durable: true });
  }

  /** Makes rows and directories agree, if either can have changed. */
  reconcile(): void {
    const isCurrent = (): boolean =>
      this.read((tables) => tables.getState().mtime) === this.#mtime();
    if (isCurrent()) return;
    using _ = lockPlace(this.#place);
    if (isCurrent()) return;
    const mtime = this.#mtime();
    // Rows first: a job that is added meanwhile has a directory, not a row.
    const rows = new Set(this.read((tables) => tables.listNumbers()));
    const numbers = listNumbers(this.#place.layout);
    const directories = new Set(numbers);
    const gone = [...rows].filter((number) => !directories.has(number));
    const found = numbers.filter((number) => !rows.has(number));
    this.write((tables) => {
      for (const number of gone) tables.dropJob(number);
      for (const number of found) {
        const record = findRecord(this.#place.layout, number);
        if (record === undefined) continue;
        this.#protect(number);
        tables.putJob(record);
      }
      tables.setState({ last: maximum(numbers), mtime });
    }, { durable: false });
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }

  /** Does what was left to do when a commit ended after its rename. */
  #protect(number: number): void {
    const { layout, file, durable } = this.#place;
    if (file !== layout.catalog) return;
    const dir = jobDirOf(layout, number);
    if ((Deno.lstatSync(dir).mode ?? 0) & 0o222) finish(dir, { durable });
  }

  #mtime(): number {
    return mtimeOf(Deno.statSync(this.#place.layout.path));
  }

  /** Puts a new catalog in the place of the one that is open. */
  #mend(): void {
    const { file, lock } = this.#place;
    if (file !== ":memory:") {
      using _ = lockNow(`${lock}.rebuild`);
      // Another process may have done it already.
      if (this.#inode === inodeOf(file)) setAside(file);
    }
    this.#reopen();
  }

  #reopen(): void {
    this.#db.close();
    this.#db = attach(this.#place);
    this.#tables = new Tables(this.#db);
    this.#inode = inodeOf(this.#place.file);
  }
}

function inodeOf(file: string): number | null {
  return file === ":memory:" ? null : findInfo(file)?.ino ?? null;
}

function lockPlace(place: CatalogPlace): Disposable {
  if (place.file === ":memory:") return { [Symbol.dispose]: () => {} };
  return lockNow(place.lock);
}

/** Opens the database, or puts one there that was made from the manifests. */
function attach(place: CatalogPlace): DatabaseSync {
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
function setAside(file: string): void {
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
  const mtime = mtimeOf(Deno.statSync(layout.path));
  const numbers = listNumbers(layout).sort((a, b) => a - b);
  for (const number of numbers) {
    const record = findRecord(layout, number);
    if (record !== undefined) tables.putJob(record);
  }
  const staged = listStaged(layout)
    .map((name) => findStagedNumber(layout, name) ?? 0);
  const last = maximum([...numbers, ...staged]);
  tables.setState({ last, mtime });
  createIndexes(db);
}

function maximum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}
