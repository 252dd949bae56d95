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
import type { FoundJob, Inspector } from "./inspect.ts";

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
}

/**
 * Explains why a job was built, by what was stored with it.
 *
 * @param against Compare with this job, not with the one it was built after.
 */
export function explainJob(
  inspector: Inspector,
  job: FoundJob,
  against?: FoundJob,
): Explanation {
  const { manifest } = job;
  const why = against === undefined
    ? manifest.why
    : compareWith(inspector, manifest, against.manifest);
  if (why.kind !== "changed") return { job: manifest, why, roots: [] };
  const other = against ?? inspector.findJob(why.against);
  return {
    job: manifest,
    why,
    roots: why.roots.flatMap(({ job: id, changes }) => {
      const cause = inspector.findJob(id);
      if (cause === undefined || cause.manifest.why.kind !== "changed") {
        return [];
      }
      const before = cause.manifest.why.against;
      const old = inspector.findJob(before);
      return [compared(cause, before, old, changes)];
    }),
    own: compared(job, why.against, other, why.changes),
  };
}

function compareWith(
  inspector: Inspector,
  job: Manifest,
  against: Manifest,
): Why {
  const changes = compareParts(against.parts, job.parts);
  const roots = rootCauses(
    changes,
    (id) => inspector.findJob(id)?.manifest,
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
  try {
    const text = Deno.readTextFileSync(join(job.dir, "source", path));
    return { [name]: text } as { [_ in Name]?: string };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return {};
    throw error;
  }
}
