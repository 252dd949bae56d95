/**
 * Days, months and years of the Gregorian calendar, for any year: `Date` ends
 * in the year 275760.
 *
 * @module
 */

/** Days of 400 years, after which the calendar repeats itself. */
const ERA = 146_097;

/** Days from 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468;

/** A day of the calendar. */
export interface CalendarDay {
  /** 0 is the year before 1. */
  readonly year: number;
  /** From 1. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
}

/** The calendar's day, so many days after 1970-01-01. */
export function calendarDay(days: number): CalendarDay {
  // Counted from March on, so that leap days come last.
  const shifted = days + EPOCH;
  const era = Math.floor(shifted / ERA);
  const rest = shifted - era * ERA;
  const yearOfEra = Math.floor(
    (rest - Math.floor(rest / 1460) + Math.floor(rest / 36_524) -
      Math.floor(rest / 146_096)) / 365,
  );
  const dayOfYear = rest - (365 * yearOfEra + leapDays(yearOfEra));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return {
    year: yearOfEra + era * 400 + (month < 3 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * march + 2) / 5) + 1,
  };
}

/** A day as in `2026-11-22`, so many days after 1970-01-01. */
export function formatDay(days: number): string {
  const { year, month, day } = calendarDay(days);
  const sign = year < 0 ? "-" : "";
  return `${sign}${pad(Math.abs(year), 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function pad(value: number, length: number): string {
  return String(value).padStart(length, "0");
}

/** Days from 1970-01-01 to the first of a month. @param month From 1. */
export function firstDayOf(year: number, month: number): number {
  const shifted = month < 3 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const march = month < 3 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * march + 2) / 5);
  const rest = 365 * yearOfEra + leapDays(yearOfEra) + dayOfYear;
  return era * ERA + rest - EPOCH;
}

function leapDays(years: number): number {
  return Math.floor(years / 4) - Math.floor(years / 100);
}
