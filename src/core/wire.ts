/**
 * How the inputs of a request travel from a script's Worker to the main
 * process: as JSON, with whatever JSON cannot say in an object marked by `~`.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import { AxError } from "./errors.ts";

/** Something built or lying on disk, named in a request. */
export type Ref =
  | { readonly "~": "job"; readonly id: string }
  | { readonly "~": "dataset"; readonly job: string; readonly name: string }
  | { readonly "~": "file"; readonly path: string }
  | { readonly "~": "jobFile"; readonly job: string; readonly path: string };

/** A request's value: JSON, where an object with the key `~` is marked. */
export type Wire = Json;

/** Handles carry this, so that {@linkcode toWire} knows them. */
export const refOf: unique symbol = Symbol("ax.ref");

/** A handle of a script: a job, a dataset, a file of a job. */
export interface Referring {
  readonly [refOf]: Ref;
}

function isReferring(value: object): value is Referring {
  return refOf in value;
}

/** The fields of each ref beside its mark; all of them are text. */
const REF_FIELDS: { readonly [mark: string]: readonly string[] } = {
  job: ["id"],
  dataset: ["job", "name"],
  file: ["path"],
  jobFile: ["job", "path"],
};

/** Whether a wire value is one of the four refs, with just its fields. */
export function isRef(value: Wire): value is Ref {
  const mark = markOf(value);
  if (mark === undefined || !Object.hasOwn(REF_FIELDS, mark)) return false;
  const record = value as { readonly [field: string]: Json };
  const fields = REF_FIELDS[mark] ?? [];
  return Object.keys(record).length === fields.length + 1 &&
    fields.every((field) => typeof record[field] === "string");
}

/** The mark of a wire object; `undefined` for anything unmarked. */
export function markOf(value: Wire): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (Array.isArray(value) || !Object.hasOwn(value, "~")) return undefined;
  const mark = (value as { readonly "~": Json })["~"];
  return typeof mark === "string" ? mark : undefined;
}

/** Where a value stands, spelled out only when a message needs it. */
interface Place {
  /** The input's name, or the index or name within `above`. */
  readonly step: string | number;
  readonly above?: Place;
  /** The object at this place, to find circles. */
  readonly object?: object;
}

/**
 * Encodes what a script passed as an input.
 *
 * @param path The input's name, for the message.
 * @throws {AxError} `input`, for what can be no input: a function, a Map, a
 * list or record that holds itself.
 */
export function toWire(value: unknown, path: string): Wire {
  return encode(value, { step: path });
}

function encode(value: unknown, place: Place): Wire {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value)
        ? value
        : { "~": "number", value: String(value) };
    case "object":
      return value === null ? null : encodeObject(value, place);
    default:
      return unfit(place, typeof value);
  }
}

function encodeObject(value: object, place: Place): Wire {
  if (isReferring(value)) return value[refOf];
  if (value instanceof Date) {
    const ms = value.getTime();
    return Number.isNaN(ms)
      ? unfit(place, "an invalid Date")
      : { "~": "date", ms };
  }
  for (let above = place.above; above !== undefined; above = above.above) {
    if (above.object === value) return unfit(place, "what holds itself");
  }
  const here = { ...place, object: value };
  if (Array.isArray(value)) {
    // Not map(), which would pass over holes and leave them for JSON.
    return Array.from(
      value,
      (item, step) => encode(item, { step, above: here }),
    );
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return unfit(place, value.constructor?.name ?? "object");
  }
  return encodeRecord(value, here);
}

function encodeRecord(value: object, here: Place): Wire {
  const members: Record<string, Wire> = Object.create(null);
  for (const [step, member] of Object.entries(value)) {
    if (member === undefined) continue;
    members[step] = encode(member, { step, above: here });
  }
  return Object.hasOwn(members, "~")
    ? { "~": "plain", value: members }
    : members;
}

function unfit(place: Place, what: string): never {
  throw new AxError(
    "input",
    `input "${pathOf(place)}": cannot pass ${what}: an input is a string, ` +
      `number, boolean, Date, list, record, job, dataset or file`,
  );
}

function pathOf({ step, above }: Place): string {
  if (above === undefined) return String(step);
  return typeof step === "number"
    ? `${pathOf(above)}[${step}]`
    : `${pathOf(above)}.${step}`;
}

/**
 * Walks a checked value and puts `replace(ref)` where each ref stands.
 *
 * What is marked `plain` stays so: it is data that looks like a ref.
 */
export function mapRefs(value: Wire, replace: (ref: Ref) => Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    return value.map((item: Wire) => mapRefs(item, replace));
  }
  if (isRef(value)) return replace(value);
  const record = value as { readonly [name: string]: Json };
  if (markOf(value) !== "plain") return mapMembers(record, replace);
  const inner = record["value"] as { readonly [name: string]: Json };
  return { "~": "plain", value: mapMembers(inner, replace) };
}

function mapMembers(
  record: { readonly [name: string]: Json },
  replace: (ref: Ref) => Json,
): Json {
  const members: Record<string, Json> = Object.create(null);
  for (const [key, member] of Object.entries(record)) {
    members[key] = mapRefs(member, replace);
  }
  return members;
}

/** Each ref in a checked value, in order. */
export function refsIn(value: Wire): Ref[] {
  const found: Ref[] = [];
  mapRefs(value, (ref) => {
    found.push(ref);
    return null;
  });
  return found;
}
