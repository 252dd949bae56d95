import { AxError } from "../../src/core/errors.ts";
import { sliceOf } from "../../src/data/hash.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import {
  openSliceWriter,
  type SliceWriter,
} from "../../src/data/slice_writer.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import { BATCH_BYTES } from "../../src/data/builder.ts";
import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readRows, statsOf, writeRows } from "./support.ts";

/** What a writer says when it is given a value. */
function complaint(spec: string, value: unknown): string {
  using dir = tempDir();
  const columns = { ok: "int32", age: spec } as Columns;
  using writer = openSliceWriter<Columns>(dir.join("a.arrow"), columns, {
    slice: 3,
  });
  const error = assertThrows(
    () => writer.write({ ok: 1, age: value }),
    AxError,
  );
  assertEquals(error.code, "dataset");
  return error.message.replace('column "age", row 0, slice 3: ', "");
}

Deno.test("a value of a wrong type is refused with column, row and slice", () => {
  using dir = tempDir();
  using writer = openSliceWriter<Columns>(
    dir.join("a.arrow"),
    { age: "int32" },
    { slice: 3 },
  );
  for (let i = 0; i < 17; i++) writer.write({ age: i });
  assertThrows(
    () => writer.write({ age: "x" }),
    AxError,
    /^column "age", row 17, slice 3: int32 expected, got "x"$/,
  );
});

Deno.test("each type says what it does not take", () => {
  const cases: [string, unknown, string][] = [
    ["int32", 2 ** 31, "int32 expected, got 2147483648"],
    ["int32", 1.5, "int32 expected, got 1.5"],
    ["int32", -0.5, "int32 expected, got -0.5"],
    ["int32", 1n, "int32 expected, got 1n"],
    ["int32", null, "int32 expected, got null"],
    ["int32?", undefined, "int32? expected, got undefined"],
    ["int64", 2n ** 63n, "int64 expected, got 9223372036854775808n"],
    ["int64", 2 ** 53, "int64 expected, got 9007199254740992"],
    ["float64", "1", 'float64 expected, got "1"'],
    ["bool", 1, "bool expected, got 1"],
    ["string", 5, "string expected, got 5"],
    ["string", "a\ud800", "string expected, got half a surrogate pair"],
    ["category", "a\ud800", "category expected, got half a surrogate pair"],
    ["category", ["a"], "category expected, got an array of 1"],
    ["json", NaN, "json expected, got NaN"],
    ["json", { a: [undefined] }, "json expected, got undefined inside"],
    ["json", new Map(), "json expected, got an object inside"],
    ["json", undefined, "json expected, got undefined"],
    ["bytes", "x", 'bytes expected, got "x"'],
    ["date", "2024-01-01", 'date expected, got "2024-01-01"'],
    ["datetime", new Date(NaN), "datetime expected, got an invalid Date"],
    ["time", 86_400_000, "time expected, got 86400000"],
    ["time", -1, "time expected, got -1"],
    ["list<int32>", [1, null], "int32 expected, got null"],
    ["list<int32>", 1, "list<int32> expected, got 1"],
  ];
  for (const [spec, value, wanted] of cases) {
    const message = complaint(spec, value);
    assertEquals(message.slice(0, wanted.length), wanted);
  }
});

Deno.test("a refused row leaves no trace", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const columns = {
    a: "list<category?>",
    b: "category?",
    c: "string?",
    d: "int32?",
  } as const;
  {
    using writer = openSliceWriter<Columns>(path, columns);
    for (let i = 0; i < 10; i++) {
      writer.write({ a: ["x", null], b: `b${i}`, c: null, d: i });
      assertThrows(
        () => writer.write({ a: ["new"], b: `lost${i}`, c: "lost", d: "bad" }),
        AxError,
      );
      assertThrows(
        () => writer.write({ a: ["y", 5], b: null, c: null, d: null }),
        AxError,
      );
    }
  }
  const rows = readRows(path);
  assertEquals(rows.length, 10);
  assertEquals(rows[9], { a: ["x", null], b: "b9", c: null, d: 9 });
  assertEquals(statsOf(path, "b"), { nullCount: 0, min: "b0", max: "b9" });
  assertEquals(statsOf(path, "c"), { nullCount: 10, min: null, max: null });
});

