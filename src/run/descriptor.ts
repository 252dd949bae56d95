/**
 * Checks what an executor says of a method: it has loaded the user's code.
 *
 * @module
 */

import { type MethodDescriptor, stages } from "../core/method.ts";

type Frame = Readonly<Record<string, unknown>>;

/** How deep lists and records of a declared input may be nested. */
const MAX_DEPTH = 100;

/** Returns the descriptor; `undefined` for what is none. */
export function parseDescriptor(value: unknown): MethodDescriptor | undefined {
  if (!isRecord(value)) return undefined;
  const { description, builds, permissions, inputs } = value;
  const good = typeof description === "string" &&
    typeof builds === "boolean" &&
    isPermissions(permissions) &&
    isSpecs(inputs, 0) &&
    isStages(value["stages"]);
  return good ? value as unknown as MethodDescriptor : undefined;
}

function isPermissions(value: unknown): boolean {
  return isRecord(value) &&
    Object.entries(value).every(([kind, names]) =>
      ["net", "env", "read"].includes(kind) && isTexts(names)
    );
}

/** At least one stage, in the order they run. */
function isStages(value: unknown): boolean {
  if (!isTexts(value) || value.length === 0) return false;
  const known = stages.filter((stage) => value.includes(stage));
  return known.length === value.length &&
    known.every((stage, at) => value[at] === stage);
}

function isSpecs(value: unknown, depth: number): boolean {
  return isRecord(value) &&
    Object.entries(value).every(([name, spec]) =>
      name !== "" && name !== "~" && isSpec(spec, depth)
    );
}

function isSpec(value: unknown, depth: number): boolean {
  if (!isRecord(value) || depth > MAX_DEPTH) return false;
  switch (value["kind"]) {
    case "string":
    case "number":
    case "integer":
    case "boolean":
    case "date":
    case "datetime":
    case "job":
    case "file":
    case "jobFile":
      return true;
    case "oneOf":
      return Array.isArray(value["values"]) &&
        value["values"].every((choice) =>
          ["string", "number", "boolean"].includes(typeof choice)
        );
    case "list":
      return isSpec(value["items"], depth + 1);
    case "map":
      return isSpec(value["values"], depth + 1);
    case "optional":
      return isSpec(value["inner"], depth + 1);
    case "record":
      return isSpecs(value["fields"], depth + 1);
    case "dataset":
      return value["columns"] === undefined || isColumns(value["columns"]);
    default:
      return false;
  }
}

function isColumns(value: unknown): boolean {
  return isRecord(value) && isTexts(Object.values(value));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}

function isRecord(value: unknown): value is Frame {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
