/**
 * The builders that declare a method's inputs.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import { checkDefault } from "./check_inputs.ts";
import { type Columns, isColumnSpec } from "./columns.ts";
import { AxError } from "./errors.ts";
import type { Dataset } from "./datasets.ts";
import type { FinishedJob, InputFile, Job, JobFile } from "./handles.ts";
import type { InputSpec, InputSpecs } from "./input_spec.ts";

/**
 * A declared input.
 *
 * `Given` is what a request may pass (with `undefined` when it may be left
 * out), `Seen` what the stages get.
 */
export interface Input<Given, Seen> {
  /** What it takes, as plain data. */
  readonly spec: InputSpec;
  /** Carries the types for the compiler; never there when the program runs. */
  readonly types?: { readonly given: Given; readonly seen: Seen };
}

/** Declared inputs by name. */
export interface Inputs {
  /** The name is what a request and the stages use. */
  readonly [name: string]: Input<unknown, unknown>;
}

/** What the stages see of declared inputs. */
export type SeenInputs<Declared extends Inputs> = {
  readonly [Name in keyof Declared]: Declared[Name] extends
    Input<infer _Given, infer Seen> ? Seen : never;
};

/** What a request may pass for one declared input. */
export type GivenOf<Declared> = Declared extends Input<infer Given, infer _Seen>
  ? Given
  : never;

/** The names of the inputs that a request may leave out. */
export type OptionalNames<Declared extends Inputs> = {
  [Name in keyof Declared]: undefined extends GivenOf<Declared[Name]> ? Name
    : never;
}[keyof Declared];

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
/** With the value of a request that leaves it out. */
/** Text, with a default. */
export function string(fallback: string): Input<string | undefined, string>;
export function string(
  fallback?: string,
): Input<string | undefined, string> {
  return declare({ kind: "string" }, fallback);
}

/** A finite number. */
export function number(): Input<number, number>;
/** With the value of a request that leaves it out. */
/** A finite number, with a default. */
export function number(fallback: number): Input<number | undefined, number>;
export function number(
  fallback?: number,
): Input<number | undefined, number> {
  return declare({ kind: "number" }, fallback);
}

/** A whole number between -2^53 and 2^53. */
export function integer(): Input<number, number>;
/** With the value of a request that leaves it out. */
/** A whole number, with a default. */
export function integer(fallback: number): Input<number | undefined, number>;
export function integer(
  fallback?: number,
): Input<number | undefined, number> {
  return declare({ kind: "integer" }, fallback);
}

/** True or false. */
export function boolean(): Input<boolean, boolean>;
/** With the value of a request that leaves it out. */
/** True or false, with a default. */
export function boolean(
  fallback: boolean,
): Input<boolean | undefined, boolean>;
export function boolean(
  fallback?: boolean,
): Input<boolean | undefined, boolean> {
  return declare({ kind: "boolean" }, fallback);
}

/** A day, given as `2024-05-01` or a Date; stages see a Date at 00:00 UTC. */
export function date(): Input<string | Date, Date>;
/** With the value of a request that leaves it out. */
/** A day, with a default. */
export function date(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;
export function date(
  fallback?: string | Date,
): Input<string | Date | undefined, Date> {
  return declare({ kind: "date" }, fallback);
}

/** A moment, given as a Date or as ISO 8601 with a zone; stages see a Date. */
export function datetime(): Input<string | Date, Date>;
/** With the value of a request that leaves it out. */
/** A moment, with a default. */
export function datetime(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;
export function datetime(
  fallback?: string | Date,
): Input<string | Date | undefined, Date> {
  return declare({ kind: "datetime" }, fallback);
}

/** One of the listed values. */
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
): Input<Value, Value>;
/** With the value of a request that leaves it out. */
/** One of the listed values, with a default. */
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  fallback: NoInfer<Value>,
): Input<Value | undefined, Value>;
export function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  fallback?: NoInfer<Value>,
): Input<Value | undefined, Value> {
  const fits = Array.isArray(values) && values.length > 0 &&
    values.every((value) => isChoice(value));
  if (fits) return declare({ kind: "oneOf", values }, fallback);
  throw new AxError(
    "method",
    `Cannot declare oneOf(): it takes a list of at least one string, finite ` +
      `number or boolean`,
  );
}

