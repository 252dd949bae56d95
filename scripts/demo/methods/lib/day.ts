/**
 * One day of weather, and how it is read from the text of a table.
 *
 * @module
 */

import type { CsvRecord } from "./csv.ts";

/** What the day was like. */
const kinds = ["drizzle", "fog", "rain", "snow", "sun"] as const;

/** One row of the table, checked. */
export interface Day {
  /** As in `2013-07-01`. */
  readonly date: string;
  readonly tempMaxC: number;
  readonly tempMinC: number;
  readonly rainMm: number;
  readonly weather: typeof kinds[number];
}

/**
 * Makes a day of a record; nothing is guessed.
 *
 * @throws {Error} With line and column, for what is not as it should be.
 */
export function parseDay({ line, fields }: CsvRecord): Day {
  const read = <Value>(
    column: string,
    expected: string,
    parse: (text: string) => Value | undefined,
  ): Value => {
    const text = fields[column] ?? "";
    const value = parse(text);
    if (value !== undefined) return value;
    throw new Error(
      `line ${line}: ${column}: expected ${expected}, got "${text}"`,
    );
  };
  return {
    date: read("date", "a day such as 2013-07-01", parseDate),
    tempMaxC: read("temp_max", "a number", parseDecimal),
    tempMinC: read("temp_min", "a number", parseDecimal),
    rainMm: read("precipitation", "a number", parseDecimal),
    weather: read(
      "weather",
      `one of ${kinds.join(", ")}`,
      (text) => kinds.find((kind) => kind === text),
    ),
  };
}

/** The day after a day. */
export function nextDate(date: string): string {
  const moment = new Date(`${date}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + 1);
  return moment.toISOString().slice(0, 10);
}

function parseDecimal(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Refuses days such as 2013-02-30, which `Date` would move into March. */
function parseDate(text: string): string | undefined {
  const moment = new Date(`${text}T00:00:00Z`);
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || isNaN(moment.getTime())) {
    return undefined;
  }
  return moment.toISOString().startsWith(text) ? text : undefined;
}
