import { AxError } from "../../src/core/errors.ts";
import {
  type ColumnGroup,
  openSliceReader,
} from "../../src/data/slice_reader.ts";
import type { SliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Columns } from "../../src/core/columns.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import { statsOf } from "./support.ts";

const BATCH = 65_536;

/** Writes `n` from `start` on, and what follows from it. */
function writeNumbers(path: string, start: number, rows: number): string {
  using writer = openSliceWriter(path, { n: "int32", half: "float64" });
  for (let n = start; n < start + rows; n++) writer.writeValues(n, n / 2);
  return path;
}

function openNumbers(
  source: string | readonly ColumnGroup[],
): SliceReader<{ n: "int32"; half: "float64" }> {
  return openSliceReader(source);
}

Deno.test("one column of thirty reads that column's bytes only", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const rows = 2 * BATCH;
  const columns: Record<string, "float64"> = {};
  for (let i = 0; i < 30; i++) columns[`c${i}`] = "float64";
  {
    using writer = openSliceWriter<Columns>(path, columns);
    const values = Float64Array.from({ length: rows }, (_, i) => i);
    const batch = Object.keys(columns).map((name) => [name, values] as const);
    writer.writeBatch(Object.fromEntries(batch));
  }
  using reader = openSliceReader<typeof columns>(path);
  assertEquals(reader.rowCount, rows);
  const before = reader.bytesRead;
  let sum = 0;
  for (const value of reader.column("c17")) sum += value;
  assertEquals(sum, rows * (rows - 1) / 2);
  assertEquals(reader.bytesRead - before, rows * 8);
  assert(before < 40_000, `metadata of ${before} bytes`);
});

Deno.test("one category of two reads its own dictionary only", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const long = "x".repeat(100_000);
  {
    using writer = openSliceWriter(path, { a: "category", b: "category" });
    for (let i = 0; i < 10; i++) writer.write({ a: `${i}`, b: `${long}${i}` });
  }
  using reader = openSliceReader<{ a: "category"; b: "category" }>(path);
  assertEquals([...reader.column("a")].length, 10);
  assert(reader.bytesRead < 50_000, `${reader.bytesRead}`);
});

Deno.test("a range skips batches and gives exactly its rows", () => {
  using dir = tempDir();
  const reader = openNumbers(writeNumbers(dir.join("a"), 0, 3 * BATCH));
  using _ = reader;
  assertEquals(reader.rowCount, 3 * BATCH);
  const range = { column: "n", from: BATCH + 5, to: BATCH + 8 };
  const before = reader.bytesRead;
  assertEquals([...reader.column("n", { range })], [
    BATCH + 5,
    BATCH + 6,
    BATCH + 7,
  ]);
  assertEquals(reader.bytesRead - before, 4 * BATCH);
  assertEquals([...reader.rows(["half"], { range })], [
    { half: (BATCH + 5) / 2 },
    { half: (BATCH + 6) / 2 },
    { half: (BATCH + 7) / 2 },
  ]);
  const sloppy = { ...range, sloppy: true };
  assertEquals([...reader.column("half", { range: sloppy })].length, BATCH);
  const batches = [...reader.batches(["n"], { range })];
  assertEquals(batches.map((batch) => batch.start), [BATCH]);
  const nothing = { column: "n", from: 5 * BATCH };
  assertEquals([...reader.column("n", { range: nothing })], []);
});

Deno.test("a range leaves out null and NaN, and takes dates", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const day = (text: string) => new Date(`${text}T00:00:00Z`);
  {
    using writer = openSliceWriter(path, {
      id: "int32",
      x: "float64?",
      on: "date?",
    });
    writer.write({ id: 0, x: NaN, on: day("2024-01-01") });
    writer.write({ id: 1, x: null, on: null });
    writer.write({ id: 2, x: 1, on: day("2024-01-02") });
    writer.write({ id: 3, x: -Infinity, on: day("2024-01-03") });
  }
  using reader = openSliceReader<
    { id: "int32"; x: "float64?"; on: "date?" }
  >(path);
  const ids = (range: { column: string; from?: number | Date; to?: Date }) => [
    ...reader.column("id", { range }),
  ];
  assertEquals(ids({ column: "x" }), [2, 3]);
  assertEquals(ids({ column: "x", from: 0 }), [2]);
  assertEquals(ids({ column: "on", from: day("2024-01-02") }), [2, 3]);
  assertEquals(
    ids({ column: "on", from: day("2024-01-01"), to: day("2024-01-02") }),
    [0],
  );
  assertEquals(statsOf(path, "x"), { nullCount: 1, min: "-Infinity", max: 1 });
  assertEquals(statsOf(path, "on"), { nullCount: 1, min: 19_723, max: 19_725 });
});

Deno.test("rowRange counts as Array.slice does", () => {
  using dir = tempDir();
  using reader = openNumbers(writeNumbers(dir.join("a"), 0, BATCH + 10));
  const all = Array.from({ length: BATCH + 10 }, (_, i) => i);
  const cases: [number, number?][] = [
    [0, 3],
    [-3],
    [BATCH - 2, BATCH + 2],
    [-12, -9],
    [5, 5],
    [9, 3],
    [BATCH + 10],
    [-1e9, 2],
  ];
  for (const rowRange of cases) {
    const wanted = all.slice(...rowRange);
    assertEquals([...reader.column("n", { rowRange })], wanted);
    assertEquals(
      Array.from(reader.rows(["n"], { rowRange }), (row) => row.n),
      wanted,
    );
  }
  assertThrows(
    () => [...reader.column("n", { rowRange: [0.5] })],
    RangeError,
    "no whole number",
  );
});

