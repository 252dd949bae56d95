/**
 * Days and dates of the Gregorian calendar, at all times, without Date.
 *
 * @module
 */

const DAYS_IN_MONTH = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a day. @param month From 1 on, as is `day`. */
export function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  if (day <= (DAYS_IN_MONTH[month] as number)) return true;
  return month === 2 && day === 29 && isLeapYear(year);
}

/** Whether a year has 366 days. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day, which must be one. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1; // years that begin in March
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const monthFromMarch = month > 2 ? month - 3 : month + 9;
  const dayOfYear = ((153 * monthFromMarch + 2) / 5 | 0) + day - 1;
  const dayOfEra = yearOfEra * 365 + (yearOfEra / 4 | 0) -
    (yearOfEra / 100 | 0) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** A day of the calendar. */
export interface CalendarDay {
  readonly year: number;
  /** From 1 on. */
  readonly month: number;
  /** From 1 on. */
  readonly day: number;
}

/** The day so many days after 1970-01-01. */
export function dayOf(days: number): CalendarDay {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - (dayOfEra / 1460 | 0) + (dayOfEra / 36524 | 0) -
      (dayOfEra / 146096 | 0)) / 365,
  );
  const dayOfYear = dayOfEra -
    (365 * yearOfEra + (yearOfEra / 4 | 0) - (yearOfEra / 100 | 0));
  const monthFromMarch = (5 * dayOfYear + 2) / 153 | 0;
  const day = dayOfYear - ((153 * monthFromMarch + 2) / 5 | 0) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
