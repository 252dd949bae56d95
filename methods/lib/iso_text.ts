/**
 * Writes moments and days as ISO 8601, at all times: years of more than four
 * digits have six of them or more, and a sign.
 *
 * @module
 */

import { dayOf } from "./calendar.ts";

const DAY_SECONDS = 86_400;

/**
 * Writes a moment in UTC.
 *
 * @param value Since 1970-01-01.
 * @param digits How many decimals of a second it has: 0, 3, 6 or 9.
 */
export function isoOf(value: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const rest = ((value % unit) + unit) % unit;
  const seconds = Number((value - rest) / unit);
  const days = Math.floor(seconds / DAY_SECONDS);
  const ofDay = seconds - days * DAY_SECONDS;
  const clock = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60]
    .map((part) => padded(Math.floor(part), 2)).join(":");
  const decimals = digits === 0 ? "" : `.${String(rest).padStart(digits, "0")}`;
  return `${isoDayOf(days)}T${clock}${decimals}Z`;
}

/** Writes a day. @param days Since 1970-01-01. */
export function isoDayOf(days: number): string {
  const { year, month, day } = dayOf(days);
  const isShort = year >= 0 && year <= 9999;
  const sign = isShort ? "" : year < 0 ? "-" : "+";
  const years = padded(Math.abs(year), isShort ? 4 : 6);
  return `${sign}${years}-${padded(month, 2)}-${padded(day, 2)}`;
}

function padded(value: number, size: number): string {
  return String(value).padStart(size, "0");
}
