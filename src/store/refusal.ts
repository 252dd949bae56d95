/**
 * Why a workdir cannot be written, though it may be read.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { AxError } from "../core/errors.ts";
import { findSystemRefusal } from "../core/system_error.ts";
import { findInfo, removeFile } from "./disk.ts";
import type { Layout } from "./layout.ts";
import { findSqlRefusal } from "./sql.ts";

/** Why nothing can be written. */
export interface Refusal {
  /** As in `no space is left on the disk`. */
  readonly reason: string;
  /** Whether it is room that lacks: to remove something mends that. */
  readonly isFull: boolean;
}

/** What says that there is no room, or no more than so much for one file. */
const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

/** What else says that one may not write, or that the disk cannot. */
const CLOSED = ["EACCES", "EPERM", "EROFS", "EIO"];

/**
 * Tells a refusal to write from all other errors.
 *
 * @param thrown What was thrown when a workdir was opened.
 * @returns Nothing when it means something else.
 */
export function findRefusal(
  layout: Layout,
  thrown: unknown,
): Refusal | undefined {
  const system = findSystemRefusal(thrown);
  if (system !== undefined) return asRefusal(system);
  const reason = findSqlRefusal(thrown);
  if (reason === undefined) return undefined;
  // SQLite knows no more than that something went wrong with the disk.
  return tryRoom(layout) ?? { reason, isFull: false };
}

function asRefusal(
  { code, reason }: { readonly code: string; readonly reason: string },
): Refusal | undefined {
  if (FULL.includes(code)) return { reason, isFull: true };
  return CLOSED.includes(code) ? { reason, isFull: false } : undefined;
}

/** As much as SQLite needs for the index of its log, and some more. */
const ROOM_BYTES = 64 * 1024;

/** With more than this, there is no need to try. */
const ENOUGH_BYTES = 1 << 20;

/**
 * Sees to it that SQLite has room for its index, which it writes by way of
 * memory: where the disk's blocks are small, that would end the process.
 *
 * @param freeBytes On the file system. Default: what that says itself.
 * @throws What the system says, if there is no room.
 */
export function checkRoom(
  layout: Layout,
  freeBytes: number = freeIn(layout.path),
): void {
  if (freeBytes < ENOUGH_BYTES) writeProbe(layout);
}

/** Whether a disk is so full that it is better left alone. */
export function isNearlyFull(dir: string): boolean {
  return freeIn(dir) < ENOUGH_BYTES;
}

function freeIn(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** Why there is no room for so many bytes; nothing when there is. */
function tryRoom(layout: Layout): Refusal | undefined {
  try {
    writeProbe(layout);
    return undefined;
  } catch (error) {
    const system = findSystemRefusal(error);
    return system === undefined ? undefined : asRefusal(system);
  }
}

function writeProbe({ ax, trash }: Layout): void {
  const dir = findInfo(trash) === undefined ? ax : trash;
  const file = `${dir}/probe.${crypto.randomUUID()}`;
  try {
    Deno.writeFileSync(file, new Uint8Array(ROOM_BYTES));
  } finally {
    removeIfThere(file);
  }
}

function removeIfThere(file: string): void {
  try {
    removeFile(file);
  } catch (error) {
    if (findSystemRefusal(error) === undefined) throw error;
  }
}

/** What cannot be written, and why. */
export interface Refused {
  readonly path: string;
  readonly refusal: Refusal | undefined;
  /** What to do where more room would not help. */
  readonly hint?: string | undefined;
}

/**
 * The error for whoever must write.
 *
 * @param what As in `build in workdir "dev"`.
 */
export function refusalError(what: string, refused: Refused): AxError {
  const { path, refusal } = refused;
  const why = refusal === undefined ? "" : `: ${refusal.reason}`;
  const hint = refusal?.isFull === true
    ? 'Make room: "ax gc" removes jobs that nothing needs.'
    : refused.hint;
  return new AxError(
    "workdir",
    `Cannot ${what}: ${path} cannot be written${why}`,
    hint === undefined ? {} : { hint },
  );
}
