import { assertEquals } from "../support/assert.ts";
import {
  estimateDistinct,
  isCategory,
  type SampleCounts,
  TextSample,
} from "../../methods/lib/repeats.ts";

const encoder = new TextEncoder();
const PLACES = 24;
const ROWS = 340;

let seed = 1;

function random(below: number): number {
  seed = seed * 48271 % 2147483647;
  return seed % below;
}

/** Takes a sample of a column of so many rows, as an import does. */
function sample(
  rowCount: number,
  valueOf: (row: number) => unknown,
): SampleCounts {
  const texts = new TextSample();
  const rows = Math.min(ROWS, Math.floor(rowCount / PLACES));
  for (let place = 0; place < PLACES; place++) {
    texts.begin();
    const first = Math.floor(rowCount / PLACES) * place;
    for (let row = first; row < first + rows; row++) {
      const text = encoder.encode(String(valueOf(row)));
      texts.add(text, 0, text.length);
    }
  }
  return texts.counts(PLACES * rows / rowCount);
}

/** Whether the estimate is off by no more than that part. */
function check(
  counts: SampleCounts,
  distinctCount: number,
  part: number,
): void {
  const estimate = estimateDistinct(counts);
  const isNear = Math.abs(estimate - distinctCount) <= part * distinctCount;
  assertEquals([isNear, estimate, distinctCount], [
    true,
    estimate,
    distinctCount,
  ]);
}

Deno.test("how many different texts there are is told from 8,000 of millions of rows", () => {
  for (const distinctCount of [1, 2, 50, 3000, 20_000, 100_000]) {
    const counts = sample(5_000_000, () => random(distinctCount));
    check(counts, distinctCount, 0.15);
    assertEquals(isCategory(counts), true);
  }
});

Deno.test("texts that never come again are no category, nor are too many or too rare ones", () => {
  assertEquals(isCategory(sample(5_000_000, (row) => row)), false);
  assertEquals(isCategory(sample(5_000_000, () => random(1_000_000))), false);
  assertEquals(isCategory(sample(1_000_000, () => random(100_000))), false);
  // The bounds: 200,000 texts of 20 rows each, 2,000 of 5.
  const counts = { count: 8000, sharedCount: 800, changeCount: 8000 };
  const many = { ...counts, distinctCount: 20_000, part: 0.002 };
  assertEquals(estimateDistinct(many), 200_000);
  assertEquals(isCategory(many), true);
  assertEquals(isCategory({ ...many, part: 0.002001 }), false);
  assertEquals(isCategory({ ...many, distinctCount: 20_001 }), false);
  const few = { ...counts, distinctCount: 200, part: 0.8 };
  assertEquals(isCategory(few), true);
  assertEquals(isCategory({ ...few, part: 0.801 }), false);
  assertEquals(isCategory({ ...few, count: 0 }), false);
});

Deno.test("equal texts that lie together do not make a category of texts without end", () => {
  // Twelve rows each, and then never again.
  const sessions = sample(5_000_000, (row) => Math.floor(row / 12));
  check(sessions, 5_000_000 / 12, 0.1);
  assertEquals(isCategory(sessions), false);
  // Sorted: 200 texts of 25,000 rows each, of which a sample sees 24 or so.
  const sorted = sample(5_000_000, (row) => Math.floor(row / 25_000));
  assertEquals(sorted.sharedCount < sorted.count / 4, true);
  assertEquals(isCategory(sorted), true);
  // Sorted, and each text is there thirty times.
  assertEquals(
    isCategory(sample(3_000_000, (row) => Math.floor(row / 30))),
    true,
  );
});

Deno.test("of a file that was seen as a whole, the texts are counted", () => {
  const whole = { count: 100, sharedCount: 0, changeCount: 99, part: 1 };
  assertEquals(estimateDistinct({ ...whole, distinctCount: 20 }), 20);
  assertEquals(isCategory({ ...whole, distinctCount: 20 }), true);
  assertEquals(isCategory({ ...whole, distinctCount: 21 }), false);
});

Deno.test("at a single place, texts count as met again if they are there twice", () => {
  const texts = new TextSample();
  texts.begin();
  for (let row = 0; row < 500; row++) {
    const text = encoder.encode(`${row % 20}`);
    texts.add(text, 0, text.length);
  }
  const counts = texts.counts(0.5);
  assertEquals(counts.sharedCount, 500);
  assertEquals(estimateDistinct(counts), 20);
});
