import type { ScanTask } from "../../src/cli/scan/messages.ts";
import { progressLines } from "../../src/cli/scan/progress.ts";
import { assertEquals } from "../support/assert.ts";

function task(
  dataset: string,
  rows: Readonly<Record<number, number>>,
): ScanTask {
  const slices = Object.entries(rows).map(([slice, rowCount]) => ({
    slice: Number(slice),
    from: 0,
    rowCount,
    groups: [],
  }));
  return { dataset, slices, columns: [], searched: [] };
}

/** The lines for tasks and the rows read of each. */
function lines(
  all: readonly (readonly [ScanTask, read: number])[],
  bySlice = false,
): string[] {
  const progress = {
    tasks: all.map(([task]) => task),
    rowsRead: (index: number) => all[index]?.[1] ?? 0,
  };
  return progressLines(progress, bySlice);
}

Deno.test("progress names the datasets under way and the slice that is behind", () => {
  const [one, two] = ["dev-1/default", "dev-2/default"];
  const all = [
    [task(one, { 0: 100 }), 100],
    [task(one, { 1: 100 }), 50],
    [task(two, { 0: 100 }), 10],
    [task(two, { 1: 100 }), 0],
  ] as const;
  assertEquals(lines(all), [
    "ax: 40 % of 400 rows, in dev-1/default and 1 more; " +
    "least of slice 1: 25 %",
  ]);
  assertEquals(lines(all, true), [
    "ax: 40 % of 400 rows, in dev-1/default and 1 more",
    "  slice 0  55 % of 200 rows",
    "  slice 1  25 % of 200 rows",
  ]);
});

Deno.test("slices that are read in turn are as far as each other", () => {
  assertEquals(lines([[task("dev-1/default", { 0: 10, 1: 30 }), 20]], true), [
    "ax: 50 % of 40 rows, in dev-1/default",
    "  slice 0  50 % of 10 rows",
    "  slice 1  50 % of 30 rows",
  ]);
  assertEquals(lines([]), ["ax: 100 % of 0 rows"]);
  // A name does nothing to the terminal that it is told on.
  assertEquals(lines([[task("dev-1/\x1b[2J", { 0: 2 }), 1]]), [
    'ax: 50 % of 2 rows, in "dev-1/\\u001b[2J"',
  ]);
});
