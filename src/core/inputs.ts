/**
 * The builders that declare a method's inputs.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import type { Columns } from "./columns.ts";
import { AxError } from "./errors.ts";
import type {
  Dataset,
  FinishedJob,
  InputFile,
  Job,
  JobFile,
} from "./handles.ts";
import {
  defaultOf,
  describeSpec,
  type InputSpec,
  type InputSpecs,
} from "./input_spec.ts";
import { parseMoment } from "./moments.ts";

declare const given: unique symbol;
declare const seen: unique symbol;

/**
 * A declared input.
 *
 * `Given` is what a request may pass (with `undefined` when it may be left
 * out), `Seen` what the stages get.
 */
export interface Input<Given, Seen> {
  readonly spec: InputSpec;
  readonly [given]?: Given;
  readonly [seen]?: Seen;
}

type AnyInput = Input<unknown, unknown>;

/** Declared inputs by name. */
export interface Inputs {
  readonly [name: string]: AnyInput;
}

/** What the stages see of declared inputs. */
export type SeenInputs<Declared extends Inputs> = {
  readonly [Name in keyof Declared]: Declared[Name] extends
    Input<infer _Given, infer Seen> ? Seen : never;
};

type OptionalNames<Declared extends Inputs> = {
  [Name in keyof Declared]: Declared[Name] extends
    Input<infer Given, infer _Seen> ? undefined extends Given ? Name : never
    : never;
}[keyof Declared];

type GivenOf<Declared> = Declared extends Input<infer Given, infer _Seen>
  ? Given
  : never;

/** What a request passes for declared inputs. */
export type GivenFor<Declared extends Inputs> =
  & {
    readonly [Name in Exclude<keyof Declared, OptionalNames<Declared>>]:
      GivenOf<Declared[Name]>;
  }
  & {
    readonly [Name in OptionalNames<Declared>]?: GivenOf<Declared[Name]>;
  };

/** Text. */
export function string(): Input<string, string>;
export function string(fallback: string): Input<string | undefined, string>;
export function string(
  fallback?: string,
): Input<string | undefined, string> {
  return value("string", fallback, typeof fallback === "string");
}

/** A finite number. */
export function number(): Input<number, number>;
export function number(fallback: number): Input<number | undefined, number>;
export function number(
  fallback?: number,
): Input<number | undefined, number> {
  return value("number", fallback, Number.isFinite(fallback));
}

/** A whole number between -2^53 and 2^53. */
export function integer(): Input<number, number>;
export function integer(fallback: number): Input<number | undefined, number>;
export function integer(
  fallback?: number,
): Input<number | undefined, number> {
  return value("integer", fallback, Number.isSafeInteger(fallback));
}

/** True or false. */
export function boolean(): Input<boolean, boolean>;
export function boolean(
  fallback: boolean,
): Input<boolean | undefined, boolean>;
export function boolean(
  fallback?: boolean,
): Input<boolean | undefined, boolean> {
  return value("boolean", fallback, typeof fallback === "boolean");
}

/** A day, given as `2024-05-01` or a Date; stages see a Date at 00:00 UTC. */
export function date(): Input<string | Date, Date>;
export function date(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;
export function date(
  fallback?: string | Date,
): Input<string | Date | undefined, Date> {
  return moment("date", fallback);
}

/** A moment, given as a Date or as ISO 8601 with a zone; stages see a Date. */
export function datetime(): Input<string | Date, Date>;
export function datetime(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;
export function datetime(
  fallback?: string | Date,
): Input<string | Date | undefined, Date> {
  return moment("datetime", fallback);
}

/** One of the listed values. */
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
): Input<Value, Value>;
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  fallback: NoInfer<Value>,
): Input<Value | undefined, Value>;
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  fallback?: NoInfer<Value>,
): Input<Value | undefined, Value> {
  if (fallback !== undefined && !values.includes(fallback)) {
    throw badDefault("oneOf", fallback, "one of its values");
  }
  return { spec: withDefault({ kind: "oneOf", values }, fallback) };
}

