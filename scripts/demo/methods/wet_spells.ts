import { defineMethod, integer, job, number } from "ax";
import type { Day } from "./lib/day.ts";

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
    days: job(),
    wetFromMm: number(1),
    /** How many to name; among equally long ones, the wetter. */
    count: integer(5),
  },
  synthesis({ inputs }): Spell[] {
    const spells: Spell[] = [];
    let run: Day[] = [];
    const finish = (): void => {
      if (run.length > 0) spells.push(spellOf(run));
      run = [];
    };
    for (const day of inputs.days.load<Day[]>("days.json")) {
      if (day.rainMm >= inputs.wetFromMm) run.push(day);
      else finish();
    }
    finish();
    spells.sort((a, b) => b.days - a.days || b.rainMm - a.rainMm);
    return spells.slice(0, inputs.count);
  },
});

function spellOf(run: readonly Day[]): Spell {
  const tenths = run.reduce((sum, day) => sum + Math.round(day.rainMm * 10), 0);
  return {
    first: run[0]?.date ?? "",
    last: run.at(-1)?.date ?? "",
    days: run.length,
    rainMm: tenths / 10,
  };
}