Deno.test("a refused row of many bytes does not end the batch", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  {
    using writer = openSliceWriter<Columns>(path, { a: "bytes", b: "int32" });
    const a = new Uint8Array(BATCH_BYTES + 1);
    assertThrows(() => writer.write({ a, b: "x" }), AxError);
    for (let b = 0; b < 3; b++) writer.write({ a: new Uint8Array(1), b });
  }
  using reader = openSliceReader(path);
  const sizes = Array.from(reader.batches(), ({ rowCount }) => rowCount);
  assertEquals(sizes, [3]);
});

Deno.test("half a surrogate pair has no hash, and is refused as where it has none", () => {
  using dir = tempDir();
  for (const spec of ["string", "category?"] as const) {
    const columns: Columns = { key: spec };
    const odd = "a\ud800";
    using slice = openSliceWriter<Columns>(dir.join(`slice ${spec}`), columns, {
      hashBy: { column: "key", slices: 2 },
      slice: 1,
    });
    const paths = [0, 1].map((at) => dir.join(`${at} ${spec}`));
    using split = openSplitWriter<Columns>(paths, columns, { hashBy: "key" });
    for (const [writer, at] of [[slice, 1], [split, 0]] as const) {
      const { message } = assertThrows(
        () => writer.write({ key: odd }),
        AxError,
      );
      assertEquals(
        message.replace(/ in .*$/, ""),
        `column "key", row 0, slice ${at}: ${
          spec.replace("?", "")
        } expected, ` +
          "got half a surrogate pair",
      );
      assertThrows(() => writer.writeBatch({ key: [odd] }), AxError, message);
      writer.discard();
    }
  }
});

Deno.test("a row with too few or too many columns is refused", () => {
  using dir = tempDir();
  using writer = openSliceWriter<Columns>(dir.join("a.arrow"), [
    ["a", "int32"],
    ["constructor", "json"],
  ]);
  assertThrows(
    () => writer.write({ a: 1 }),
    AxError,
    'column "constructor", row 0, slice 0: json expected, got undefined',
  );
  assertThrows(
    () => writer.write({ a: 1, ...{ constructor: 2 } as object, b: 3 }),
    AxError,
    'the dataset has no column "b"; it has "a", "constructor"',
  );
  assertThrows(
    () => writer.writeValues(1),
    AxError,
    "2 values expected, got 1",
  );
  writer.writeValues(1, [2]);
  assertEquals(writer.rowCount, 1);
});

Deno.test("columns may have any name, in any order", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const names = [
    "z",
    "2",
    "",
    "1",
    "a/b",
    "..",
    "__proto__",
    "toString",
    "🦊\n\0",
  ];
  const columns = names.map((name) => [name, "int32"] as const);
  {
    using writer = openSliceWriter<Columns>(path, columns);
    writer.writeValues(...names.keys());
    const row = Object.fromEntries(names.map((name, i) => [name, i * 10]));
    writer.write(row);
  }
  using reader = openSliceReader(path);
  assertEquals([...reader.columns.keys()], names);
  const [first, second] = [...reader.rows()];
  assertEquals(Object.entries(first ?? {}).length, names.length);
  assertEquals(first, Object.fromEntries(names.map((name, i) => [name, i])));
  assertEquals(Object.getOwnPropertyDescriptor(second, "__proto__")?.value, 60);
  assertEquals([...reader.column("__proto__")], [6, 60]);
});

Deno.test("a column without a name in UTF-8, or no column, is refused", () => {
  using dir = tempDir();
  assertThrows(
    () => openSliceWriter(dir.join("a"), { "\udc00": "int32" }),
    AxError,
    "half a surrogate pair",
  );
  assertThrows(
    () => openSliceWriter(dir.join("a"), {}),
    AxError,
    "without columns",
  );
});

Deno.test("a file that exists is never written over", () => {
  using dir = tempDir({ "a.arrow": "old" });
  assertThrows(
    () => openSliceWriter(dir.join("a.arrow"), { a: "int32" }),
    AxError,
    /Cannot create ".*a\.arrow":/,
  );
  assertEquals(dir.read("a.arrow"), "old");
});

