import type { Urd } from "ax";

/** Asks for every job of the demo. What was built before is only found. */
export async function main(urd: Urd): Promise<void> {
  const days = await urd.build("import_weather", {
    source: "seattle-weather.csv",
  });

  // These three know nothing of each other, so they run at the same time.
  const [climate, years, spells] = await Promise.all([
    urd.build("monthly_climate", { days }),
    urd.build("yearly_summary", { days, hotFromC: 30 }),
    urd.build("wet_spells", { days, count: 5 }),
  ]);
  const [plot, report] = await Promise.all([
    urd.build("climate_plot", { climate }),
    urd.build("report", { climate, years, spells }),
  ]);

  // A result is a link into the job that made it.
  await days.linkResult("days.json");
  await climate.linkResult("result.json", "climate.json");
  await years.linkResult("result.json", "years.json");
  await spells.linkResult("result.json", "wet_spells.json");
  await plot.linkResult("climate.svg");
  await report.linkResult("report.txt");
}
