import {
  binLabel,
  binOf,
  binRange,
  chooseBins,
  drawBar,
} from "../../src/core/histogram.ts";
import { assert, assertEquals } from "../support/assert.ts";

function labels(
  min: number,
  max: number,
  isWhole: boolean,
  count?: number,
): string[] {
  const bins = chooseBins({ min, max, isWhole }, count);
  return Array.from({ length: bins.count }, (_, bin) => binLabel(bins, bin));
}

Deno.test("few whole numbers have a bin each", () => {
  assertEquals(labels(3, 6, true), ["3", "4", "5", "6"]);
  assertEquals(labels(-1, 1, true, 10), ["-1", "0", "1"]);
});

Deno.test("bins of whole numbers are of one size where that can be", () => {
  const even: [number, number][] = [
    [100, 20],
    [63, 21],
    [38, 19],
    [26, 13],
    [29, 20],
  ];
  for (const [size, count] of even) {
    const bins = chooseBins({ min: 1, max: size, isWhole: true });
    assertEquals([bins.count, bins.isUneven], [count, size === 29]);
  }
  assertEquals(labels(0, 99, true).slice(0, 2), ["0 - 4", "5 - 9"]);
  assertEquals(labels(0, 9, true, 4), ["0 - 2", "3 - 4", "5 - 7", "8 - 9"]);
});

Deno.test("each number is in the bin that names it", () => {
  for (const [min, max, count] of [[-5, 31, 7], [0, 1000, 13], [3, 99, 20]]) {
    const bins = chooseBins(
      { min: min ?? 0, max: max ?? 0, isWhole: true },
      count,
    );
    for (let value = bins.min; value <= bins.max; value++) {
      const [from, to] = binRange(bins, binOf(bins, value));
      assert(from <= value && value <= to, `${value} in ${from} - ${to}`);
    }
    assertEquals(binRange(bins, 0)[0], bins.min);
    assertEquals(binRange(bins, bins.count - 1)[1], bins.max);
  }
});

Deno.test("other numbers have bins with a short step, the greatest in the last", () => {
  const bins = chooseBins({ min: 0, max: 1, isWhole: false });
  assertEquals([bins.count, bins.step, bins.isUneven], [20, 0.05, false]);
  assertEquals(chooseBins({ min: 0, max: 2.4, isWhole: false }).count, 24);
  assertEquals(binOf(bins, 1), 19);
  assertEquals(binOf(bins, -0.1), 0);
  assertEquals(labels(0, 1, false, 4)[1], "0.25 - 0.5");
  assertEquals(labels(0, 0.3, false, 3)[1], "0.1 - 0.2");
});

Deno.test("bars are drawn in eighths, and what is there can be seen", () => {
  assertEquals(drawBar(1, 3), "███");
  assertEquals(drawBar(0.5, 3), "█▌");
  assertEquals(drawBar(0.001, 3), "▏");
  assertEquals(drawBar(0, 3), "");
  assertEquals(drawBar(0.5, 4, true), "##");
});
