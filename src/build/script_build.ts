/**
 * Runs a build script, which is a job of its own kind: always run, never
 * looked up, kept when it did something new.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { FileEntry, Manifest } from "../core/manifest.ts";
import { grantsOf } from "../run/grants.ts";
import { CANCELLED, StageRun, type StagesOutcome } from "../run/job_runner.ts";
import type { Staging } from "../store/staging.ts";
import { Asker } from "./asker.ts";
import type { LoadedScript } from "./method_library.ts";
import { manifestOf, RunClock, type RunFacts, RunRecorder } from "./record.ts";
import type { Requests } from "./requests.ts";
import type { Session } from "./session.ts";
import { RunNode } from "./waiting.ts";

/**
 * Runs one script.
 *
 * @throws {AxError} `build`, if it failed: the failed build job is kept.
 */
export async function buildScript(
  session: Session,
  requests: Requests,
  name: string,
): Promise<void> {
  const script = await session.library.script(name);
  const staging = session.workdirs.target.stageBuild({
    method: script.file.name,
  });
  try {
    await run(session, requests, script, staging);
  } finally {
    staging.discard();
  }
}

async function run(
  session: Session,
  requests: Requests,
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
  const executor = session.pool.acquire();
  const node = new RunNode(name);
  const asker = new Asker({
    session,
    requests,
    node,
    run: name,
    kind: "build",
    executor,
    workdir: session.workdirs.target.name,
  });
  const recorder = new RunRecorder(
    session,
    { name, staging },
    (...ask) => void asker.answer(...ask),
  );
  try {
    executor.begin(
      setupOf(session, script, staging, clock),
      script.loaded,
      recorder,
    );
    const outcome = await new StageRun(executor, {
      stages: ["main"],
      slices: session.project.config.slices,
      slots: session.slots,
      watcher: recorder,
      signal: session.signal,
    }).run();
    finish(session, { script, staging, clock, source, asker, outcome });
  } finally {
    session.pool.release(executor);
  }
}

function setupOf(
  session: Session,
  script: LoadedScript,
  staging: Staging,
  clock: RunClock,
): Parameters<ReturnType<Session["pool"]["acquire"]>["begin"]>[0] {
  const { project, workdirs } = session;
  const paths = workdirs.paths();
  const { grants } = grantsOf({
    dir: staging.dir,
    places: [],
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
    slices: project.config.slices,
    seed: "",
    startMs: clock.startMs,
    grants,
    builds: true,
    workdirs: paths,
  };
}

interface Ended {
  readonly script: LoadedScript;
  readonly staging: Staging;
  readonly clock: RunClock;
  readonly source: readonly FileEntry[];
  readonly asker: Asker;
  readonly outcome: StagesOutcome;
}

function finish(session: Session, ended: Ended): void {
  const { script, staging, clock, outcome } = ended;
  const { failure } = outcome;
  const { name } = script.file;
  const digested = staging.digestFiles({ foreign: "remove" });
  const facts = factsOf(session, ended, digested);
  const keep = !session.dryRun &&
    (failure !== undefined || isNew(session, name, facts));
  const row = keep
    ? staging.commit((id) => manifestOf(id, facts))
    : session.workdirs.target.newestBuild(name);
  const elapsedMs = clock.elapsedMs();
  const common = { run: name, kind: "build", method: name, elapsedMs } as const;
  if (failure === undefined) {
    if (row === undefined) return;
    return session.emit({ type: "built", ...common, job: row.id });
  }
  const job = keep && row !== undefined ? { job: row.id } : {};
  session.emit({ type: "failed", ...common, ...job, failure });
  if (failure.message === CANCELLED) throw new AxError("cancelled", CANCELLED);
  throw new AxError("build", `Cannot finish ${name}: ${failure.message}`);
}

function factsOf(
  session: Session,
  { script, clock, source, asker, outcome }: Ended,
  digested: { files: FileEntry[]; output: FileEntry[] },
): RunFacts {
  return {
    kind: "build",
    state: outcome.failure === undefined ? "done" : "failed",
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
    datasets: {},
    outcome,
    ...digested,
  };
}

/** Whether the script did anything else than its newest build job says. */
function isNew(session: Session, name: string, facts: RunFacts): boolean {
  const row = session.workdirs.target.newestBuild(name);
  if (row === undefined) return true;
  const before = session.workdirs.readManifest(row.id);
  return !sameBuild(before, facts);
}

type Comparable = Pick<Manifest, "source" | "requests" | "links" | "files">;

function sameBuild(before: Comparable, after: Comparable): boolean {
  const asText = (build: Comparable): string =>
    JSON.stringify([
      build.source.map(({ path, sha256 }) => [path, sha256]),
      // Requests made at once are answered in any order.
      build.requests.map(({ method, name, job }) => `${method} ${name} ${job}`)
        .sort(),
      build.links.map(({ name, job, file }) => [name, job, file]),
      build.files.map(({ path, sha256 }) => [path, sha256]),
    ]);
  return asText(before) === asText(after);
}
