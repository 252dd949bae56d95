/**
 * What is written down of a run while it goes on, and its manifest at the end.
 *
 * @module
 */

import { API_VERSION } from "../core/fingerprint.ts";
import type { StageName } from "../core/events.ts";
import type { JobId } from "../core/ids.ts";
import { type Manifest, MANIFEST_FORMAT } from "../core/manifest.ts";
import { version } from "../core/version.ts";
import type { JobListener } from "../run/executor_process.ts";
import type { StagesOutcome, StageWatcher } from "../run/job_runner.ts";
import type { Ask } from "../run/protocol.ts";
import type { Staging } from "../store/staging.ts";
import type { Session } from "./session.ts";

/** Keeps a run's prints and tells what it is doing. */
export class RunRecorder implements StageWatcher, JobListener {
  readonly #session: Session;
  readonly #run: string;
  readonly #staging: Staging;
  readonly #status = new Map<string, readonly string[]>();
  readonly #onAsk: JobListener["asked"];

  constructor(
    session: Session,
    run: { readonly name: string; readonly staging: Staging },
    onAsk: (stage: StageName, slice: number, id: number, ask: Ask) => void,
  ) {
    this.#session = session;
    this.#run = run.name;
    this.#staging = run.staging;
    this.#onAsk = onAsk;
  }

  printed(stage: StageName, slice: number, text: string): void {
    this.#staging.appendOutput(`${partOf(stage, slice)}.txt`, text);
    this.#session.emit({
      type: "printed",
      run: this.#run,
      stage,
      ...sliceOf(slice),
      text,
    });
  }

  progress(stage: StageName, slice: number, status: readonly string[]): void {
    this.#status.set(partOf(stage, slice), status);
    this.#session.emit({
      type: "progress",
      run: this.#run,
      stage,
      ...sliceOf(slice),
      status,
    });
  }

  asked(stage: StageName, slice: number, id: number, ask: Ask): void {
    this.#onAsk(stage, slice, id, ask);
  }

  stage(stage: StageName, state: "begin" | "end", slices: number): void {
    this.#session.emit({ type: "stage", run: this.#run, stage, state, slices });
  }

  slice(slice: number, state: "begin" | "end"): void {
    this.#session.emit({ type: "slice", run: this.#run, slice, state });
  }

  statusOf(stage: StageName, slice: number): readonly string[] {
    return this.#status.get(partOf(stage, slice)) ?? [];
  }
}

/** The name of a stage's output file, without its ending. */
function partOf(stage: StageName, slice: number): string {
  return slice < 0 ? stage : `${stage}.${slice}`;
}

function sliceOf(slice: number): { slice?: number } {
  return slice < 0 ? {} : { slice };
}

/** What differs from run to run; {@linkcode manifestOf} adds the rest. */
export type RunFacts =
  & Omit<
    Manifest,
    | "format"
    | "id"
    | "stages"
    | "peakMemoryBytes"
    | "versions"
    | "host"
    | "failure"
  >
  & { readonly outcome: StagesOutcome };

/** Makes the manifest of a run that has ended. */
export function manifestOf(id: JobId, facts: RunFacts): Manifest {
  const { outcome, ...rest } = facts;
  const { failure, stages, peakMemoryBytes } = outcome;
  return {
    format: MANIFEST_FORMAT,
    id,
    ...rest,
    stages,
    peakMemoryBytes,
    versions: {
      ax: version,
      api: String(API_VERSION),
      deno: Deno.version.deno,
      v8: Deno.version.v8,
    },
    host: {
      name: Deno.hostname(),
      os: Deno.build.os,
      arch: Deno.build.arch,
    },
    ...(failure === undefined ? {} : { failure }),
  };
}

/** A clock for one run: when it began, and how long it took. */
export class RunClock {
  readonly startMs: number = Date.now();
  readonly startedAt: string = new Date(this.startMs).toISOString();
  readonly #from = performance.now();
  #to: number | undefined;

  /** The run is over; what comes now is about keeping it. */
  stop(): void {
    this.#to ??= performance.now();
  }

  elapsedMs(): number {
    const to = this.#to ?? performance.now();
    return Math.round((to - this.#from) * 1000) / 1000;
  }
}
