import { dataset, defineMethod, number } from "ax";
import { dayColumns } from "./lib/day.ts";
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
    days: dataset(dayColumns),
    // An input with a default. Another value is another job.
    hotFromC: number(30),
  },
  // What each slice finds is added up by merge(), so let it be numbers.
  analysis({ inputs, slice }) {
    const years = new Map<number, Sums & { hot: number; frost: number }>();
    for (const day of inputs.days.rows(slice)) {
      const year = day.date.getUTCFullYear();
      const known = years.get(year) ?? { ...sumsOf(), hot: 0, frost: 0 };
      years.set(year, known);
      addSums(known, sumsOf(day));
      if (day.tempMaxC >= inputs.hotFromC) known.hot++;
      if (day.tempMinC < 0) known.frost++;
    }
    return years;
  },
  synthesis({ analysisResults }): Year[] {
    const years = [...analysisResults.merge()].sort(([a], [b]) => a - b);
    return years.map(([year, { hot, frost, ...sums }]) => {
      return { year, ...meansOf(sums), hotDays: hot, frostDays: frost };
    });
  },
});
