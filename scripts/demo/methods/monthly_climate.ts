import { dataset, defineMethod } from "ax";
import { dayColumns } from "./lib/day.ts";
import { addSums, meansOf, type Sums, sumsOf } from "./lib/sums.ts";

/** What this method returns; others import the type. */
export interface Climate {
  readonly years: readonly number[];
  readonly months: readonly {
    /** From 1 to 12. */
    readonly month: number;
    /** How many days went into the means. */
    readonly days: number;
    readonly tempMaxC: number;
    readonly tempMinC: number;
    /** The rain of such a month in a year. */
    readonly rainMm: number;
  }[];
}

export default defineMethod({
  description: "Sums up each month of the year over all years",
  // A dataset with these columns, checked before anything runs.
  inputs: { days: dataset(dayColumns) },

  // Runs once for each slice of the dataset, all at the same time.
  analysis({ inputs, slice }) {
    const years = new Set<number>();
    const months = new Map<number, Sums>();
    for (const day of inputs.days.rows(slice)) {
      years.add(day.date.getUTCFullYear());
      const month = day.date.getUTCMonth() + 1;
      const sums = months.get(month);
      if (sums === undefined) months.set(month, sumsOf(day));
      else addSums(sums, sumsOf(day));
    }
    return { years, months };
  },

  // Runs once, after all slices. What it returns is the job's value.
  synthesis({ analysisResults }): Climate {
    // merge() unites the Sets, and adds the records in the Maps up by key.
    const { years, months } = analysisResults.merge();
    const inOrder = [...months].sort(([a], [b]) => a - b);
    return {
      years: [...years].sort(),
      months: inOrder.map(([month, sums]) => {
        const { rainMm, ...means } = meansOf(sums);
        return { month, ...means, rainMm: rainMm / years.size };
      }),
    };
  },
});
