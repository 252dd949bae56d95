import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import { parsePattern } from "../../methods/lib/pattern.ts";
import { PatternMatcher } from "../../methods/lib/pattern_match.ts";
import { bytesOf, makeRandom } from "./csv_support.ts";

/** A pattern, and for each text the moment it says; "-" if it is none. */
type Cases = readonly (readonly [
  pattern: string,
  moments: Readonly<Record<string, string>>,
])[];

/** Reads all texts with one matcher, and each of them once more. */
function check(cases: Cases, isPrefix = false): void {
  for (const [pattern, moments] of cases) {
    const matcher = new PatternMatcher(pattern, isPrefix);
    for (let turn = 0; turn < 2; turn++) {
      for (const [text, wanted] of Object.entries(moments)) {
        assertEquals(read(matcher, text), wanted, `${pattern} of "${text}"`);
      }
    }
  }
}

/** Without what is midnight or no decimals. */
function read(matcher: PatternMatcher, text: string): string {
  // What lies around the field must not be looked at.
  const bytes = bytesOf(`1${text}1`);
  if (!matcher.match(bytes, 1, bytes.length - 1)) return "-";
  const seconds = new Date(matcher.seconds * 1000).toISOString().slice(0, 19);
  const decimals = matcher.micros > 0
    ? `.${String(matcher.micros).padStart(6, "0")}`
    : "";
  return `${seconds}${decimals}`.replace(/T00:00:00$/, "");
}

Deno.test("numbers have as many digits as they can, or spaces before fewer", () => {
  check([
    ["%Y", {
      "1": "0001-01-01",
      "0001": "0001-01-01",
      "9999": "9999-01-01",
      "   7": "0007-01-01",
      "    7": "-",
      "12345": "-",
      "-1": "-",
      "+1": "-",
      "": "-",
      " ": "-",
      "7 ": "-",
    }],
    ["%m", { "0": "-", "1": "1970-01-01", "12": "1970-12-01", "13": "-" }],
    ["%d", { "00": "-", "31": "1970-01-31", "32": "-", " 9": "1970-01-09" }],
    ["%m%d", { "0230": "-", "0228": "1970-02-28", " 2 3": "1970-02-03" }],
    ["%d%m%Y", { "010220": "0020-02-01", "01022020": "2020-02-01" }],
    ["%Y%m", { "202012": "2020-12-01", "20201": "2020-01-01", "2020": "-" }],
    ["%H%M%S", {
      "000000": "1970-01-01",
      "235959": "1970-01-01T23:59:59",
      "240000": "-",
      "236000": "-",
      "235960": "-",
      " 1 2 3": "1970-01-01T01:02:03",
    }],
  ]);
});

Deno.test("leap days are days of leap years alone", () => {
  check([
    ["%Y-%m-%d", {
      "2000-02-29": "2000-02-29",
      "1900-02-29": "-",
      "2004-02-29": "2004-02-29",
      "2001-02-29": "-",
      "0004-02-29": "0004-02-29",
      "2020-04-31": "-",
      "2020-12-31": "2020-12-31",
    }],
    // 1970 is no leap year, and what is not said is as in 1970.
    ["%m-%d", { "02-29": "-" }],
  ]);
});

Deno.test("centuries come from the text, or from the year of two digits", () => {
  check([
    ["%y", { "00": "2000-01-01", "68": "2068-01-01", "69": "1969-01-01" }],
    ["%C%y", { "1900": "1900-01-01", "0099": "0099-01-01", "0000": "-" }],
    ["%y%C", { "0019": "1900-01-01", "9920": "2099-01-01" }],
    ["%C", { "20": "2070-01-01", "5": "0570-01-01" }],
    ["%Y %y", { "1850 20": "1820-01-01" }],
    ["%Y %C", { "1850 20": "2050-01-01" }],
    ["%y%?/%C", { "20/18": "1820-01-01", "2018": "1820-01-01", "20/": "-" }],
    ["%y%2?/%C", { "20/18": "1820-01-01", "20": "2020-01-01" }],
  ]);
});

