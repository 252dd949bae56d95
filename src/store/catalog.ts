/**
 * The index of a workdir: found by fingerprint, listed, and rebuilt from the
 * job directories whenever it is missing, damaged or does not agree with them.
 *
 * @module
 */

import type { DatabaseSync } from "node:sqlite";
import {
  attach,
  type CatalogPlace,
  inodeOf,
  maximum,
  setAside,
} from "./attach.ts";
import { finish } from "./commit.ts";
import { findInfo, hasCode, mtimeOf } from "./disk.ts";
import { jobDirOf, listNumbers } from "./layout.ts";
import { lockNow } from "./locks.ts";
import type { JobRecord } from "./rows.ts";
import { findRecord } from "./scan.ts";
import { isDamage, isRefusal, transact } from "./sql.ts";
import { Tables } from "./tables.ts";

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
   * Changes what anyone who looks at the directories would change again: if
   * there is no room for it, it is left as it is.
   */
  tryToWrite(change: (tables: Tables) => void): void {
    try {
      this.write(change, { durable: false });
    } catch (error) {
      if (!isRefusal(error)) throw error;
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
      const now = mtime === before ? this.#mark() : 0;
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
    const mtime = this.#mark();
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

  /**
   * Sees to it that the next change of the workdir's entries shows in its
   * mtime, even within the same tick of the file system's clock: sets it back
   * a little, which no change does.
   *
   * @returns The mtime to remember; 0 where that cannot be done and the tick
   *   may not be over.
   */
  #mark(): number {
    const { layout, file } = this.#place;
    const mtime = this.#mtime();
    if (file === layout.catalog && setBack(layout.path, mtime)) {
      const marked = this.#mtime();
      if (marked !== mtime) return marked;
    }
    return Date.now() - mtime > longestTickMs ? mtime : 0;
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
    // First, because it may not be there to be opened.
    const db = attach(this.#place);
    this.#db.close();
    this.#db = db;
    this.#tables = new Tables(this.#db);
    this.#inode = inodeOf(this.#place.file);
  }
}

/** The coarsest clock of a file system: FAT's. */
const longestTickMs = 2_000;

/** Sets an mtime back; only the owner of a directory may do that. */
function setBack(path: string, mtime: number): boolean {
  try {
    Deno.utimeSync(path, new Date(mtime), new Date(mtime - 1));
    return true;
  } catch (error) {
    if (hasCode(error, "EPERM", "EACCES", "EROFS")) return false;
    throw error;
  }
}

function lockPlace(place: CatalogPlace): Disposable {
  if (place.file === ":memory:") return { [Symbol.dispose]: () => {} };
  return lockNow(place.lock);
}
