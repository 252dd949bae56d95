/**
 * Days and moments, and their one spelling.
 *
 * @module
 */

import { markOf, type Wire } from "./wire.ts";

const DATE = /^\d{4}-\d\d-\d\d$/;
const ZONED = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * Spells a date as `2024-05-01`, a datetime as `2024-05-01T12:00:00.000Z`.
 *
 * @returns `undefined` for what is neither, such as a time without a zone.
 */
export function parseMoment(
  kind: "date" | "datetime",
  value: Wire,
): string | undefined {
  const pattern = kind === "date" ? DATE : ZONED;
  const ms = typeof value === "string"
    ? (pattern.test(value) ? Date.parse(value) : NaN)
    : millisecondsOf(value);
  if (Number.isNaN(ms)) return undefined;
  const text = new Date(ms).toISOString();
  if (kind === "datetime") return text;
  const day = text.slice(0, 10);
  return typeof value === "string" && day !== value ? undefined : day;
}

function millisecondsOf(value: Wire): number {
  if (markOf(value) !== "date") return NaN;
  const { ms } = value as { readonly ms: unknown };
  return typeof ms === "number" && Math.abs(ms) <= 8.64e15 ? ms : NaN;
}
