import { Buffer } from "node:buffer";
import type { Columns } from "../../src/core/columns.ts";
import { AxError } from "../../src/core/errors.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { random, randomSample, readRows, writeRows } from "./support.ts";

const MIB = 2 ** 20;

/** Rows in each batch of a file. */
function batchesOf(path: string): number[] {
  using reader = openSliceReader(path);
  return Array.from(reader.batches([]), ({ rowCount }) => rowCount);
}

/** Texts of a few megabytes, in an array or as offsets and bytes. */
function longTexts(count: number, size: number) {
  const texts = Array.from(
    { length: count },
    (_, row) => `${row}`.padEnd(size + row % 3, "x"),
  );
  const offsets = new Int32Array(count + 1);
  texts.forEach((text, row) => {
    offsets[row + 1] = (offsets[row] as number) + text.length;
  });
  const values = new TextEncoder().encode(texts.join(""));
  return { texts, vector: { offsets, values } };
}

Deno.test("a batch of long texts is cut as its rows would be, to the byte", () => {
  using dir = tempDir();
  const count = 40;
  const { texts, vector } = longTexts(count, 2 * MIB);
  const kinds = texts.map((_, row) => `kind ${row}`);
  const columns = {
    n: "int32",
    kind: "category",
    text: "string",
    k: "category",
  };
  const n = Int32Array.from(texts.keys());
  const codes = { values: n, dictionary: kinds };
  const write = (name: string, text?: unknown, defaults?: object) => {
    const path = dir.join(name);
    const options = defaults === undefined ? {} : { defaults };
    using writer = openSliceWriter<Columns>(path, columns as never, options);
    if (text === undefined) {
      for (let row = 0; row < count; row++) {
        writer.writeValues(row, kinds[row], texts[row], kinds[row]);
      }
    } else {
      writer.writeBatch({ n, kind: codes, text, k: kinds } as never);
    }
    writer.close();
    return Deno.readFileSync(path);
  };
  const rows = write("rows");
  assertEquals(batchesOf(dir.join("rows")), [32, 8]);
  for (const text of [texts, vector]) {
    const batch = write(`${Array.isArray(text)}`, text);
    assert(Buffer.compare(rows, batch) === 0);
  }
  write("defaults", texts, { text: "", n: 0, k: "", kind: "" });
  assertEquals(batchesOf(dir.join("defaults")), [32, 8]);
  using reader = openSliceReader(dir.join("defaults"));
  assertEquals([...reader.column("k")], kinds);
});

Deno.test("a batch of long lists is cut where its elements are too many", () => {
  using dir = tempDir();
  const each = 3 * MIB;
  const offsets = Int32Array.from({ length: 8 }, (_, row) => row * each);
  const values = new Uint8Array(7 * each).fill(1);
  const path = dir.join("a.arrow");
  {
    using writer = openSliceWriter<Columns>(path, { l: "list<bool>" });
    const elements = { values, length: values.length };
    writer.writeBatch({ l: { offsets, elements } as never });
  }
  assertEquals(batchesOf(path), [3, 3, 1]);
  using reader = openSliceReader(path);
  const [first] = reader.batches(["l"], { rowRange: [6] });
  const { elements } = first?.columns["l"] as unknown as {
    elements: { length: number };
  };
  assertEquals(elements.length, each);
});

Deno.test("texts in lists count, and empty lists do not", () => {
  using dir = tempDir();
  const { texts, vector } = longTexts(60, 2 * MIB);
  const offsets = Int32Array.of(0, 0, 20, 20, 33, 60, 60, 60);
  const elements = { ...vector, length: 60 };
  const lists = [0, 1, 2, 3, 4, 5, 6].map((row) =>
    texts.slice(offsets[row], offsets[row + 1])
  );
  const path = (name: string) => dir.join(name);
  for (
    const [name, l] of Object.entries({ lists, parts: { offsets, elements } })
  ) {
    using writer = openSliceWriter<Columns>(path(name), { l: "list<string>" });
    writer.writeBatch({ l: l as never });
  }
  assertEquals(batchesOf(path("lists")), [4, 3]);
  assertEquals(batchesOf(path("parts")), [4, 3]);
  using reader = openSliceReader(path("parts"));
  const lengths = Array.from(reader.column("l"), (l) => (l as string[]).length);
  assertEquals(lengths, lists.map(({ length }) => length));
});

