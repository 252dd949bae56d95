/**
 * Checks the inputs of a request against what its method declares.
 *
 * @module
 */

import { canonicalJson, type Json } from "./canonical.ts";
import { AxError } from "./errors.ts";
import {
  defaultOf,
  describeSpec,
  type InputSpec,
  type InputSpecs,
  type ValueKind,
} from "./input_spec.ts";
import { parseMoment } from "./moments.ts";
import { didYouMean } from "./suggest.ts";
import { markOf, type Ref, type Wire } from "./wire.ts";

/** Every input of a method, defaults filled in, in canonical spelling. */
export interface CheckedInputs {
  readonly [name: string]: Json;
}

/** Where a value stands, for the message. */
interface Place {
  readonly method: string;
  readonly path: string;
}

/**
 * Checks a request and fills in the defaults.
 *
 * @param method The method's name, which starts every message.
 * @param specs What the method declares.
 * @param given What the request passes, as {@linkcode Wire}.
 * @throws {AxError} `input`, naming the input, what was expected and what came.
 */
export function checkInputs(
  method: string,
  specs: InputSpecs,
  given: Wire,
): CheckedInputs {
  const record = plainRecord(given);
  if (record === undefined) {
    throw new AxError(
      "input",
      `${method}: the inputs must be a record, got ${show(given)}`,
    );
  }
  refuseUnknown(method, specs, record);
  const checked: Record<string, Json> = Object.create(null);
  for (const [name, spec] of Object.entries(specs)) {
    checked[name] = checkMember({ method, path: name }, spec, record[name]);
  }
  return checked;
}

function refuseUnknown(
  method: string,
  specs: InputSpecs,
  given: Readonly<Record<string, Wire>>,
): void {
  const names = Object.keys(specs);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(specs, name)) continue;
    const known = names.length === 0
      ? "it takes none"
      : `it takes ${names.join(", ")}`;
    throw new AxError(
      "input",
      `${method}: unknown input "${name}": ${known}${didYouMean(name, names)}`,
    );
  }
}

function checkMember(
  place: Place,
  spec: InputSpec,
  value: Wire | undefined,
): Json {
  if (value !== undefined) return check(place, spec, value);
  const filled = defaultOf(spec);
  if (filled !== undefined) return filled;
  throw new AxError(
    "input",
    `${place.method}: input "${place.path}": missing, ` +
      `expected ${describeSpec(spec)}`,
  );
}

function check(place: Place, spec: InputSpec, value: Wire): Json {
  switch (spec.kind) {
    case "optional":
      return value === null ? null : check(place, spec.inner, value);
    case "oneOf":
      return checkOneOf(place, spec, value);
    case "list":
      return checkList(place, spec, value);
    case "record":
    case "map":
      return checkRecord(place, spec, value);
    case "dataset":
    case "job":
    case "file":
    case "jobFile":
      return checkRef(place, spec, value);
    default:
      return checkValue(place, spec, value);
  }
}

function checkOneOf(
  place: Place,
  spec: InputSpec & { kind: "oneOf" },
  value: Wire,
): Json {
  return spec.values.some((allowed) => allowed === value)
    ? value
    : fail(place, spec, value);
}

function checkList(
  place: Place,
  spec: InputSpec & { kind: "list" },
  value: Wire,
): Json {
  if (!Array.isArray(value)) return fail(place, spec, value);
  return value.map((item: Wire, index) =>
    check({ ...place, path: `${place.path}[${index}]` }, spec.items, item)
  );
}

function checkRecord(
  place: Place,
  spec: InputSpec & { kind: "record" | "map" },
  value: Wire,
): Json {
  const record = plainRecord(value);
  if (record === undefined) return fail(place, spec, value);
  const checked: Record<string, Json> = Object.create(null);
  const fields = spec.kind === "record" ? spec.fields : undefined;
  for (const name of Object.keys(fields ?? record)) {
    const field = spec.kind === "record" ? spec.fields[name] : spec.values;
    if (field === undefined) continue;
    const inner = { ...place, path: `${place.path}.${name}` };
    checked[name] = checkMember(inner, field, record[name]);
  }
  for (const name of Object.keys(record)) {
    if (!Object.hasOwn(checked, name)) fail(place, spec, value, name);
  }
  return Object.hasOwn(checked, "~")
    ? { "~": "plain", value: checked }
    : checked;
}

function checkRef(place: Place, spec: InputSpec, value: Wire): Json {
  const mark = markOf(value);
  if (mark === spec.kind) return value;
  if (mark === "job" && spec.kind === "dataset") {
    const { id } = value as Ref & { "~": "job" };
    return { "~": "dataset", job: id, name: "default" };
  }
  if (spec.kind === "file" && typeof value === "string") {
    return { "~": "file", path: checkPath(place, value) };
  }
  return fail(place, spec, value);
}

function checkPath(place: Place, path: string): string {
  const steps = path.split("/");
  const plain = path !== "" && !path.includes("\0") && !path.includes("\\") &&
    steps.every((step) => step !== "" && step !== "." && step !== "..");
  if (plain) return path;
  throw new AxError(
    "input",
    `${place.method}: input "${place.path}": cannot use path ` +
      `${JSON.stringify(path)}: it must lead down from the input directory, ` +
      `as in "2024/orders.csv"`,
  );
}

function checkValue(
  place: Place,
  spec: InputSpec & { kind: ValueKind },
  value: Wire,
): Json {
  switch (spec.kind) {
    case "string":
      return typeof value === "string" ? value : fail(place, spec, value);
    case "boolean":
      return typeof value === "boolean" ? value : fail(place, spec, value);
    case "number":
      return typeof value === "number" ? value : fail(place, spec, value);
    case "integer":
      return Number.isSafeInteger(value) ? value : fail(place, spec, value);
    case "date":
    case "datetime":
      return parseMoment(spec.kind, value) ?? fail(place, spec, value);
  }
}

function plainRecord(
  value: Wire,
): Readonly<Record<string, Wire>> | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return undefined;
  }
  const mark = markOf(value);
  if (mark === undefined) return value as Readonly<Record<string, Wire>>;
  if (mark !== "plain") return undefined;
  return (value as { readonly value: Readonly<Record<string, Wire>> }).value;
}

function fail(
  place: Place,
  spec: InputSpec,
  value: Wire,
  unknown?: string,
): never {
  const got = unknown === undefined
    ? show(value)
    : `an unknown field "${unknown}"`;
  throw new AxError(
    "input",
    `${place.method}: input "${place.path}": ` +
      `expected ${describeSpec(spec)}, got ${got}`,
  );
}

/** Shows a value in a message: short, and in the words of the script. */
export function show(value: Wire): string {
  const mark = markOf(value);
  const ref = value as Readonly<Record<string, Json>>;
  switch (mark) {
    case "job":
      return `job ${ref["id"]}`;
    case "dataset":
      return `dataset ${ref["job"]}/${ref["name"]}`;
    case "jobFile":
      return `file ${ref["path"]} of job ${ref["job"]}`;
    case "file":
      return `file ${JSON.stringify(ref["path"])}`;
    case "date":
      return new Date(Number(ref["ms"])).toISOString();
    case "number":
      return String(ref["value"]);
  }
  const text = canonicalJson(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
