import { dataset, defineMethod, integer, number } from "ax";
import { type Day, dayColumns, formatDate, isNext } from "./lib/day.ts";

/** Rainy days in a row. */
export interface Spell {
  readonly first: string;
  readonly last: string;
  readonly days: number;
  readonly rainMm: number;
}

export default defineMethod({
  description: "Finds the longest runs of rainy days",
  inputs: {
    days: dataset(dayColumns),
    wetFromMm: number(1),
    /** How many to name; among equally long ones, the wetter. */
    count: integer(5),
  },
  // A spell may go on in the next slice, so this reads one after the other.
  synthesis({ inputs }): Spell[] {
    const spells: Spell[] = [];
    let run: Day[] = [];
    const finish = (): void => {
      const [first, last] = [run[0], run.at(-1)];
      if (first && last) spells.push(spellOf(run, first, last));
      run = [];
    };
    let before: Date | undefined;
    for (const day of inputs.days.rows("all")) {
      if (before !== undefined && !isNext(day.date, before)) {
        throw new Error(
          `expected the day after ${formatDate(before)}, ` +
            `got ${formatDate(day.date)}`,
        );
      }
      before = day.date;
      if (day.rainMm >= inputs.wetFromMm) run.push(day);
      else finish();
    }
    finish();
    spells.sort((a, b) => b.days - a.days || b.rainMm - a.rainMm);
    return spells.slice(0, inputs.count);
  },
});

function spellOf(run: readonly Day[], first: Day, last: Day): Spell {
  const tenths = run.reduce((sum, day) => sum + Math.round(day.rainMm * 10), 0);
  return {
    first: formatDate(first.date),
    last: formatDate(last.date),
    days: run.length,
    rainMm: tenths / 10,
  };
}
