/**
 * Builds: what the command line and the board call.
 *
 * @module
 */

import { AxError, messageOf } from "../core/errors.ts";
import type { MethodDescriptor } from "../core/method.ts";
import { ExecutorPool } from "../run/pool.ts";
import { DigestCache } from "../store/digests.ts";
import { MethodLibrary } from "./method_library.ts";
import type { MethodFile } from "./methods.ts";
import type { Project } from "./project.ts";
import { Requests } from "./requests.ts";
import { buildScript } from "./script_build.ts";
import { Session, type SessionOptions } from "./session.ts";
import { methodTypesFile, notesOf, refreshTypes } from "./types.ts";

/** What is to be built, and how. */
export interface BuildRequest extends SessionOptions {
  /** Names of build scripts; `build` when there are none. */
  readonly scripts: readonly string[];
}

/** What was done, in numbers. */
export interface BuildSummary {
  readonly built: number;
  readonly reused: number;
  readonly failed: number;
  readonly planned: number;
  readonly elapsedMs: number;
  /** What the reused jobs took when they were built. */
  readonly savedMs: number;
}

/**
 * Runs scripts in order until one fails.
 *
 * @throws {AxError} What made a script fail, after its `failed` event;
 * `cancelled`, if the signal was aborted.
 */
export async function runBuild(request: BuildRequest): Promise<BuildSummary> {
  const startedMs = performance.now();
  using session = new Session(request);
  const requests = new Requests(session);
  for (const { warnings } of session.workdirs.all()) {
    for (const text of warnings) session.emit({ type: "warning", text });
  }
  const asked = request.scripts.length === 0 ? ["build"] : request.scripts;
  const { index } = session.library;
  const left = asked.map((name) => index.getScript(name).name);
  let script: string | undefined;
  const summary = (): BuildSummary => ({
    ...session.tally,
    elapsedMs: performance.now() - startedMs,
  });
  try {
    while (left.length > 0) {
      if (request.signal?.aborted) throw new AxError("cancelled", "stopped");
      script = left.shift() as string;
      await runScript(session, requests, script);
      script = undefined;
    }
  } finally {
    // Also after a failure: an editor is what one turns to next.
    await refreshEditor(session);
    const failed = script === undefined ? {} : { failedScript: script };
    session.emit({ type: "ended", ...summary(), ...failed, notRun: left });
  }
  return summary();
}

/** Keeps what editors read up to date; what a build came to counts more. */
async function refreshEditor(session: Session): Promise<void> {
  try {
    await refreshTypes(session.project, session.digests);
  } catch (thrown) {
    const text = `Cannot refresh ${methodTypesFile}: ${messageOf(thrown)}`;
    session.emit({ type: "warning", text });
  }
}

/** Runs one script, and waits for the jobs that it left running. */
async function runScript(
  session: Session,
  requests: Requests,
  name: string,
): Promise<void> {
  requests.begin();
  try {
    await buildScript(session, requests, name);
  } finally {
    await requests.drain();
  }
}

/** A method's file and what it declares, or why that cannot be known. */
export interface DescribedMethod {
  readonly file: MethodFile;
  readonly descriptor?: MethodDescriptor;
  /** What its author has written about inputs, by name. */
  readonly notes?: ReadonlyMap<string, string>;
  readonly error?: AxError;
}

/**
 * Describes methods of a project.
 *
 * @param names Which. Default: all.
 */
export async function describeMethods(
  project: Project,
  names?: readonly string[],
): Promise<readonly DescribedMethod[]> {
  using pool = new ExecutorPool([], navigator.hardwareConcurrency);
  using digests = DigestCache.open(`${project.axDir}/digests.sqlite`);
  const library = new MethodLibrary(project, pool, digests);
  const files = names === undefined
    ? library.index.list()
    : names.map((name) => library.index.get(name));
  return await Promise.all(files.map((file) => describe(library, file)));
}

async function describe(
  library: MethodLibrary,
  file: MethodFile,
): Promise<DescribedMethod> {
  try {
    const { descriptor } = await library.get(file.name);
    return { file, descriptor, notes: notesOf(file) };
  } catch (thrown) {
    if (thrown instanceof AxError) return { file, error: thrown };
    throw thrown;
  }
}