Deno.test("random tables are the same to the byte, written by rows or by batches of any size", () => {
  for (let seed = 1; seed <= 30; seed++) {
    using dir = tempDir();
    const next = random(seed);
    const { columns, rows } = randomSample(next, { rows: 90, columns: 5 });
    const batchRows = 1 + Math.floor(next() * 40);
    const path = dir.join("rows");
    writeRows(path, { columns, rows }, { batchRows });
    const right = Deno.readFileSync(path);
    const names = Object.keys(columns);
    const chunks = (use: (from: number, to: number) => void) => {
      for (let from = 0; from < rows.length;) {
        const to = Math.min(rows.length, from + 1 + Math.floor(next() * 60));
        use(from, to);
        from = to;
      }
    };
    {
      using writer = openSliceWriter<Columns>(dir.join("arrays"), columns, {
        batchRows,
      });
      chunks((from, to) =>
        writer.writeBatch(Object.fromEntries(
          names.map((name) => [
            name,
            rows.slice(from, to).map((row) => row[name]),
          ]),
        ) as never)
      );
    }
    {
      using reader = openSliceReader(path);
      using writer = openSliceWriter<Columns>(dir.join("vectors"), columns, {
        batchRows,
      });
      chunks((from, to) => {
        for (const batch of reader.batches(names, { rowRange: [from, to] })) {
          writer.writeBatch(batch.columns as never);
        }
      });
    }
    for (const name of ["arrays", "vectors"]) {
      const made = Deno.readFileSync(dir.join(name));
      assert(Buffer.compare(made, right) === 0, `${name} of seed ${seed}`);
    }
  }
});

Deno.test("parts that do not fit together are refused, with the row", () => {
  const bytes = new TextEncoder().encode("abcdef");
  const texts = (...offsets: number[]) => ({
    values: bytes,
    offsets: Int32Array.from(offsets),
  });
  const lists = (...offsets: number[]) => ({
    offsets: Int32Array.from(offsets),
    elements: { values: Int32Array.of(1, 2, 3), length: 3 },
  });
  const valid = Uint8Array.of(1);
  const cases: [type: string, column: object, message: string][] = [
    ["string", texts(0, 4, 2), "row 1, slice 0: offsets that grow and end"],
    ["string", texts(0, 4, 7), "row 1, slice 0: offsets that grow and end"],
    ["string", texts(-1, 4, 5), "row 0, slice 0: offsets that grow and end"],
    ["bytes", texts(9, 9, 9), "expected, got 9"],
    ["string", { ...texts(0, 1), length: 2 }, "expected, got undefined"],
    ["json", texts(0, 2 ** 31 - 1, 0), "expected, got 2147483647"],
    ["list<int32>", lists(0, 3, 1), "row 1, slice 0: offsets that grow"],
    ["list<int32>", lists(0, 1, 4), "row 1, slice 0: offsets that grow"],
    ["list<int32>", lists(5, 5, 6), "row 0, slice 0: offsets that grow"],
    ["int32", { values: Int32Array.of(1), length: 2 }, "2 values expected"],
    [
      "category",
      { values: Int32Array.of(0), length: 2, dictionary: ["a"] },
      "2 codes expected, got 1",
    ],
    ["int32?", { values: Int32Array.of(1, 2), valid }, 'entry in "valid" for'],
    ["string?", { ...texts(0, 1, 2), valid }, "for each row expected, got 1"],
  ];
  for (const [type, column, message] of cases) {
    using dir = tempDir();
    using writer = openSliceWriter<Columns>(dir.join("a"), {
      a: type,
    } as never);
    assertThrows(
      () => writer.writeBatch({ a: column as never }),
      AxError,
      message,
    );
  }
});

Deno.test("typed values that are none of their type are refused, unless null hides them", () => {
  using dir = tempDir();
  const cases = [
    ["bool?", Uint8Array.of(1, 0, 7, 9), "bool? expected, got 7"],
    ["time?", Int32Array.of(0, 5, -1, 86_400_000), "time? expected, got -1"],
  ] as const;
  for (const [index, [type, values, message]] of cases.entries()) {
    const path = dir.join(`${index}`);
    const columns = { a: type } as Columns;
    {
      using writer = openSliceWriter<Columns>(path, columns);
      const valid = Uint8Array.of(1, 1, 0, 0);
      writer.writeBatch({ a: { values, valid } as never });
      assertThrows(
        () => writer.writeBatch({ a: values as never }),
        AxError,
        `column "a", row 6, slice 0: ${message}`,
      );
    }
    const good = dir.join(`good ${index}`);
    {
      using writer = openSliceWriter<Columns>(good, columns);
      const valid = Uint8Array.of(1, 1, 0, 0);
      writer.writeBatch({ a: { values, valid } as never });
    }
    const read = readRows(good).map(({ a }) => a);
    assertEquals(read.slice(2), [null, null]);
  }
});

Deno.test("a category that a cut batch leaves for the next one keeps its code", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  // The third row brings a category and is too much: it is taken back alone.
  const text = ["x".repeat(40 * MIB), "x".repeat(30 * MIB), "y", "z"];
  const kind = {
    values: Int32Array.of(0, 0, 1, 0),
    dictionary: ["old", "new"],
  };
  {
    using writer = openSliceWriter<Columns>(path, {
      kind: "category",
      text: "string",
      other: "category",
    });
    writer.writeBatch({
      kind: {
        values: kind.values.subarray(0, 3),
        dictionary: kind.dictionary,
      },
      text: text.slice(0, 3),
      other: ["a", "b", "c"],
    });
    writer.writeBatch({ kind: ["newer"], text: ["z"], other: ["c"] });
  }
  assertEquals(batchesOf(path), [2, 2]);
  assertEquals(
    readRows(path).map(({ kind, other }) => `${kind} ${other}`),
    ["old a", "old b", "new c", "newer c"],
  );
});
