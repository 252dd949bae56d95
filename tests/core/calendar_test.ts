import { calendarDay, firstDayOf } from "../../src/core/calendar.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("days are those that Date has, as far as it goes", () => {
  for (let days = -1_000_000; days < 1_000_000; days += 997) {
    const date = new Date(days * 86_400_000);
    const expected = {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    };
    assertEquals(calendarDay(days), expected);
    const { year, month, day } = expected;
    assertEquals(firstDayOf(year, month) + day - 1, days);
  }
});

Deno.test("the ends of months and leap years are right, and far years are there", () => {
  const days: [number, number, number, number][] = [
    [0, 1970, 1, 1],
    [-1, 1969, 12, 31],
    [firstDayOf(2000, 3) - 1, 2000, 2, 29],
    [firstDayOf(1900, 3) - 1, 1900, 2, 28],
    [firstDayOf(0, 1), 0, 1, 1],
    [firstDayOf(-1, 12) + 30, -1, 12, 31],
    [firstDayOf(1_000_000, 7), 1_000_000, 7, 1],
  ];
  for (const [at, year, month, day] of days) {
    assertEquals(calendarDay(at), { year, month, day });
  }
});
