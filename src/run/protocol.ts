/**
 * What the main process, its executors and their Workers say to each other.
 *
 * Main and executor exchange JSON frames over an inherited descriptor, executor
 * and Worker exchange messages. What comes from a Worker is untrusted; the
 * executor adds the stage and slice it speaks for.
 *
 * @module
 */

import type { Json } from "../core/canonical.ts";
import type { Compression } from "../core/datasets.ts";
import type { DeclaredDataset } from "../core/declared_datasets.ts";
import type { StageName } from "../core/events.ts";
import type { MethodDescriptor } from "../core/method.ts";
import type { Wire } from "../core/wire.ts";

/** A part of a module's code that gives way before it runs. */
export interface CodeEdit {
  /** From here to `end`, without it, counted in UTF-16 units of the code. */
  readonly start: number;
  readonly end: number;
  /**
   * The module whose URL stands there instead: a path in the closure, or
   * `ax`. Without it, spaces. Never spans a line break.
   */
  readonly target?: string;
}

/** One module of a closure, ready to be loaded. */
export interface LoadedModule {
  readonly path: string;
  readonly code: string;
  readonly edits: readonly CodeEdit[];
  /** The modules that were joined into it, in the order of their lines. */
  readonly parts?: readonly ModulePart[];
}

/** Where a module begins that was joined with others. */
export interface ModulePart {
  readonly path: string;
  /** The line, from 1, at which its first line stands. */
  readonly line: number;
}

/** A closure as executors keep it: dependencies first, the entry last. */
export interface LoadedClosure {
  readonly digest: string;
  readonly modules: readonly LoadedModule[];
}

/** A job that a stage or script may read, by its place on disk. */
export interface JobPlace {
  readonly kind: "job";
  readonly id: string;
  /** The job's directory. */
  readonly dir: string;
  readonly files: readonly string[];
  /** The names of its datasets. */
  readonly datasets: readonly string[];
  /** Directories of the jobs before it, oldest first, without itself. */
  readonly chain: readonly JobPlace[];
}

/** A file that a stage may read, by its place on disk. */
export interface FilePlace {
  readonly kind: "file";
  readonly name: string;
  readonly path: string;
}

/** A dataset that a stage may read: `JOB/NAME` in the setup's `datasets`. */
export interface DatasetRef {
  readonly kind: "dataset";
  readonly key: string;
}

/** What a ref in the inputs stands for on this machine. */
export type Place = JobPlace | FilePlace | DatasetRef;

/** What Deno lets the Workers of a job do. */
export interface WorkerGrants {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly net: readonly string[];
  readonly env: readonly string[];
}

/** All that an executor must know of a job to run its stages. */
export interface JobSetup {
  readonly kind: "job" | "build";
  readonly method: string;
  /** The closure's digest; sent before. */
  readonly closure: string;
  /** Where `files/` and `datasets/` are. */
  readonly dir: string;
  readonly inputs: { readonly [name: string]: Json };
  /** What each ref stands for, by its canonical spelling. */
  readonly places: { readonly [ref: string]: Place };
  /**
   * Every dataset that can be reached from the inputs, by `JOB/NAME`: those of
   * jobs, and what chains lead to. Each a `DatasetPlace` as JSON, so
   * that of a long chain a Worker parses only what it reads.
   */
  readonly datasets: { readonly [key: string]: string };
  /** How datasets are compressed that do not say. */
  readonly compression: Compression | undefined;
  readonly slices: number;
  /** Seeds randomness; the fingerprint. */
  readonly seed: string;
  /** The time that clocks show, in ms since 1970. */
  readonly startMs: number;
  readonly grants: WorkerGrants;
  readonly builds: boolean;
  /** Every workdir's directory by name, where the code may see them. */
  readonly workdirs: { readonly [name: string]: string };
}

