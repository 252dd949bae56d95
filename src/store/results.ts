/**
 * The results directory: names for files of jobs.
 *
 * @module
 */

import { dirname, join, relative, resolve } from "node:path";
import { AxError } from "../core/errors.ts";
import type { LinkChange } from "../core/events.ts";
import { type JobId, parseJobId } from "../core/ids.ts";
import { findInfo, makeDirectory } from "./disk.ts";

/** One link of the results directory. */
export interface ResultLink {
  /** From the results directory, with `/`. */
  readonly name: string;
  /** What it points to, absolute. */
  readonly target: string;
  /** The job that the target is in, judged by its path. */
  readonly job?: JobId;
  /** Whether nothing is there any more. */
  readonly broken: boolean;
}

/**
 * Links a name in the results directory to a file of a job; replaces the link
 * that was there in one step.
 *
 * @param name May lead into directories below, as in `plots/rain.svg`.
 * @param target Absolute.
 * @returns What that changed; a link that leads there already stays.
 * @throws {AxError} `build`, for a name that leaves the directory, passes
 *   through a link or cannot be printed, or where something other than a link
 *   is.
 */
export function linkResult(
  resultsDir: string,
  name: string,
  target: string,
): LinkChange {
  const steps = name.split("/");
  if (!steps.every(isPlainStep)) {
    throw refuse(name, `it must lead down from the results directory`);
  }
  // Names are printed, and a terminal obeys such characters.
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x1f\x7f-\x9f]/.test(name) || !name.isWellFormed()) {
    throw refuse(name, "it has a character that cannot be printed");
  }
  if (!makeDirectory(resultsDir)) {
    throw refuse(name, `${resultsDir} is not a directory`);
  }
  let dir = resultsDir;
  for (const step of steps.slice(0, -1)) dir = enter(dir, step, name);
  const path = join(resultsDir, name);
  const there = findInfo(path);
  if (there !== undefined && !there.isSymlink) {
    const what = there.isDirectory ? "a directory" : "a file";
    throw refuse(name, `there is ${what} of that name, which is no link`);
  }
  // The directory may itself be reached through a link: what counts for a
  // relative link is where it really lies.
  const real = Deno.realPathSync(dirname(path));
  const way = relative(real, realTarget(target));
  if (there !== undefined && Deno.readLinkSync(path) === way) return "same";
  const draft = join(dir, `.ax-${crypto.randomUUID()}`);
  Deno.symlinkSync(way, draft);
  try {
    Deno.renameSync(draft, path);
  } catch (error) {
    Deno.removeSync(draft);
    throw error;
  }
  return there === undefined ? "new" : "moved";
}

function isPlainStep(step: string): boolean {
  return step !== "" && step !== "." && step !== ".." &&
    !step.includes("\0") && !step.startsWith(".ax-");
}

function enter(dir: string, step: string, name: string): string {
  const path = join(dir, step);
  const info = findInfo(path);
  if (info === undefined) Deno.mkdirSync(path);
  else if (!info.isDirectory) {
    const what = info.isSymlink ? "a link" : "a file";
    throw refuse(name, `"${step}" is ${what}, not a directory`);
  }
  return path;
}

/** A job's file is no link, so only the way to it can have links in it. */
function realTarget(target: string): string {
  return join(
    Deno.realPathSync(dirname(target)),
    target.slice(
      target.lastIndexOf("/") + 1,
    ),
  );
}

function refuse(name: string, why: string): AxError {
  return new AxError(
    "build",
    `Cannot link result ${JSON.stringify(name)}: ${why}`,
  );
}

/** Lists the links of the results directory, sorted by name. */
export function readResults(resultsDir: string): ResultLink[] {
  const links: ResultLink[] = [];
  const visit = (prefix: string): void => {
    for (const entry of Deno.readDirSync(join(resultsDir, prefix))) {
      const name = prefix + entry.name;
      if (entry.isDirectory) visit(`${name}/`);
      else if (entry.isSymlink && !entry.name.startsWith(".ax-")) {
        links.push(readLink(resultsDir, name));
      }
    }
  };
  if (findInfo(`${resultsDir}/.`) !== undefined) visit("");
  return links.sort((a, b) => a.name < b.name ? -1 : 1);
}

function readLink(resultsDir: string, name: string): ResultLink {
  const path = join(resultsDir, name);
  // A relative link leads on from where it really lies.
  const dir = Deno.realPathSync(dirname(path));
  const target = resolve(dir, Deno.readLinkSync(path));
  const job = jobOf(target);
  return {
    name,
    target,
    ...(job === undefined ? {} : { job: job as JobId }),
    broken: !exists(path),
  };
}

/** The job that a path leads into: what stands before its `files/`. */
function jobOf(path: string): string | undefined {
  const steps = path.split("/");
  const places = [...steps.keys()].filter((at) =>
    steps[at + 1] === "files" && parseJobId(steps[at] ?? "") !== undefined
  );
  // Directories above the project and in a job may be named like that, too.
  const place = places.find((at) =>
    findInfo(`${steps.slice(0, at + 1).join("/")}/job.json`) !== undefined
  );
  return steps[place ?? places[0] ?? -1];
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
