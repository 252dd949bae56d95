import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import type { SliceChoice } from "../../src/core/datasets.ts";
import { AxError } from "../../src/core/errors.ts";
import type { IterateOptions } from "../../src/core/rows.ts";
import { findHasher, hashVector, sliceOf } from "../../src/data/hash.ts";
import { OpenSlices } from "../../src/data/open_slices.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import type { TablePart } from "../../src/data/table.ts";
import { TableReader } from "../../src/data/table_reader.ts";
import { parseType } from "../../src/data/types.ts";
import type { Vector } from "../../src/data/vectors.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import {
  type AnyRow,
  canonical,
  partOf,
  random,
  randomRows,
  randomSample,
  readRows,
  type Sample,
  UNWATCHED,
} from "./support.ts";

/** A dataset on disk, as a stage reads it, and its rows by slice. */
interface Part {
  readonly part: TablePart;
  readonly slices: readonly (readonly AnyRow[])[];
}

function writePart(
  dir: string,
  { columns, rows }: Sample,
  options: { slices: number; hashBy?: string | undefined },
): Part {
  const { slices: count, hashBy } = options;
  Deno.mkdirSync(dir);
  const paths = Array.from({ length: count }, (_, i) => `${dir}/${i}.arrow`);
  {
    using writer = openSplitWriter<Columns>(
      paths,
      columns,
      hashBy === undefined ? {} : { hashBy },
    );
    for (const row of rows) writer.write(row as never);
  }
  const entries = Object.entries(columns);
  const part = partOf(dir, entries, { slices: count, hashBy });
  return {
    part,
    slices: paths.map((path, slice) =>
      part.slices[slice]?.rowCount === 0 ? [] : readRows(path)
    ),
  };
}

/** Reads with slices that are closed in the end. */
function withReader<T>(
  parts: readonly Part[],
  use: (reader: TableReader) => T,
): T {
  using slices = new OpenSlices();
  const tables = parts.map(({ part }) => part);
  return use(new TableReader(tables, { slices, watch: UNWATCHED }));
}

/** What is to be read, worked out the slow way. */
function expected(
  parts: readonly Part[],
  choice: SliceChoice,
  { rowRange, range, rehash }: IterateOptions<unknown>,
): AnyRow[] {
  const rows = parts.flatMap(({ slices, part }) => {
    if (choice === "all") return slices.flat();
    if (choice === "roundrobin") return inTurn(slices);
    if (rehash === undefined || part.hashBy === rehash) {
      return slices[choice] ?? [];
    }
    return slices.flat().filter((row) =>
      sliceOf(row[rehash] as number, slices.length) === choice
    );
  });
  const cut = rowRange === undefined ? rows : rows.slice(...rowRange);
  if (range === undefined) return cut;
  const { column, from, to } = range;
  return cut.filter((row) => {
    const value = row[column] as number | null;
    if (value === null || Number.isNaN(value)) return false;
    return (from === undefined || value >= (from as number)) &&
      (to === undefined || value < (to as number));
  });
}

function inTurn(slices: readonly (readonly AnyRow[])[]): AnyRow[] {
  const longest = Math.max(...slices.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => at)
    .flatMap((at) => slices.flatMap((rows) => rows.slice(at, at + 1)));
}

function texts(rows: Iterable<unknown>): string[] {
  return Array.from(
    rows,
    (row) => Object.values(row as AnyRow).map(canonical).join("|"),
  );
}

function batchRows(reader: TableReader, ...args: unknown[]): AnyRow[] {
  const rows: AnyRow[] = [];
  const [choice, options] = args as [SliceChoice, object];
  for (const batch of reader.batches(choice, undefined, options)) {
    const columns = Object.entries(batch.columns);
    for (let row = 0; row < batch.rowCount; row++) {
      rows.push(Object.fromEntries(
        columns.map(([name, vector]) => [name, vector.get(row)]),
      ));
    }
  }
  return rows;
}

