/**
 * What a method is: its inputs, and stages that run one after the other.
 *
 * @module
 */

import { AxError } from "./errors.ts";
import type { BuildingJob, RunningJob } from "./handles.ts";
import type { InputSpecs } from "./input_spec.ts";
import { type Inputs, type SeenInputs, specsOf } from "./inputs.ts";
import { didYouMean } from "./suggest.ts";

/** What a method asks for beyond its own files. The project must grant it. */
export interface MethodPermissions {
  /** Hosts, as in `api.example.com` or `127.0.0.1:8080`. */
  readonly net?: readonly string[];
  /** Names of environment variables. */
  readonly env?: readonly string[];
  /** Absolute paths outside the project. */
  readonly read?: readonly string[];
}

/** The results of `analysis` in slice order. */
export interface AnalysisResults<Result> extends ReadonlyArray<Result> {
  /**
   * Makes one result of all: numbers add, arrays concatenate, Maps, Sets and
   * records merge by key.
   *
   * @throws {TypeError} For results that have no such sum, such as strings.
   */
  merge(): Result;
}

/** What every stage gets. */
export interface StageContext<Declared extends Inputs, Running> {
  /** The inputs, defaults filled in. */
  readonly inputs: SeenInputs<Declared>;
  /** The job that is running. */
  readonly job: Running;
  /** How many slices every dataset has. */
  readonly slices: number;
}

/** What `analysis` gets. */
export interface AnalysisContext<Declared extends Inputs, Running, Prepared>
  extends StageContext<Declared, Running> {
  /** Which slice this call is for, from 0. */
  readonly slice: number;
  /** What `prepare` returned. */
  readonly prepareResult: Prepared;
}

/** What `synthesis` gets. */
export interface SynthesisContext<
  Declared extends Inputs,
  Running,
  Prepared,
  Analysed,
> extends StageContext<Declared, Running> {
  /** What `prepare` returned. */
  readonly prepareResult: Prepared;
  /** What each call of `analysis` returned. */
  readonly analysisResults: AnalysisResults<Analysed>;
}

/** A method as its author writes it. Stages stand in the order they run. */
export interface MethodDefinition<
  Declared extends Inputs,
  Builds extends boolean,
  Prepared,
  Analysed,
  Result,
> {
  /** What it does; the first line shows in listings. */
  readonly description?: string;
  /** Whether its stages may ask for jobs by `job.build`. */
  readonly builds?: Builds;
  /** What it needs beyond its own files; none when left out. */
  readonly permissions?: MethodPermissions;
  /** What a request passes, by name; nothing when left out. */
  readonly inputs?: Declared;
  /** Runs once, first. */
  prepare?(
    context: StageContext<Declared, RunningFor<Builds>>,
  ): Prepared | Promise<Prepared>;
  /** Runs once for each slice, in parallel. */
  analysis?(
    context: AnalysisContext<Declared, RunningFor<Builds>, Prepared>,
  ): Analysed | Promise<Analysed>;
  /** Runs once, last. What it returns is the job's value. */
  synthesis?(
    context: SynthesisContext<
      Declared,
      RunningFor<Builds>,
      Prepared,
      Analysed
    >,
  ): Result | Promise<Result>;
}

/** The running job's handle: with `build` where the method builds. */
export type RunningFor<Builds extends boolean> = Builds extends true
  ? BuildingJob
  : RunningJob;

/** The stages in the order they run. */
export const stages = ["prepare", "analysis", "synthesis"] as const;

/** One of the stages of a method. */
export type Stage = typeof stages[number];

/** Marks what {@linkcode defineMethod} made. */
const defined: unique symbol = Symbol("ax.method");

/** A method, ready to be a module's default export. */
export interface Method<Declared extends Inputs = Inputs, Result = unknown>
  extends MethodDefinition<Declared, boolean, unknown, unknown, Result> {
  /** Never there: it says that `defineMethod` made this. */
  readonly "~defined": true;
}

