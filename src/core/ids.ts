/**
 * Names of jobs and datasets: `dev-42`, `dev-42/default`.
 *
 * @module
 */

import { AxError } from "./errors.ts";

/** Names one job: its workdir, a dash and its number, as in `dev-42`. */
export type JobId = string & { readonly __brand: "JobId" };

/** The two parts of a {@linkcode JobId}. */
export interface JobIdParts {
  readonly workdir: string;
  /** From 1 up, one series in each workdir. */
  readonly number: number;
}

const WORKDIR_NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/;
const JOB_ID = /^(.+)-([1-9][0-9]{0,14})$/;

/** Whether a workdir may have this name: letters, digits, `_`, inner `.` `-`. */
export function isWorkdirName(name: string): boolean {
  return name.length <= 64 && WORKDIR_NAME.test(name);
}

/** Joins the parts of a job id. */
export function formatJobId(workdir: string, number: number): JobId {
  return `${workdir}-${number}` as JobId;
}

/** Splits a job id; `undefined` when the text is not one. */
export function parseJobId(text: string): JobIdParts | undefined {
  const match = JOB_ID.exec(text);
  const [, workdir, number] = match ?? [];
  if (workdir === undefined || number === undefined) return undefined;
  return isWorkdirName(workdir)
    ? { workdir, number: Number(number) }
    : undefined;
}

/** Splits a job id, or says that it is none. */
export function getJobIdParts(text: string): JobIdParts {
  const parts = parseJobId(text);
  if (parts !== undefined) return parts;
  throw new AxError(
    "job",
    `Cannot read job id ${JSON.stringify(text)}: ` +
      `it must be a workdir, a dash and a number, as in "dev-42"`,
  );
}

/** Orders job ids by workdir, then by number; what is no job id comes last. */
export function compareJobIds(a: string, b: string): number {
  const left = parseJobId(a);
  const right = parseJobId(b);
  if (left === undefined || right === undefined) {
    if (left === right) return compareText(a, b);
    return left === undefined ? 1 : -1;
  }
  return compareText(left.workdir, right.workdir) || left.number - right.number;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
