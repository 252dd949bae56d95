import { AxError } from "../../src/core/errors.ts";
import { sliceOf } from "../../src/data/hash.ts";
import { readSliceInfo } from "../../src/data/slice_info.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readRows } from "./support.ts";

Deno.test("rows go round robin from slice 0 on", () => {
  using dir = tempDir();
  const paths = [0, 1, 2].map((slice) => dir.join(`${slice}.arrow`));
  {
    using writer = openSplitWriter(paths, { n: "int32" });
    for (let n = 0; n < 7; n++) {
      if (n % 2) writer.write({ n });
      else writer.writeValues(n);
    }
    assertThrows(
      () => writer.writeValues("x"),
      AxError,
      "slice 1: int32 expected",
    );
    writer.write({ n: 7 });
    assertEquals(writer.rowCount, 8);
  }
  const rows = paths.map((path) => readRows(path).map((row) => row.n));
  assertEquals(rows, [[0, 3, 6], [1, 4, 7], [2, 5]]);
});

Deno.test("rows go where their hash says, null to slice 0", () => {
  using dir = tempDir();
  const paths = [0, 1, 2, 3].map((slice) => dir.join(`${slice}.arrow`));
  const summaries = (() => {
    const columns = { n: "int32", key: "float64?" } as const;
    const defaults = { key: null };
    using writer = openSplitWriter(paths, columns, { hashBy: "key", defaults });
    for (let n = 0; n < 500; n++) {
      writer.write({ n, key: n % 5 ? n / 2 : null });
    }
    writer.writeValues(500, "not a number");
    return writer.close();
  })();
  assertEquals(
    summaries.reduce((sum, slice) => sum + (slice?.rowCount ?? 0), 0),
    501,
  );
  paths.forEach((path, slice) => {
    const rows = readRows(path);
    assert(rows.length > 50);
    for (const { key } of rows) {
      assertEquals(sliceOf(key as number | null, 4), slice);
    }
  });
});

Deno.test("a column that has no hash, or is not there, is named", () => {
  using dir = tempDir();
  const open = (hashBy: string) => () =>
    openSplitWriter([dir.join("a")], { j: "json" }, { hashBy });
  assertThrows(
    open("j"),
    AxError,
    'Cannot hash by column "j": its type is json',
  );
  assertThrows(open("k"), AxError, 'column "k": there is no such column');
});

Deno.test("a slice that gets no row has no file", () => {
  using dir = tempDir({ "2.arrow": "in the way" });
  const paths = [0, 1, 2].map((slice) => dir.join(`${slice}.arrow`));
  const writer = openSplitWriter(paths, { n: "int32" });
  writer.write({ n: 1 });
  writer.write({ n: 2 });
  assertThrows(() => writer.write({ n: 3 }), AxError, "create");
  assertEquals(writer.close().map((slice) => slice?.rowCount), [
    1,
    1,
    undefined,
  ]);
  assertEquals(Deno.readTextFileSync(paths[2] ?? ""), "in the way");
});

Deno.test("a slice whose only row was refused has no file either", () => {
  using dir = tempDir();
  const paths = [0, 1].map((slice) => dir.join(`${slice}`));
  using writer = openSplitWriter(paths, { n: "int32" });
  writer.write({ n: 0 });
  assertThrows(() => writer.write({ n: "x" as never }), AxError);
  const summaries = writer.close();
  assertEquals(summaries.map((summary) => summary?.rowCount), [1, undefined]);
  assertEquals([...Deno.readDirSync(dir.path)].map(({ name }) => name), ["0"]);
  assertEquals(writer.close(), summaries);
  writer.discard();
});

Deno.test("a batch is dealt out as its rows would be", () => {
  using dir = tempDir();
  const read = (by: "rows" | "batch", hashBy?: "key"): unknown => {
    const name = `${by}${hashBy}`;
    const paths = [0, 1, 2].map((slice) => dir.join(`${name}.${slice}`));
    const columns = {
      key: "string?",
      n: "int32",
      tags: "list<int32>",
    } as const;
    const keys = ["a", null, "b", "c", "d", "a", "é"];
    const tags = keys.map((_, n) => [n, n + 1]);
    {
      using writer = openSplitWriter(paths, columns, hashBy ? { hashBy } : {});
      if (by === "batch") {
        const n = Int32Array.from(keys, (_, n) => n);
        writer.writeBatch({ key: keys, n, tags });
      } else {
        keys.forEach((key, n) => writer.write({ key, n, tags: tags[n] ?? [] }));
      }
      assertThrows(
        () => writer.writeBatch({ key: keys, n: new Int32Array(2), tags }),
        AxError,
        'column "n": as many rows expected as in column "key", 7, got 2',
      );
      assertEquals(writer.rowCount, 7);
    }
    return paths.map((path) => readRows(path));
  };
  assertEquals(read("batch"), read("rows"));
  assertEquals(read("batch", "key"), read("rows", "key"));
});

Deno.test("readSliceInfo() says as JSON what a file holds", () => {
  using dir = tempDir();
  const path = dir.join("0.arrow");
  {
    using writer = openSplitWriter([path], {
      b: "bool",
      i: "int64?",
      f: "float64",
      d: "date",
      t: "datetime",
      c: "category",
      s: "string?",
      l: "list<int32?>",
    });
    const d = new Date("1970-01-03T00:00:00Z");
    writer.writeValues(true, 2n ** 60n, NaN, d, d, "x", null, [1, null]);
    writer.writeValues(false, null, Infinity, d, d, "a", "b", []);
  }
  const info = readSliceInfo(path);
  assertEquals(JSON.parse(JSON.stringify(info)), info);
  assertEquals(info, {
    rowCount: 2,
    sizeBytes: Deno.statSync(path).size,
    compression: "none",
    columns: [
      { name: "b", type: "bool", nullCount: 0, min: false, max: true },
      {
        name: "i",
        type: "int64?",
        nullCount: 1,
        min: "1152921504606846976",
        max: "1152921504606846976",
      },
      {
        name: "f",
        type: "float64",
        nullCount: 0,
        min: "Infinity",
        max: "Infinity",
      },
      { name: "d", type: "date", nullCount: 0, min: 2, max: 2 },
      {
        name: "t",
        type: "datetime",
        nullCount: 0,
        min: "172800000000",
        max: "172800000000",
      },
      { name: "c", type: "category", nullCount: 0, min: "a", max: "x" },
      { name: "s", type: "string?", nullCount: 1, min: null, max: null },
      { name: "l", type: "list<int32?>", nullCount: 0, min: null, max: null },
    ],
  });
});
