import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import { AxError } from "../../src/core/errors.ts";
import type { BatchRecord } from "../../src/core/rows.ts";
import { findHasher, sliceOf } from "../../src/data/hash.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import { parseType } from "../../src/data/types.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import {
  type AnyRow,
  canonical,
  random,
  randomSample,
  readRows,
  type Sample,
  writeRows,
} from "./support.ts";

type AnyBatch = BatchRecord<Columns>;

/** Deals a table out and reads what each slice got; a row is one text. */
function deal(
  options: { columns: Columns; slices: number; hashBy?: string | undefined },
  fill: (writer: ReturnType<typeof openSplitWriter<Columns>>) => void,
): string[][] {
  using dir = tempDir();
  const { columns, slices, hashBy } = options;
  const paths = Array.from({ length: slices }, (_, i) => dir.join(`${i}`));
  const found = (() => {
    using writer = openSplitWriter<Columns>(
      paths,
      columns,
      hashBy === undefined ? {} : { hashBy },
    );
    fill(writer);
    return writer.close();
  })();
  return paths.map((path, slice) =>
    found[slice] === undefined ? [] : readRows(path).map((row) => textOf(row))
  );
}

function textOf(row: AnyRow): string {
  return Object.values(row).map(canonical).join("|");
}

/** The vectors of a table, in batches of odd sizes. */
function vectorsOf(sample: Sample, next: () => number): AnyBatch[] {
  using dir = tempDir();
  const path = dir.join("source");
  writeRows(path, sample);
  using reader = openSliceReader<Columns>(path);
  const found: AnyBatch[] = [];
  for (let from = 0; from < sample.rows.length;) {
    const to = from + 1 + Math.floor(next() * 90);
    const rowRange = [from, to] as const;
    for (const { columns } of reader.batches(undefined, { rowRange })) {
      found.push(columns as AnyBatch);
    }
    from = to;
  }
  return found;
}

function arraysOf({ columns, rows }: Sample): AnyBatch {
  return Object.fromEntries(
    Object.keys(columns).map((name) => [name, rows.map((row) => row[name])]),
  ) as AnyBatch;
}

Deno.test("batches of any columns are dealt out as their rows would be", () => {
  for (let seed = 1; seed <= 25; seed++) {
    const next = random(seed);
    const sample = randomSample(next, { rows: 200, columns: 6 });
    const { columns, rows } = sample;
    const slices = 1 + Math.floor(next() * 5);
    const hashed = Object.keys(columns).filter((name) =>
      findHasher(parseType(columns[name] as ColumnSpec))
    );
    const batches = vectorsOf(sample, next);
    for (const hashBy of [undefined, ...hashed]) {
      const options = { columns, slices, hashBy };
      const expected = deal(options, (writer) => {
        for (const row of rows) writer.write(row as never);
      });
      assertEquals(
        deal(options, (writer) => {
          for (const batch of batches) writer.writeBatch(batch);
        }),
        expected,
        `vectors, seed ${seed}, by ${hashBy}`,
      );
      assertEquals(
        deal(options, (writer) => writer.writeBatch(arraysOf(sample))),
        expected,
        `arrays, seed ${seed}, by ${hashBy}`,
      );
    }
  }
});

Deno.test("rows and batches take turns from where the other left off", () => {
  const columns = { n: "int32" } as const;
  const dealt = deal({ columns, slices: 3 }, (writer) => {
    writer.write({ n: 0 });
    writer.writeBatch({ n: Int32Array.of(1, 2, 3, 4) });
    writer.writeValues(5);
    writer.writeBatch({ n: [6, 7] });
    writer.writeBatch({ n: [] });
    writer.write({ n: 8 });
  });
  assertEquals(dealt, [["0", "3", "6"], ["1", "4", "7"], ["2", "5", "8"]]);
});

Deno.test("a batch of more rows than a file's batch keeps its order", () => {
  const n = Int32Array.from({ length: 200_000 }, (_, i) => i);
  const dealt = deal({ columns: { n: "int32" }, slices: 3 }, (writer) => {
    writer.writeBatch({ n });
  });
  for (const [slice, rows] of dealt.entries()) {
    const expected = Array.from(n).filter((value) => value % 3 === slice);
    assertEquals(rows.join() === expected.join(), true);
  }
});

Deno.test("a writer of many slices holds smaller batches of each", () => {
  for (
    const [slices, most] of [[4, 65_536], [64, 4096], [1000, 1024]] as const
  ) {
    using dir = tempDir();
    const paths = Array.from({ length: slices }, (_, i) => dir.join(`${i}`));
    const n = new Int32Array(70_000);
    {
      using writer = openSplitWriter(paths, { n: "int32" }, { hashBy: "n" });
      writer.writeBatch({ n });
      for (let row = 0; row < 10; row++) writer.write({ n: 0 });
    }
    using reader = openSliceReader(paths[sliceOf(0, slices)] as string);
    const sizes = [...reader.batches()].map(({ rowCount }) => rowCount);
    assertEquals(sizes.slice(0, -1), sizes.slice(0, -1).fill(most));
    assertEquals(sizes.reduce((a, b) => a + b), 70_010);
  }
});

Deno.test("microseconds survive when a batch is dealt out", () => {
  using dir = tempDir();
  const paths = [0, 1].map((slice) => dir.join(`${slice}`));
  const at = BigInt64Array.of(1n, 1_700_000_000_000_001n, -3n, 2n ** 62n + 5n);
  {
    using writer = openSplitWriter(paths, { at: "datetime" });
    writer.writeBatch({ at });
  }
  const read = paths.flatMap((path) => {
    using reader = openSliceReader<{ at: "datetime" }>(path);
    return [...reader.batches()].flatMap(({ columns }) => [
      ...columns.at.values,
    ]);
  });
  assertEquals(read, [at[0], at[2], at[1], at[3]]);
});

