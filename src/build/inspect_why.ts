/**
 * Gathers what explains why a job was built: what differs, in inputs and in
 * source, here and up the chain.
 *
 * @module
 */

import { join } from "node:path";
import type { Manifest } from "../core/manifest.ts";
import {
  type Change,
  compareParts,
  rootCauses,
  type Why,
} from "../core/why.ts";
import { findText } from "../store/disk.ts";
import type { FoundJob } from "./inspect.ts";
import type { Surroundings } from "./job_lookup.ts";

/** What differs between a job and the one it is compared with. */
export interface Comparison {
  readonly job: Manifest;
  /** The id of the other job. */
  readonly against: string;
  /** When the other job was started; nothing when it is gone. */
  readonly againstStartedAt?: string;
  readonly changes: readonly Change[];
  readonly sources: readonly SourceChange[];
}

/** The text of a source file before and after. */
export interface SourceChange {
  readonly path: string;
  /** Nothing when it was added, or cannot be read any more. */
  readonly before?: string;
  /** Nothing when it was removed, or cannot be read any more. */
  readonly after?: string;
}

/** Why a job was built. */
export interface Explanation {
  readonly job: Manifest;
  readonly why: Why;
  /** The causes further up, first things first. */
  readonly roots: readonly Comparison[];
  /** What differs in the job itself; nothing when it was not compared. */
  readonly own?: Comparison;
  /** Of a build script: the jobs that it asked for and that were not there. */
  readonly built?: readonly BuiltJob[];
}

/** A job that a build script built. */
export interface BuiltJob {
  readonly id: string;
  readonly method: string;
  /** Nothing when the job is gone, or when there are very many. */
  readonly why?: Why;
}

/** Of how many jobs the reason is read; each is a file. */
const MOST_READ = 50;

/**
 * Explains why a job was built, by what was stored with it.
 *
 * @param against Compare with this job, not with the one it was built after.
 */
export function explainJob(
  around: Surroundings,
  job: FoundJob,
  against?: FoundJob,
): Explanation {
  const { manifest } = job;
  const why = against === undefined
    ? manifest.why
    : compareWith(around, manifest, against.manifest);
  if (why.kind === "build") {
    return { job: manifest, why, roots: [], built: builtBy(manifest, around) };
  }
  if (why.kind !== "changed") return { job: manifest, why, roots: [] };
  const other = against ?? around.findJob(why.against);
  return {
    job: manifest,
    why,
    roots: why.roots.flatMap(({ job: id, changes }) => {
      const cause = around.findJob(id);
      if (cause === undefined || cause.manifest.why.kind !== "changed") {
        return [];
      }
      const before = cause.manifest.why.against;
      const old = around.findJob(before);
      return [compared(cause, before, old, changes)];
    }),
    own: compared(job, why.against, other, why.changes),
  };
}

function builtBy({ requests }: Manifest, around: Surroundings): BuiltJob[] {
  return requests.filter(({ built }) => built).map(({ job, method }, index) => {
    const found = index < MOST_READ ? around.findJob(job) : undefined;
    const why = found === undefined ? {} : { why: found.manifest.why };
    return { id: job, method, ...why };
  });
}

function compareWith(
  around: Surroundings,
  job: Manifest,
  against: Manifest,
): Why {
  const changes = compareParts(against.parts, job.parts);
  const roots = rootCauses(
    changes,
    (id) => around.findJob(id)?.manifest,
  );
  return { kind: "changed", against: against.id, changes, roots };
}

function compared(
  job: FoundJob,
  against: string,
  other: FoundJob | undefined,
  changes: readonly Change[],
): Comparison {
  const sources = changes.filter(({ section }) => section === "source")
    .map(({ name }) => ({
      path: name,
      ...textOf("before", other, name),
      ...textOf("after", job, name),
    }));
  return {
    job: job.manifest,
    against,
    ...(other === undefined
      ? {}
      : { againstStartedAt: other.manifest.startedAt }),
    changes,
    sources,
  };
}

/** Reads a source as it was when the job ran. */
function textOf<Name extends "before" | "after">(
  name: Name,
  job: FoundJob | undefined,
  path: string,
): { [_ in Name]?: string } {
  const has = job?.manifest.source.some((file) => file.path === path) ?? false;
  if (job === undefined || !has) return {};
  const text = findText(join(job.dir, "source", path));
  return text === undefined ? {} : { [name]: text } as { [_ in Name]?: string };
}