/** A chain of one to three datasets with the same columns. */
function randomChain(dir: TempDir, next: () => number): Part[] {
  const { columns } = randomSample(next, { rows: 0, columns: 4 });
  const all: Columns = { n: "int32", x: "float64?", ...columns };
  const hashed = Object.keys(all).filter((name) =>
    findHasher(parseType(all[name] as ColumnSpec))
  );
  const slices = 1 + Math.floor(next() * 4);
  return Array.from({ length: 1 + Math.floor(next() * 3) }, (_, at) => {
    const size = Math.floor(next() * 60);
    const rows = randomRows(columns, next, size).map((row, n) => ({
      n,
      x: next() < 0.2 ? null : Math.floor(next() * 20),
      ...row,
    }));
    const hashBy = next() < 0.5
      ? undefined
      : hashed[Math.floor(next() * hashed.length)];
    const path = dir.join(`${at}`);
    return writePart(path, { columns: all, rows }, { slices, hashBy });
  });
}

function randomOptions(
  next: () => number,
  choice: SliceChoice,
  parts: readonly Part[],
): IterateOptions<unknown> {
  const number = (to: number) => Math.floor(next() * to);
  const hashed = [...parts[0]?.part.columns ?? []].filter(([, spec]) =>
    findHasher(parseType(spec))
  );
  const rehash = typeof choice === "number" && next() < 0.4
    ? hashed[number(hashed.length)]?.[0]
    : undefined;
  const rowRange = rehash === undefined && next() < 0.4
    ? [number(80) - 40, number(80) - 20] as const
    : undefined;
  const bounds = [number(20), number(25)] as const;
  const range = next() < 0.4
    ? { column: next() < 0.5 ? "n" : "x", from: bounds[0], to: bounds[1] }
    : undefined;
  return {
    ...(rehash !== undefined && { rehash }),
    ...(rowRange && { rowRange }),
    ...(range && { range }),
  };
}

Deno.test("rows, columns and batches of any chain are what a slow model reads", () => {
  for (let seed = 1; seed <= 40; seed++) {
    using dir = tempDir();
    const next = random(seed);
    const parts = randomChain(dir, next);
    const slices = parts[0]?.slices.length ?? 1;
    for (let trial = 0; trial < 8; trial++) {
      const choices: SliceChoice[] = ["all", "roundrobin", 0, slices - 1];
      const choice = choices[Math.floor(next() * 4)] ?? 0;
      const options = randomOptions(next, choice, parts);
      const rows = expected(parts, choice, options);
      const context = JSON.stringify({ seed, trial, choice, options });
      withReader(parts, (reader) => {
        const read = texts(reader.rows(choice, undefined, options));
        assertEquals(read, texts(rows), context);
        assertEquals(
          [...reader.column(choice, "x", options)],
          rows.map(({ x }) => x),
          context,
        );
        const { range: _, ...others } = options;
        const whole = expected(parts, choice, others);
        for (const reuse of [true, false]) {
          const batches = batchRows(reader, choice, { ...others, reuse });
          assertEquals(texts(batches), texts(whole), context);
        }
        // A range leaves out whole batches, and never a row that is in it.
        const kept = new Set(texts(batchRows(reader, choice, options)));
        assert(texts(rows).every((row) => kept.has(row)), context);
      });
    }
  }
});

Deno.test("rows that were dealt out in turn come back in their order, however many", () => {
  for (const [count, slices] of [[0, 3], [3, 5], [100_001, 4]] as const) {
    using dir = tempDir();
    const rows = Array.from({ length: count }, (_, n) => ({ n }));
    const sample = { columns: { n: "int32" }, rows } as const;
    const part = writePart(dir.join("0"), sample, { slices });
    withReader([part], (reader) => {
      let next = 0;
      for (const n of reader.column("roundrobin", "n")) {
        if (n !== next++) throw new Error(`row ${next - 1} is ${n}`);
      }
      assertEquals(next, count);
    });
  }
});

