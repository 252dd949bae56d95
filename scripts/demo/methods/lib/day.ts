/**
 * What the methods know of one day of weather.
 *
 * @module
 */

/** The columns of a day, which every dataset of days must have. */
export const dayColumns = {
  date: "date",
  tempMaxC: "float64",
  tempMinC: "float64",
  rainMm: "float64",
} as const;

/** One row of such a dataset. */
export interface Day {
  readonly date: Date;
  readonly tempMaxC: number;
  readonly tempMinC: number;
  readonly rainMm: number;
}

/** As in `2013-07-01`. */
export function formatDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Whether one day is the day after another. */
export function isNext(date: Date, before: Date): boolean {
  return date.getTime() - before.getTime() === 24 * 60 * 60 * 1000;
}