Deno.test("hours are of the day or of twelve", () => {
  check([
    ["%I%p", {
      "12AM": "1970-01-01",
      "12PM": "1970-01-01T12:00:00",
      "1am": "1970-01-01T01:00:00",
      "11Pm": "1970-01-01T23:00:00",
      "0am": "-",
      "13pm": "-",
      "1a": "-",
      "1xm": "-",
      "1": "-",
    }],
    ["%p%I", { "PM3": "1970-01-01T15:00:00", "AM12": "1970-01-01" }],
    ["%H %p", {
      "0 pm": "1970-01-01T12:00:00",
      "13 PM": "1970-01-01T13:00:00",
      "13 AM": "1970-01-01T01:00:00",
      "12 AM": "1970-01-01",
    }],
    ["%I", { "12": "1970-01-01", "11": "1970-01-01T11:00:00" }],
    ["%p", { "pm": "1970-01-01T12:00:00", "am": "1970-01-01" }],
  ]);
});

Deno.test("months have English names, in full or in three letters", () => {
  const names = "January February March April May June July August " +
    "September October November December";
  const months: Record<string, string> = {};
  names.split(" ").forEach((name, index) => {
    const wanted = `1970-${String(index + 1).padStart(2, "0")}-05`;
    for (const each of [name, name.slice(0, 3), name.toUpperCase()]) {
      months[`${each}5`] = wanted;
    }
    months[`${name.slice(0, 4)}5`] = name.length <= 4 ? wanted : "-";
  });
  months["May5"] = "1970-05-05";
  check([
    ["%b%d", months],
    ["%b", { "ja": "-", "": "-", "Okt": "-", "j\x01n": "-" }],
    ["%d. %b", { "5. mars": "-", "5. mar": "1970-03-05" }],
  ]);
});

Deno.test("decimals of seconds are digits, filled up with spaces behind them", () => {
  check([
    ["%f", {
      "1": "1970-01-01T00:00:00.100000",
      "000001": "1970-01-01T00:00:00.000001",
      "1234567": "-",
      "12  ": "1970-01-01T00:00:00.120000",
      " 12": "-",
      "": "-",
    }],
    ["%3f", { "999": "1970-01-01T00:00:00.999000", "9999": "-" }],
    ["%9f", {
      "123456789": "1970-01-01T00:00:00.123456",
      "0000009": "1970-01-01",
    }],
    ["%6f%S", { "12345607": "1970-01-01T00:00:07.123456" }],
    ["%-%f%f", { "1234567": "1970-01-01T00:00:00.700000" }],
  ]);
});

Deno.test("seconds and milliseconds since 1970 are whole and may be negative", () => {
  check([
    ["%s", {
      "0": "1970-01-01",
      "-86401": "1969-12-30T23:59:59",
      "253402300799": "9999-12-31T23:59:59",
      "253402300800": "-",
      "-62135596800": "0001-01-01",
      "-62135596801": "-",
      "1e3": "-",
      "+1": "-",
      " 1": "-",
      "-": "-",
      "99999999999999999999": "-",
    }],
    ["%J", {
      "1": "1970-01-01T00:00:00.001000",
      "-1": "1969-12-31T23:59:59.999000",
      "-1000": "1969-12-31T23:59:59",
      "-1001": "1969-12-31T23:59:58.999000",
    }],
    ["%s.%f", {
      "1.5": "1970-01-01T00:00:01.500000",
      "-1.5": "1969-12-31T23:59:59.500000",
    }],
    ["<%s>", { "<60>": "1970-01-01T00:01:00", "<>": "-" }],
  ]);
});

Deno.test("spreadsheets count days from three beginnings", () => {
  check([
    ["%0e", { "0": "1899-12-30", "2": "1900-01-01", "60": "1900-02-28" }],
    ["%1e", {
      "1": "1900-01-01",
      "59": "1900-02-28",
      "60": "-",
      "61": "1900-03-01",
      "60.5": "-",
    }],
    ["%e", { "43831": "2020-01-01", "43831.": "2020-01-01" }],
    ["%2e", { "0": "1904-01-01", "42369": "2020-01-01" }],
    ["%0e", {
      "43831.5": "2020-01-01T12:00:00",
      "43831.000005": "2020-01-01",
      "43831.00001": "2020-01-01T00:00:01",
      "43831.999999": "2020-01-02",
      "-1": "-",
      ".5": "-",
    }],
  ]);
});

