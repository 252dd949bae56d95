import {
  chooseTimeBins,
  timeBinLabel,
  timeBinOf,
  timeBinRange,
  type TimeBins,
} from "../../src/core/time_bins.ts";
import { assert, assertEquals } from "../support/assert.ts";

function micros(text: string): number {
  return Date.parse(text) * 1000;
}

function days(text: string): number {
  return Date.parse(text) / 86_400_000;
}

function binsOf(min: string, max: string, count?: number): TimeBins {
  return chooseTimeBins(
    { kind: "datetime", min: micros(`${min}Z`), max: micros(`${max}Z`) },
    count,
  );
}

function labels(bins: TimeBins): string[] {
  return bins.edges.slice(1).map((_, bin) => timeBinLabel(bins, bin));
}

/** Asserts how many bins there are, and how the first and last are called. */
function check(bins: TimeBins, expected: [number, string, string]): void {
  const all = labels(bins);
  assertEquals([all.length, all[0], all.at(-1)], expected);
}

Deno.test("bins of dates begin with a day in the years that no Date knows", () => {
  const [min, max] = [-(2 ** 31), 2 ** 31 - 1];
  const bins = chooseTimeBins({ kind: "date", min, max });
  check(bins, [24, "-6000000 - -5500001", "5500000 - 5999999"]);
  assertEquals(timeBinRange(bins, 0), ["-6000000-01-01", "-5500001-12-31"]);
  assert(bins.edges.every((edge) => Number.isInteger(edge)));
  const few = chooseTimeBins({ kind: "date", min: max - 9, max });
  check(few, [10, "5881580-07-02", "5881580-07-11"]);
});

Deno.test("datetimes have bins at round times, at most 25 of them", () => {
  const cases: readonly (readonly [
    min: string,
    max: string,
    count: number,
    first: string,
    last: string,
  ])[] = [
    [
      "2026-01-03T10:00:00",
      "2026-01-03T10:00:00.7",
      15,
      "2026-01-03 10:00:00.000 - 10:00:00.050",
      "2026-01-03 10:00:00.700 - 10:00:00.750",
    ],
    [
      "2026-01-03T10:00:10",
      "2026-01-03T10:07",
      15,
      "2026-01-03 10:00:00 - 10:00:30",
      "2026-01-03 10:07:00 - 10:07:30",
    ],
    [
      "2026-01-03T10:12",
      "2026-01-03T20:01",
      21,
      "2026-01-03 10:00 - 10:30",
      "2026-01-03 20:00 - 20:30",
    ],
    [
      "2026-01-03T22:30",
      "2026-01-04T23:59",
      13,
      "2026-01-03 22:00 - 24:00",
      "2026-01-04 22:00 - 24:00",
    ],
    ["2026-01-03T10:00", "2026-01-20T10:00", 18, "2026-01-03", "2026-01-20"],
    [
      "2026-01-03T10:00",
      "2026-03-20T10:00",
      12,
      "2025-12-29 - 2026-01-04",
      "2026-03-16 - 2026-03-22",
    ],
    ["2026-01-03T10:00", "2027-12-20T10:00", 24, "2026-01", "2027-12"],
    [
      "2022-02-03T10:00",
      "2026-12-20T10:00",
      20,
      "2022-01 - 2022-03",
      "2026-10 - 2026-12",
    ],
    ["2003-02-03T10:00", "2026-12-20T10:00", 24, "2003", "2026"],
    ["1001-02-03T10:00", "2026-12-20T10:00", 21, "1000 - 1049", "2000 - 2049"],
  ];
  for (const [min, max, ...expected] of cases) {
    check(binsOf(min, max), expected);
  }
});

Deno.test("as many bins as asked for are not passed", () => {
  const year = ["2026-01-01T00:00", "2026-12-31T23:59"] as const;
  const counts = [1, 2, 3, 4, 5, 12, 13, 100, 400].map((count) => [
    count,
    labels(binsOf(...year, count)).length,
  ]);
  assertEquals(counts, [
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 4],
    [12, 12],
    [13, 12],
    [100, 53],
    [400, 365],
  ]);
  // No round bin holds the turn of a millennium.
  check(binsOf("1999-12-01T00:00", "2001-01-01T00:00", 1), [
    1,
    "1999 - 2003",
    "1999 - 2003",
  ]);
});

Deno.test("dates have no bins shorter than a day, times of day none longer", () => {
  const date = (min: string, max: string): TimeBins =>
    chooseTimeBins({ kind: "date", min: days(min), max: days(max) });
  check(date("2026-02-27", "2026-03-01"), [3, "2026-02-27", "2026-03-01"]);
  const weeks = date("2026-01-01", "2026-03-01");
  assertEquals(timeBinRange(weeks, 0), ["2025-12-29", "2026-01-04"]);
  const time = { kind: "time", min: 0, max: 86_399_999 } as const;
  check(chooseTimeBins(time), [24, "00:00 - 01:00", "23:00 - 24:00"]);
  check(chooseTimeBins(time, 1), [1, "00:00 - 24:00", "00:00 - 24:00"]);
  const one = chooseTimeBins({ kind: "time", min: 1, max: 2 });
  check(one, [2, "00:00:00.001 - 00:00:00.002", "00:00:00.002 - 00:00:00.003"]);
});

Deno.test("a range tells where a bin ends: with its last day, or the next begin", () => {
  const hours = binsOf("2026-01-03T10:12", "2026-01-03T20:01");
  assertEquals(timeBinRange(hours, 0), [
    "2026-01-03T10:00:00Z",
    "2026-01-03T10:30:00Z",
  ]);
  const months = binsOf("2026-01-03T10:00", "2027-12-20T10:00");
  assertEquals(timeBinRange(months, 11), [
    "2026-12-01T00:00:00Z",
    "2027-01-01T00:00:00Z",
  ]);
  const time = chooseTimeBins({ kind: "time", min: 0, max: 900 });
  assertEquals(timeBinRange(time, 1), ["00:00:00.050", "00:00:00.100"]);
});

Deno.test("each time is in the bin that holds it, the ends included", () => {
  const { edges } = binsOf("1969-11-03T10:00", "1970-02-20T10:00");
  assert(edges.length > 10);
  for (let bin = 0; bin < edges.length - 1; bin++) {
    const [from = 0, to = 0] = edges.slice(bin, bin + 2);
    assertEquals(
      [from, to - 1].map((value) => timeBinOf(edges, value)),
      [bin, bin],
    );
  }
  const [first = 0] = edges;
  const last = edges.at(-1) ?? 0;
  assertEquals(timeBinOf(edges, first - 1), 0);
  assertEquals(timeBinOf(edges, last), edges.length - 2);
});

Deno.test("bins cover what a column can hold, and each other's ends", () => {
  for (
    const [kind, least, greatest] of [
      ["datetime", -(2 ** 63), 2 ** 63],
      ["date", -(2 ** 31), 2 ** 31],
      ["datetime", micros("0001-01-01"), micros("9999-12-31")],
      ["datetime", 0, 1],
    ] as const
  ) {
    for (const count of [undefined, 1, 2, 7]) {
      const { edges } = chooseTimeBins(
        { kind, min: least, max: greatest },
        count,
      );
      assert((edges[0] ?? Infinity) <= least, `${kind} ${least} ${count}`);
      assert((edges.at(-1) ?? 0) > greatest, `${kind} ${greatest} ${count}`);
      assert(edges.length - 1 <= (count ?? 25));
      assert(edges.every((edge, at) => edge > (edges[at - 1] ?? -Infinity)));
    }
  }
});
