import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Columns } from "../../src/core/columns.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readArrow, readFlechette } from "./oracles.ts";
import {
  canonical,
  random,
  randomSample,
  readRows,
  type Sample,
  writeRows,
} from "./support.ts";

const BORDERS = [0, 1, 7, 8, 9, 255, 256, 257, 1000];
const BATCH_BORDERS = [65_535, 65_536, 65_537, 131_073];

function check(
  sample: Sample,
  columnsRead: Iterable<[string, unknown[]]>,
): void {
  for (const [name, values] of columnsRead) {
    assertEquals(values.length, sample.rows.length, name);
    values.forEach((value, row) => {
      const wanted = canonical(sample.rows[row]?.[name]);
      if (canonical(value) === wanted) return;
      const where = `${name}: ${sample.columns[name]}, row ${row}`;
      assertEquals(canonical(value), wanted, where);
    });
  }
}

/** Every way to read the same columns. */
function readAllWays(path: string, names: readonly string[]): void {
  using reader = openSliceReader(path);
  const rows = [...reader.rows()];
  for (const name of names) {
    const values = rows.map((row) => canonical(row[name]));
    assertEquals(Array.from(reader.column(name), canonical), values);
    const batched = Array.from(reader.batches([name])).flatMap((batch) => {
      const vector = batch.columns[name];
      return Array.from({ length: batch.rowCount }, (_, i) => vector?.get(i));
    });
    assertEquals(batched.map(canonical), values);
  }
}

Deno.test("what is written is read again: random tables, all readers", () => {
  using dir = tempDir();
  const next = random(4);
  BORDERS.forEach((rows, index) => {
    const sample = randomSample(next, { rows, columns: 1 + index });
    const path = dir.join(`${index}.arrow`);
    writeRows(path, sample);
    const names = Object.keys(sample.columns);
    readAllWays(path, names);
    const own = readRows(path);
    check(sample, names.map((name) => [name, own.map((row) => row[name])]));
    check(sample, readArrow(path, sample.columns));
    check(sample, readFlechette(path, sample.columns));
  });
});

Deno.test("what is written is read again: around the ends of batches", () => {
  using dir = tempDir();
  const next = random(5);
  for (const rows of BATCH_BORDERS) {
    const sample = randomSample(next, { rows, columns: 2 });
    const path = dir.join(`${rows}.arrow`);
    writeRows(path, sample);
    using reader = openSliceReader(path);
    assertEquals(reader.rowCount, rows);
    const names = Object.keys(sample.columns);
    check(sample, names.map((name) => [name, [...reader.column(name)]]));
    if (rows !== 65_537) continue;
    check(sample, readArrow(path, sample.columns));
    check(sample, readFlechette(path, sample.columns));
  }
});

Deno.test("what is written with zstd is read again and is smaller", () => {
  using dir = tempDir();
  const sample = randomSample(random(6), { rows: 3000, columns: 12 });
  const plain = writeRows(dir.join("plain.arrow"), sample);
  const small = writeRows(dir.join("small.arrow"), sample, {
    compression: "zstd",
  });
  assert(small.sizeBytes < plain.sizeBytes / 2, `${small.sizeBytes}`);
  const rows = readRows(dir.join("small.arrow"));
  const names = Object.keys(sample.columns);
  check(sample, names.map((name) => [name, rows.map((row) => row[name])]));
});

Deno.test("with zstd, ids and where texts begin take a third of their bytes", () => {
  using dir = tempDir();
  const next = random(7);
  let files = 0;
  const sizeOf = (
    type: "int32" | "string",
    value: (row: number) => number | string,
  ): number => {
    const path = dir.join(`${files++}.arrow`);
    const options = { compression: "zstd" } as const;
    const writer = openSliceWriter(path, { a: type }, options);
    const values = Array.from({ length: 70_000 }, (_, row) => value(row));
    for (const a of values) writer.write({ a });
    writer.close();
    using reader = openSliceReader(path);
    assertEquals([...reader.column("a")], values);
    return Deno.statSync(path).size;
  };
  const plain = 280_000;
  const ids = sizeOf("int32", (row) => row);
  const texts = sizeOf("string", () => "x".repeat(next() * 80));
  const noise = sizeOf("int32", () => Math.floor(next() * 2 ** 32) - 2 ** 31);
  assert(ids < plain / 3, `${ids}`);
  assert(texts < plain / 2, `${texts}`);
  assert(noise > plain && noise < plain + 2000, `${noise}`);
});

