/**
 * Locks between processes: `flock`, which the kernel releases when the holder
 * ends, however it ends.
 *
 * @module
 */

import { findSystemRefusal } from "../core/system_error.ts";
import { hasCode, removeFile } from "./disk.ts";

/** A held lock; disposing of it lets the next one in. */
export type Held = Disposable;

/** A held lock whose file can say something to whoever waits for it. */
export interface NotedLock extends Disposable {
  /** Writes a text into the file; not where there is no room for it. */
  note(text: string): void;
}

/** Waits for a lock, and blocks the thread meanwhile: for short work only. */
export function lockNow(path: string): Held {
  const file = Deno.openSync(path, { create: true, write: true });
  file.lockSync(true);
  return { [Symbol.dispose]: () => file.close() };
}

/**
 * How long to sleep between two tries for a lock that another one holds: a
 * tenth of the time so far, because thousands may wait, and long.
 */
const firstWaitMs = 2;
const longestWaitMs = 250;

/**
 * Waits for a lock without blocking.
 *
 * @param tryLock Takes it, or nothing at once.
 * @param signal Gives up waiting, with its reason.
 */
export async function lockWhenFree(
  tryLock: () => NotedLock | undefined,
  signal?: AbortSignal,
): Promise<NotedLock> {
  const startMs = performance.now();
  while (true) {
    signal?.throwIfAborted();
    const held = tryLock();
    if (held !== undefined) return held;
    const tenth = (performance.now() - startMs) / 10;
    const waitMs = Math.min(Math.max(firstWaitMs, tenth), longestWaitMs);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/**
 * Takes a lock, or nothing at once. The file is removed when it is released,
 * so that there are as many lock files as locks held.
 */
export function lockIfFree(path: string): NotedLock | undefined {
  const file = Deno.openSync(path, { create: true, write: true });
  if (!file.tryLockSync(true) || !isStillAt(file, path)) {
    file.close();
    return undefined;
  }
  // What a holder has noted that was killed.
  if (file.statSync().size > 0) file.truncateSync(0);
  return {
    note: (text) => writeNote(file, text),
    [Symbol.dispose]: () => {
      // Still locked: whoever opened this file meanwhile will see, once it has
      // the lock, that the file is no longer the one at this path.
      removeFile(path);
      file.close();
    },
  };
}

function writeNote(file: Deno.FsFile, text: string): void {
  try {
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode(text));
  } catch (error) {
    if (findSystemRefusal(error) === undefined) throw error;
  }
}

/** Longer notes are not read. */
const MAX_NOTE_BYTES = 1 << 20;

/**
 * What the holder of a lock has noted, maybe only half of it at this moment;
 * nothing when nobody holds it.
 */
export function readLockNote(path: string): string | undefined {
  try {
    const info = Deno.lstatSync(path);
    if (!info.isFile || info.size > MAX_NOTE_BYTES) return undefined;
    const note = Deno.readTextFileSync(path);
    return isLocked(path) ? note : undefined;
  } catch (error) {
    if (
      hasCode(error, "ENOENT", "ENOTDIR") ||
      findSystemRefusal(error) !== undefined
    ) {
      return undefined;
    }
    throw error;
  }
}

/** Whether an open file is the one that now lies at the path. */
function isStillAt(file: Deno.FsFile, path: string): boolean {
  try {
    const there = Deno.statSync(path);
    const here = file.statSync();
    return there.ino === here.ino && there.dev === here.dev;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

/**
 * Whether some process, this one included, holds the lock of a file; of a file
 * that may not be opened, it is taken to.
 */
export function isLocked(path: string): boolean {
  try {
    using file = openForLock(path);
    return !file.tryLockSync(true);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    if (hasCode(error, "EACCES", "EPERM")) return true;
    throw error;
  }
}

/** For writing, because network file systems lock no others if it is not. */
function openForLock(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true });
  } catch (error) {
    if (!hasCode(error, "EACCES", "EPERM", "EROFS")) throw error;
    return Deno.openSync(path);
  }
}
