/**
 * Who is writing into a workdir: each process holds the lock of a file of its
 * own as long as it lives, and whatever it stages bears that file's name.
 *
 * A lock tells more than a process number: it is released however the process
 * ends, it cannot be taken for that of a later process with the same number,
 * and it works between containers.
 *
 * @module
 */

import { findSystemRefusal } from "../core/system_error.ts";
import { listEntries, removeFile } from "./disk.ts";
import type { Layout } from "./layout.ts";
import { isLocked, lockNow } from "./locks.ts";

/** This process, as a writer of one workdir. */
export class Owner implements Disposable {
  /** Stands in the name of all that this process stages. */
  readonly token: string;
  readonly #path: string;
  readonly #file: Deno.FsFile;

  constructor(layout: Layout) {
    // Recovery removes the files of owners that are gone: not before this one
    // is locked.
    using _ = lockNow(layout.recoveryLock);
    this.token = crypto.randomUUID();
    this.#path = `${layout.owners}/${this.token}`;
    this.#file = Deno.openSync(this.#path, { createNew: true, write: true });
    this.#file.lockSync(true);
    const note = { pid: Deno.pid, since: new Date().toISOString() };
    try {
      this.#file.writeSync(new TextEncoder().encode(JSON.stringify(note)));
    } catch (error) {
      // The lock is what counts; who clears a full disk needs it, too.
      if (findSystemRefusal(error) === undefined) throw error;
    }
  }

  [Symbol.dispose](): void {
    removeFile(this.#path);
    this.#file.close();
  }
}

/** Whether the owner of something staged is still running. */
export function isAlive(layout: Layout, token: string): boolean {
  return isLocked(`${layout.owners}/${token}`);
}

/** Removes the files of owners that are gone. Needs the recovery lock. */
export function forgetOwners(layout: Layout): void {
  for (const { name } of listOwners(layout)) {
    if (!isAlive(layout, name)) removeFile(`${layout.owners}/${name}`);
  }
}

/** The files of all owners, by token. */
export function listOwners(layout: Layout): Deno.DirEntry[] {
  return listEntries(layout.owners);
}
