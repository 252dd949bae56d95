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

/** Whether a wire value is one of the four refs. */
export function isRef(value: Wire): value is Ref {
  const mark = markOf(value);
  return mark === "job" || mark === "dataset" || mark === "file" ||
    mark === "jobFile";
}

/** The mark of a wire object; `undefined` for anything unmarked. */
export function markOf(value: Wire): string | undefined {
  if (value === null || typeof value !== "object") return undefined;
  if (Array.isArray(value) || !Object.hasOwn(value, "~")) return undefined;
  const mark = (value as { readonly "~": Json })["~"];
  return typeof mark === "string" ? mark : undefined;
}

/**
 * Encodes what a script passed as an input.
 *
 * @param path The input's name, for the message.
 * @throws {AxError} `input`, for what can be no input: a function, a Map.
 */
export function toWire(value: unknown, path: string): Wire {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value)
        ? value
        : { "~": "number", value: String(value) };
    case "object":
      return value === null ? null : objectToWire(value, path);
    default:
      return unfit(path, typeof value);
  }
}

function objectToWire(value: object, path: string): Wire {
  if (isReferring(value)) return value[refOf];
  if (Array.isArray(value)) {
    return value.map((item, index) => toWire(item, `${path}[${index}]`));
  }
  if (value instanceof Date) {
    const ms = value.getTime();
    return Number.isNaN(ms)
      ? unfit(path, "an invalid Date")
      : { "~": "date", ms };
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return unfit(path, value.constructor?.name ?? "object");
  }
  return plainToWire(value, path);
}

function plainToWire(value: object, path: string): Wire {
  const members: Record<string, Wire> = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    members[key] = toWire(member, `${path}.${key}`);
  }
  return Object.hasOwn(members, "~")
    ? { "~": "plain", value: members }
    : members;
}

function unfit(path: string, what: string): never {
  throw new AxError(
    "input",
    `input "${path}": cannot pass ${what}: an input is a string, number, ` +
      `boolean, Date, list, record, job, dataset or file`,
  );
}

/** Walks a checked value and puts `replace(ref)` where each ref stands. */
export function mapRefs(value: Wire, replace: (ref: Ref) => Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item) => mapRefs(item, replace));
  if (isRef(value)) return replace(value);
  const members: Record<string, Json> = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
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
