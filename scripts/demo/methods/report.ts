import { defineMethod, job } from "ax";
import { monthNames, table } from "./lib/text.ts";
import type { Climate } from "./monthly_climate.ts";
import type { Spell } from "./wet_spells.ts";
import type { Year } from "./yearly_summary.ts";

export default defineMethod({
  description: "Writes what the other jobs found as a page of text",
  inputs: { climate: job(), years: job(), spells: job() },
  synthesis({ inputs, job }) {
    // Without a name, load() gives what the job's synthesis returned.
    const climate = inputs.climate.load<Climate>();
    const years = inputs.years.load<Year[]>();
    const spells = inputs.spells.load<Spell[]>();
    const sections = [
      "The weather of Seattle",
      "Months (mean of a day; rain of a month)\n\n" + table(
        ["", "low °C", "high °C", "rain mm"],
        climate.months.map((m) => [
          monthNames[m.month - 1] ?? "",
          m.tempMinC.toFixed(1),
          m.tempMaxC.toFixed(1),
          m.rainMm.toFixed(0),
        ]),
      ),
      "Years\n\n" + table(
        ["", "low °C", "high °C", "rain mm", "hot days", "frosty days"],
        years.map((y) => [
          String(y.year),
          y.tempMinC.toFixed(1),
          y.tempMaxC.toFixed(1),
          y.rainMm.toFixed(0),
          y.hotDays,
          y.frostDays,
        ]),
      ),
      "Longest wet spells\n\n" + table(
        ["from", "to", "days", "rain mm"],
        spells.map((s) => [s.first, s.last, s.days, s.rainMm.toFixed(1)]),
      ),
    ];
    job.write("report.txt", sections.join("\n\n\n") + "\n");
  },
});
