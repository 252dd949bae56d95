/**
 * Adds days up and makes means of the sums. Shared by the methods that
 * summarise: change a line here, and exactly those are built again.
 *
 * @module
 */

import type { Day } from "./day.ts";

/**
 * What is known of some days. The data has one decimal, so the sums are of
 * whole tenths: whole numbers add up to the same in any order, and the result
 * does not depend on how the days were split over slices.
 */
export interface Sums {
  days: number;
  tempMaxTenths: number;
  tempMinTenths: number;
  rainTenths: number;
}

/** The sums of one day, or of none. Many are added up field by field. */
export function sumsOf(day?: Day): Sums {
  if (day === undefined) {
    return { days: 0, tempMaxTenths: 0, tempMinTenths: 0, rainTenths: 0 };
  }
  return {
    days: 1,
    tempMaxTenths: Math.round(day.tempMaxC * 10),
    tempMinTenths: Math.round(day.tempMinC * 10),
    rainTenths: Math.round(day.rainMm * 10),
  };
}

/** Adds the sums of one more day to those of others. */
export function addSums(total: Sums, more: Sums): void {
  total.days += more.days;
  total.tempMaxTenths += more.tempMaxTenths;
  total.tempMinTenths += more.tempMinTenths;
  total.rainTenths += more.rainTenths;
}

/** The mean temperatures of a day, and all the rain. */
export interface Means {
  readonly days: number;
  readonly tempMaxC: number;
  readonly tempMinC: number;
  readonly rainMm: number;
}

/** Makes means of sums. They are rounded where people read them, not here. */
export function meansOf(sums: Sums): Means {
  return {
    days: sums.days,
    tempMaxC: sums.tempMaxTenths / 10 / sums.days,
    tempMinC: sums.tempMinTenths / 10 / sums.days,
    rainMm: sums.rainTenths / 10,
  };
}