Deno.test("batches take typed arrays, values and parts, and equal lengths", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  using writer = openSliceWriter(path, {
    id: "int32",
    at: "datetime?",
    kind: "category",
    flag: "bool",
  });
  writer.writeBatch({
    id: Int32Array.of(1, 2, 3),
    at: {
      values: BigInt64Array.of(1_000_000n, 5n, 2_000_000n),
      valid: Uint8Array.of(1, 0, 1),
    },
    kind: { values: Int32Array.of(1, 0, 1), dictionary: ["no", "yes"] },
    flag: [true, false, true],
  });
  assertThrows(
    () =>
      writer.writeBatch({
        id: Int32Array.of(1, 2),
        at: [null],
        kind: ["x", "y"],
        flag: [true, false],
      }),
    AxError,
    'column "at", slice 0: as many rows expected as in column "id", 2, got 1',
  );
  const whole = { id: [1], at: [null], kind: ["x"], flag: [true] };
  assertThrows(
    () => writer.writeBatch({ ...whole, more: [1] } as never),
    AxError,
    'column "more", slice 0: the dataset has no such column; it has "id", ' +
      '"at", "kind", "flag"',
  );
  writer.close();
  assertEquals(readRows(path), [
    { id: 1, at: new Date(1000), kind: "yes", flag: true },
    { id: 2, at: null, kind: "no", flag: false },
    { id: 3, at: new Date(2000), kind: "yes", flag: true },
  ]);
});

Deno.test("vectors are refused whose bytes may not be what the column holds", () => {
  using dir = tempDir();
  const columns: Columns = {
    string: "string",
    bytes: "bytes?",
    json: "json",
    list: "list<bytes>",
  };
  const row = {
    string: "x",
    bytes: Uint8Array.of(255),
    json: [1],
    list: [Uint8Array.of(255)],
  };
  writeRows(dir.join("source"), { columns, rows: [row] });
  using reader = openSliceReader(dir.join("source"));
  const [batch] = reader.batches();
  const cases: [string, ColumnSpec, string?][] = [
    ["string", "json", "json expected, got a vector of string"],
    ["bytes", "json?", "json? expected, got a vector of bytes?"],
    ["bytes", "string?", "string? expected, got a vector of bytes?"],
    [
      "list",
      "list<string>",
      "list<string> expected, got a vector of list<bytes>",
    ],
    ["json", "string"],
    ["string", "bytes"],
    ["json", "bytes"],
    ["list", "list<bytes?>"],
  ];
  for (const [at, [name, spec, problem]] of cases.entries()) {
    const column = { a: batch?.columns[name] } as never;
    using slice = openSliceWriter<Columns>(dir.join(`${at}`), { a: spec });
    using split = openSplitWriter<Columns>([dir.join(`s${at}`)], { a: spec });
    for (const writer of [slice, split]) {
      if (problem === undefined) writer.writeBatch(column);
      else {
        const where = writer === slice ? ", slice 0" : "";
        const thrown = assertThrows(() => writer.writeBatch(column), AxError);
        assertEquals(thrown.message, `column "a"${where}: ${problem}`);
      }
    }
  }
});

Deno.test("a wrong code is named with its row", () => {
  using dir = tempDir();
  const odd = ["fine", "a\ud800"];
  const cases: [number[], string][] = [
    [[0, 0, 5], "row 3, slice 0: a code below 2 expected, got 5"],
    [[0, -1], "row 2, slice 0: a code below 2 expected, got -1"],
    [[0, 1], "row 2, slice 0: category expected, got half a surrogate pair"],
  ];
  for (const [at, [codes, problem]] of cases.entries()) {
    const path = dir.join(`${at}`);
    using writer = openSliceWriter(path, { kind: "category" });
    writer.write({ kind: "fine" });
    const kind = { values: Int32Array.from(codes), dictionary: odd };
    assertThrows(
      () => writer.writeBatch({ kind }),
      AxError,
      `column "kind", ${problem}`,
    );
  }
});

Deno.test("a batch with a wrong array breaks the writer", () => {
  using dir = tempDir();
  using writer = openSliceWriter<Columns>(dir.join("a.arrow"), {
    a: "float64",
    b: "time",
  });
  assertThrows(
    () => writer.writeBatch({ a: Int32Array.of(1), b: Int32Array.of(1) }),
    AxError,
    'column "a", row 0, slice 0: Float64Array expected, got a Int32Array',
  );
  assertThrows(
    () => writer.write({ a: 1, b: 1 }),
    AxError,
    "an earlier write failed",
  );
  assertThrows(() => writer.close(), AxError, "an earlier write failed");
});

