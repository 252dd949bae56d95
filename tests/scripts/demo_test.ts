import { parseCsv } from "../../scripts/demo/methods/lib/csv.ts";
import { nextDate, parseDay } from "../../scripts/demo/methods/lib/day.ts";
import { element, label } from "../../scripts/demo/methods/lib/svg.ts";
import { table } from "../../scripts/demo/methods/lib/text.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** The values of each record, in the order of the columns. */
function valuesOf(text: string): string[][] {
  return parseCsv(text).map(({ fields }) => Object.values(fields));
}

Deno.test("parseCsv() reads quoted commas, quotes and line ends", () => {
  const text = '\uFEFFa,b\r\n"1,5","say ""hi"""\r\n"two\nlines",\r\n';
  assertEquals(valuesOf(text), [["1,5", 'say "hi"'], ["two\nlines", ""]]);
  assertEquals(parseCsv(text).map(({ line }) => line), [2, 3]);
});

Deno.test("parseCsv() needs no line end after the last record", () => {
  assertEquals(valuesOf("a,b\n1,2"), [["1", "2"]]);
  assertEquals(valuesOf("a,b\n1,"), [["1", ""]]);
  assertEquals(valuesOf("a,b\n"), []);
});

Deno.test("parseCsv() names the line of a record that does not fit", () => {
  const lines = (text: string, part: string) =>
    assertThrows(() => parseCsv(text), Error, part);
  lines("", "line 1: expected a header");
  lines("a,b\n1,2\n3\n", "line 3: expected 2 fields, got 1");
  lines('a\n"x\ny"\n"open\n', "line 4: misplaced quote");
  lines('a\nb"c\n', "line 2: misplaced quote");
});

const good = {
  date: "2012-02-29",
  precipitation: "0.8",
  temp_max: "5.0",
  temp_min: "-1.1",
  weather: "snow",
};

Deno.test("parseDay() checks every field of a day", () => {
  assertEquals(parseDay({ line: 2, fields: good }), {
    date: "2012-02-29",
    tempMaxC: 5,
    tempMinC: -1.1,
    rainMm: 0.8,
    weather: "snow",
  });
  const refuses = (change: Record<string, string>, part: string) => {
    const fields = { ...good, ...change };
    assertThrows(() => parseDay({ line: 7, fields }), Error, part);
  };
  refuses({ date: "2013-02-29" }, "line 7: date: expected a day such as");
  refuses({ date: "2013-2-1" }, 'got "2013-2-1"');
  refuses({ temp_max: "" }, 'line 7: temp_max: expected a number, got ""');
  refuses(
    { temp_min: "1e3" },
    'line 7: temp_min: expected a number, got "1e3"',
  );
  refuses({ weather: "hail" }, "expected one of drizzle, fog, rain, snow, sun");
});

Deno.test("nextDate() knows months, years and leap days", () => {
  assertEquals(nextDate("2012-02-28"), "2012-02-29");
  assertEquals(nextDate("2013-02-28"), "2013-03-01");
  assertEquals(nextDate("2013-12-31"), "2014-01-01");
});

Deno.test("table() makes columns as wide as they need", () => {
  assertEquals(
    table(["", "mm"], [["Jan", "116.5"], ["February", "9.0"]]),
    "             mm\nJan       116.5\nFebruary    9.0",
  );
});

Deno.test("SVG text and attributes are escaped", () => {
  assertEquals(
    label('<&"', 1.04, 2, { class: 'a"b' }),
    '<text x="1" y="2" class="a&quot;b">&lt;&amp;&quot;</text>',
  );
  assertEquals(element("g", {}, [element("rect", {})]), "<g><rect/></g>");
});
