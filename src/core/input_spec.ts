/**
 * What an input of a method may be, as plain data.
 *
 * The main process never runs a method's code: it gets these from the Worker
 * that loaded the method, and checks every request against them.
 *
 * @module
 */

import type { Json } from "./canonical.ts";

/** Kinds whose values are single JSON values. */
export type ValueKind =
  | "string"
  | "number"
  | "integer"
  | "boolean"
  | "date"
  | "datetime";

/** Kinds that stand for something built or lying on disk. */
export type RefKind = "job" | "file" | "jobFile";

/** One declared input. `default` is in canonical spelling. */
export type InputSpec =
  | { readonly kind: ValueKind; readonly default?: Json }
  | {
    readonly kind: "oneOf";
    readonly values: readonly (string | number | boolean)[];
    readonly default?: Json;
  }
  | {
    readonly kind: "list";
    readonly items: InputSpec;
    readonly default?: Json;
  }
  | { readonly kind: "record"; readonly fields: InputSpecs }
  | {
    readonly kind: "map";
    readonly values: InputSpec;
    readonly default?: Json;
  }
  | { readonly kind: "optional"; readonly inner: InputSpec }
  | {
    readonly kind: "dataset";
    readonly columns?: { readonly [name: string]: string };
  }
  | { readonly kind: RefKind };

/** The declared inputs of a method by name. */
export interface InputSpecs {
  /** What the input takes. */
  readonly [name: string]: InputSpec;
}

/** Says in a word or two what an input takes, for messages and listings. */
export function describeSpec(spec: InputSpec): string {
  switch (spec.kind) {
    case "oneOf":
      return `one of ${spec.values.map((v) => JSON.stringify(v)).join(", ")}`;
    case "list":
      return `list of ${describeItems(spec.items)}`;
    case "record":
      return describeRecord(Object.keys(spec.fields));
    case "map":
      return `record of ${describeItems(spec.values)}`;
    case "optional":
      return `${describeSpec(spec.inner)}, optional`;
    case "dataset":
      return describeDataset(spec.columns);
    case "jobFile":
      return "file of a job";
    case "file":
      return "file under the input directory";
    default:
      return spec.kind;
  }
}

/** What stands behind "of", where a comma would end it. */
function describeItems(spec: InputSpec): string {
  return spec.kind === "optional"
    ? `optional ${describeItems(spec.inner)}`
    : describeSpec(spec);
}

function describeRecord(names: readonly string[]): string {
  return names.length === 0 ? "empty record" : `record of ${names.join(", ")}`;
}

function describeDataset(
  columns: { readonly [name: string]: string } | undefined,
): string {
  const names = Object.entries(columns ?? {}).map(([name, type]) =>
    `${name} ${type}`
  );
  return names.length === 0 ? "dataset" : `dataset with ${names.join(", ")}`;
}

/** The value an input has when the request leaves it out. */
export function defaultOf(spec: InputSpec): Json | undefined {
  switch (spec.kind) {
    case "optional":
      return null;
    case "dataset":
    case "job":
    case "file":
    case "jobFile":
      return undefined;
    case "record":
      return defaultOfRecord(spec.fields);
    default:
      return spec.default;
  }
}

function defaultOfRecord(fields: InputSpecs): Json | undefined {
  const filled: Record<string, Json> = Object.create(null);
  for (const [name, field] of Object.entries(fields)) {
    const value = defaultOf(field);
    if (value === undefined) return undefined;
    filled[name] = value;
  }
  return filled;
}