/** What a Worker may ask of the main process. */
export type Ask =
  | {
    readonly kind: "build";
    readonly method: string;
    readonly inputs: Wire;
    readonly options: {
      readonly caption?: string;
      readonly workdir?: string;
      readonly name?: string;
      readonly force?: boolean;
    };
  }
  | {
    readonly kind: "link";
    readonly job: string;
    readonly file: string;
    readonly name: string;
  }
  | { readonly kind: "warn"; readonly text: string };

/** What a script gets for a request: enough for a handle. */
export interface BuiltJob {
  readonly id: string;
  readonly dir: string;
  readonly method: string;
  readonly name: string;
  /** Set for a job that `--dry-run` only plans. */
  readonly planned?: boolean;
}

/** The answer to an {@linkcode Ask}. */
export type Answer =
  | { readonly ok: true; readonly value: BuiltJob | null }
  | {
    readonly ok: false;
    readonly code: string;
    readonly message: string;
    readonly hint?: string;
  };

/** An error as it crosses a boundary. */
export interface ErrorReport {
  readonly message: string;
  readonly stack: string;
  /** The code of an AxError. */
  readonly code?: string;
  readonly hint?: string;
  /** What the stage was doing, outermost first. */
  readonly status: readonly string[];
}

/** Main to executor. */
export type Command =
  | { readonly type: "closure"; readonly closure: LoadedClosure }
  | { readonly type: "describe"; readonly closure: string }
  | { readonly type: "job"; readonly setup: JobSetup }
  | {
    readonly type: "stage";
    readonly stage: StageName;
    readonly slice: number;
  }
  | {
    readonly type: "answer";
    readonly stage: StageName;
    readonly slice: number;
    readonly ask: number;
    readonly answer: Answer;
  }
  | { readonly type: "end" };

/** Executor to main. */
export type Report =
  | { readonly type: "ready"; readonly pid: number }
  | { readonly type: "described"; readonly descriptor: MethodDescriptor }
  | { readonly type: "undescribed"; readonly error: ErrorReport }
  | StageEnd
  | {
    readonly type: "printed";
    readonly stage: StageName;
    readonly slice: number;
    readonly text: string;
  }
  | {
    readonly type: "progress";
    readonly stage: StageName;
    readonly slice: number;
    readonly status: readonly string[];
  }
  | {
    readonly type: "ask";
    readonly stage: StageName;
    readonly slice: number;
    readonly id: number;
    readonly ask: Ask;
  };

/** A stage, or one slice of `analysis`, has ended. */
export interface StageEnd {
  readonly type: "stageEnd";
  readonly stage: StageName;
  /** -1 for the stages that have none. */
  readonly slice: number;
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
  /** The method called `finishEarly`. */
  readonly early: boolean;
  /** The datasets it wrote, as it declared them. */
  readonly datasets: readonly DeclaredDataset[];
  readonly error?: ErrorReport;
}

/** Executor to Worker, once. */
export interface WorkerStart {
  readonly closure: LoadedClosure;
  readonly setup: JobSetup | undefined;
  readonly stage: StageName | "describe";
  readonly slice: number;
  readonly prepareResult: unknown;
  readonly analysisResults: readonly unknown[];
  /** The datasets that earlier stages of the job made. */
  readonly made: readonly DeclaredDataset[];
}

/** Worker to executor. */
export type WorkerReport =
  | {
    readonly type: "end";
    readonly value: unknown;
    readonly early: boolean;
    readonly datasets: readonly DeclaredDataset[];
  }
  | { readonly type: "error"; readonly error: ErrorReport }
  | { readonly type: "printed"; readonly text: string }
  | { readonly type: "progress"; readonly status: readonly string[] }
  | {
    readonly type: "asks";
    readonly asks: readonly { readonly id: number; readonly ask: Ask }[];
  };

/** Executor to Worker, later: answers by the ask's number. */
export type WorkerAnswers = readonly {
  readonly id: number;
  readonly answer: Answer;
}[];
