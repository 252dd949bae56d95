import type { Batch, ColumnVector, Dataset, DatasetWriter } from "ax";
import { commonColumns } from "../../methods/lib/dataset_source.ts";
import { findCuts } from "../../methods/lib/sort_cuts.ts";
import {
  betweenOf,
  checkSort,
  cutRows,
  sliceRows,
  type SortInputs,
  sortRows,
} from "../../methods/lib/sort_rows.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Vector } from "../../src/data/vectors.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { makeRandom } from "./csv_support.ts";

const texts = [
  "",
  "\0",
  "a",
  "a\0",
  "aaaaaaaa",
  "aaaaaaaa\0",
  "aaaaaaaab",
  "b",
  "é",
  "\ue000",
  "\uffee",
  "\u{1f600}",
  "\ud7ff",
  "ab\u{10ffff}",
  "ab\uf8ff",
  "https://example.com/",
  "https://example.com/a/long/path",
  "https://example.com/a/long/path?",
];

/** Values of each type that has an order, the odd ones among them. */
const pools: Readonly<Record<string, readonly unknown[]>> = {
  int32: [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)],
  int64: [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, 2n ** 53n + 1n],
  "int64?": [3_000_000n, 1_000_000n, -9_000_000n, null],
  float32: [0.1, 1.5, -0, 0, NaN, Infinity, -Infinity, -2.25].map(Math.fround),
  float64: [0.1, 1.5, -0, 0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 1e300],
  "float64?": [979.39, 0.07, -12.5, 100, null],
  bool: [true, false],
  "bool?": [true, null, false],
  date: [0, -1, 20_000].map((day) => new Date(day * 864e5)),
  "datetime?": [null, ...[0, -1, 1.7e12, 1.7e12 + 1].map((ms) => new Date(ms))],
  time: [0, 1, 86_399_999],
  string: texts,
  "string?": [...texts, null],
  category: texts,
  "category?": [null, ...texts.slice(3)],
};

/** Columns that are not sorted by. */
const others = {
  n: "int32",
  raw: "bytes",
  data: "json?",
  list: "list<string>",
};

type Values = Readonly<Record<string, unknown>>;

/** Rows with all columns, `n` counting them. */
function makeRows(count: number, seed: number): Values[] {
  const random = makeRandom(seed);
  return Array.from({ length: count }, (_, n) => ({
    ...Object.fromEntries(
      Object.entries(pools).map(([type, pool]) => [
        type,
        pool[random(pool.length)],
      ]),
    ),
    n,
    raw: Uint8Array.from({ length: random(5) }, () => random(256)),
    data: random(4) === 0 ? null : { n, x: "x".repeat(random(30)) },
    list: Array.from({ length: random(3) }, () => texts[random(18)]),
  }));
}

const columns = {
  ...Object.fromEntries(Object.keys(pools).map((type) => [type, type])),
  ...others,
} as unknown as { readonly n: "int32" };

/** A dataset whose slices lie in files, and whose batches are short. */
function makeDataset(
  dir: string,
  slices: readonly (readonly Values[])[],
): Dataset {
  const readers = slices.map((rows, slice) => {
    const path = `${dir}/${crypto.randomUUID()}.arrow`;
    using writer = openSliceWriter(path, columns, { slice });
    for (const row of rows) writer.write(row as never);
    writer.close();
    return openSliceReader(path);
  });
  const rowCounts = slices.map(({ length }) => length);
  function* batches(
    slice: number | "all",
    names: readonly string[],
  ): Generator<Batch> {
    if (slice === "all") {
      for (let n = 0; n < slices.length; n++) yield* batches(n, names);
      return;
    }
    for (const batch of readers[slice]?.batches(names as never) ?? []) {
      for (let from = 0; from < batch.rowCount; from += 17) {
        const to = Math.min(from + 17, batch.rowCount);
        const cut = Object.entries(batch.columns).map(([name, vector]) => [
          name,
          (vector as unknown as Vector).slice(from, to) as ColumnVector,
        ]);
        const columns = Object.fromEntries(cut);
        yield { start: from, rowCount: to - from, columns };
      }
    }
  }
  return {
    columns: new Map(Object.entries(columns)),
    rowCount: rowCounts.reduce((sum, count) => sum + count, 0),
    rowCounts,
    batches,
  } as unknown as Dataset;
}

/** Compares as the documents say, value by value. */
function compare(
  a: Values,
  b: Values,
  { by, descending, nulls }: SortInputs,
): number {
  for (const name of by) {
    const [x, y] = [a[name], b[name]];
    if (x === null || y === null) {
      if (x === y) continue;
      return (x === null) === (nulls === "first") ? -1 : 1;
    }
    const found = compareValues(x, y);
    if (found !== 0) return descending.includes(name) ? -found : found;
  }
  return 0;
}

function compareValues(x: unknown, y: unknown): number {
  const [a, b] = [x, y].map((v) => v instanceof Date ? v.getTime() : v) as [
    number,
    number,
  ];
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : a > b ? 1 : 0;
}

function makeInputs(
  random: (n: number) => number,
  parts: Partial<SortInputs> = {},
): SortInputs {
  const names = Object.keys(pools);
  const by = Array.from(
    { length: 1 + random(3) },
    () => names[random(names.length)] as string,
  );
  const unique = [...new Set(by)];
  return {
    by: unique,
    descending: unique.filter(() => random(2) === 0),
    nulls: random(2) === 0 ? "first" : "last",
    acrossSlices: false,
    keepTogether: null,
    memoryMB: 1,
    ...parts,
  };
}

