import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readArrow, readFlechette } from "./oracles.ts";

const columns = { a: "category", b: "category?" } as const;
const ROWS = 70_000;

/** Writes two batches; `name` says what the strings of row `i` are. */
function write(path: string, name: (i: number) => string): string[] {
  const values = Array.from({ length: ROWS }, (_, i) => name(i));
  using writer = openSliceWriter(path, columns);
  for (const value of values) writer.write({ a: value, b: value });
  return values;
}

function readOwn(path: string): string[] {
  using reader = openSliceReader<typeof columns>(path);
  return [...reader.column("a")];
}

Deno.test("dictionaries stand before the batches: every reader takes them", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  // The second batch brings new categories, as many as the hole has room for.
  const values = write(path, (i) => i < 68_000 ? `c${i % 50}` : `late ${i}`);
  assertEquals(readOwn(path), values);
  for (const read of [readArrow, readFlechette]) {
    for (const [, column] of read(path, columns)) assertEquals(column, values);
  }
});

Deno.test("a dictionary that outgrows its place stands at the end of the file", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const long = "x".repeat(200);
  const values = write(path, (i) => i < 65_536 ? "few" : `${i}${long}`);
  assertEquals(readOwn(path), values);
  for (const [, column] of readArrow(path, columns)) {
    assertEquals(column, values);
  }
  // Known and written down: flechette 2.6 wants dictionaries to come first.
  assertThrows(() => readFlechette(path, columns), TypeError);
});

Deno.test("the place kept for dictionaries is small", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  write(path, (i) => `c${i % 50}`);
  const { size } = Deno.statSync(path);
  assert(size < ROWS * 8 + 80_000, `${size} bytes`);
});

Deno.test("codes of one file mean the same in all of its batches", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const values = write(path, (i) => `c${i % 7}`);
  using reader = openSliceReader<typeof columns>(path);
  const [first, second] = [...reader.batches(["a"])];
  assert(first !== undefined && second !== undefined);
  const { dictionary } = first.columns.a;
  assert(dictionary === second.columns.a.dictionary);
  assertEquals(dictionary, ["c0", "c1", "c2", "c3", "c4", "c5", "c6"]);
  const code = second.columns.a.values[100] ?? -1;
  assertEquals(dictionary[code], values[second.start + 100]);
});

Deno.test("a dictionary may grow between two batches that are written", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const dictionary = ["x", "y"];
  using writer = openSliceWriter(path, { a: "category" });
  for (let batch = 0; batch < 5; batch++) {
    const values = Int32Array.from({ length: 4 }, (_, row) => row + batch);
    dictionary.push(...Array.from(values, (code) => `new ${batch} ${code}`));
    writer.writeBatch({ a: { values, dictionary } });
  }
  writer.close();
  using reader = openSliceReader<{ a: "category" }>(path);
  const wanted = [0, 1, 2, 3, 4].flatMap((batch) =>
    [0, 1, 2, 3].map((row) => dictionary[row + batch])
  );
  assertEquals([...reader.column("a")], wanted);
});

Deno.test("rows refused one after the other take no category from those before", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const declared = { name: "category", tags: "list<category>", n: "int32" };
  {
    using writer = openSliceWriter(path, declared as never);
    const write = (name: string, tags: unknown[], n: unknown): void =>
      writer.write({ name, tags, n } as never);
    write("a", ["x"], 1);
    // The first of these brings new categories, the second one does not.
    assertThrows(() => write("b", ["y"], "no number"));
    assertThrows(() => write("a", ["x"], "no number"));
    assertThrows(() => write("a", ["x", "z", 5], 1));
    assertThrows(() => write("a", ["x"], "no number"));
    write("c", ["w", "z"], 2);
  }
  using reader = openSliceReader(path);
  assertEquals([...reader.rows()], [
    { name: "a", tags: ["x"], n: 1 },
    { name: "c", tags: ["w", "z"], n: 2 },
  ]);
});

Deno.test("categories have one code each, be they sorted, sorted down or sorted up to some row", () => {
  using dir = tempDir();
  const sorted = Array.from({ length: 3000 }, (_, i) => `c${1000 + (i >> 1)}`);
  const orders = [
    sorted,
    sorted.toReversed(),
    [...sorted, ...sorted],
    [...sorted, "c0", "c1000", "", "d"],
  ];
  for (const [index, values] of orders.entries()) {
    const unique = [...new Set(values)];
    const codes = Int32Array.from(values, (value) => unique.indexOf(value));
    const vector = { values: codes, dictionary: unique };
    for (const [way, batch] of [values, vector].entries()) {
      const path = dir.join(`${index}.${way}.arrow`);
      using writer = openSliceWriter(path, columns);
      writer.writeBatch({ a: batch, b: values });
      writer.write({ a: "c1001", b: null });
      writer.close();
      assertEquals(readOwn(path), [...values, "c1001"]);
      using reader = openSliceReader<typeof columns>(path);
      for (const { columns: { a } } of reader.batches(["a"])) {
        assertEquals(a.dictionary, unique);
      }
    }
  }
});