/** Values of one kind in order. */
export function list<Given, Seen>(
  items: Input<Given, Seen>,
): Input<readonly Given[], readonly Seen[]>;
export function list<Given, Seen>(
  items: Input<Given, Seen>,
  fallback: readonly (Given & Json)[],
): Input<readonly Given[] | undefined, readonly Seen[]>;
export function list<Given, Seen>(
  items: Input<Given, Seen>,
  fallback?: readonly (Given & Json)[],
): Input<readonly Given[] | undefined, readonly Seen[]> {
  return { spec: withDefault({ kind: "list", items: items.spec }, fallback) };
}

/** Values by name: declared field by field, or of one kind under any name. */
export function record<Fields extends Inputs>(
  fields: Fields,
): Input<GivenFor<Fields>, SeenInputs<Fields>>;
export function record<Given, Seen>(
  values: Input<Given, Seen>,
): Input<
  { readonly [name: string]: Given },
  { readonly [name: string]: Seen }
>;
export function record<Given, Seen>(
  declared: Inputs | AnyInput,
): Input<Given, Seen> {
  if (isInput(declared)) {
    return { spec: { kind: "map", values: declared.spec } };
  }
  return { spec: { kind: "record", fields: specsOf(declared) } };
}

/** An input that may be left out; stages then see `null`. */
export function optional<Given, Seen>(
  inner: Input<Given, Seen>,
): Input<Given | null | undefined, Seen | null> {
  return { spec: { kind: "optional", inner: inner.spec } };
}

/**
 * A dataset, or a job that stands for its `default` dataset.
 *
 * @param columns Columns it must have, and their types. It may have more.
 */
export function dataset<Wanted extends Columns = Columns>(
  columns?: Wanted,
): Input<Dataset | Job, Dataset<Wanted>> {
  return {
    spec: columns === undefined
      ? { kind: "dataset" }
      : { kind: "dataset", columns },
  };
}

/** A finished job. */
export function job(): Input<Job, FinishedJob> {
  return { spec: { kind: "job" } };
}

/** A file under the project's input directory, known by its content. */
export function file(): Input<string, InputFile> {
  return { spec: { kind: "file" } };
}

/** A file of a finished job: `job.file("total.json")` in a build script. */
export function jobFile(): Input<JobFile, InputFile> {
  return { spec: { kind: "jobFile" } };
}

/** The plain data of declared inputs. */
export function specsOf(inputs: Inputs): InputSpecs {
  const specs: Record<string, InputSpec> = Object.create(null);
  for (const [name, input] of Object.entries(inputs)) {
    if (!isInput(input)) {
      throw new AxError(
        "method",
        `Cannot declare input "${name}": it must be made by a builder such ` +
          `as string() or dataset()`,
      );
    }
    specs[name] = input.spec;
  }
  return specs;
}

function isInput(value: unknown): value is AnyInput {
  return typeof value === "object" && value !== null &&
    Object.hasOwn(value, "spec");
}

function value<Given, Seen>(
  kind: "string" | "number" | "integer" | "boolean",
  fallback: Json | undefined,
  fits: boolean,
): Input<Given, Seen> {
  if (fallback !== undefined && !fits) {
    throw badDefault(kind, fallback, describeSpec({ kind }));
  }
  return { spec: withDefault({ kind }, fallback) };
}

function moment<Given, Seen>(
  kind: "date" | "datetime",
  fallback: string | Date | undefined,
): Input<Given, Seen> {
  if (fallback === undefined) return { spec: { kind } };
  const spelled = parseMoment(
    kind,
    typeof fallback === "string"
      ? fallback
      : { "~": "date", ms: fallback.getTime() },
  );
  if (spelled === undefined) throw badDefault(kind, fallback, kind);
  return { spec: { kind, default: spelled } };
}

function withDefault<Spec extends InputSpec>(
  spec: Spec,
  fallback: Json | undefined,
): InputSpec {
  if (fallback === undefined || defaultOf(spec) !== undefined) return spec;
  return { ...spec, default: fallback } as InputSpec;
}

function badDefault(kind: string, fallback: unknown, wanted: string): AxError {
  return new AxError(
    "method",
    `Cannot use default ${String(fallback)} for ${kind}(): expected ${wanted}`,
  );
}
