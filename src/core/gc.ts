/**
 * Which jobs nothing needs any more.
 *
 * @module
 */

import type { JobId } from "./ids.ts";

/** A job, as far as it matters here. */
export interface GcJob {
  readonly id: JobId;
  /** Where its number counts. */
  readonly workdir: string;
  readonly number: number;
  readonly kind: "job" | "build";
  readonly state: "done" | "failed";
  /** The method, or the build script. */
  readonly method: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** All that decides. */
export interface GcQuestion {
  /** The jobs of all workdirs of the project. */
  readonly jobs: readonly GcJob[];
  /** That `job` uses `dep`, as an input or because it asked for it. */
  readonly edges: readonly { readonly job: string; readonly dep: string }[];
  /** Jobs that something other than a job needs, as a result does. */
  readonly pinned: ReadonlySet<string>;
  /** The only workdir that may lose jobs. */
  readonly workdir: string;
  /** How many done runs of each build script stay. Default: all. */
  readonly runs?: number;
  /** Only jobs that were started before may go; ISO 8601, UTC. */
  readonly before?: string;
}

/** A job that can go. */
export interface Garbage {
  readonly job: GcJob;
  /** As in `failed`. */
  readonly reason: string;
}

/** What was decided. */
export interface GcDecision {
  /** Newest first. */
  readonly garbage: readonly Garbage[];
  /**
   * The one job that stays only because its number is the highest: as long as
   * it is there, nothing can give that number away again.
   */
  readonly heldByNumber?: GcJob;
}

/**
 * Decides which jobs can go: failed ones, and those that no run of a build
 * script, no result, no job that stays, and no other workdir needs.
 *
 * What stays keeps all that it was made from, and all that it asked for.
 */
export function decideGarbage(question: GcQuestion): GcDecision {
  const { jobs, workdir, before } = question;
  const own = jobs.filter((job) => job.workdir === workdir);
  const runs = keptRuns(own, question.runs ?? Infinity);
  const unfinished = startOfUnfinished(own);
  const isYoung = (job: GcJob): boolean =>
    before !== undefined && job.startedAt >= before;
  const roots = jobs.filter((job) =>
    job.workdir !== workdir || question.pinned.has(job.id) || runs.has(job) ||
    isYoung(job) ||
    job.state === "done" && job.startedAt >= unfinished
  );
  const needed = reach(roots, question.edges);
  const newest = own.reduce<GcJob | undefined>(
    (most, job) => most === undefined || job.number > most.number ? job : most,
    undefined,
  );
  const unneeded = own.filter(({ id }) => !needed.has(id));
  const held = unneeded.find((job) => job === newest);
  // The newest one stays, and so does what it was made from.
  const also = held === undefined ? new Set() : reach([held], question.edges);
  const garbage = unneeded.filter(({ id }) => !also.has(id))
    .sort((a, b) => b.number - a.number)
    .map((job) => ({ job, reason: reasonOf(job) }));
  return held === undefined ? { garbage } : { garbage, heldByNumber: held };
}

/**
 * The runs of build scripts that stay. A run that failed stays as long as no
 * later one was done, because what it built is found by the next one.
 */
function keptRuns(own: readonly GcJob[], count: number): Set<GcJob> {
  const kept = new Set<GcJob>();
  const scripts = new Map<string, GcJob[]>();
  for (const job of own) {
    if (job.kind !== "build") continue;
    const runs = scripts.get(job.method) ?? [];
    scripts.set(job.method, runs);
    runs.push(job);
  }
  for (const runs of scripts.values()) {
    runs.sort((a, b) => b.number - a.number);
    const [newest] = runs;
    if (newest !== undefined) kept.add(newest);
    const done = runs.filter(({ state }) => state === "done");
    done.forEach((run, at) => {
      if (at < count) kept.add(run);
    });
  }
  return kept;
}

/**
 * When the first run began that no later one has made good. What was built
 * since is found by the next one, though a run that was killed does not know
 * for what it has asked.
 *
 * @returns Later than any time when there is none.
 */
function startOfUnfinished(own: readonly GcJob[]): string {
  const newest = new Map<string, GcJob>();
  for (const job of own) {
    if (job.kind !== "build") continue;
    const known = newest.get(job.method);
    if (known === undefined || known.number < job.number) {
      newest.set(job.method, job);
    }
  }
  return [...newest.values()].filter(({ state }) => state === "failed")
    .reduce((first, run) => run.startedAt < first ? run.startedAt : first, "~");
}

function reasonOf({ state, kind }: GcJob): string {
  if (state === "failed") return "failed";
  return kind === "build" ? "old run" : "needed by nothing";
}

/** The ids of jobs and of all that they use, however far up. */
function reach(
  roots: readonly GcJob[],
  edges: GcQuestion["edges"],
): Set<string> {
  const deps = new Map<string, string[]>();
  for (const { job, dep } of edges) {
    const list = deps.get(job);
    if (list === undefined) deps.set(job, [dep]);
    else list.push(dep);
  }
  const found = new Set<string>(roots.map(({ id }) => id));
  // A set gives what is added to it while it is walked.
  for (const id of found) for (const dep of deps.get(id) ?? []) found.add(dep);
  return found;
}
