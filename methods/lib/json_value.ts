/**
 * Writes values of libraries as JSON.
 *
 * @module
 */

/** JSON that is written as it is. */
class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** What packages call by it, where it is a key. */
  toString(): string {
    return this.text;
  }
}

/**
 * A number that is written with all its digits.
 *
 * @param text As JSON has it.
 * @param precision How many digits it may have; a double holds up to 15.
 */
export function exactNumber(text: string, precision: number): unknown {
  return precision > 15 ? new RawJson(text) : Number(text);
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes a text, a byte order mark at its start included.
 *
 * @throws {RangeError} If it is not UTF-8.
 */
export function utf8Of(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new RangeError("it has a text that is not UTF-8", { cause });
  }
}

/**
 * JSON that is written as it is, with all digits of its numbers.
 *
 * @throws {RangeError} If it is not JSON, or not UTF-8.
 */
export function rawJson(bytes: Uint8Array): unknown {
  const text = utf8Of(bytes);
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new RangeError("it has a text that is not JSON", { cause });
  }
  return new RawJson(text);
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
  if (value instanceof RawJson) return value.text;
  if (value instanceof Uint8Array) return `"${value.toBase64()}"`;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    const items = Array.from(value as ArrayLike<unknown>, writeJsonValue);
    return `[${items.join(",")}]`;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const members = entries.map(([key, item]) =>
    `${JSON.stringify(keyText(key))}:${writeJsonValue(item)}`
  );
  return `{${members.join(",")}}`;
}

/** Keys of maps may be structures, too. */
function keyText(key: unknown): string {
  const isStructure = typeof key === "object" && !ArrayBuffer.isView(key);
  return isStructure ? writeJsonValue(key) : String(key).toWellFormed();
}
