import type { TablePart } from "../../src/data/table.ts";
import { OpenSlices } from "../../src/data/open_slices.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { TableReader } from "../../src/data/table_reader.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { partOf, UNWATCHED } from "./support.ts";

const columns = [["n", "int32"], ["text", "string"]] as const;

/** A dataset of two slices with ten numbers each. */
function writePart(dir: string, from: number): TablePart {
  Deno.mkdirSync(dir);
  for (const slice of [0, 1]) {
    using writer = openSliceWriter(`${dir}/${slice}.arrow`, columns);
    for (let n = from; n < from + 10; n++) {
      writer.writeValues(n + 10 * slice, `text ${n}`);
    }
  }
  return partOf(dir, columns, { slices: 2 });
}

Deno.test("datasets that a range leaves out are not even opened", () => {
  using dir = tempDir();
  const names = ["first", "second", "third"];
  const parts = names.map((name, at) => writePart(dir.join(name), at * 100));
  Deno.removeSync(dir.join("first"), { recursive: true });
  Deno.removeSync(dir.join("third"), { recursive: true });
  using slices = new OpenSlices();
  const reader = new TableReader(parts, { slices, watch: UNWATCHED });
  const range = { column: "n", from: 105, to: 200 };
  const read = (
    to: number,
  ) => [...reader.column<number>("all", "n", { range: { ...range, to } })];
  assertEquals(read(107), [105, 106]);
  assertEquals(read(200).length, 15);
  assertEquals([...reader.rows(1, ["n"], { range })].length, 10);
  const batches = [...reader.batches("all", ["text"], { range })];
  assertEquals(batches.map(({ rowCount }) => rowCount), [10, 10]);
  const sloppy = { range: { ...range, sloppy: true } };
  assertEquals([...reader.column("all", "n", sloppy)].length, 20);
  assertThrows(() => read(201));
});

Deno.test("a category too long to be a bound is found by a range all the same", () => {
  const long = "z".repeat(300);
  const orders = [["a", long], [long, "a"], [null, long, "a", "b"]];
  for (const values of orders) {
    using dir = tempDir();
    for (const [slice, c] of values.entries()) {
      const path = dir.join(`${slice}.arrow`);
      using writer = openSliceWriter(path, { c: "category?" });
      writer.write({ c });
    }
    const part = partOf(dir.path, [["c", "category?"]], {
      slices: values.length,
    });
    const nullCount = values.filter((c) => c === null).length;
    assertEquals(part.statsOf("c"), {
      ...{ name: "c", type: "category?" },
      ...{ nullCount, min: null, max: null },
    });
    using slices = new OpenSlices();
    const reader = new TableReader([part], { slices, watch: UNWATCHED });
    const range = { column: "c", from: "y" };
    assertEquals([...reader.column("all", "c", { range })], [long]);
  }
});
