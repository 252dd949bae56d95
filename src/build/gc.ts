/**
 * Clears a workdir of what nothing needs any more.
 *
 * @module
 */

import type { JobId } from "../core/ids.ts";
import { decideGarbage, type GcDecision, type GcJob } from "../core/gc.ts";
import { readResults } from "../store/results.ts";
import {
  holdStill,
  jobBytes,
  type Leftover,
  listLeftovers,
  removeJobs,
  removeLeftovers,
} from "../store/sweep.ts";
import type { Workdir } from "../store/workdir.ts";
import type { Project } from "./project.ts";
import { Workdirs } from "./workdirs.ts";

/** What may go. */
export interface GcOptions {
  /** Default: the project's target. Only this one loses anything. */
  readonly workdir?: string;
  /** How many done runs of each build script stay. Default: all. */
  readonly runs?: number;
  /** Only jobs that were started before may go; ISO 8601, UTC. */
  readonly before?: string;
  /** Removes nothing. */
  readonly dryRun?: boolean;
}

/** A job that went, or would go. */
export interface RemovedJob {
  readonly id: JobId;
  readonly kind: GcJob["kind"];
  readonly state: GcJob["state"];
  readonly method: string;
  readonly startedAt: string;
  readonly bytes: number;
  readonly reason: string;
}

/** What was done. */
export interface GcReport {
  readonly dryRun: boolean;
  readonly workdir: string;
  /** Newest first. */
  readonly jobs: readonly RemovedJob[];
  readonly leftovers: readonly Leftover[];
  /** Of all of it. */
  readonly bytes: number;
  /** How many jobs stay. */
  readonly kept: number;
  /** A job that stays only because its number is the highest. */
  readonly heldByNumber?: JobId;
}

/**
 * Removes failed jobs, jobs that nothing needs, and what killed builds left.
 *
 * No build can start meanwhile.
 *
 * @throws {AxError} `workdir`, if a build is running in any workdir of the
 * project, or the workdir cannot be written.
 */
export function collectGarbage(
  project: Project,
  options: GcOptions = {},
): GcReport {
  const dryRun = options.dryRun ?? false;
  using workdirs = new Workdirs(project, {
    target: options.workdir,
    purpose: dryRun ? "look" : "clear",
  });
  const { target } = workdirs;
  using _still = holdStill(
    [...workdirs.all()].filter(({ sweepable }) => sweepable),
  );
  const decision = decide(project, workdirs, options);
  const jobs = decision.garbage.map(({ job, reason }): RemovedJob => {
    const { id, kind, state, method, startedAt } = job;
    const bytes = jobBytes(target.jobDir(id));
    return { id, kind, state, method, startedAt, bytes, reason };
  });
  if (!dryRun) removeJobs(target, jobs.map(({ id }) => id));
  const leftovers = listLeftovers(target);
  if (!dryRun) removeLeftovers(target, leftovers);
  const { heldByNumber } = decision;
  return {
    dryRun,
    workdir: target.name,
    jobs,
    leftovers,
    bytes: [...jobs, ...leftovers].reduce((sum, { bytes }) => sum + bytes, 0),
    kept: target.list().length - (dryRun ? jobs.length : 0),
    ...(heldByNumber === undefined ? {} : { heldByNumber: heldByNumber.id }),
  };
}

function decide(
  project: Project,
  workdirs: Workdirs,
  options: GcOptions,
): GcDecision {
  const all: Workdir[] = [...workdirs.all()];
  const links = readResults(project.config.results);
  const { runs, before } = options;
  return decideGarbage({
    jobs: all.flatMap((workdir) => workdir.list()),
    edges: all.flatMap((workdir) => workdir.allEdges()),
    pinned: new Set(links.flatMap(({ job }) => job ?? [])),
    workdir: workdirs.target.name,
    ...(runs === undefined ? {} : { runs }),
    ...(before === undefined ? {} : { before }),
  });
}
