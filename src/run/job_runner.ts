/**
 * Runs the stages of one job on an executor, within the budget of slots.
 *
 * @module
 */

import type { StageDatasets } from "../core/declared_datasets.ts";
import type { StageName } from "../core/events.ts";
import type { Failure, SliceTimes, StageTimes } from "../core/manifest.ts";
import type { Stage } from "../core/method.ts";
import { ExecutorDied, type ExecutorProcess } from "./executor_process.ts";
import type { ErrorReport, StageEnd } from "./protocol.ts";
import type { Slots } from "./slots.ts";

/** How the stages went. */
export interface StagesOutcome {
  readonly stages: readonly StageTimes[];
  readonly peakMemoryBytes: number;
  /** The datasets that each stage and slice declared. */
  readonly datasets: readonly StageDatasets[];
  /** Why they did not come to their end. */
  readonly failure?: Failure;
}

/** What a run reports while it goes on. */
export interface StageWatcher {
  stage(stage: StageName, state: "begin" | "end", slices: number): void;
  slice(slice: number, state: "begin" | "end"): void;
  /** What a stage or slice was last heard to be doing. */
  statusOf(stage: StageName, slice: number): readonly string[];
}

/** What {@linkcode StageRun} needs beside its executor. */
export interface StageRunOptions {
  readonly stages: readonly (Stage | "main")[];
  readonly slices: number;
  readonly slots: Slots;
  readonly watcher: StageWatcher;
  readonly signal?: AbortSignal;
}

/** The user stopped the build. */
export const CANCELLED = "the build was stopped";

/** A stage failed: carries the failure out of the sequence. */
class StageFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** One run of a job's stages. */
export class StageRun {
  readonly #executor: ExecutorProcess;
  readonly #options: StageRunOptions;
  readonly #times: StageTimes[] = [];
  readonly #datasets: StageDatasets[] = [];
  readonly #running = new Set<number>();
  #peakMemoryBytes = 0;
  #early = false;
  /** Others come of it, because it stops what else is running. */
  #firstFailure: StageFailed | undefined;

  constructor(executor: ExecutorProcess, options: StageRunOptions) {
    this.#executor = executor;
    this.#options = options;
  }

  /** Runs the stages in order. Never throws: a failure is an outcome. */
  async run(): Promise<StagesOutcome> {
    const { signal } = this.#options;
    const kill = (): void => this.#executor.kill();
    signal?.addEventListener("abort", kill, { once: true });
    try {
      if (signal?.aborted) kill();
      for (const stage of this.#options.stages) {
        if (this.#early) break;
        if (stage === "analysis") await this.#analysis();
        else await this.#stage(stage);
      }
      return this.#outcome();
    } catch (thrown) {
      if (thrown instanceof StageFailed) return this.#outcome(thrown.failure);
      throw thrown;
    } finally {
      signal?.removeEventListener("abort", kill);
    }
  }

  #outcome(failure?: Failure): StagesOutcome {
    return {
      stages: this.#times,
      peakMemoryBytes: this.#peakMemoryBytes,
      datasets: this.#datasets,
      ...(failure === undefined ? {} : { failure }),
    };
  }

  async #stage(stage: Stage | "main"): Promise<void> {
    const { watcher } = this.#options;
    watcher.stage(stage, "begin", 0);
    const { wallMs, cpuMs, early } = await this.#perform(stage, -1);
    this.#times.push({ stage, wallMs, cpuMs });
    this.#early = early;
    watcher.stage(stage, "end", 0);
  }

  /** Runs every slice; as many at once as slots can be had. */
  async #analysis(): Promise<void> {
    const { slices, slots, watcher } = this.#options;
    const startedMs = performance.now();
    const ends: StageEnd[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < slices && this.#firstFailure === undefined) {
        const slice = next++;
        ends[slice] = await this.#slice(slice);
      }
    };
    watcher.stage("analysis", "begin", slices);
    const done = new AbortController();
    const helpers = Array.from({ length: slices - 1 }, async () => {
      const slot = await slots.acquire(done.signal).catch(() => undefined);
      if (slot === undefined) return;
      using _slot = slot;
      await work();
    });
    try {
      const own = work().finally(() => done.abort());
      await Promise.all([own, ...helpers]);
    } finally {
      done.abort();
      await Promise.allSettled(helpers);
    }
    this.#times.push(analysisTimes(ends, performance.now() - startedMs));
    this.#agreeOnEarly(ends);
    watcher.stage("analysis", "end", slices);
  }

  async #slice(slice: number): Promise<StageEnd> {
    const { watcher } = this.#options;
    watcher.slice(slice, "begin");
    this.#running.add(slice);
    const end = await this.#perform("analysis", slice);
    this.#running.delete(slice);
    watcher.slice(slice, "end");
    return end;
  }

  async #perform(stage: StageName, slice: number): Promise<StageEnd> {
    const end = await this.#executor.runStage(stage, slice).catch(
      (thrown: unknown) => {
        if (!(thrown instanceof ExecutorDied)) throw thrown;
        throw this.#failed(stage, slice, this.#deathReport(thrown));
      },
    );
    this.#peakMemoryBytes = Math.max(
      this.#peakMemoryBytes,
      end.peakMemoryBytes,
    );
    if (end.error !== undefined) throw this.#failed(stage, slice, end.error);
    this.#datasets.push({ stage, slice, datasets: end.datasets });
    return end;
  }

  #deathReport(death: ExecutorDied): ErrorReport {
    const message = this.#options.signal?.aborted
      ? CANCELLED
      : `the executor died: ${death.message}`;
    return { message, stack: "", status: [] };
  }

  /** A slice that fails ends all others: a busy one only dies by force. */
  #failed(stage: StageName, slice: number, error: ErrorReport): StageFailed {
    if (this.#firstFailure !== undefined) return this.#firstFailure;
    const { watcher } = this.#options;
    this.#running.delete(slice);
    const others = [...this.#running].sort((a, b) => a - b).map((other) => ({
      slice: other,
      status: watcher.statusOf("analysis", other),
    }));
    if (others.length > 0) this.#executor.kill();
    const status = error.status.length > 0
      ? error.status
      : watcher.statusOf(stage, slice);
    return this.#firstFailure = new StageFailed({
      message: error.message,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      stack: error.stack,
      stage,
      ...(slice < 0 ? {} : { slice }),
      status,
      others,
    });
  }

  #agreeOnEarly(ends: readonly StageEnd[]): void {
    const early = ends.filter((end) => end.early).length;
    this.#early = early > 0;
    if (early === 0 || early === ends.length) return;
    throw new StageFailed({
      message:
        `Cannot finish early: ${early} of ${ends.length} slices called ` +
        `finishEarly, and all must agree`,
      stack: "",
      stage: "analysis",
      status: [],
      others: [],
    });
  }
}

function analysisTimes(
  ends: readonly StageEnd[],
  wallMs: number,
): StageTimes {
  const slices: SliceTimes[] = ends.map((end, slice) => ({
    slice,
    wallMs: end.wallMs,
    cpuMs: end.cpuMs,
  }));
  const cpuMs = slices.reduce((sum, slice) => sum + slice.cpuMs, 0);
  return { stage: "analysis", wallMs, cpuMs, slices };
}
