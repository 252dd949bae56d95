/**
 * What happens during a build. One type feeds the terminal, `--json`, the log
 * and the board.
 *
 * @module
 */

import type { JobId } from "./ids.ts";
import type { CutOff, Failure } from "./manifest.ts";
import type { Stage } from "./method.ts";
import type { Why } from "./why.ts";

/** A stage of a method, or `main` of a build script. */
export type StageName = Stage | "main";

/**
 * Names one run in this build. It is the job's id where that is known from the
 * start; a build script has its own name until it is committed.
 */
export type RunName = string;

/** One thing that happened. */
export type BuildEvent =
  | {
    readonly type: "started";
    readonly run: RunName;
    readonly kind: "job" | "build";
    readonly method: string;
    readonly caption?: string;
    /** The run that asked for this one; none for a build script. */
    readonly parent?: RunName;
    readonly why: Why;
  }
  | {
    readonly type: "stage";
    readonly run: RunName;
    readonly stage: StageName;
    readonly state: "begin" | "end";
    /** How many slices `analysis` has; 0 for the other stages. */
    readonly slices: number;
  }
  | {
    readonly type: "slice";
    readonly run: RunName;
    readonly slice: number;
    readonly state: "begin" | "end";
  }
  | {
    readonly type: "progress";
    readonly run: RunName;
    readonly stage: StageName;
    readonly slice?: number;
    /** What it is doing, outermost first. */
    readonly status: readonly string[];
  }
  | {
    readonly type: "printed";
    readonly run: RunName;
    readonly stage: StageName;
    readonly slice?: number;
    /** Whole lines, or the rest at the end of a stage. */
    readonly text: string;
  }
  | {
    readonly type: "built";
    readonly run: RunName;
    readonly kind: "job" | "build";
    readonly method: string;
    readonly job: JobId;
    readonly elapsedMs: number;
  }
  | {
    readonly type: "reused";
    readonly method: string;
    readonly job: JobId;
    readonly parent?: RunName;
    /** How long the job took when it was built. */
    readonly savedMs: number;
    readonly cutOff: readonly CutOff[];
  }
  | {
    readonly type: "failed";
    readonly run: RunName;
    readonly kind: "job" | "build";
    readonly method: string;
    /** The failed job, where one could be kept. */
    readonly job?: JobId;
    readonly elapsedMs: number;
    readonly failure: Failure;
  }
  | {
    /** Another build is running just this job: it will be the answer. */
    readonly type: "waiting";
    readonly method: string;
    readonly parent: RunName;
  }
  | {
    /** `--dry-run`: this would run. */
    readonly type: "planned";
    readonly method: string;
    readonly caption?: string;
    readonly parent?: RunName;
    readonly why: Why;
  }
  | {
    readonly type: "linked";
    readonly name: string;
    readonly job: JobId;
    readonly file: string;
    /** Where the link lies, from the project's root. */
    readonly path: string;
    readonly change: LinkChange;
  }
  | { readonly type: "warning"; readonly text: string }
  | {
    readonly type: "ended";
    readonly built: number;
    readonly reused: number;
    readonly failed: number;
    readonly planned: number;
    readonly elapsedMs: number;
    /** What the reused jobs took when they were built. */
    readonly savedMs: number;
    /** The build script that failed or was stopped, if one did. */
    readonly failedScript?: string;
    /** The build scripts that were not run because of that. */
    readonly notRun: readonly string[];
  };

/** What a link did to the results: it is new, led elsewhere before, or not. */
export type LinkChange = "new" | "moved" | "same";

/** Receives events in the order they happen. Must not throw. */
export type EventSink = (event: BuildEvent) => void;
