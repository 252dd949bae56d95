/**
 * Checks the inputs of a request against what its method declares.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import { AxError } from "./errors.ts";
import { parseJobId } from "./ids.ts";
import {
  defaultOf,
  describeSpec,
  type InputSpec,
  type InputSpecs,
  type ValueKind,
} from "./input_spec.ts";
import { parseMoment } from "./moments.ts";
import { didYouMean } from "./suggest.ts";
import { shorten } from "./text_cut.ts";
import { isRef, markOf, type Ref, toWire, type Wire } from "./wire.ts";
import { formatWire } from "./wire_text.ts";

/** Every input of a method, defaults filled in, in canonical spelling. */
export interface CheckedInputs {
  readonly [name: string]: Json;
}

/** Where a value stands, for the message. */
interface Place {
  /** Makes the error, given where and what: `input "n"` and `missing`. */
  error(path: string, problem: string): AxError;
  readonly path: string;
}

type WireRecord = Readonly<Record<string, Wire>>;

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
  const error = (path: string, problem: string): AxError =>
    new AxError("input", `${method}: input "${path}": ${problem}`);
  const checked: Record<string, Json> = Object.create(null);
  for (const [name, spec] of Object.entries(specs)) {
    checked[name] = checkMember({ error, path: name }, spec, record);
  }
  return checked;
}

/**
 * Checks the default of a declared input, and spells it canonically.
 *
 * @param fallback What the method's author wrote, not yet a {@linkcode Wire}.
 * @throws {AxError} `method`, saying what the default had to be.
 */
export function checkDefault(spec: InputSpec, fallback: unknown): Json {
  const error = (path: string, problem: string): AxError =>
    new AxError("method", `Cannot declare ${spec.kind}(): ${path}: ${problem}`);
  const place = { error, path: "default" };
  try {
    return check(place, spec, toWire(fallback, place.path));
  } catch (cause) {
    if (!(cause instanceof AxError) || cause.code === "method") throw cause;
    throw new AxError(
      "method",
      `Cannot declare ${spec.kind}(): ${cause.message}`,
      { cause },
    );
  }
}

function refuseUnknown(
  method: string,
  specs: InputSpecs,
  given: WireRecord,
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

/** Checks the member that the last step of the place's path names. */
function checkMember(
  place: Place,
  spec: InputSpec,
  record: WireRecord,
  name: string = place.path,
): Json {
  // Only own members: every record inherits a `constructor`.
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (value !== undefined) return check(place, spec, value);
  const filled = defaultOf(spec);
  if (filled !== undefined) return filled;
  throw place.error(place.path, `missing, expected ${describeSpec(spec)}`);
}

function check(place: Place, spec: InputSpec, value: Wire): Json {
  switch (spec.kind) {
    case "optional":
      return value === null ? null : check(place, spec.inner, value);
    case "oneOf":
      return spec.values.includes(value as string)
        ? canonicalZero(value)
        : fail(place, spec, value);
    case "list":
      return checkList(place, spec, value);
    case "record":
      return checkRecord(place, spec, value);
    case "map":
      return checkMap(place, spec, value);
    case "dataset":
    case "job":
    case "file":
    case "jobFile":
      return checkRef(place, spec, value);
    default:
      return checkValue(place, spec, value);
  }
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
  spec: InputSpec & { kind: "record" },
  value: Wire,
): Json {
  const record = plainRecord(value);
  if (record === undefined) return fail(place, spec, value);
  const names = Object.keys(spec.fields);
  for (const name of Object.keys(record)) {
    if (names.includes(name)) continue;
    const expected = `expected ${describeSpec(spec)}`;
    throw place.error(
      place.path,
      `${expected}, got an unknown field "${name}"${didYouMean(name, names)}`,
    );
  }
  const checked: Record<string, Json> = Object.create(null);
  for (const [name, field] of Object.entries(spec.fields)) {
    const inner = { ...place, path: `${place.path}.${name}` };
    checked[name] = checkMember(inner, field, record, name);
  }
  return checked;
}

function checkMap(
  place: Place,
  spec: InputSpec & { kind: "map" },
  value: Wire,
): Json {
  const record = plainRecord(value);
  if (record === undefined) return fail(place, spec, value);
  const checked: Record<string, Json> = Object.create(null);
  // Sorted: a stage must not see in which order a request named them.
  for (const name of Object.keys(record).sort()) {
    const inner = { ...place, path: `${place.path}.${name}` };
    checked[name] = check(inner, spec.values, record[name] ?? null);
  }
  return Object.hasOwn(checked, "~")
    ? { "~": "plain", value: checked }
    : checked;
}

function checkRef(place: Place, spec: InputSpec, value: Wire): Json {
  if (spec.kind === "file" && typeof value === "string") {
    return { "~": "file", path: checkPath(place, value) };
  }
  if (!isRef(value)) return fail(place, spec, value);
  // A frame from a Worker can hold anything, so the names are checked, too.
  if (value["~"] !== "file") checkJobName(place, spec, value);
  if ("path" in value) checkPath(place, value.path);
  if (value["~"] === spec.kind) return value;
  return value["~"] === "job" && spec.kind === "dataset"
    ? { "~": "dataset", job: value.id, name: "default" }
    : fail(place, spec, value);
}

function checkJobName(
  place: Place,
  spec: InputSpec,
  ref: Ref & { "~": "job" | "dataset" | "jobFile" },
): void {
  const id = ref["~"] === "job" ? ref.id : ref.job;
  if (parseJobId(id) === undefined) fail(place, spec, ref);
}

function checkPath(place: Place, path: string): string {
  const steps = path.split("/");
  const plain = !path.includes("\0") && !path.includes("\\") &&
    steps.every((step) => step !== "" && step !== "." && step !== "..");
  if (plain) return path;
  throw place.error(
    place.path,
    `cannot use path ${JSON.stringify(path)}: it must lead down from its ` +
      `directory, as in "2024/orders.csv"`,
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
      return typeof value === "number"
        ? canonicalZero(value)
        : fail(place, spec, value);
    case "integer":
      return Number.isSafeInteger(value)
        ? canonicalZero(value)
        : fail(place, spec, value);
    case "date":
    case "datetime":
      return parseMoment(spec.kind, value) ?? fail(place, spec, value);
  }
}

/** Zero has one spelling, so a stage must not see which zero was passed. */
function canonicalZero(value: Wire): Json {
  return value === 0 ? 0 : value;
}

/** The members of a record, whether it had to be marked `plain` or not. */
function plainRecord(value: Wire): WireRecord | undefined {
  const mark = markOf(value);
  if (mark !== undefined && mark !== "plain") return undefined;
  const inner = mark === "plain"
    ? (value as { readonly value: Wire }).value
    : value;
  if (typeof inner !== "object" || inner === null) return undefined;
  return Array.isArray(inner) ? undefined : inner as WireRecord;
}

function fail(place: Place, spec: InputSpec, value: Wire): never {
  throw place.error(
    place.path,
    `expected ${describeSpec(spec)}, got ${show(value)}`,
  );
}

/** Shows a value in a message: short, and in the words of the script. */
export function show(value: Wire): string {
  const text = shorten(formatWire(value), 60);
  if (!isRef(value)) return text;
  switch (value["~"]) {
    case "jobFile":
      return `file ${value.path} of job ${value.job}`;
    case "file":
      return `file ${JSON.stringify(value.path)}`;
    default:
      return `${value["~"]} ${text}`;
  }
}
