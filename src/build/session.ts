/**
 * What one call of `ax build` shares: the project, its jobs, its executors.
 *
 * @module
 */

import type { BuildEvent, EventSink } from "../core/events.ts";
import { ExecutorPool } from "../run/pool.ts";
import { ownUrl } from "../run/self.ts";
import { Slots } from "../run/slots.ts";
import { denoCacheDir, pruneDenoCaches } from "../store/deno_cache.ts";
import { DigestCrew } from "../store/digest_crew.ts";
import { DigestCache } from "../store/digests.ts";
import { DatasetLibrary } from "./dataset_library.ts";
import { Identifier } from "./identify.ts";
import { MethodLibrary } from "./method_library.ts";
import type { Project } from "./project.ts";
import { Workdirs } from "./workdirs.ts";

/** How a build is asked for. */
export interface SessionOptions {
  readonly project: Project;
  /** How many slots there are. Default: the project's `jobs`. */
  readonly jobs?: number;
  /** Run every method anew. */
  readonly force?: boolean;
  /** Run no method; tell what would run. */
  readonly dryRun?: boolean;
  /** The workdir to build in. Default: the project's target. */
  readonly workdir?: string;
  readonly onEvent: EventSink;
  readonly signal?: AbortSignal;
}

/** What was done, in numbers. */
export interface Tally {
  built: number;
  reused: number;
  failed: number;
  planned: number;
  /** What the reused jobs took when they were built. */
  savedMs: number;
}

/** After so many jobs, a long build looks after Deno's caches. */
const PRUNE_EVERY = 2000;

function pruneCaches(): void {
  const dir = denoCacheDir(Deno.env);
  if (dir !== undefined) pruneDenoCaches(dir);
}

/** Opens the cache of digests, which is tidied when the build is over. */
function openDigests(project: Project, opened: DisposableStack): DigestCache {
  const digests = opened.use(
    DigestCache.open(`${project.axDir}/digests.sqlite`),
  );
  opened.defer(() => digests.forget());
  return digests;
}

function openWorkdirs({ project, workdir, dryRun }: SessionOptions): Workdirs {
  const purpose = dryRun === true ? "plan" : "build";
  return new Workdirs(project, { target: workdir, purpose });
}

/** Opens what a build needs, and closes it. */
export class Session implements Disposable {
  readonly project: Project;
  readonly workdirs: Workdirs;
  readonly digests: DigestCache;
  readonly datasets: DatasetLibrary;
  readonly pool: ExecutorPool;
  readonly library: MethodLibrary;
  readonly identifier: Identifier;
  readonly slots: Slots;
  readonly digestCrew: DigestCrew;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly tally: Tally = {
    built: 0,
    reused: 0,
    failed: 0,
    planned: 0,
    savedMs: 0,
  };
  readonly #onEvent: EventSink;
  readonly #opened: DisposableStack;

  constructor(options: SessionOptions) {
    const { project } = options;
    const jobs = options.jobs ?? project.config.jobs;
    this.project = project;
    // What is open is closed again should the next thing fail to open.
    using opened = new DisposableStack();
    opened.defer(pruneCaches); // once no executor runs any more
    this.pool = opened.use(
      new ExecutorPool(
        project.config.permissions.env ?? [],
        jobs + 1,
      ),
    );
    this.pool.warm(1);
    this.workdirs = opened.use(openWorkdirs(options));
    this.digests = openDigests(project, opened);
    this.signal = options.signal ?? new AbortController().signal;
    this.library = new MethodLibrary(
      project,
      this.pool,
      this.digests,
      this.signal,
    );
    this.datasets = new DatasetLibrary(this.workdirs);
    this.identifier = new Identifier(project, this);
    this.slots = new Slots(jobs);
    this.digestCrew = opened.use(
      new DigestCrew({
        worker: ownUrl("src/store/digest_worker.ts"),
        size: navigator.hardwareConcurrency,
      }),
    );
    this.force = options.force ?? false;
    this.dryRun = options.dryRun ?? false;
    this.#onEvent = options.onEvent;
    this.#opened = opened.move();
  }

  /** Counts an event and passes it on. */
  emit(event: BuildEvent): void {
    const { tally } = this;
    switch (event.type) {
      case "built":
        if (event.kind === "job" && ++tally.built % PRUNE_EVERY === 0) {
          pruneCaches();
        }
        break;
      case "reused":
        tally.reused++;
        tally.savedMs += event.savedMs;
        break;
      case "failed":
        if (event.kind === "job") tally.failed++;
        break;
      case "planned":
        tally.planned++;
        break;
    }
    this.#onEvent(event);
  }

  [Symbol.dispose](): void {
    this.#opened.dispose();
  }
}
