/**
 * Days and moments, and their one spelling.
 *
 * @module
 */

import { markOf, type Wire } from "./wire.ts";

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = new RegExp(
  "^(?<day>\\d{4}-\\d\\d-\\d\\d)T(?<minute>(?:[01]\\d|2[0-3]):[0-5]\\d)" +
    "(?::(?<second>[0-5]\\d)(?:\\.(?<fraction>\\d{1,9}))?)?" +
    "(?<zone>Z|[+-](?:[01]\\d|2[0-3]):?[0-5]\\d)$",
);

/** 0000-01-01 and 9999-12-31, between which a year has four digits. */
const FIRST_MS = -62167219200000;
const LAST_MS = 253402300799999;

/**
 * Spells a date as `2024-05-01`, a datetime as `2024-05-01T12:00:00.000Z`.
 *
 * A date made from a Date is its day in UTC. Digits after the millisecond are
 * cut off. What comes out goes in again unchanged.
 *
 * @returns `undefined` for what is neither: a time without a zone, a day that
 * no calendar has, a year before 0 or after 9999.
 */
export function parseMoment(
  kind: "date" | "datetime",
  value: Wire,
): string | undefined {
  const ms = typeof value !== "string"
    ? millisecondsOf(value)
    : kind === "date"
    ? parseDay(value)
    : parseInstant(value);
  if (!(ms >= FIRST_MS && ms <= LAST_MS)) return undefined;
  const text = new Date(ms).toISOString();
  return kind === "date" ? text.slice(0, 10) : text;
}

/** Milliseconds since 1970, or NaN: `Date.parse` takes 30 February. */
function parseDay(text: string): number {
  const ms = DAY.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) return NaN;
  return new Date(ms).toISOString().startsWith(text) ? ms : NaN;
}

function parseInstant(text: string): number {
  const groups = MOMENT.exec(text)?.groups ?? {};
  const { day, minute, second = "00", fraction = "", zone } = groups;
  if (day === undefined || zone === undefined) return NaN;
  if (Number.isNaN(parseDay(day))) return NaN;
  const ms = fraction.slice(0, 3).padEnd(3, "0");
  return Date.parse(`${day}T${minute}:${second}.${ms}Z`) - offsetMs(zone);
}

/** How far the clocks of a zone, as in `+02:00`, are ahead of UTC. */
function offsetMs(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

function millisecondsOf(value: Wire): number {
  if (markOf(value) !== "date") return NaN;
  const { ms } = value as { readonly ms: unknown };
  return typeof ms === "number" ? ms : NaN;
}
