/**
 * What is checked and made before a workdir is opened.
 *
 * @module
 */

import { rmdirSync } from "node:fs";
import { AxError, messageOf } from "../core/errors.ts";
import { findInfo, hasCode } from "./disk.ts";
import {
  checkFormat,
  findFormat,
  type Format,
  type Layout,
  listNumbers,
  makeDirectories,
  WORKDIR_FORMAT,
  writeFormat,
} from "./layout.ts";
import { lockNow } from "./locks.ts";
import { findRefusal } from "./refusal.ts";
import { readJob } from "./scan.ts";

/** What the project wants of a workdir. */
export interface Wanted {
  readonly slices: number;
}

/**
 * Makes what is missing of a workdir.
 *
 * @throws {AxError} `workdir`, if it cannot be made or is not as wanted.
 * What the system says, if it is there and cannot be written.
 */
export function prepareWorkdir(layout: Layout, wanted: Wanted): void {
  const there = findInfo(layout.path) !== undefined;
  try {
    const found = findFormat(layout);
    if (found !== undefined) checkFormat(layout, found, wanted);
    makeDirectories(layout);
    tryWriting(layout);
  } catch (error) {
    const isInTheWay = hasCode(error, "EEXIST", "ENOTDIR");
    const isRefused = findRefusal(layout, error) !== undefined;
    if (!isInTheWay && (there || !isRefused)) throw error;
    throw new AxError(
      "workdir",
      `Cannot make workdir "${layout.name}" at ${layout.path}: ` +
        messageOf(error),
      { cause: error },
    );
  }
  settleFormat(layout, wanted);
}

/**
 * Throws EACCES, EPERM or EROFS where one may not write. (Node's `access`
 * guesses from the mode, and is wrong for root.)
 */
function tryWriting(layout: Layout): void {
  const { ax, catalog, recoveryLock } = layout;
  Deno.openSync(recoveryLock, { create: true, write: true }).close();
  if (findInfo(catalog) !== undefined) {
    Deno.openSync(catalog, { write: true }).close();
  }
  try {
    // The workdir itself must not be touched, because its mtime tells whether
    // jobs came or went. The kernel looks at permissions before it finds that
    // a directory is not empty, and this one holds the lock made above. A
    // link that stands for the directory is no directory to this call.
    rmdirSync(ax);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST", "ENOTDIR")) throw error;
  }
}

/** Checks `FORMAT`; writes it where there is none. */
function settleFormat(layout: Layout, wanted: Wanted): void {
  const found = findFormat(layout);
  if (found !== undefined) return checkFormat(layout, found, wanted);
  using _ = lockNow(layout.recoveryLock);
  const { slices } = findFormat(layout) ?? formatOfJobs(layout) ?? wanted;
  const { name } = layout;
  const format = { format: WORKDIR_FORMAT, name, slices };
  checkFormat(layout, format, wanted);
  writeFormat(layout, format);
}

/** What the newest job with a sound manifest says. */
function formatOfJobs(layout: Layout): Format | undefined {
  for (const number of listNumbers(layout).sort((a, b) => b - a)) {
    try {
      const { slices } = readJob(layout, number).manifest;
      if (slices === 0) continue;
      return { format: WORKDIR_FORMAT, name: layout.name, slices };
    } catch (error) {
      if (!(error instanceof AxError)) throw error;
    }
  }
  return undefined;
}

/**
 * Checks a workdir that is only read.
 *
 * @throws {AxError} `workdir`, if it is missing or not as wanted.
 */
export function checkReadOnly(layout: Layout, wanted: Wanted): void {
  if (findInfo(`${layout.path}/.`) === undefined) {
    throw new AxError(
      "workdir",
      `Cannot open workdir "${layout.name}": ` +
        `there is no directory ${layout.path}`,
    );
  }
  const found = findFormat(layout) ?? formatOfJobs(layout);
  if (found !== undefined) checkFormat(layout, found, wanted);
}