Deno.test("what a batch has is kept when the next one comes, unless it may be used again", () => {
  using dir = tempDir();
  const rows = Array.from({ length: 200_000 }, (_, n) => ({ n }));
  const sample = { columns: { n: "int32" }, rows } as const;
  const part = writePart(dir.join("0"), sample, { slices: 2 });
  withReader([part], (reader) => {
    const kept = [...reader.batches(0, ["n"], { rehash: "n" })];
    assert(kept.length > 1);
    const values = kept.flatMap(({ columns }) => [
      ...(columns["n"] as unknown as { values: Int32Array }).values,
    ]);
    const { slices } = part;
    const right = slices.flat().map(({ n }) => n as number)
      .filter((n) => sliceOf(n, 2) === 0);
    assertEquals(values.join() === right.join(), true);
    const starts = kept.map(({ start }) => start);
    const ends = kept.map(({ start, rowCount }) => start + rowCount);
    assertEquals(starts, [0, ...ends.slice(0, -1)]);
  });
});

Deno.test("rehash looks at microseconds, as a writer does", () => {
  using dir = tempDir();
  const at = BigInt64Array.from({ length: 500 }, (_, n) => BigInt(n * 37 + 1));
  const paths = [0, 1, 2].map((slice) => dir.join(`${slice}`));
  {
    using writer = openSplitWriter(paths, { at: "datetime" }, { hashBy: "at" });
    writer.writeBatch({ at });
  }
  const groupOf = (path: string) => [{ paths: [path] }];
  const columns = new Map([["at", "datetime"]] as const);
  const part: TablePart = {
    columns,
    hashBy: undefined,
    statsOf: () => undefined,
    slices: paths.map((path) => {
      using reader = openSliceReader(path);
      return { rowCount: reader.rowCount, groups: groupOf(path) };
    }),
  };
  withReader([{ part, slices: [] }], (reader) => {
    for (const slice of [0, 1, 2]) {
      for (
        const { columns } of reader.batches(slice, ["at"], { rehash: "at" })
      ) {
        const vector = columns["at"] as unknown as Vector;
        const hashes = new Uint32Array(vector.length);
        hashVector(vector, hashes);
        assert(hashes.every((hash) => hash % 3 === slice));
      }
      const rowCount = part.slices[slice]?.rowCount;
      const read = [...reader.column(slice, "at", { rehash: "at" })];
      assertEquals(read.length, rowCount);
    }
  });
});

Deno.test("options that make no sense are refused before anything is read", () => {
  using dir = tempDir();
  const columns = {
    n: "int32",
    d: "date",
    s: "string",
    b: "bool",
    l: "list<int32>",
  } as const;
  const d = new Date(0);
  const rows = [{ n: 1, d, s: "a", b: true, l: [1] }];
  const part = writePart(dir.join("0"), { columns, rows }, { slices: 1 });
  const cases: [options: object, message: string][] = [
    [{ rowrange: [1] }, 'there is no option "rowrange"'],
    [{ rowRange: 1 }, "rowRange is [from] or [from, to] in whole rows, got 1"],
    [{ rowRange: [0.5] }, "got [0.5]"],
    [{ rowRange: [0, "2"] }, 'got [0, "2"]'],
    [{ rowRange: [] }, "got []"],
    [{ range: { column: "n", form: 1 } }, 'there is no option "form"'],
    [{ range: { column: "n", from: "5" } }, 'does not compare with "5"'],
    [{ range: { column: "n", to: NaN } }, "nothing is less or more than NaN"],
    [{ range: { column: "n", from: d } }, "its type is int32"],
    [{ range: { column: "d", from: "1970" } }, 'compare with "1970"'],
    [{ range: { column: "d", to: new Date(NaN) } }, "an invalid Date"],
    [{ range: { column: "b", to: 1 } }, "its type is bool"],
    [{ range: { column: "l", from: 1 } }, "list<int32> have no order"],
  ];
  withReader([part], (reader) => {
    for (const [options, message] of cases) {
      for (
        const read of [
          () => reader.rows("all", ["n"], options),
          () => reader.column("all", "n", options),
          () => reader.batches("all", ["n"], options),
        ]
      ) assertThrows(read, AxError, message);
    }
    assertThrows(
      () => reader.batches("all", ["n"], { filter: () => true } as never),
      AxError,
      'Cannot read batches: there is no option "filter"',
    );
    assertThrows(
      () => reader.rows("all", "n" as never),
      AxError,
      'columns are named by a list, as in ["n"]',
    );
    const range = { column: "d", from: 0, to: 1 };
    assertEquals([...reader.column("all", "n", { range })], [1]);
  });
});
