import {
  countOf,
  formatCount,
  formatDuration,
  formatSize,
  formatTime,
} from "../../src/cli/format.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("formatDuration() gives three digits at most, then two units", () => {
  const durations: [number, string][] = [
    [-3, "0 ms"],
    [0.4, "0 ms"],
    [9.4, "9 ms"],
    [9.6, "0.01 s"],
    [120, "0.12 s"],
    [9_994, "9.99 s"],
    [9_996, "10.0 s"],
    [59_940, "59.9 s"],
    [59_960, "1 min"],
    [192_000, "3 min 12 s"],
    [3_599_600, "1 h"],
    [7_500_000, "2 h 5 min"],
    [86_399_999, "1 d"],
    [100_800_000, "1 d 4 h"],
  ];
  for (const [ms, text] of durations) {
    assertEquals(formatDuration(ms), text, String(ms));
  }
});

Deno.test("formatSize() counts in thousands and never shows 1000 of a unit", () => {
  const sizes: [number, string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [1_234_567, "1.2 MB"],
    [99_960, "100 kB"],
    [999_600, "1.0 MB"],
    [5e15, "5.0 PB"],
  ];
  for (const [bytes, text] of sizes) assertEquals(formatSize(bytes), text);
});

Deno.test("counts have separators, and nouns their number", () => {
  assertEquals(formatCount(999), "999");
  assertEquals(formatCount(1234567), "1,234,567");
  assertEquals(countOf(1, "job"), "1 job");
  assertEquals(countOf(1500, "row"), "1,500 rows");
  assertEquals(countOf(0, "row"), "0 rows");
});

Deno.test("formatTime() writes the reader's own time", () => {
  const moment = new Date(2026, 7, 1, 4, 5, 6);
  assertEquals(formatTime(moment.toISOString()), "2026-08-01 04:05:06");
  assertEquals(formatTime("soon"), "unknown");
});
