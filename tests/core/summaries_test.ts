import type { ColumnSummary } from "../../src/core/datasets.ts";
import { joinSummaries } from "../../src/core/summaries.ts";
import { assertEquals } from "../support/assert.ts";

type Bound = ColumnSummary["min"];

/** Joins both ways: the order of the parts does not matter. */
function check(
  parts: readonly (readonly [Bound, Bound])[],
  expected: readonly [Bound, Bound],
): void {
  for (const order of [parts, parts.toReversed()]) {
    const joined = joinSummaries(order.map(([min, max]) => {
      return { nullCount: 1, min, max, rowCount: min === null ? 1 : 3 };
    }));
    const [min, max] = expected;
    assertEquals(joined, { nullCount: parts.length, min, max });
  }
}

Deno.test("the least and the greatest of all parts count, and nulls add up", () => {
  check([[1, 5], [-2, 3], [0, 9]], [-2, 9]);
  check([["b", "c"], ["a", "b"]], ["a", "c"]);
  check([[2n ** 60n, 2n ** 61n], [7, 8]], [7, 2n ** 61n]);
  const day = (text: string) => new Date(text);
  check(
    [[day("2024-01-02"), day("2024-01-03")], [
      day("2023-05-05"),
      day("2024-01-01"),
    ]],
    [day("2023-05-05"), day("2024-01-03")],
  );
});

Deno.test("a part without values says nothing", () => {
  check([], [null, null]);
  check([[null, null]], [null, null]);
  check([[null, null], [3, 4]], [3, 4]);
});

Deno.test("NaN counts only where there is nothing else", () => {
  check([[NaN, NaN], [null, null]], [NaN, NaN]);
  check([[NaN, NaN], [1, 2], [NaN, NaN]], [1, 2]);
});

Deno.test("nothing bounds the whole where a part has values without bounds", () => {
  const long = { nullCount: 1, min: null, max: null, rowCount: 2 };
  const short = { nullCount: 0, min: "a", max: "b", rowCount: 2 };
  const empty = { nullCount: 0, min: null, max: null, rowCount: 0 };
  const unknown = { nullCount: 1, min: null, max: null };
  assertEquals(joinSummaries([long, short]), unknown);
  assertEquals(joinSummaries([short, long]), unknown);
  assertEquals(joinSummaries([empty, short]), {
    nullCount: 0,
    min: "a",
    max: "b",
  });
});
