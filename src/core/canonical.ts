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
 * them, `-0` as `0`. Two values have the same spelling when they are equal.
 *
 * @throws {TypeError} For a number that is not finite: JSON cannot say it.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new TypeError(`Cannot spell ${value} as JSON: it is not finite`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.keys(value).sort().map((key) =>
    `${JSON.stringify(key)}:${canonicalJson(value[key] ?? null)}`
  );
  return `{${members.join(",")}}`;
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