Deno.test("where texts are compressed, all else stays as it is", () => {
  using dir = tempDir();
  const columns = { n: "float64", kind: "category", text: "string?" } as const;
  const next = random(9);
  const write = (
    name: string,
    compression: "none" | "texts",
    text: (row: number) => string | null,
  ): Uint8Array => {
    const path = dir.join(name);
    const writer = openSliceWriter(path, columns, { compression });
    for (let row = 0; row < 70_000; row++) {
      writer.write({ n: row / 2, kind: `k${row % 3}`, text: text(row) });
    }
    writer.close();
    return Deno.readFileSync(path);
  };
  const even = (row: number) => row % 7 === 0 ? null : `the same words ${row}`;
  const plain = write("plain", "none", even);
  const small = write("small", "texts", even);
  assert(small.length < plain.length - 800_000, `${small.length}`);
  using reader = openSliceReader<typeof columns>(dir.join("small"));
  assertEquals([...reader.column("text")][69_999], "the same words 69999");
  assertEquals([...reader.column("text")][69_993], null);
  const before = reader.bytesRead;
  assertEquals([...reader.column("n")][69_999], 34_999.5);
  const bytes = reader.bytesRead - before;
  assert(bytes > 560_000 && bytes < 600_000, `${bytes} for 70,000 doubles`);
  const sign = () => String.fromCharCode(33 + Math.floor(next() * 94));
  const noise = Array.from(
    { length: 70_000 },
    () => Array.from({ length: 12 }, sign).join(""),
  );
  const odd = (row: number) => noise[row] as string;
  assertEquals(write("a", "none", odd), write("b", "texts", odd));
});

Deno.test("equal rows give equal bytes", () => {
  using dir = tempDir();
  const sample = randomSample(random(7), { rows: 500, columns: 14 });
  writeRows(dir.join("a.arrow"), sample);
  writeRows(dir.join("b.arrow"), sample);
  const [a, b] = ["a", "b"].map((name) =>
    Deno.readFileSync(dir.join(`${name}.arrow`))
  );
  assertEquals(a, b);
});

Deno.test("vectors of a reader can be written as they are", () => {
  using dir = tempDir();
  const sample = randomSample(random(8), { rows: 2000, columns: 30 });
  writeRows(dir.join("a.arrow"), sample);
  using reader = openSliceReader(dir.join("a.arrow"));
  using writer = openSliceWriter<Columns>(dir.join("b.arrow"), sample.columns);
  for (const batch of reader.batches(undefined, { rowRange: [0, 700] })) {
    writer.writeBatch(batch.columns);
  }
  for (const batch of reader.batches(undefined, { rowRange: [700] })) {
    writer.writeBatch(batch.columns);
  }
  writer.close();
  assertEquals(
    Deno.readFileSync(dir.join("b.arrow")),
    Deno.readFileSync(dir.join("a.arrow")),
  );
});

Deno.test("text beyond the batch size ends a batch early", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const text = "x".repeat(1_000_000);
  {
    using writer = openSliceWriter(path, { text: "string" });
    for (let i = 0; i < 150; i++) writer.write({ text: `${i}${text}` });
  }
  using reader = openSliceReader<{ text: "string" }>(path);
  const sizes = Array.from(reader.batches(), (batch) => batch.rowCount);
  assertEquals(sizes, [68, 68, 14]);
  let row = 0;
  for (const value of reader.column("text")) {
    assertEquals(value.length, `${row}`.length + text.length);
    assert(value.startsWith(`${row++}x`));
  }
});
