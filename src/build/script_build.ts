/**
 * Runs a build script, which is a job of its own kind: always run, never
 * looked up, kept when it did something new.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { Failure, FileEntry, Manifest } from "../core/manifest.ts";
import { grantsOf } from "../run/grants.ts";
import { CANCELLED } from "../run/job_runner.ts";
import type { JobSetup } from "../run/protocol.ts";
import type { Staging } from "../store/staging.ts";
import { openTemporary } from "../store/temporary.ts";
import type { Answers } from "./asking.ts";
import type { LoadedScript } from "./method_library.ts";
import {
  collectOutputs,
  type EndedRun,
  type Outputs,
  salvageOutputs,
  withOwner,
} from "./outputs.ts";
import { perform } from "./perform.ts";
import { manifestOf, RunClock, type RunFacts } from "./record.ts";
import type { Session } from "./session.ts";
import { RunNode } from "./waiting.ts";

/**
 * Runs one script.
 *
 * @throws {AxError} `build`, if it failed: the failed build job is kept.
 */
export async function buildScript(
  session: Session,
  answers: Answers,
  name: string,
): Promise<void> {
  const script = await session.library.script(name);
  // Of a dry run nothing is kept, even if it is killed.
  using aside = session.dryRun
    ? openTemporary(session.project.config.slices)
    : undefined;
  const workdir = aside?.workdir ?? session.workdirs.target;
  const staging = workdir.stageBuild({ method: script.file.name });
  try {
    await run(session, answers, script, staging);
  } finally {
    staging.discard();
  }
}

async function run(
  session: Session,
  answers: Answers,
  script: LoadedScript,
  staging: Staging,
): Promise<void> {
  const { name } = script.file;
  session.emit({
    type: "started",
    run: name,
    kind: "build",
    method: name,
    why: { kind: "build" },
  });
  const clock = new RunClock();
  const source = staging.linkSources(script.closure.modules);
  const setup = setupOf(session, script, staging, clock);
  const performed = await perform(session, {
    name,
    node: new RunNode(name),
    answers,
    setup,
    closure: script.loaded,
    stages: ["main"],
    staging,
    workdir: session.workdirs.target.name,
  });
  finish(session, { script, staging, setup, clock, source, ...performed });
}

function setupOf(
  session: Session,
  script: LoadedScript,
  staging: Staging,
  clock: RunClock,
): JobSetup {
  const { project, workdirs } = session;
  const paths = workdirs.paths();
  const { grants } = grantsOf({
    dir: staging.dir,
    places: [],
    datasets: [],
    workdirs: Object.values(paths),
    input: project.config.input,
    builds: true,
    permissions: {},
  });
  return {
    kind: "build",
    method: script.file.name,
    closure: script.loaded.digest,
    dir: staging.dir,
    inputs: {},
    places: {},
    datasets: {},
    compression: project.config.compression,
    slices: project.config.slices,
    seed: "",
    startMs: clock.startMs,
    grants,
    builds: true,
    workdirs: paths,
  };
}

interface Ended extends EndedRun {
  readonly script: LoadedScript;
  readonly clock: RunClock;
  readonly source: readonly FileEntry[];
}

function finish(session: Session, ended: Ended): void {
  const { script, staging } = ended;
  const { outputs, failure } = outputsOf(session, ended);
  const { name } = script.file;
  const facts = factsOf(session, ended, { ...outputs, failure });
  const keep = !session.dryRun &&
    (failure !== undefined || isNew(session, name, facts));
  const row = keep
    ? staging.commit((id) =>
      manifestOf(id, { ...facts, datasets: withOwner(facts.datasets, id) })
    )
    : session.workdirs.target.newestBuild(name);
  const { elapsedMs } = facts;
  const common = { run: name, kind: "build", method: name, elapsedMs } as const;
  if (failure === undefined) {
    if (row === undefined) return;
    return session.emit({ type: "built", ...common, job: row.id });
  }
  const job = keep && row !== undefined ? { job: row.id } : {};
  session.emit({ type: "failed", ...common, ...job, failure });
  if (session.signal.aborted && failure.message === CANCELLED) {
    throw new AxError("cancelled", CANCELLED);
  }
  throw new AxError("build", `Cannot finish ${name}: ${failure.message}`);
}

/** What the script has made, and why it failed if it did. */
function outputsOf(
  session: Session,
  ended: Ended,
): { readonly outputs: Outputs; readonly failure: Failure | undefined } {
  const { staging, outcome: { failure } } = ended;
  if (failure !== undefined || session.dryRun) {
    return { outputs: salvageOutputs(staging), failure };
  }
  try {
    return { outputs: collectOutputs(session, ended), failure };
  } catch (thrown) {
    if (!(thrown instanceof AxError)) throw thrown;
    const { message } = thrown;
    return {
      outputs: salvageOutputs(staging),
      failure: { message, stack: "", status: [], others: [] },
    };
  }
}

function factsOf(
  session: Session,
  { script, clock, source, asker, outcome }: Ended,
  { failure, ...outputs }: Outputs & { readonly failure: Failure | undefined },
): RunFacts {
  return {
    kind: "build",
    state: failure === undefined ? "done" : "failed",
    method: script.file.name,
    fingerprint: null,
    digest: null,
    inputs: {},
    parts: [],
    why: { kind: "build" },
    source,
    requests: asker.requests,
    links: asker.links,
    startedAt: clock.startedAt,
    elapsedMs: clock.elapsedMs(),
    slices: session.project.config.slices,
    sandbox: { permissions: {}, confinement: "worker permissions" },
    outcome: failure === undefined ? outcome : { ...outcome, failure },
    ...outputs,
  };
}

/** Whether the script did anything else than its newest build job says. */
function isNew(session: Session, name: string, facts: RunFacts): boolean {
  const row = session.workdirs.target.newestBuild(name);
  if (row === undefined) return true;
  try {
    return !sameBuild(session.workdirs.readManifest(row.id), facts);
  } catch (thrown) {
    // What cannot be read any more is no record of what was done.
    if (thrown instanceof AxError) return true;
    throw thrown;
  }
}

type Comparable = Pick<
  Manifest,
  "source" | "requests" | "links" | "files" | "datasets"
>;

function sameBuild(before: Comparable, after: Comparable): boolean {
  const asText = (build: Comparable): string =>
    JSON.stringify([
      build.source.map(({ path, sha256 }) => [path, sha256]),
      // Requests made at once are answered in any order.
      build.requests.map(({ method, name, job }) => `${method} ${name} ${job}`)
        .sort(),
      build.links.map(({ name, job, file }) => [name, job, file]),
      build.files.map(({ path, sha256 }) => [path, sha256]),
      Object.entries(build.datasets).map(([name, { digest }]) => [name, digest])
        .sort(),
    ]);
  return asText(before) === asText(after);
}
