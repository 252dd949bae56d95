import { parseMoment } from "../../src/core/moments.ts";
import type { Wire } from "../../src/core/wire.ts";
import { assertEquals } from "../support/assert.ts";

/** Asserts how a value is spelled; `undefined` when it is refused. */
function check(
  kind: "date" | "datetime",
  value: Wire,
  expected: string | undefined,
): void {
  const spelled = parseMoment(kind, value);
  assertEquals(spelled, expected, `${kind} ${JSON.stringify(value)}`);
  if (spelled !== undefined) assertEquals(parseMoment(kind, spelled), spelled);
}

/** A Date as a request carries it. */
function wire(date: Date): Wire {
  return { "~": "date", ms: date.getTime() };
}

Deno.test("a date is a day of the calendar in ten characters", () => {
  check("date", "2024-05-01", "2024-05-01");
  check("date", "2024-02-29", "2024-02-29");
  check("date", "0000-01-01", "0000-01-01");
  check("date", "9999-12-31", "9999-12-31");
});

Deno.test("a day that no calendar has is refused, not carried over", () => {
  const days = ["2023-02-29", "2024-02-30", "2024-04-31", "2024-13-01"];
  for (const day of [...days, "2024-00-10", "2024-01-00", "1900-02-29"]) {
    check("date", day, undefined);
    check("datetime", `${day}T00:00Z`, undefined);
  }
});

Deno.test("a date in other spellings is refused", () => {
  const others = ["", "2024-5-1", "01.05.2024", "20240501", " 2024-05-01"];
  for (const text of [...others, "2024-05-01T00:00Z", "May 1, 2024", "today"]) {
    check("date", text, undefined);
  }
});

Deno.test("a datetime has a zone and comes out in UTC with milliseconds", () => {
  const noon = "2024-05-01T12:00:00.000Z";
  check("datetime", "2024-05-01T12:00:00.000Z", noon);
  check("datetime", "2024-05-01T12:00Z", noon);
  check("datetime", "2024-05-01T14:00+02:00", noon);
  check("datetime", "2024-05-01T14:00:00+0200", noon);
  check("datetime", "2024-05-01T06:30:00-05:30", noon);
  check("datetime", "2024-05-01T12:00:00+00:00", noon);
});

Deno.test("a zone carries a datetime over midnight, month and leap day", () => {
  check("datetime", "2024-03-01T00:30+01:00", "2024-02-29T23:30:00.000Z");
  check("datetime", "2023-12-31T23:30-01:00", "2024-01-01T00:30:00.000Z");
});

Deno.test("both sides of a change of the clocks are moments of their own", () => {
  check("datetime", "2024-10-27T02:30+02:00", "2024-10-27T00:30:00.000Z");
  check("datetime", "2024-10-27T02:30+01:00", "2024-10-27T01:30:00.000Z");
});

Deno.test("digits after the millisecond are cut off, not rounded", () => {
  check("datetime", "2024-05-01T12:00:00.5Z", "2024-05-01T12:00:00.500Z");
  check("datetime", "2024-05-01T12:00:00.9999Z", "2024-05-01T12:00:00.999Z");
  check("datetime", "1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z");
  check("datetime", "2024-05-01T12:00:00.1234567890Z", undefined);
});

Deno.test("a datetime without a zone or with a strange time is refused", () => {
  const times = ["12:00", "24:00Z", "12:60Z", "12:00:60Z", "12Z", "1:00Z"];
  const zones = ["12:00+2", "12:00+24:00", "12:00 Z", "12:00z", "12:00 GMT"];
  const junk = ["12:00.5Z", "12:00:00.Z", "12:00:00 (noon) Z", ""];
  for (const time of [...times, ...zones, ...junk]) {
    check("datetime", `2024-05-01T${time}`, undefined);
  }
  check("datetime", "2024-05-01", undefined);
  check("datetime", "2024-05-01 12:00Z", undefined);
});

Deno.test("a Date is its moment, or its day in UTC", () => {
  const late = new Date(Date.UTC(2024, 4, 1, 23, 59, 59, 999));
  check("datetime", wire(late), "2024-05-01T23:59:59.999Z");
  check("date", wire(late), "2024-05-01");
  check("date", wire(new Date(-1)), "1969-12-31");
});

Deno.test("a year needs four digits, whatever it is given as", () => {
  check("date", wire(new Date(Date.UTC(10000, 0, 1))), undefined);
  check("datetime", wire(new Date(-62167219200001)), undefined);
  check("datetime", wire(new Date(8.64e15)), undefined);
  check("datetime", "9999-12-31T23:30-01:00", undefined);
  check("datetime", "0000-01-01T00:30+01:00", undefined);
});

Deno.test("what is neither text nor a Date is no moment", () => {
  const others: Wire[] = [null, true, 0, 1714521600000, [], {}];
  const forged: Wire[] = [
    { "~": "date" },
    { "~": "date", ms: "0" },
    { "~": "date", ms: null },
    { "~": "job", id: "dev-1" },
    { ms: 0 },
  ];
  for (const value of [...others, ...forged]) {
    check("date", value, undefined);
    check("datetime", value, undefined);
  }
});
