import { defineMethod, job, number } from "ax";
import type { Day } from "./lib/day.ts";
import { addSums, type Means, meansOf, type Sums, sumsOf } from "./lib/sums.ts";

/** What this method returns a list of. */
export interface Year extends Means {
  readonly year: number;
  /** Days as hot as `hotFromC`. */
  readonly hotDays: number;
  /** Days whose lowest temperature is below freezing. */
  readonly frostDays: number;
}

export default defineMethod({
  description: "Sums up each year and counts its hot and frosty days",
  inputs: {
    days: job(),
    // An input with a default. Another value is another job.
    hotFromC: number(30),
  },
  synthesis({ inputs }): Year[] {
    const years = new Map<number, { sums: Sums; hot: number; frost: number }>();
    for (const day of inputs.days.load<Day[]>("days.json")) {
      const year = Number(day.date.slice(0, 4));
      const hot = day.tempMaxC >= inputs.hotFromC ? 1 : 0;
      const frost = day.tempMinC < 0 ? 1 : 0;
      const known = years.get(year);
      if (known === undefined) {
        years.set(year, { sums: sumsOf(day), hot, frost });
      } else {
        addSums(known.sums, sumsOf(day));
        known.hot += hot;
        known.frost += frost;
      }
    }
    return [...years].map(([year, { sums, hot, frost }]) => {
      return { year, ...meansOf(sums), hotDays: hot, frostDays: frost };
    });
  },
});