Deno.test("translate comes before filter, and both see every item", () => {
  using dir = tempDir();
  using reader = openNumbers(writeNumbers(dir.join("a"), 0, 10));
  const even = reader.column("n", {
    translate: (n) => `${n}!`,
    filter: (text) => text < "3",
  });
  const typed: string[] = [...even];
  assertEquals(typed, ["0!", "1!", "2!"]);
  assertEquals([...even], typed, "an iterable begins anew");
  const sums = reader.rows(undefined, {
    range: { column: "n", from: 6 },
    translate: (row) => row.n + row.half,
    filter: (sum) => sum !== 10.5,
  });
  assertEquals([...sums], [9, 12, 13.5]);
});

Deno.test("parts follow each other, and columns come from several files", () => {
  using dir = tempDir();
  const parts = [
    writeNumbers(dir.join("0.0"), 0, 70_000),
    writeNumbers(dir.join("0.1"), 70_000, 0),
    writeNumbers(dir.join("0.2"), 70_000, 5),
  ];
  const added = dir.join("added");
  {
    using writer = openSliceWriter(added, { twice: "int64", half: "string" });
    for (let n = 0; n < 70_005; n++) {
      writer.write({ twice: n * 2, half: `${n}` });
    }
  }
  using reader = openSliceReader<
    { number: "int32"; twice: "int64"; half: "string" }
  >([
    { paths: parts, columns: new Map([["number", "n"], ["half", "half"]]) },
    { paths: [added] },
  ]);
  assertEquals([...reader.columns], [
    ["number", "int32"],
    ["half", "string"],
    ["twice", "int64"],
  ]);
  let row = 0;
  for (const { number, twice, half } of reader.rows()) {
    assert(number === row && twice === BigInt(2 * row) && half === `${row}`);
    row++;
  }
  assertEquals(row, 70_005);
  const starts = Array.from(
    reader.batches(["number", "twice"]),
    (batch) => [batch.start, batch.rowCount],
  );
  assertEquals(starts, [[0, 65_536], [65_536, 4464], [70_000, 5]]);
  const range = { column: "number", from: 70_002 };
  assertEquals([...reader.column("half", { range })], [
    "70002",
    "70003",
    "70004",
  ]);
});

Deno.test("files that do not fit together are named", () => {
  using dir = tempDir();
  const a = writeNumbers(dir.join("a"), 0, 5);
  const b = writeNumbers(dir.join("b"), 0, 6);
  using reader = openSliceReader([
    { paths: [a], columns: new Map([["x", "n"]]) },
    { paths: [b], columns: new Map([["y", "n"]]) },
  ]);
  assertEquals([...reader.column("x")], [0, 1, 2, 3, 4]);
  assertThrows(
    () => [...reader.rows()],
    AxError,
    `Cannot read the columns of "${a}" and "${b}" together: they have 5 and 6`,
  );
  assertThrows(
    () => reader.column("z"),
    AxError,
    'Cannot find column "z": there is "x", "y"',
  );
});

Deno.test("parts of different types are named", () => {
  using dir = tempDir();
  const a = writeNumbers(dir.join("a"), 0, 5);
  openSliceWriter(dir.join("b"), { n: "string" }).close();
  using reader = openSliceReader([{ paths: [a, dir.join("b")] }]);
  assertThrows(
    () => reader.column("n"),
    AxError,
    `Cannot read column "n": it is int32 in "${a}" and string in`,
  );
});

Deno.test("a column named twice is read once; no column gives empty rows", () => {
  using dir = tempDir();
  using reader = openNumbers(writeNumbers(dir.join("a"), 0, 3));
  assertEquals([...reader.rows(["n", "n"])], [{ n: 0 }, { n: 1 }, { n: 2 }]);
  assertEquals([...reader.rows([])], [{}, {}, {}]);
});

Deno.test("a slice without files has no rows", () => {
  using reader = openSliceReader([]);
  assertEquals([reader.rowCount, [...reader.rows()]], [0, []]);
});

Deno.test("batches keep their values unless reuse is asked for", () => {
  using dir = tempDir();
  using reader = openNumbers(writeNumbers(dir.join("a"), 0, 2 * BATCH));
  const firsts = (reuse: boolean) => {
    const batches = [...reader.batches(["n"], { reuse })];
    return batches.map((batch) => batch.columns.n.values[0]);
  };
  assertEquals(firsts(false), [0, BATCH]);
  assertEquals(firsts(true), [BATCH, BATCH]);
});

Deno.test("two loops over one reader do not disturb each other", () => {
  using dir = tempDir();
  using reader = openNumbers(writeNumbers(dir.join("a"), 0, 2 * BATCH));
  const other = reader.column("half")[Symbol.iterator]();
  let row = 0;
  for (const n of reader.column("n")) {
    assertEquals(other.next().value, n / 2);
    row++;
  }
  assertEquals(row, 2 * BATCH);
  assert(other.next().done);
});

Deno.test("a closed reader says so", () => {
  using dir: TempDir = tempDir();
  const reader = openNumbers(writeNumbers(dir.join("a"), 0, 5));
  reader.close();
  assertThrows(() => [...reader.column("n")], AxError, "closed");
});

Deno.test("random access to text gives the same as reading on", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  {
    using writer = openSliceWriter(path, { s: "string" });
    for (let i = 0; i < 5000; i++) {
      writer.write({ s: i % 3 ? `ä${i}` : `${i}` });
    }
  }
  using reader = openSliceReader<{ s: "string" }>(path);
  for (const { columns: { s } } of reader.batches()) {
    for (let i = 0; i < 5000; i++) {
      const row = (i * 1237) % 5000;
      assertEquals(s.get(row), row % 3 ? `ä${row}` : `${row}`);
    }
  }
});