/** Sorts into a file. @returns Its bytes, and the numbers of its rows. */
function sortTo(
  dir: string,
  sort: (writer: Pick<DatasetWriter, "writeBatch">, scratch: string) => void,
): { bytes: Uint8Array; ns: number[] } {
  const path = `${dir}/out.arrow`;
  const writer = openSliceWriter(path, columns);
  sort(writer as never, `${dir}/scratch`);
  writer.close();
  using reader = openSliceReader<typeof columns>(path);
  const ns = [...reader.column("n")];
  const bytes = Deno.readFileSync(path);
  Deno.removeSync(path);
  return { bytes, ns };
}

function checkEqual(found: readonly number[], wanted: readonly number[]): void {
  assertEquals(found.join(), wanted.join());
}

function inTempDir(check: (dir: string) => void): void {
  const dir = Deno.makeTempDirSync();
  try {
    check(dir);
    assertEquals(
      [...Deno.readDirSync(dir)].map(({ name }) => name)
        .filter((name) => !name.endsWith(".arrow")),
      [],
    );
  } finally {
    Deno.removeSync(dir, { recursive: true });
  }
}

Deno.test("any columns sort as comparing values does, and the same bytes come out of a scratch file", () => {
  inTempDir((dir) => {
    const rows = makeRows(400, 1);
    const sources = [makeDataset(dir, [rows])] as const;
    const names = [...sources[0].columns.keys()];
    const random = makeRandom(7);
    for (let round = 0; round < 40; round++) {
      const inputs = makeInputs(random);
      const by = checkSort(inputs, commonColumns(sources));
      const sort = (memoryBytes: number) =>
        sortTo(dir, (writer, scratchPath) => {
          const columns = sources[0].columns;
          const options = { columns, by, memoryBytes, scratchPath };
          sortRows(writer, sliceRows(sources, 0, names), options);
        });
      const whole = sort(2 ** 30);
      const wanted = rows.toSorted((a, b) => compare(a, b, inputs));
      checkEqual(whole.ns, wanted.map(({ n }) => n as number));
      const parts = sort([1, 8_000, 40_000][round % 3] as number);
      assertEquals(parts.bytes, whole.bytes);
    }
  });
});

Deno.test("across slices, each has its part of all rows in order, however cuts are found", () => {
  inTempDir((dir) => {
    const rows = makeRows(300, 2);
    const cut = [rows.slice(0, 130), [], rows.slice(130, 290), rows.slice(290)];
    const sources = [
      makeDataset(dir, [cut[0] ?? [], cut[1] ?? []]),
      makeDataset(dir, [cut[2] ?? [], cut[3] ?? []]),
    ] as const;
    const names = [...sources[0].columns.keys()];
    const random = makeRandom(9);
    for (let round = 0; round < 30; round++) {
      const slices = [1, 2, 3, 5, 400][round % 5] as number;
      const some = makeInputs(random, { acrossSlices: true });
      const keepTogether = round % 3 === 0 ? some.by.at(-1) ?? null : null;
      const inputs = { ...some, keepTogether };
      const by = checkSort(inputs, commonColumns(sources));
      const wanted = rows.toSorted((a, b) => compare(a, b, inputs));
      const cuts = findCuts({
        sources,
        by,
        slices,
        together: keepTogether,
        fewRows: round % 2 === 0 ? 0 : 1000,
      });
      let done = 0;
      for (let slice = 0; slice < slices; slice++) {
        const between = betweenOf(cuts, slice);
        const { ns } = sortTo(dir, (writer, scratchPath) => {
          sortRows(
            writer,
            cutRows(sources, { names, by, between, slices }),
            {
              columns: sources[0].columns,
              by,
              memoryBytes: round % 4 === 0 ? 1 : 2 ** 30,
              scratchPath,
            },
          );
        });
        checkEqual(
          ns,
          wanted.slice(done, done + ns.length).map((row) => row.n as number),
        );
        done += ns.length;
        const end = Math.floor(300 * (slice + 1) / slices);
        if (keepTogether === null) assertEquals(done, end);
        else {
          assert(done >= end);
          const [last, next] = wanted.slice(done - 1, done + 1);
          const value = { ...inputs, by: [keepTogether] };
          if (ns.length > 0 && last !== undefined && next !== undefined) {
            assert(compare(last, next, value) !== 0);
          }
        }
        if (slices === 400 && slice > 8) break;
      }
      if (slices < 400) assertEquals(done, 300);
    }
  });
});

Deno.test("no rows, and rows of nothing but nulls and equal values, sort as they are", () => {
  inTempDir((dir) => {
    const nothing = Object.fromEntries(
      Object.keys(pools).map((type) => [
        type,
        type.endsWith("?") ? null : pools[type]?.[0],
      ]),
    );
    const equal = makeRows(40, 3).map((row) => ({ ...row, ...nothing }));
    for (const rows of [[], equal]) {
      const sources = [makeDataset(dir, [rows, []])] as const;
      const names = [...sources[0].columns.keys()];
      for (const name of Object.keys(pools)) {
        const inputs = makeInputs(makeRandom(1), { by: [name] });
        const by = checkSort(inputs, sources[0].columns);
        const ns: number[] = [];
        const cuts = findCuts({
          sources,
          by,
          slices: 2,
          together: null,
          fewRows: 0,
        });
        for (const slice of [0, 1]) {
          const between = betweenOf(cuts, slice);
          const sorted = sortTo(dir, (writer, scratchPath) => {
            sortRows(
              writer,
              cutRows(sources, { names, by, between, slices: 2 }),
              {
                columns: sources[0].columns,
                by,
                memoryBytes: 2000,
                scratchPath,
              },
            );
          });
          assertEquals(sorted.ns.length, rows.length / 2);
          ns.push(...sorted.ns);
        }
        checkEqual(ns, rows.map(({ n }) => n as number));
      }
    }
  });
});