/**
 * Defines a method. It is the default export of `methods/NAME.ts`.
 *
 * Types flow from `inputs` to each stage, and from what a stage returns to the
 * next one.
 *
 * @example The sum of a column
 * ```ts
 * import { dataset, defineMethod } from "ax";
 *
 * const method = defineMethod({
 *   inputs: { source: dataset({ amount: "float64" }) },
 *   analysis({ inputs, slice }) {
 *     let sum = 0;
 *     for (const amount of inputs.source.column(slice, "amount")) sum += amount;
 *     return sum;
 *   },
 *   synthesis: ({ analysisResults }) => analysisResults.merge(),
 * });
 * if (method.analysis === undefined) throw new Error("no analysis");
 * ```
 */
export function defineMethod<
  Declared extends Inputs = Record<never, never>,
  const Builds extends boolean = false,
  Prepared = undefined,
  Analysed = undefined,
  Result = undefined,
>(
  definition: MethodDefinition<Declared, Builds, Prepared, Analysed, Result>,
): Method<Declared, Result> {
  return { ...definition, [defined]: true } as unknown as Method<
    Declared,
    Result
  >;
}

/** What the main process knows of a method without running it. */
export interface MethodDescriptor {
  readonly description: string;
  readonly builds: boolean;
  readonly permissions: MethodPermissions;
  readonly inputs: InputSpecs;
  readonly stages: readonly Stage[];
}

/** Whether a module's default export is a method. */
export function isMethod(value: unknown): value is Method {
  return typeof value === "object" && value !== null && defined in value;
}

/**
 * Describes a method as plain data.
 *
 * TypeScript's types are gone when a method is loaded, so all that its author
 * wrote is checked here.
 *
 * @throws {AxError} `method`, if it has no stage, a misspelt key, or something
 * that is not what it should be.
 */
export function describeMethod(method: Method): MethodDescriptor {
  const known = ["description", "builds", "permissions", "inputs", ...stages];
  refuseUnknown("in defineMethod", Object.keys(method), known);
  const {
    description = "",
    builds = false,
    permissions = {},
    inputs = {},
  } = method;
  if (typeof description !== "string") {
    throw unfit("description", "text", description);
  }
  if (typeof builds !== "boolean") {
    throw unfit("builds", "true or false", builds);
  }
  if (!isRecord(inputs)) throw unfit("inputs", "a record", inputs);
  return {
    description,
    builds,
    permissions: checkPermissions(permissions),
    inputs: specsOf(inputs),
    stages: stagesOf(method),
  };
}

function stagesOf(method: Method): Stage[] {
  const present = stages.filter((stage) => method[stage] !== undefined);
  for (const stage of present) {
    const value: unknown = method[stage];
    if (typeof value !== "function") throw unfit(stage, "a function", value);
  }
  if (present.length > 0) return present;
  throw new AxError(
    "method",
    `Cannot run a method without a stage: give it prepare, analysis or ` +
      `synthesis`,
  );
}

const PERMISSIONS = ["net", "env", "read"] as const;

/** Checks what is asked for, and spells it in one way: sorted, no repeats. */
function checkPermissions(asked: unknown): MethodPermissions {
  if (!isRecord(asked)) throw unfit("permissions", "a record", asked);
  refuseUnknown("in permissions", Object.keys(asked), PERMISSIONS);
  const checked: { -readonly [Name in keyof MethodPermissions]: string[] } = {};
  for (const name of PERMISSIONS) {
    const list: unknown = asked[name] ?? [];
    if (!Array.isArray(list) || !list.every((item) => isText(item))) {
      throw unfit(`permissions.${name}`, "a list of texts", list);
    }
    if (list.length > 0) checked[name] = [...new Set<string>(list)].sort();
  }
  return checked;
}

function refuseUnknown(
  where: string,
  keys: readonly string[],
  known: readonly string[],
): void {
  for (const key of keys) {
    if (known.includes(key)) continue;
    throw new AxError(
      "method",
      `Cannot use "${key}" ${where}: it takes ${known.join(", ")}` +
        didYouMean(key, known),
    );
  }
}

function unfit(key: string, wanted: string, value: unknown): AxError {
  const got = Array.isArray(value)
    ? "a list"
    : value === null
    ? "null"
    : typeof value;
  return new AxError(
    "method",
    `Cannot use "${key}" in defineMethod: it must be ${wanted}, got ${got}`,
  );
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
