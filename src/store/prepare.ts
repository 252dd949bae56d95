/**
 * What is checked and made before a workdir is opened.
 *
 * @module
 */

import { accessSync, constants } from "node:fs";
import { AxError } from "../core/errors.ts";
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
import { readJob } from "./scan.ts";

/** What the project wants of a workdir. */
export interface Wanted {
  readonly slices: number;
}

/**
 * Makes what is missing of a workdir.
 *
 * @returns Whether it can be written; if not, nothing was changed.
 * @throws {AxError} `workdir`, if it cannot be made or is not as wanted.
 */
export function prepareWorkdir(layout: Layout, wanted: Wanted): boolean {
  const there = findInfo(layout.path) !== undefined;
  try {
    if (there && !mayWrite(layout)) return false;
    const found = findFormat(layout);
    if (found !== undefined) checkFormat(layout, found, wanted);
    makeDirectories(layout);
  } catch (error) {
    if (!hasCode(error, "EACCES", "EPERM", "EROFS", "EEXIST", "ENOTDIR")) {
      throw error;
    }
    throw new AxError(
      "workdir",
      `Cannot make workdir "${layout.name}" at ${layout.path}: ` +
        (error as Error).message,
      { cause: error },
    );
  }
  settleFormat(layout, wanted);
  return true;
}

/** The directory and everything in `.ax`, as far as it is there. */
function mayWrite(layout: Layout): boolean {
  const { path, ax, catalog, locks, owners, staging, trash, source } = layout;
  for (
    const each of [path, ax, catalog, locks, owners, staging, trash, source]
  ) {
    try {
      accessSync(each, constants.W_OK);
    } catch (error) {
      if (!hasCode(error, "ENOENT")) return false;
    }
  }
  return true;
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
