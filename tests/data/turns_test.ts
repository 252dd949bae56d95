import { rowsBefore, rowsOfTurns } from "../../src/data/turns.ts";
import { assertEquals } from "../support/assert.ts";

/** The slices that rows come from, in turn. */
function turns(rowCounts: readonly number[]): number[] {
  const result: number[] = [];
  for (let round = 0; round < Math.max(0, ...rowCounts); round++) {
    for (const [slice, count] of rowCounts.entries()) {
      if (round < count) result.push(slice);
    }
  }
  return result;
}

Deno.test("rowsBefore() counts the rows of each slice among the first ones in turn", () => {
  const cases = [
    [],
    [0],
    [3],
    [0, 0],
    [5, 5, 5],
    [1, 4, 0, 2],
    [0, 7, 3],
    [9, 1],
  ];
  for (const rowCounts of cases) {
    const order = turns(rowCounts);
    for (let position = 0; position <= order.length; position++) {
      const seen = order.slice(0, position);
      assertEquals(
        rowsBefore(rowCounts, position),
        rowCounts.map((_, slice) => seen.filter((one) => one === slice).length),
        `${rowCounts} at ${position}`,
      );
    }
  }
});

Deno.test("rowsOfTurns() counts the rows of so many turns", () => {
  for (const rowCounts of [[], [0], [4, 0, 2], [1, 5]]) {
    const order = turns(rowCounts);
    for (let count = 0; count < 7; count++) {
      const rows = rowsOfTurns(rowCounts, count);
      // What comes before them is as many turns of each slice, or all of it.
      const before = rowsBefore(rowCounts, rows);
      assertEquals(before, rowCounts.map((all) => Math.min(all, count)));
      assertEquals(rows <= order.length, true);
    }
  }
});