Deno.test("a null in a batch of a column without nulls is refused", () => {
  using dir = tempDir();
  using writer = openSliceWriter(dir.join("a.arrow"), { a: "int32" });
  const a = { values: Int32Array.of(1, 2), valid: Uint8Array.of(1, 0) };
  assertThrows(
    () => writer.writeBatch({ a }),
    AxError,
    'column "a", row 1, slice 0: int32 expected, got null',
  );
  using lists = openSliceWriter(dir.join("b.arrow"), { b: "list<int32>" });
  lists.write({ b: [7] });
  const elements = {
    values: Int32Array.of(1, 2, 3),
    valid: Uint8Array.of(1, 1, 0),
  };
  const b = { offsets: Int32Array.of(0, 1, 1, 3), elements };
  assertThrows(
    () => lists.writeBatch({ b: b as never }),
    AxError,
    'column "b", row 3, slice 0: int32 expected, got null',
  );
});

Deno.test("defaults stand in for values of a wrong type", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  {
    using writer = openSliceWriter<Columns>(
      path,
      { a: "int32?", b: "list<int32>", c: "string" },
      { defaults: { a: null, b: [7] } },
    );
    writer.write({ a: "bad", b: [1, "bad"], c: "x" });
    assertThrows(() => writer.write({ a: 1, b: [], c: 5 }), AxError, "string");
  }
  assertEquals(readRows(path), [{ a: null, b: [7], c: "x" }]);
});

Deno.test("a row for another slice is refused or left out", () => {
  using dir = tempDir();
  const slices = 3;
  const hashBy = { column: "user", slices };
  const users = Array.from({ length: 100 }, (_, i) => `user ${i}`);
  const columns = { user: "string", n: "float64" } as const;
  let rows = 0;
  for (let slice = 0; slice < slices; slice++) {
    const path = dir.join(`${slice}.arrow`);
    const options = { slice, hashBy, skipOtherSlices: true };
    using writer = openSliceWriter(path, columns, options);
    for (const user of users) writer.write({ user, n: 1 });
    writer.close();
    for (const row of readRows(path)) {
      assertEquals(sliceOf(row.user as string, slices), slice);
      rows++;
    }
  }
  assertEquals(rows, users.length);
  const stranger = users.find((user) => sliceOf(user, slices) === 2) ?? "";
  using writer = openSliceWriter(dir.join("x.arrow"), columns, { hashBy });
  const message =
    `column "user", row 0, slice 0: "${stranger}" belongs in slice 2`;
  assertThrows(() => writer.write({ user: stranger, n: 1 }), AxError, message);
  assertThrows(() => writer.writeValues(stranger, 1), AxError, message);
  assertThrows(
    () => writer.writeBatch({ user: [stranger], n: Float64Array.of(1) }),
    AxError,
    message,
  );
  assertEquals(writer.rowCount, 0);
});

Deno.test("a batch is left with the rows of its slice, as they are by themselves", () => {
  using dir = tempDir();
  const slices = 3;
  const hashBy = { column: "key", slices };
  const keys = Array.from({ length: 50 }, (_, n) => n % 7 === 3 ? null : n);
  const columns = { key: "int32", tag: "category", l: "list<string>" };
  const values = Int32Array.from(keys, (key) => key ?? 0);
  const valid = Uint8Array.from(keys, (key) => key === null ? 0 : 1);
  const tag = keys.map((key) => `t${key}`);
  const l = keys.map((key) => [`${key}`, "x"]);
  const options = { hashBy, defaults: { key: 4 } };
  let rows = 0;
  for (let slice = 0; slice < slices; slice++) {
    const write = (name: string, use: (writer: SliceWriter) => void) => {
      const path = dir.join(`${name} ${slice}`);
      const all = { ...options, slice, skipOtherSlices: true };
      using writer = openSliceWriter<Columns>(path, columns as never, all);
      use(writer);
      writer.close();
      return readRows(path);
    };
    const right = write(
      "rows",
      (writer) =>
        keys.forEach((key, row) => writer.writeValues(key, tag[row], l[row])),
    );
    for (const { key } of right) {
      assertEquals(sliceOf(key as number, slices), slice);
    }
    rows += right.length;
    const arrays = { key: keys, tag, l };
    const vectors = { key: { values, valid }, tag, l };
    for (const [name, batch] of Object.entries({ arrays, vectors })) {
      const made = write(name, (writer) => writer.writeBatch(batch as never));
      assertEquals(made, right, name);
    }
  }
  assertEquals(rows, keys.length);
});