Deno.test("spaces in a pattern are any number of spaces, and only those it names count", () => {
  check([
    ["%Y %m", {
      "2020 1": "2020-01-01",
      "2020 \t\n 1": "2020-01-01",
      "20201": "2020-01-01",
      "2020-1": "-",
    }],
    [" %Y ", { "2020": "2020-01-01", " 2020 ": "2020-01-01" }],
    ["%Y% %m", { "2020 1": "2020-01-01", "20201": "-" }],
    ["%Y%2 %H", { "2020 \t1": "2020-01-01T01:00:00", "2020 1": "-" }],
    ["%Y%1,2 x", { "2020 x": "2020-01-01", "2020  x": "2020-01-01" }],
    ["%Y%0,1 x", { "2020x": "2020-01-01", "2020  x": "-" }],
  ]);
});

Deno.test("wildcards take characters of their kind", () => {
  check([
    ["%.%Y", { "x2020": "2020-01-01", "\xe42020": "2020-01-01", " 2020": "-" }],
    ["%*%Y", {
      "x2020": "2020-01-01",
      " 2020": "2020-01-01",
      "2020": "0020-01-01",
    }],
    ["%#%Y", { "12020": "2020-01-01", "x2020": "-" }],
    ["%^%Y", { "x2020": "2020-01-01", " 2020": "2020-01-01", "12020": "-" }],
    ["%@%Y", { "x2020": "2020-01-01", " 2020": "-", "12020": "-" }],
    ["%3*%Y", { "x y2020": "2020-01-01", "xy2020": "0020-01-01" }],
    ["%2,4^%Y", { "ab2020": "2020-01-01", "abcde2020": "-", "a2020": "-" }],
    ["%0,9@%Y", { "2020": "2020-01-01", "on2020": "2020-01-01" }],
  ]);
});

Deno.test("numbers without a meaning are checked and forgotten", () => {
  check([
    ["%3#/%Y", {
      "1/2020": "2020-01-01",
      "999/2020": "2020-01-01",
      "/2020": "-",
      "1000/2020": "-",
    }],
    ["%3#/%Y", { "  9/2020": "2020-01-01" }],
    ["%5,17#/%Y", {
      "5/2020": "2020-01-01",
      "17/2020": "2020-01-01",
      "4/2020": "-",
      "18/2020": "-",
    }],
    ["%-%m/%Y", { "12/2020": "2020-01-01", "13/2020": "-" }],
    ["%2-%m/%Y", { "12/2020": "2020-01-01" }],
    ["%3-%d/%m/%Y", { "31/02/2020": "2020-01-01" }],
    ["%Y%-%p", { "2020pm": "2020-01-01", "2020xm": "-" }],
    ["%-%s %Y", { "5 2020": "2020-01-01" }],
  ]);
});

Deno.test("what may be missing is taken where it is there, all of it or nothing", () => {
  check([
    ["%?x%Y", { "x2020": "2020-01-01", "2020": "2020-01-01", "xx2020": "-" }],
    ["%3?%H:%M %Y", { "1:02 2020": "2020-01-01T01:02:00", "1:x 2020": "-" }],
    ["%3?%H:%M%?.%f", { "1:02.5": "1970-01-01T01:02:00.500000", "1:02.": "-" }],
    ["%1,3?abc%Y", {
      "abc2020": "2020-01-01",
      "ab2020": "2020-01-01",
      "a2020": "2020-01-01",
      "2020": "2020-01-01",
    }],
    ["%?a%:b%Y", {
      "a2020": "2020-01-01",
      "b2020": "2020-01-01",
      "ab2020": "-",
      "2020": "-",
    }],
    ["%?a%2:bc%Y", {
      "bc2020": "2020-01-01",
      "b2020": "-",
      "a2020": "2020-01-01",
    }],
    ["%?%m%:%b %Y", {
      "3 2020": "2020-03-01",
      "mar 2020": "2020-03-01",
      "x 2020": "-",
    }],
    // Nested groups count as one.
    ["%2?a%2?bcd%Y", {
      "abcd2020": "2020-01-01",
      "ad2020": "2020-01-01",
      "d2020": "2020-01-01",
      "abc2020": "-",
      "bcd2020": "-",
    }],
    // There is no way back from what was taken.
    ["%?xx%Y", { "x2020": "-", "xx2020": "2020-01-01" }],
  ]);
});

