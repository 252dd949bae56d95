/**
 * The one spelling of a value, for hashing.
 *
 * @module
 */

/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * Spells a value as JSON with sorted keys and no white space.
 *
 * Keys are ordered by UTF-16 code unit, numbers as `JSON.stringify` writes
 * them, `-0` as `0`. Two values have the same spelling when they are equal,
 * and only then.
 *
 * @throws {TypeError} For what JSON cannot say: a number that is not finite,
 * `undefined`, a hole in an array, a function, a bigint.
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case "string":
    case "boolean":
      return JSON.stringify(value);
    case "number":
      if (Number.isFinite(value)) return JSON.stringify(value);
      throw new TypeError(`Cannot spell ${value} as JSON: it is not finite`);
    case "object":
      return value === null ? "null" : canonicalObject(value);
    default:
      throw new TypeError(`Cannot spell ${typeof value} as JSON`);
  }
}

function canonicalObject(value: Json & object): string {
  if (isJsonArray(value)) {
    // Not map(), which passes over holes.
    return `[${Array.from(value, canonicalJson).join(",")}]`;
  }
  const members = Object.keys(value).sort().map((key) =>
    `${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`
  );
  return `{${members.join(",")}}`;
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
