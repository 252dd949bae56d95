/**
 * The text of a `json` value.
 *
 * @module
 */

import { describe, ValueError } from "./builder.ts";

/**
 * Writes a value as JSON.
 *
 * @throws {ValueError} If something in it is not JSON: NaN and infinities,
 * `undefined`, functions, bigints, circles.
 */
export function encodeJson(value: unknown): string {
  const text = stringify(value);
  if (text === undefined) {
    throw new ValueError(`json expected, got ${describe(value)}`);
  }
  // What JSON lacks becomes null or vanishes; look closer where it may have.
  if (typeof value === "object" && value !== null || text === "null") {
    check(value);
  }
  return text;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ValueError(`json expected, got a value without: ${reason}`);
  }
}

function check(value: unknown): void {
  switch (typeof value) {
    case "number":
      if (Number.isFinite(value)) return;
      break;
    case "string":
    case "boolean":
      return;
    case "object":
      if (value === null) return;
      if (Array.isArray(value)) {
        for (const item of value) check(item);
        return;
      }
      // A class with its own JSON, such as Date, has spoken for itself.
      if (typeof (value as { toJSON?: unknown }).toJSON === "function") return;
      if (!isCollection(value)) return checkProperties(value);
  }
  throw new ValueError(`json expected, got ${describe(value)} inside`);
}

/** What JSON would turn into an object without a word. */
function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set ||
    ArrayBuffer.isView(value);
}

/** A property that is `undefined` is left out, as everywhere in JavaScript. */
function checkProperties(value: object): void {
  for (const item of Object.values(value)) {
    if (item !== undefined) check(item);
  }
}