Deno.test("a null that a default stands for lies where the default belongs", () => {
  using dir = tempDir();
  const slices = 3;
  const key = [4, 5, 6, 7, 8].find((n) => sliceOf(n, slices) !== 0) ?? 0;
  const slice = sliceOf(key, slices);
  const options = { hashBy: { column: "key", slices }, defaults: { key } };
  const nulls = { values: Int32Array.of(0), valid: Uint8Array.of(0) };
  for (const [n, batch] of [[null], ["x"], nulls].entries()) {
    const path = dir.join(`${n}`);
    using own = openSliceWriter<Columns>(path, { key: "int32" }, {
      ...options,
      slice,
    });
    own.writeBatch({ key: batch as never });
    own.close();
    assertEquals(readRows(path), [{ key }]);
    using other = openSliceWriter<Columns>(`${path} 0`, { key: "int32" }, {
      ...options,
      slice: 0,
    });
    assertThrows(
      () => other.writeBatch({ key: batch as never }),
      AxError,
      `belongs in slice ${slice}`,
    );
    const paths = [0, 1, 2].map((slice) => `${path} split ${slice}`);
    using split = openSplitWriter<Columns>(paths, { key: "int32" }, {
      hashBy: "key",
      defaults: { key },
    });
    split.writeBatch({ key: batch as never });
    const counts = split.close().map((summary) => summary?.rowCount ?? 0);
    assertEquals(counts[slice], 1);
  }
});

Deno.test("a hashed column of the wrong kind is refused in every slice", () => {
  for (const slice of [0, 1, 2]) {
    using dir = tempDir();
    using writer = openSliceWriter<Columns>(dir.join("a"), { key: "string" }, {
      hashBy: { column: "key", slices: 3 },
      slice,
    });
    assertThrows(
      () => writer.writeBatch({ key: Int32Array.of(1) as never }),
      AxError,
      "offsets and bytes expected, got a Int32Array",
    );
  }
});

Deno.test("a date that loses its time of day is hashed as it is stored", () => {
  using dir = tempDir();
  const noon = new Date("2024-05-05T12:00:00Z");
  const slice = sliceOf(new Date("2024-05-05T00:00:00Z"), 5);
  const hashBy = { column: "day", slices: 5 };
  using writer = openSliceWriter(dir.join("a.arrow"), { day: "date" }, {
    slice,
    hashBy,
  });
  writer.write({ day: noon });
  assertEquals(writer.rowCount, 1);
});

Deno.test("a column that cannot be hashed is refused when it is opened", () => {
  using dir = tempDir();
  for (
    const [column, part] of [["a", "json has no hash"], ["b", "is missing"]]
  ) {
    assertThrows(
      () =>
        openSliceWriter(dir.join("a.arrow"), { a: "json" }, {
          hashBy: { column: column as string, slices: 2 },
        }),
      AxError,
      part as string,
    );
  }
});

Deno.test("closing twice gives the same summary; writing after fails", () => {
  using dir = tempDir();
  using writer = openSliceWriter(dir.join("a.arrow"), { a: "int32" });
  writer.write({ a: 5 });
  const summary = writer.close();
  assertEquals(summary.rowCount, 1);
  assertEquals(summary.sizeBytes, Deno.statSync(dir.join("a.arrow")).size);
  assertEquals(summary, writer.close());
  assertThrows(() => writer.write({ a: 5 }), AxError, "the writer is closed");
});

Deno.test("a discarded writer leaves no file", () => {
  using dir = tempDir();
  const writer = openSliceWriter(dir.join("a.arrow"), { a: "int32" });
  writer.write({ a: 5 });
  writer.discard();
  assertEquals([...Deno.readDirSync(dir.path)], []);
});
