/**
 * The links of the results directory, each with the job it leads to.
 *
 * @module
 */

import { relative } from "node:path";
import { AxError } from "../core/errors.ts";
import type { JobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import { DigestCache } from "../store/digests.ts";
import { readResults, type ResultLink } from "../store/results.ts";
import { Freshness, type Staleness } from "./freshness.ts";
import type { FoundJob, Inspector } from "./inspect.ts";
import { MethodIndex } from "./methods.ts";
import { getJobByPath } from "./spec.ts";

/** What is known of one result. */
export interface Result {
  /** From the results directory, with `/`. */
  readonly name: string;
  /** What it links to, absolute. */
  readonly target: string;
  /**
   * `current`: what a build would link again; `stale`: something that it was
   * made from has changed; `broken`: what it leads to is gone; `foreign`: it
   * leads to no job of this project.
   */
  readonly state: "current" | "stale" | "broken" | "foreign";
  readonly job?: JobId;
  /** The file in the job, as in `files/total.json`. */
  readonly file?: string;
  readonly method?: string;
  readonly startedAt?: string;
  /** The build script that linked it last, if it is still known. */
  readonly script?: string;
  /** Why it is stale, or broken. */
  readonly reasons: readonly Staleness[];
}

/**
 * Looks at each result, sorted by name.
 *
 * A stale one need not come out differently when it is built again.
 */
export async function listResults(inspector: Inspector): Promise<Result[]> {
  const { config, axDir } = inspector.project;
  const links = readResults(config.results);
  using digests = DigestCache.open(`${axDir}/digests.sqlite`);
  const freshness = new Freshness(inspector, digests);
  const builds = newestBuilds(inspector);
  const results: Result[] = [];
  for (const link of links) {
    results.push(await describeLink(link, { inspector, freshness, builds }));
  }
  return results;
}

interface Surroundings {
  readonly inspector: Inspector;
  readonly freshness: Freshness;
  readonly builds: readonly Manifest[];
}

async function describeLink(
  link: ResultLink,
  { inspector, freshness, builds }: Surroundings,
): Promise<Result> {
  const { name, target } = link;
  const script = builds.find(({ links }) =>
    links.some((made) => made.name === name && made.job === link.job)
  );
  const known = {
    name,
    target,
    ...(link.job === undefined ? {} : { job: link.job }),
    ...(script === undefined ? {} : { script: script.method }),
  };
  if (link.broken) return { ...known, state: "broken", reasons: gone(link) };
  const found = findOwn(inspector, link);
  if (found === undefined) return { ...known, state: "foreign", reasons: [] };
  const { id, method, startedAt } = found.manifest;
  const changes = script === undefined
    ? []
    : (await freshness.scriptChanges(script)).map((what) => ({
      job: script.id,
      method: script.method,
      what,
    }));
  const reasons = [...await freshness.causes(id), ...changes];
  return {
    ...known,
    state: reasons.length === 0 ? "current" : "stale",
    job: id,
    file: relative(Deno.realPathSync(found.dir), Deno.realPathSync(target)),
    method,
    startedAt,
    reasons,
  };
}

function gone({ job, target }: ResultLink): Staleness[] {
  if (job === undefined) return [];
  const there = isThere(target.slice(0, target.indexOf(job) + job.length));
  const what = there ? "the file is gone" : "the job is gone";
  return [{ job, method: "", what }];
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The job of this project that a link leads into. */
function findOwn(
  inspector: Inspector,
  { target }: ResultLink,
): FoundJob | undefined {
  try {
    const found = getJobByPath(target, "/");
    const own = inspector.findJob(found.manifest.id);
    const same = own !== undefined &&
      Deno.realPathSync(own.dir) === Deno.realPathSync(found.dir);
    return same ? own : undefined;
  } catch (thrown) {
    if (thrown instanceof AxError) return undefined;
    throw thrown;
  }
}

/** The newest build job of each script that is still there. */
function newestBuilds(inspector: Inspector): Manifest[] {
  return MethodIndex.scan(inspector.project).scripts().flatMap(({ name }) => {
    const filter = { method: name, kind: "build", state: "done", limit: 1 };
    const [row] = inspector.list(filter as Parameters<Inspector["list"]>[0]);
    return row === undefined ? [] : inspector.getJob(row.id).manifest;
  });
}