Deno.test("rows follow categories that a growing dictionary brings later", () => {
  const dictionary = ["a"];
  const dealt = deal(
    { columns: { c: "category" }, slices: 4, hashBy: "c" },
    (writer) => {
      for (const next of "bcdefghij") {
        writer.writeBatch({
          c: { values: Int32Array.of(dictionary.length - 1), dictionary },
        });
        dictionary.push(next);
      }
    },
  );
  for (const [slice, rows] of dealt.entries()) {
    for (const row of rows) assertEquals(sliceOf(JSON.parse(row), 4), slice);
  }
  assertEquals(dealt.flat().length, 9);
});

Deno.test("a category that has no hash is refused with column, row and slice", () => {
  using dir = tempDir();
  const columns = { c: "category" } as const;
  const values = Int32Array.of(0, 1);
  const batch = { c: { values, dictionary: ["a", "b\ud800"] } };
  using split = openSplitWriter([dir.join("split")], columns, { hashBy: "c" });
  using slice = openSliceWriter(dir.join("slice"), columns, {
    hashBy: { column: "c", slices: 1 },
  });
  for (const writer of [split, slice]) {
    assertThrows(
      () => writer.writeBatch(batch),
      AxError,
      String
        .raw`slice 0: category expected, got half a surrogate pair in "b\ud800"`,
    );
    writer.discard();
  }
});

Deno.test("codes without a hash are refused by each slice, also by one that skips rows", () => {
  using dir = tempDir();
  const slice = sliceOf("a", 3);
  assertEquals(slice > 0, true); // where what has no hash was sent
  const dictionary = ["a", "b\ud800"];
  const where = `column "c", row 1, slice ${slice}: `;
  const cases = [
    [1, `${where}category expected, got half a surrogate pair`],
    [2, `${where}a code below 2 expected, got 2`],
  ] as const;
  for (const [index, [code, message]] of cases.entries()) {
    const batch = { c: { values: Int32Array.of(0, code), dictionary } };
    for (const skipOtherSlices of [true, false]) {
      const path = dir.join(`${index}${skipOtherSlices}`);
      using writer = openSliceWriter(path, { c: "category" }, {
        hashBy: { column: "c", slices: 3 },
        slice,
        skipOtherSlices,
      });
      assertThrows(() => writer.writeBatch(batch), AxError, message);
      writer.discard();
    }
  }
});

Deno.test("a column of the wrong kind is refused, whatever it hashes to", () => {
  using dir = tempDir();
  const columns = { key: "string", n: "int32" } as const;
  const cases: [string, object][] = [
    ['column "key", row 0, slice 0: string expected, got 7', { key: [7] }],
    ["offsets and bytes expected", { key: { values: Int32Array.of(1) } }],
    ["Int32Array expected, got a Float64Array", { n: Float64Array.of(1) }],
  ];
  for (const [index, [message, odd]] of cases.entries()) {
    const paths = [0, 1, 2].map((slice) => dir.join(`${index}.${slice}`));
    using writer = openSplitWriter(paths, columns, { hashBy: "key" });
    assertThrows(
      () => writer.writeBatch({ key: ["x"], n: [1], ...odd } as never),
      AxError,
      message,
    );
    writer.discard();
  }
});

Deno.test("what is no column of a batch is refused before anything is written", () => {
  using dir = tempDir();
  const columns = { s: "string", n: "int32" } as const;
  for (const odd of [null, "abc", 5, {}, new DataView(new ArrayBuffer(8))]) {
    using split = openSplitWriter([dir.join("split")], columns);
    using slice = openSliceWriter(dir.join("slice"), columns);
    for (const writer of [split, slice]) {
      const where = writer === split ? 'column "s"' : 'column "s", slice 0';
      assertThrows(
        () => writer.writeBatch({ s: odd as never, n: [1] }),
        AxError,
        `${where}: an array, a typed array or a vector expected, got `,
      );
      writer.writeBatch({ s: ["a"], n: [1] });
      assertEquals(writer.rowCount, 1);
      writer.discard();
    }
  }
});

Deno.test("a batch gets defaults for what is no value of its column", () => {
  using dir = tempDir();
  const path = dir.join("0");
  const columns = { n: "int32", s: "string", d: "date?" } as const;
  const defaults = { n: -1, s: "none" };
  {
    using writer = openSliceWriter(path, columns, { defaults });
    writer.writeBatch({ n: [1, "x" as never], s: ["a", "b"], d: [null, null] });
    writer.writeBatch({
      n: { values: Int32Array.of(5, 0, 7), valid: Uint8Array.of(1, 0, 1) },
      s: {
        values: new TextEncoder().encode("uvw"),
        offsets: Int32Array.of(0, 1, 1, 3),
        valid: Uint8Array.of(1, 0, 1),
      },
      d: [null, null, null],
    });
    assertThrows(
      () => writer.writeBatch({ n: [1], s: ["a"], d: ["x" as never] }),
      AxError,
      'column "d", row 5, slice 0: date? expected, got "x"',
    );
    writer.discard();
  }
  {
    using writer = openSplitWriter([path], columns, { defaults });
    writer.writeBatch({ n: [1, "x" as never], s: ["a", "b"], d: [null, null] });
    writer.writeBatch({
      n: { values: Int32Array.of(5, 0), valid: Uint8Array.of(1, 0) },
      s: [null as never, "c"],
      d: [null, null],
    });
  }
  assertEquals(readRows(path).map(({ n, s }) => `${n} ${s}`), [
    "1 a",
    "-1 b",
    "5 none",
    "-1 c",
  ]);
});
