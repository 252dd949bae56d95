/**
 * Builds one job: runs its stages, checks what came of them, commits it.
 *
 * @module
 */

import { setImmediate } from "node:timers";
import { AxError, messageOf } from "../core/errors.ts";
import { digestOf } from "../core/fingerprint.ts";
import type { Failure, FileEntry, Manifest } from "../core/manifest.ts";
import { asAxError } from "../core/system_error.ts";
import type { Why } from "../core/why.ts";
import { grantsOf } from "../run/grants.ts";
import { CANCELLED } from "../run/job_runner.ts";
import type { JobSetup } from "../run/protocol.ts";
import type { JobRow } from "../store/rows.ts";
import type { Staging } from "../store/staging.ts";
import type { Workdir } from "../store/workdir.ts";
import type { Answers, Asking } from "./asking.ts";
import { type Identified, previousOf } from "./identify.ts";
import type { LentSlot } from "./lent_slot.ts";
import type { LoadedMethod } from "./method_library.ts";
import {
  collectOutputs,
  type EndedRun,
  type Outputs,
  salvageOutputs,
} from "./outputs.ts";
import { perform } from "./perform.ts";
import { manifestOf, RunClock } from "./record.ts";
import type { Session } from "./session.ts";
import type { RunNode } from "./waiting.ts";

/** What is to be built, and for whom. */
export interface JobBuild extends Identified {
  readonly method: LoadedMethod;
  readonly asker: Asking;
  readonly ask: {
    readonly options: { readonly caption?: string };
  };
  readonly answers: Answers;
  readonly node: RunNode;
  readonly workdir: Workdir;
  readonly why: Why;
  /** Given back when its stages are over. */
  readonly slot: LentSlot;
}

/** What is known of a run once it has ended. */
interface Ended extends EndedRun {
  readonly build: JobBuild;
  readonly clock: RunClock;
  readonly source: readonly FileEntry[];
  readonly confinement: string;
}

/** What was kept of a job, and why it failed if it did. */
interface Kept {
  readonly row: JobRow;
  readonly failure?: Failure;
}

/**
 * Builds a job.
 *
 * @throws {AxError} `build`, if it failed: the failed job is kept. What keeps
 * it from being kept.
 */
export async function buildJob(
  session: Session,
  build: JobBuild,
): Promise<JobRow> {
  const { method, workdir } = build;
  const staging = workdir.stage({
    method: method.file.name,
    known: knownOf(session, build),
  });
  const clock = new RunClock();
  let kept: Kept;
  try {
    tellStarted(session, build, staging);
    const ended = await runStages(session, build, { staging, clock });
    await letOthersStart(build.slot);
    kept = await keep(session, ended);
  } catch (thrown) {
    const failure = failureFor(thrown);
    const run = String(staging.id);
    const elapsedMs = clock.elapsedMs();
    staging.discard();
    tellFailed(session, build, { run, elapsedMs, failure });
    throw thrown;
  }
  return answerWith(session, build, kept);
}

function tellStarted(
  session: Session,
  build: JobBuild,
  staging: Staging,
): void {
  session.emit({
    type: "started",
    run: String(staging.id),
    kind: "job",
    method: build.method.file.name,
    parent: build.asker.run,
    why: build.why,
    ...captionOf(build),
  });
}

function tellFailed(
  session: Session,
  { method }: JobBuild,
  how: {
    readonly run: string;
    readonly job?: JobRow["id"];
    readonly elapsedMs: number;
    readonly failure: Failure;
  },
): void {
  const { name } = method.file;
  session.emit({ type: "failed", kind: "job", method: name, ...how });
}

/** Tells how it ended; gives the job, if it is done. */
function answerWith(
  session: Session,
  build: JobBuild,
  { row, failure }: Kept,
): JobRow {
  const { id, method, elapsedMs } = row;
  const common = { run: id, job: id, elapsedMs };
  if (failure === undefined) {
    session.emit({ type: "built", kind: "job", method, ...common });
    return row;
  }
  tellFailed(session, build, { ...common, failure });
  if (session.signal.aborted && failure.message === CANCELLED) {
    throw new AxError("cancelled", CANCELLED);
  }
  throw new AxError(
    "build",
    `Cannot build ${method}: job ${id} failed: ${failure.message}`,
    { hint: `ax job ${id} shows all of it.` },
  );
}

/**
 * A commit waits for the disk and keeps this thread meanwhile. Whoever waits
 * for the slot gets it first, so that its stages run while this job is kept.
 */
async function letOthersStart(slot: LentSlot): Promise<void> {
  slot[Symbol.dispose]();
  await new Promise<void>((done) => setImmediate(done));
}

async function runStages(
  session: Session,
  build: JobBuild,
  { staging, clock }: Pick<Ended, "staging" | "clock">,
): Promise<Ended> {
  const { method, workdir, node, answers, slot } = build;
  const source = staging.linkSources(method.closure.modules);
  const { setup, confinement } = setupOf(session, build, staging, clock);
  const performed = await perform(session, {
    name: String(staging.id),
    node,
    answers,
    setup,
    closure: method.loaded,
    stages: method.descriptor.stages,
    staging,
    workdir: workdir.name,
    slot,
  });
  return { build, staging, setup, clock, source, confinement, ...performed };
}

