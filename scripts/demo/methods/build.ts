import type { Job, Urd } from "ax";

/** Asks for every job of the demo. What was built before is only found. */
export async function main(urd: Urd): Promise<void> {
  const days = await importDays(urd);

  // These four know nothing of each other, so they run at the same time.
  const [climate, years, spells, kinds] = await Promise.all([
    urd.build("monthly_climate", { days }),
    urd.build("yearly_summary", { days, hotFromC: 30 }),
    urd.build("wet_spells", { days, count: 5 }),
    urd.build("dataset_aggregate", {
      source: days,
      groupBy: ["weather"],
      aggregates: {
        days: { op: "count" },
        meanHighC: { op: "mean", column: "tempMaxC" },
      },
    }),
  ]);
  const [plot, report, table] = await Promise.all([
    urd.build("climate_plot", { climate }),
    urd.build("report", { climate, years, spells }),
    urd.build("csvexport", { sources: [kinds], filename: "kinds.csv" }),
  ]);

  // A result is a link into the job that made it.
  await climate.linkResult("result.json", "climate.json");
  await years.linkResult("result.json", "years.json");
  await spells.linkResult("result.json", "wet_spells.json");
  await table.linkResult("kinds.csv");
  await plot.linkResult("climate.svg");
  await report.linkResult("report.txt");
}

/** Has a method that comes with ax make a table of typed columns of a file. */
async function importDays(urd: Urd): Promise<Job> {
  return await urd.build("csvimport", {
    file: "seattle-weather.csv",
    rename: {
      precipitation: "rainMm",
      temp_max: "tempMaxC",
      temp_min: "tempMinC",
    },
    types: {
      date: "date",
      rainMm: "float64",
      tempMaxC: "float64",
      tempMinC: "float64",
      weather: "category",
    },
    discard: ["wind"],
  });
}
