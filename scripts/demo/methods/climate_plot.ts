import { defineMethod, job, string } from "ax";
import { band, bars, key, line, page, panel } from "./lib/chart.ts";
import { label } from "./lib/svg.ts";
import { monthNames } from "./lib/text.ts";
import type { Climate } from "./monthly_climate.ts";

export default defineMethod({
  description: "Draws the climate as SVG: temperatures above, rain below",
  inputs: {
    climate: job(),
    place: string("Seattle"),
  },
  synthesis({ inputs, job }) {
    const { years, months } = inputs.climate.load<Climate>();
    const highs = months.map((month) => month.tempMaxC);
    const lows = months.map((month) => month.tempMinC);
    const rain = months.map((month) => month.rainMm);
    const title = `${inputs.place}, ${years[0]} to ${years.at(-1)}`;

    // A panel knows where a month and a value lie on the page.
    const above = panel({ top: 96, bottom: 300, max: 30, step: 10 });
    const below = panel({ top: 368, bottom: 478, max: 200, step: 100 });
    const svg = page(`The climate of ${title}`, [
      label(title, 32, 40, { class: "title" }),

      label("Mean temperature of a day, °C", 32, 72),
      key([["high", "highest"], ["low", "lowest"]], 688, 72),
      ...above.axis,
      band(above, lows, highs),
      line(above, highs, "high"),
      line(above, lows, "low"),

      label("Rain and snow of a month, mm", 32, 344),
      ...below.axis,
      ...bars(below, rain),
      ...months.map(({ month }, index) =>
        label(monthNames[month - 1] ?? "", below.x(index), 500, {
          class: "middle",
        })
      ),
    ]);
    job.write("climate.svg", svg);
  },
});