function setupOf(
  session: Session,
  build: JobBuild,
  staging: Staging,
  clock: RunClock,
): { setup: JobSetup; confinement: string } {
  const { project, workdirs, identifier } = session;
  const { method, inputs, fingerprint } = build;
  const places = identifier.places(inputs);
  const datasets = identifier.datasets(Object.values(places));
  const paths = workdirs.paths();
  const { builds, permissions } = method.descriptor;
  const { grants, widened } = grantsOf({
    dir: staging.dir,
    places: Object.values(places),
    datasets: Object.values(datasets),
    workdirs: Object.values(paths),
    input: project.config.input,
    builds,
    permissions,
  });
  const setup: JobSetup = {
    kind: "job",
    method: method.file.name,
    closure: method.loaded.digest,
    dir: staging.dir,
    inputs,
    places,
    datasets: session.datasets.texts(datasets),
    compression: project.config.compression,
    slices: project.config.slices,
    seed: fingerprint,
    startMs: clock.startMs,
    grants,
    builds,
    workdirs: builds ? paths : {},
  };
  return { setup, confinement: widened ? WIDENED : "worker permissions" };
}

const WIDENED =
  "worker permissions, whole workdirs readable: more than 64 input paths";

/** Commits the job; a job whose files are not right is a failed job. */
async function keep(session: Session, ended: Ended): Promise<Kept> {
  const { staging, clock, outcome } = ended;
  if (outcome.failure === undefined) {
    await staging.digestAhead(session.digestCrew);
  }
  const outputs = outputsOf(session, ended);
  if ("message" in outputs) return keepFailed(session, ended, outputs);
  clock.stop();
  await staging.flushAhead(session.digestCrew);
  const previous = previousDigest(session, ended.build);
  const digest = digestOf({ ...outputs, ...previous });
  const facts = { state: "done", digest, ...outputs } as const;
  try {
    return { row: commit(session, ended, facts) };
  } catch (thrown) {
    if (!isUnfit(thrown)) throw thrown;
    const failure = failureOf(thrown.message, STILL_WRITTEN);
    return keepFailed(session, ended, failure);
  }
}

/** What the job has made, or why it failed. */
function outputsOf(session: Session, ended: Ended): Outputs | Failure {
  const { failure } = ended.outcome;
  if (failure?.message === CANCELLED) return failure;
  const changed = ended.build.files.find((digest) =>
    !session.digests.unchanged(digest)
  );
  if (changed !== undefined) {
    const what = `input file ${changed.path} changed while the job ran`;
    if (failure === undefined) return failureOf(`${what}; build it again`);
    return { ...failure, hint: `The ${what}; build it again.` };
  }
  if (failure !== undefined) return failure;
  try {
    return collectOutputs(session, ended);
  } catch (thrown) {
    if (thrown instanceof AxError) return failureOf(thrown.message);
    throw thrown;
  }
}

const STILL_WRITTEN = "A stage is over when it returns: await what writes.";

function failureOf(message: string, hint?: string): Failure {
  const rest = { stack: "", status: [], others: [] };
  return { message, ...(hint === undefined ? {} : { hint }), ...rest };
}

function failureFor(thrown: unknown): Failure {
  const { message, hint } = asAxError(thrown) ?? { message: messageOf(thrown) };
  return failureOf(message, hint);
}

/** Whether a commit was refused because of what lies in the directory. */
function isUnfit(thrown: unknown): thrown is AxError {
  return thrown instanceof AxError && thrown.code === "job";
}

/** How often to look again at what a stage may still be writing. */
const LOOKS = 3;

function keepFailed(
  session: Session,
  { outcome, ...rest }: Ended,
  failure: Failure,
): Kept {
  const ended = { ...rest, outcome: { ...outcome, failure } };
  for (let look = 1;; look++) {
    const outputs = salvageOutputs(ended.staging);
    const facts = { state: "failed", digest: null, ...outputs } as const;
    try {
      return { row: commit(session, ended, facts), failure };
    } catch (thrown) {
      if (!isUnfit(thrown) || look === LOOKS) throw thrown;
    }
  }
}

function commit(
  session: Session,
  ended: Ended,
  facts: Outputs & {
    readonly state: "done" | "failed";
    readonly digest: string | null;
  },
): JobRow {
  const { build, staging, clock, asker, source, confinement, outcome } = ended;
  const { method, asker: parent } = build;
  return staging.commit((id) =>
    manifestOf(id, {
      kind: "job",
      method: method.file.name,
      ...captionOf(build),
      fingerprint: build.fingerprint,
      inputs: build.inputs,
      parts: build.parts,
      why: build.why,
      ...parentOf(parent),
      source,
      requests: asker.requests,
      links: [],
      startedAt: clock.startedAt,
      elapsedMs: clock.elapsedMs(),
      slices: session.project.config.slices,
      sandbox: { permissions: method.descriptor.permissions, confinement },
      outcome,
      ...facts,
    })
  );
}

/** What the manifest can say should ax be killed while the job runs. */
function knownOf(session: Session, build: JobBuild): Partial<Manifest> {
  const { fingerprint, inputs, parts, why } = build;
  const { slices } = session.project.config;
  return { fingerprint, inputs, parts, why, slices, ...captionOf(build) };
}

function captionOf(build: JobBuild): { caption?: string } {
  const { caption } = build.ask.options;
  return caption === undefined ? {} : { caption };
}

function parentOf(parent: Asking): { parent?: JobRow["id"] } {
  return parent.node.depth === 0 ? {} : { parent: parent.run as JobRow["id"] };
}

function previousDigest(
  session: Session,
  build: JobBuild,
): { previous?: string } {
  const id = previousOf(build.inputs);
  const digest = id === undefined
    ? undefined
    : session.workdirs.findJob(id)?.digest;
  return digest === undefined ? {} : { previous: digest };
}
