/**
 * Writes values of libraries as JSON.
 *
 * @module
 */

/** A number that a double cannot hold. */
class LongNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * A number that is written with all its digits.
 *
 * @param text As JSON has it.
 * @param precision How many digits it may have; a double holds up to 15.
 */
export function exactNumber(text: string, precision: number): unknown {
  return precision > 15 ? new LongNumber(text) : Number(text);
}

/**
 * Writes a value: big integers with all their digits, bytes in base 64, dates
 * in ISO 8601, maps as objects, and what JSON has no numbers for as text.
 */
export function writeJsonValue(value: unknown): string {
  switch (typeof value) {
    case "bigint":
      return String(value);
    case "number":
      return Number.isFinite(value) ? numberText(value) : `"${value}"`;
    case "string":
      return JSON.stringify(value.toWellFormed());
    case "boolean":
      return String(value);
    case "object":
      return value === null ? "null" : writeObject(value);
  }
  return "null";
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0.0" : String(value);
}

function writeObject(value: object): string {
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (value instanceof LongNumber) return value.text;
  if (value instanceof Uint8Array) return `"${value.toBase64()}"`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>, writeJsonValue);
    return `[${items.join(",")}]`;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.map(([key, item]) =>
    `${JSON.stringify(String(key).toWellFormed())}:${writeJsonValue(item)}`
  );
  return `{${members.join(",")}}`;
}
