import { formatDate, isNext } from "../../scripts/demo/methods/lib/day.ts";
import {
  addSums,
  meansOf,
  sumsOf,
} from "../../scripts/demo/methods/lib/sums.ts";
import { element, label } from "../../scripts/demo/methods/lib/svg.ts";
import { table } from "../../scripts/demo/methods/lib/text.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("isNext() knows months, years and leap days", () => {
  const next = (date: string, before: string) =>
    isNext(new Date(date), new Date(before));
  assertEquals(next("2012-02-29", "2012-02-28"), true);
  assertEquals(next("2013-03-01", "2013-02-28"), true);
  assertEquals(next("2014-01-01", "2013-12-31"), true);
  assertEquals(next("2012-03-01", "2012-02-28"), false);
  assertEquals(next("2012-02-28", "2012-02-28"), false);
  assertEquals(formatDate(new Date("2012-02-29")), "2012-02-29");
});

Deno.test("sums of tenths make means that do not depend on the order", () => {
  const day = (tempMaxC: number) => ({
    date: new Date(0),
    tempMaxC,
    tempMinC: -0.1,
    rainMm: 0.7,
  });
  const total = sumsOf();
  for (const high of [0.1, 0.2, 0.3]) addSums(total, sumsOf(day(high)));
  assertEquals(meansOf(total), {
    days: 3,
    tempMaxC: 0.6 / 3,
    tempMinC: -0.3 / 3,
    rainMm: 2.1,
  });
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