/** Values of one kind in order. */
export function list<Given, Seen>(
  items: Input<Given, Seen>,
): Input<readonly Given[], readonly Seen[]>;
/** With the values of a request that leaves it out. */
/** Values of one kind in order, with a default. */
export function list<Given, Seen>(
  items: Input<Given, Seen>,
  fallback: readonly (Given & Json)[],
): Input<readonly Given[] | undefined, readonly Seen[]>;
export function list<Given, Seen>(
  items: Input<Given, Seen>,
  fallback?: readonly (Given & Json)[],
): Input<readonly Given[] | undefined, readonly Seen[]> {
  return declare({ kind: "list", items: specOf("list", items) }, fallback);
}

/** Values by name, declared field by field. */
export function record<Fields extends Inputs>(
  fields: Fields,
): Input<GivenFor<Fields>, SeenInputs<Fields>>;
/** Values of one kind under any names. */
export function record<Given, Seen>(
  values: Input<Given, Seen>,
): Input<
  { readonly [name: string]: Given },
  { readonly [name: string]: Seen }
>;
export function record<Given, Seen>(
  declared: Inputs | Input<Given, Seen>,
): Input<Given, Seen> {
  return isInput(declared)
    ? declare({ kind: "map", values: declared.spec })
    : declare({ kind: "record", fields: specsOf(declared) });
}

/** An input that may be left out; stages then see `null`. */
export function optional<Given, Seen>(
  inner: Input<Given, Seen>,
): Input<Given | null | undefined, Seen | null> {
  return declare({ kind: "optional", inner: specOf("optional", inner) });
}

/**
 * A dataset, or a job that stands for its `default` dataset.
 *
 * @param columns Columns it must have, and the types they are read as. It may
 * have more, and narrower ones: what was stored as `int32` may be read as
 * `int64` or `float64`, `float32` as `float64`, `category` as `string`.
 */
export function dataset<Wanted extends Columns = Columns>(
  columns?: Wanted,
): Input<Dataset | Job, Dataset<Wanted>> {
  if (columns === undefined) return declare({ kind: "dataset" });
  for (const [name, type] of Object.entries(columns)) {
    if (isColumnSpec(type)) continue;
    throw new AxError(
      "method",
      `Cannot declare dataset(): column "${name}" cannot have type ` +
        `${JSON.stringify(type)}: a type is as in "float64", "string?" or ` +
        `"list<int32>"`,
    );
  }
  return declare({ kind: "dataset", columns });
}

/** A finished job. */
export function job(): Input<Job, FinishedJob> {
  return declare({ kind: "job" });
}

/** A file under the project's input directory, known by its content. */
export function file(): Input<string, InputFile> {
  return declare({ kind: "file" });
}

/** A file of a finished job: `job.file("total.json")` in a build script. */
export function jobFile(): Input<JobFile, InputFile> {
  return declare({ kind: "jobFile" });
}

/**
 * The plain data of declared inputs.
 *
 * @throws {AxError} `method`, for what no builder made, and for names that
 * cannot be told from what ax itself writes.
 */
export function specsOf(inputs: Inputs): InputSpecs {
  const specs: Record<string, InputSpec> = Object.create(null);
  for (const [name, input] of Object.entries(inputs)) {
    if (name === "" || name === "~" || name === "__proto__") {
      throw new AxError(
        "method",
        `Cannot declare input "${name}": it must have another name`,
      );
    }
    specs[name] = specOf(`input "${name}"`, input);
  }
  return specs;
}

function specOf(what: string, input: unknown): InputSpec {
  if (isInput(input)) return input.spec;
  throw new AxError(
    "method",
    `Cannot declare ${what}: it must be made by a builder such as string() ` +
      `or dataset()`,
  );
}

/** A record may have a field called `spec`; only an input's has a kind. */
function isInput(value: unknown): value is Input<unknown, unknown> {
  const spec = (value as { readonly spec?: { readonly kind?: unknown } } | null)
    ?.spec;
  return typeof spec?.kind === "string";
}

function isChoice(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" ||
    Number.isFinite(value);
}

function declare<Given, Seen>(
  spec: InputSpec,
  fallback?: unknown,
): Input<Given, Seen> {
  if (fallback === undefined) return { spec };
  const value = checkDefault(spec, fallback);
  return { spec: { ...spec, default: value } as InputSpec };
}
