import { assertEquals } from "../support/assert.ts";
import { PatternMatcher } from "../../methods/lib/pattern_match.ts";
import { makeReader } from "./convert_support.ts";
import { bytesOf } from "./csv_support.ts";

/** The moment that a text says, as ISO 8601; nothing if it is none. */
function check(
  pattern: string,
  text: string,
  isPrefix = false,
): string | undefined {
  const matcher = new PatternMatcher(pattern, isPrefix);
  const bytes = bytesOf(`<${text}>`);
  if (!matcher.match(bytes, 1, bytes.length - 1)) return undefined;
  const millis = matcher.seconds * 1000 + matcher.micros / 1000;
  return new Date(millis).toISOString();
}

/** Pattern, text, and what it says. */
type Case = readonly [
  pattern: string,
  text: string,
  wanted: string | undefined,
];

function checkAll(cases: readonly Case[]): void {
  for (const [pattern, text, wanted] of cases) {
    assertEquals(check(pattern, text), wanted, `${pattern} of ${text}`);
  }
}

Deno.test("patterns read dates and times", () => {
  checkAll([
    ["%Y-%m-%d", "2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["%Y-%m-%d", "2023-02-29", undefined],
    ["%Y-%m-%d", "2023-2-9", "2023-02-09T00:00:00.000Z"],
    ["%Y-%m-%d", "2023-02-09x", undefined],
    ["%Y%m%d", "20230209", "2023-02-09T00:00:00.000Z"],
    ["%d.%m.%Y %H:%M:%S", "1.2.2023 4:05:06", "2023-02-01T04:05:06.000Z"],
    ["%d/%b/%Y", "10/oct/2000", "2000-10-10T00:00:00.000Z"],
    ["%b", "May", "1970-05-01T00:00:00.000Z"],
    ["%b", "Mai", undefined],
    ["%b %d, %Y", "September 3, 1999", "1999-09-03T00:00:00.000Z"],
    ["%I:%M %p", "12:30 am", "1970-01-01T00:30:00.000Z"],
    ["%I:%M %p", "12:30 PM", "1970-01-01T12:30:00.000Z"],
    ["%I:%M %p", "01:30 pm", "1970-01-01T13:30:00.000Z"],
    ["%H:%M %p", "15:30 am", "1970-01-01T03:30:00.000Z"],
    ["%I", "13", undefined],
    ["%H", "24", undefined],
    ["%S", "60", undefined],
    ["%Y", "0", undefined],
    ["%H:%M", " 4: 5", "1970-01-01T04:05:00.000Z"],
  ]);
});

Deno.test("patterns read centuries and years of two digits", () => {
  checkAll([
    ["%y", "68", "2068-01-01T00:00:00.000Z"],
    ["%y", "69", "1969-01-01T00:00:00.000Z"],
    ["%C%y", "1868", "1868-01-01T00:00:00.000Z"],
    ["%y %C", "05 19", "1905-01-01T00:00:00.000Z"],
  ]);
});

Deno.test("patterns read decimals, seconds since 1970 and spreadsheet days", () => {
  checkAll([
    ["%S.%f", "1.5", "1970-01-01T00:00:01.500Z"],
    ["%S.%3f", "1.125", "1970-01-01T00:00:01.125Z"],
    ["%S.%3f", "1.1255", undefined],
    ["%S.%fZ", "1.25  Z", "1970-01-01T00:00:01.250Z"],
    ["%s", "1700000000", "2023-11-14T22:13:20.000Z"],
    ["%s", "-1", "1969-12-31T23:59:59.000Z"],
    ["%J", "-1", "1969-12-31T23:59:59.999Z"],
    ["%J", "1700000000123", "2023-11-14T22:13:20.123Z"],
    ["%s", " 1", undefined],
    ["%e", "61", "1900-03-01T00:00:00.000Z"],
    ["%e", "60", undefined],
    ["%e", "59", "1900-02-28T00:00:00.000Z"],
    ["%e", "1", "1900-01-01T00:00:00.000Z"],
    ["%0e", "1", "1899-12-31T00:00:00.000Z"],
    ["%2e", "0", "1904-01-01T00:00:00.000Z"],
    ["%1e", "45000.75", "2023-03-15T18:00:00.000Z"],
  ]);
});

Deno.test("patterns skip, ignore and do without", () => {
  checkAll([
    ["%Y%/-%m-%d", "2020", "2020-01-01T00:00:00.000Z"],
    ["%Y%/-%m-%d", "2020-03-04", "2020-03-04T00:00:00.000Z"],
    ["%Y%/-%m-%d", "2020-03", undefined],
    ["%Y%/-%m%/-%d", "2020-03", "2020-03-01T00:00:00.000Z"],
    ["%Y%/-%m%/-%d", "2020-", undefined],
    ["%#%#:%Y", "12:2020", "2020-01-01T00:00:00.000Z"],
    ["%3.%Y", "abc2020", "2020-01-01T00:00:00.000Z"],
    ["%1,3@%Y", "ab2020", "2020-01-01T00:00:00.000Z"],
    ["%1,3@%Y", "2020", undefined],
    ["%^%Y", "-2020", "2020-01-01T00:00:00.000Z"],
    ["% %Y", "  2020", undefined],
    ["%-%Y/%Y", "1999/2020", "2020-01-01T00:00:00.000Z"],
    ["%1,31#.%Y", "31.2020", "2020-01-01T00:00:00.000Z"],
    ["%1,31#.%Y", "32.2020", undefined],
    ["%?x%Y", "2020", "2020-01-01T00:00:00.000Z"],
    ["%?x%Y", "x2020", "2020-01-01T00:00:00.000Z"],
    ["%2?%H:%Y", "10:2020", "2020-01-01T10:00:00.000Z"],
    ["%2?%H:%Y", "2020", "2020-01-01T00:00:00.000Z"],
    ["%?A%:B%Y", "A2020", "2020-01-01T00:00:00.000Z"],
    ["%?A%:B%Y", "B2020", "2020-01-01T00:00:00.000Z"],
    ["%?A%:B%Y", "2020", undefined],
    ["100%% %Y", "100%2020", "2020-01-01T00:00:00.000Z"],
    ["%Yé", "2020Ã©", "2020-01-01T00:00:00.000Z"],
    ["%?é%Y", "2020", "2020-01-01T00:00:00.000Z"],
    ["%1,2?%H%p", "13", "1970-01-01T13:00:00.000Z"],
    ["%1,2?%H%p", "1pm", "1970-01-01T13:00:00.000Z"],
    ["%?x%1,2?%H%2:%M%S%d", "1230", "1970-01-30T12:00:00.000Z"],
    ["%?x%1,2?%H%2:%M%S%d", "12304530", "1970-01-30T12:30:45.000Z"],
    ["%1,2?éx%Y", "x2020", undefined],
    ["%1,2?éx%Y", "Ã©2020", "2020-01-01T00:00:00.000Z"],
    ["%:x%?y%Y", "2020", "2020-01-01T00:00:00.000Z"],
  ]);
  assertEquals(check("%Y", "2020 and more", true), "2020-01-01T00:00:00.000Z");
});

Deno.test("whether an optional part was there does not pass to the next text", () => {
  const matcher = new PatternMatcher("%:x%?y%Y", false);
  for (let turn = 0; turn < 2; turn++) {
    assertEquals(matcher.match(bytesOf("2020"), 0, 4), true);
  }
});

Deno.test("pattern conversions give days, microseconds and milliseconds", () => {
  const convert = (conversion: string, text: string) =>
    makeReader(conversion)(text);
  assertEquals(convert("date:%d.%m.%Y", "03.01.1970"), 2);
  assertEquals(convert("date:%s", "-1"), -1);
  assertEquals(
    convert("datetime:%d.%m.%Y %H.%M", "01.01.1970 0.1"),
    60_000_000n,
  );
  assertEquals(convert("datetime:%S.%f", "1.000001"), 1_000_001n);
  assertEquals(convert("time:%H.%M", "1.1"), 3_660_000);
  assertEquals(convert("datei:%d.%m.%Y", "03.01.1970 junk"), 2);
  assertEquals(convert("date:%d.%m.%Y", "31.02.1970"), undefined);
});
