import { defineMethod, file } from "ax";
import { parseCsv } from "./lib/csv.ts";
import { type Day, nextDate, parseDay } from "./lib/day.ts";

export default defineMethod({
  description: "Reads a CSV file of daily weather into checked, typed days",
  inputs: {
    // A file under the input directory. Its content counts, not its date: a
    // changed file is imported again, a touched one is not.
    source: file(),
  },
  synthesis({ inputs, job }) {
    const days: Day[] = [];
    for (const record of parseCsv(inputs.source.text())) {
      const day = parseDay(record);
      const previous = days.at(-1);
      // The methods after this one count days in a row.
      if (previous !== undefined && day.date !== nextDate(previous.date)) {
        throw new Error(
          `line ${record.line}: expected the day after ${previous.date}, ` +
            `got ${day.date}`,
        );
      }
      days.push(day);
    }
    // What a method prints is kept with the job.
    console.log(`${days.length} days until ${days.at(-1)?.date}`);
    job.save(days, "days.json");
  },
});
