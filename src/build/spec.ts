/**
 * Finds the job that the words of a user mean: `dev-42`, `dev-LATEST`, a
 * method's name, a path.
 *
 * @module
 */

import { basename, dirname, join, resolve } from "node:path";
import { AxError } from "../core/errors.ts";
import { parseJobId } from "../core/ids.ts";
import { parseManifest } from "../core/manifest.ts";
import { didYouMean } from "../core/suggest.ts";
import type { JobRow } from "../store/rows.ts";
import { findText } from "../store/disk.ts";
import { readResults } from "../store/results.ts";
import type { FoundJob, Inspector } from "./inspect.ts";
import { MethodIndex } from "./methods.ts";

/** The job that was meant, and a remark for the user. */
export interface Resolved extends FoundJob {
  /** Something worth saying about the choice. */
  readonly remark?: string;
}

const LATEST = "-LATEST";

/**
 * Finds the job that a word means.
 *
 * @param spec A job id; `WORKDIR-LATEST`, its newest done job; the name of a
 * method or build script, its newest done job; a path to or in a job, or to a
 * link into one.
 * @param cwd Where relative paths start.
 * @throws {AxError} `job`, saying what there is instead.
 */
export function getJobBySpec(
  inspector: Inspector,
  spec: string,
  cwd: string,
): Resolved {
  if (isPath(spec)) return getJobByPath(spec, cwd);
  if (spec.endsWith(LATEST)) {
    const name = spec.slice(0, -LATEST.length);
    if (inspector.names().includes(name)) return getLatest(inspector, name);
  }
  if (parseJobId(spec) !== undefined) return inspector.getJob(spec);
  const resolved = findByMethod(inspector, spec);
  if (resolved !== undefined) return resolved;
  const link = findLink(inspector, spec, cwd);
  if (link !== undefined) return getJobByPath(link, cwd);
  throw unknownSpec(inspector, spec);
}

/** Whether a word can only be a path. */
export function isPath(spec: string): boolean {
  return spec.includes("/") || spec === "." || spec === "..";
}

function getLatest(inspector: Inspector, name: string): FoundJob {
  const filter = { state: "done", kind: "job", limit: 1 } as const;
  const [row] = inspector.list(filter, name);
  if (row !== undefined) return inspector.getJob(row.id);
  throw new AxError(
    "job",
    `Cannot find job "${name}${LATEST}": workdir "${name}" has no done job`,
  );
}

function findByMethod(
  inspector: Inspector,
  method: string,
): Resolved | undefined {
  const [newest] = inspector.list({ method, limit: 1 });
  if (newest === undefined) return undefined;
  const [done] = newest.state === "done"
    ? [newest]
    : inspector.list({ method, state: "done", limit: 1 });
  if (done === undefined) return inspector.getJob(newest.id);
  const remarks = [
    ...(done === newest ? [] : [`${newest.id} is newer, and failed`]),
    ...(done.kind === "build" ? [] : otherAnswer(inspector, done)),
  ];
  const job = inspector.getJob(done.id);
  return remarks.length === 0 ? job : { ...job, remark: remarks.join("; ") };
}

/**
 * What is to be said when the project's last build was answered by another job
 * of the method than its newest: by an older one that became right again, or
 * that has the same output.
 */
function otherAnswer(inspector: Inspector, newest: JobRow): string[] {
  const [build] = inspector.list({ kind: "build", state: "done", limit: 1 });
  if (build === undefined) return [];
  const { requests } = inspector.getJob(build.id).manifest;
  const answers = new Set(
    requests.filter(({ method }) => method === newest.method)
      .map(({ job }) => job),
  );
  if (answers.size === 0 || answers.has(newest.id)) return [];
  const [first] = answers;
  const others = answers.size === 1 ? "" : ` and ${answers.size - 1} more`;
  return [
    `${newest.id} is the newest; the last build, ${build.id}, was answered ` +
    `by ${first}${others}`,
  ];
}

/** A file of that name here, or a link in the results directory. */
function findLink(
  inspector: Inspector,
  spec: string,
  cwd: string,
): string | undefined {
  const places = [
    resolve(cwd, spec),
    join(inspector.project.config.results, spec),
  ];
  return places.find((place) => {
    try {
      Deno.lstatSync(place);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Finds the job that a path leads to or lies in. The job may belong to any
 * workdir, of this project or not.
 *
 * @throws {AxError} `job`, if there is no such file, or it is in no job.
 */
export function getJobByPath(path: string, cwd: string): FoundJob {
  const start = realPath(path, cwd);
  for (let at = start;; at = dirname(at)) {
    const job = readJob(at);
    if (job !== undefined) return job;
    if (dirname(at) === at) break;
  }
  const isEmpty = parseJobId(basename(start)) !== undefined;
  const reason = isEmpty
    ? `there is no ${start}/job.json`
    : `${start} lies in no job`;
  throw new AxError("job", `Cannot find a job at ${path}: ${reason}`);
}

/**
 * Reads the job whose directory this is, if it is one's.
 *
 * @throws {AxError} `job`, if its manifest cannot be trusted.
 */
export function readJob(dir: string): FoundJob | undefined {
  if (parseJobId(basename(dir)) === undefined) return undefined;
  const file = join(dir, "job.json");
  const text = findText(file);
  return text === undefined
    ? undefined
    : { manifest: parseManifest(text, file), dir };
}

function realPath(path: string, cwd: string): string {
  const full = resolve(cwd, path);
  try {
    return Deno.realPathSync(full);
  } catch (cause) {
    const target = linkTarget(full);
    const reason = target === undefined
      ? `there is no such file${nearName(full)}`
      : `it links to ${target}, which is gone`;
    throw new AxError("job", `Cannot find a job at ${path}: ${reason}`, {
      cause,
    });
  }
}

/** What lies there that is called nearly so. */
function nearName(path: string): string {
  try {
    const names = [...Deno.readDirSync(dirname(path))].map(({ name }) => name);
    return didYouMean(basename(path), names);
  } catch {
    return "";
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return undefined;
  }
}

function unknownSpec(inspector: Inspector, spec: string): AxError {
  const index = MethodIndex.scan(inspector.project);
  const names = [...index.list(), ...index.scripts()].map(({ name }) => name);
  if (names.includes(spec)) {
    return new AxError(
      "job",
      `Cannot find a job of "${spec}": it has not been built yet`,
      { hint: 'Run "ax build" first.' },
    );
  }
  const results = readResults(inspector.project.config.results)
    .map(({ name }) => name);
  return new AxError(
    "job",
    `Cannot find job ${JSON.stringify(spec)}: it is neither a job id, nor a ` +
      `method, nor a path${didYouMean(spec, [...names, ...results])}`,
    { hint: 'See "ax jobs" for the jobs, "ax method" for the methods.' },
  );
}