Deno.test("the rest may be missing", () => {
  check([
    ["%Y-%m-%d%/ %H:%M:%S", {
      "2020-01-02": "2020-01-02",
      "2020-01-02 03:04:05": "2020-01-02T03:04:05",
      "2020-01-02 03:04": "-",
      "2020-01-02 ": "-",
    }],
    ["%Y%/-%m%/-%d%/T%H", {
      "2020": "2020-01-01",
      "2020-02": "2020-02-01",
      "2020-02-03": "2020-02-03",
      "2020-02-03T04": "2020-02-03T04:00:00",
      "2020T04": "-",
    }],
    ["%/%Y", { "": "1970-01-01", "2020": "2020-01-01", "x": "-" }],
  ]);
});

Deno.test("text may follow where that is allowed", () => {
  check([
    ["%Y", { "2020x": "2020-01-01", "x2020": "-", "20201": "2020-01-01" }],
    ["%Y-%m", { "2020-1x": "2020-01-01", "2020": "-" }],
    ["%Y%/-%m", { "2020-x": "2020-01-01" }],
    ["%s", { "5 seconds": "1970-01-01T00:00:05" }],
    ["", { "anything": "1970-01-01" }],
  ], true);
});

Deno.test("letters beyond ASCII and percent signs stand for themselves", () => {
  const utf8 = (text: string) =>
    String.fromCharCode(...new TextEncoder().encode(text));
  check([
    ["%Y年%m月", {
      [utf8("2020年3月")]: "2020-03-01",
      [utf8("2020月3年")]: "-",
    }],
    ["%?é%Y", { [utf8("é2020")]: "2020-01-01", "2020": "2020-01-01" }],
    ["%%%Y%%", { "%2020%": "2020-01-01", "2020": "-" }],
    ["Y%Y", { "Y2020": "2020-01-01" }],
  ]);
});

Deno.test("patterns that make no sense are refused", () => {
  const wrong = [
    "%",
    "%Y%",
    "%Q",
    "%2Y",
    "%2,3Y",
    "%3e",
    "%1,2e",
    "%2,3f",
    "%5",
    "%3,2#",
    "%3,1?abc",
    "%?",
    "%2?a",
    "%-",
    "%0-a",
    "%1,2-ab",
    "%1,2:ab",
    "%2%",
    "%2b",
    "%\n",
    `${"%-".repeat(51)}Y`,
    "%?".repeat(100_000),
  ];
  assertEquals(parsePattern(`${"%-".repeat(50)}Y`).length, 1);
  for (const pattern of wrong) {
    assertThrows(
      () => parsePattern(pattern),
      AxError,
      `Cannot read the pattern ${JSON.stringify(pattern)}`,
    );
  }
});

/** Tokens, and how a moment is written with them. */
const written: Readonly<Record<string, (at: Date) => string>> = {
  "%Y": (at) => at.toISOString().slice(0, 4),
  "%m": (at) => at.toISOString().slice(5, 7),
  "%d": (at) => at.toISOString().slice(8, 10),
  "%H": (at) => at.toISOString().slice(11, 13),
  "%M": (at) => at.toISOString().slice(14, 16),
  "%S": (at) => at.toISOString().slice(17, 19),
  "%3f": (at) => at.toISOString().slice(20, 23),
};

Deno.test("random moments are read in every order of their parts", () => {
  const random = makeRandom(31);
  for (let round = 0; round < 500; round++) {
    const parts = Object.keys(written);
    for (let i = parts.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [parts[i], parts[j]] = [parts[j] ?? "", parts[i] ?? ""];
    }
    const between = parts.map(() => ["", "-", " ", "T", "ü", "%%"][random(6)]);
    const pattern = parts.map((part, i) => between[i] + part).join("");
    const matcher = new PatternMatcher(pattern, false);
    for (let turn = 0; turn < 5; turn++) {
      const millis = random(2 ** 31) * 145_000 - 62_000_000_000_000 +
        random(145_000);
      const at = new Date(millis);
      const text = parts.map((part, i) =>
        between[i]?.replace("%%", "%") + (written[part]?.(at) ?? "")
      ).join("");
      const bytes = new TextEncoder().encode(text);
      const what = `${pattern} of ${text}`;
      assertEquals(matcher.match(bytes, 0, bytes.length), true, what);
      const found = matcher.seconds * 1000 + matcher.micros / 1000;
      assertEquals(found, millis, what);
    }
  }
});
