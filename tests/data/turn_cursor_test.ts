import type { Columns } from "../../src/core/columns.ts";
import type { SliceChoice } from "../../src/core/datasets.ts";
import { AxError } from "../../src/core/errors.ts";
import type { Batch, BatchOptions } from "../../src/core/rows.ts";
import { OpenSlices } from "../../src/data/open_slices.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import type { TablePart } from "../../src/data/table.ts";
import { TableReader } from "../../src/data/table_reader.ts";
import type { SliceWriterOptions } from "../../src/data/slice_input.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { type AnyRow, UNWATCHED } from "./support.ts";

/** Slices that were written one by one, and what reading them cost. */
class Table implements Disposable {
  readonly #slices = new OpenSlices();
  readonly part: TablePart;
  readonly reader: TableReader;

  constructor(
    dir: string,
    columns: Columns | readonly Columns[],
    slices: readonly (readonly AnyRow[])[],
    options: SliceWriterOptions & { counts?: readonly number[] } = {},
  ) {
    const all = Array.isArray(columns) ? columns : slices.map(() => columns);
    const parts = slices.map((rows, slice) => {
      const path = `${dir}/${slice}.arrow`;
      const writer = openSliceWriter<Columns>(path, all[slice], options);
      for (const row of rows) writer.write(row);
      writer.close();
      return {
        rowCount: options.counts?.[slice] ?? rows.length,
        groups: [{ paths: [path] }],
      };
    });
    this.part = {
      columns: new Map(Object.entries(all[0])),
      hashBy: undefined,
      slices: parts,
      statsOf: () => undefined,
    };
    const tools = { slices: this.#slices, watch: UNWATCHED };
    this.reader = new TableReader([this.part], tools);
  }

  batches(names: readonly string[], options?: BatchOptions): Batch[] {
    return [...this.reader.batches("roundrobin", names, options)];
  }

  /** Bytes read by those who have these slices open. */
  get bytesRead(): number {
    return this.part.slices.reduce((sum, { groups }) => {
      const reader = this.#slices.acquire(groups);
      this.#slices.release(groups);
      return sum + reader.bytesRead;
    }, 0);
  }

  [Symbol.dispose](): void {
    this.#slices.close();
  }
}

function valuesOf(batches: readonly Batch[], name: string): unknown[] {
  return batches.flatMap(({ columns, rowCount }) =>
    Array.from({ length: rowCount }, (_, row) => columns[name]?.get(row))
  );
}

const numbers = (from: number, count: number, step = 1) =>
  Array.from({ length: count }, (_, n) => ({ n: from + n * step }));

Deno.test("batches in turn follow each other, and are full where slices are", () => {
  using dir = tempDir();
  const count = 150_000;
  const slices = [0, 1, 2].map((slice) =>
    numbers(slice, Math.ceil((count - slice) / 3), 3)
  );
  using table = new Table(dir.path, { n: "int32" }, slices);
  const batches = table.batches(["n"]);
  let next = 0;
  for (const { start, rowCount, columns } of batches) {
    assertEquals(start, next);
    const { values } = columns["n"] as unknown as { values: Int32Array };
    assert(values.every((value, row) => value === start + row));
    assertEquals(values.length, rowCount);
    next += rowCount;
  }
  assertEquals(next, count);
  assertEquals(batches[0]?.rowCount, 65_536);
  const some = table.batches(["n"], { rowRange: [70_001, -70_000] });
  assertEquals(some[0]?.start, 70_001);
  assertEquals(
    valuesOf(some, "n"),
    numbers(70_001, 10_000 - 1).map(({ n }) => n),
  );
  assertEquals(table.batches([]).map(({ rowCount }) => rowCount), [
    65_536,
    65_536,
    18_928,
  ]);
});

Deno.test("a range leaves out turns whose batches cannot have it, unread", () => {
  using dir = tempDir();
  const slices = [0, 1].map((slice) => numbers(slice, 40_000, 2));
  const options = { batchRows: 1000 };
  using table = new Table(dir.path, { n: "int32" }, slices, options);
  const range = { column: "n", from: 20_001, to: 20_003 };
  const batches = table.batches(["n"], { range });
  // The 11th batch of each slice has the rows from 20,000 up to 22,000.
  assertEquals(batches.map(({ start, rowCount }) => [start, rowCount]), [
    [20_000, 2000],
  ]);
  assertEquals(valuesOf(batches, "n"), numbers(20_000, 2000).map(({ n }) => n));
  const few = table.bytesRead;
  table.batches(["n"]);
  assert(table.bytesRead - few > 10 * 8000, `${table.bytesRead} ${few}`);
  const both = { range, rowRange: [20_500, 30_000] } as const;
  assertEquals(
    table.batches(["n"], both).map(({ start, rowCount }) => [start, rowCount]),
    [[20_500, 1500]],
  );
  const nowhere = { range: { column: "n", from: 80_000 } };
  assertEquals(table.batches(["n"], nowhere), []);
});

Deno.test("rows in turn skip the turns that a range leaves out, however many", () => {
  using dir = tempDir();
  const count = 8; // That many stay open, and say what they have read.
  // Of three batches of a slice one has values from 0 up to 10.
  const slices = Array.from(
    { length: count },
    (_, slice) =>
      Array.from({ length: 3000 - 7 * slice }, (_, row) => ({
        n: Math.floor(row / 100) % 3 === 1 ? (row + slice) % 10 : 50,
        at: row * count + slice,
      })),
  );
  const columns = { n: "int32", at: "int32" } as const;
  using table = new Table(dir.path, columns, slices, { batchRows: 100 });
  const inTurn = Array.from(
    { length: 3000 },
    (_, row) => slices.flatMap((rows) => rows.slice(row, row + 1)),
  ).flat();
  table.batches([]); // opens the files
  const range = { column: "n", from: 2, to: 4 };
  const isIn = ({ n }: { n: number }) => n >= 2 && n < 4;
  for (const rowRange of [undefined, [5017, -1003]] as const) {
    const options = { range, ...(rowRange && { rowRange }) };
    const expected = inTurn.slice(...rowRange ?? []).filter(isIn)
      .map(({ at }) => at);
    const before = table.bytesRead;
    const column = [...table.reader.column("roundrobin", "at", options)];
    const bytes = table.bytesRead - before;
    assertEquals(column.join() === expected.join(), true);
    assert(bytes < 0.4 * inTurn.length * 8, `${bytes} bytes read`);
    const rows = table.reader.rows("roundrobin", ["at"], options);
    const read = Array.from(rows as Iterable<{ at: number }>, ({ at }) => at);
    assertEquals(read.join() === expected.join(), true);
    const batched = valuesOf(table.batches(["at"], options), "at");
    assert(expected.every((at) => batched.includes(at)));
  }
  const sloppy = { range: { ...range, sloppy: true } };
  const all = [...table.reader.column("roundrobin", "at", sloppy)];
  assertEquals(all.length, inTurn.length);
});

Deno.test("datasets that a range leaves out are not opened for rows in turn, and their rows count", () => {
  using dir = tempDir();
  const parts = [0, 1, 2].map((at) => {
    const path = dir.join(`${at}`);
    Deno.mkdirSync(path);
    const slices = [0, 1].map((slice) => numbers(at * 100 + slice, 5, 2));
    using table = new Table(path, { n: "int32" }, slices);
    const [min, max] = [at * 100, at * 100 + 9];
    return { ...table.part, statsOf: () => ({ nullCount: 0, min, max }) };
  });
  Deno.removeSync(dir.join("0"), { recursive: true });
  Deno.removeSync(dir.join("2"), { recursive: true });
  using slices = new OpenSlices();
  const reader = new TableReader(parts, { slices, watch: UNWATCHED });
  const range = { column: "n", from: 104, to: 200 };
  const read = (options: object) => [
    [...reader.column("roundrobin", "n", options)],
    [...reader.rows<{ n: number }, { n: number }>("roundrobin", ["n"], options)]
      .map(({ n }) => n),
    valuesOf([...reader.batches("roundrobin", ["n"], options)], "n"),
  ];
  const right = [104, 105, 106, 107, 108, 109];
  assertEquals(read({ range }), [
    right,
    right,
    numbers(100, 10).map(({ n }) => n),
  ]);
  const some = read({ range, rowRange: [15, 18] });
  assertEquals(some, [[105, 106, 107], [105, 106, 107], [105, 106, 107]]);
  assertThrows(
    () => read({ range: { ...range, to: 201 } }),
    AxError,
    "2/0.arrow",
  );
});

Deno.test("categories of all slices get codes of one dictionary", () => {
  using dir = tempDir();
  const texts = [["a", "b", null, "a"], [null, "c", "b"], [null]];
  const slices = texts.map((each) => each.map((c) => ({ c, l: [c, "z"] })));
  const columns = { c: "category?", l: "list<category?>" } as const;
  using table = new Table(dir.path, columns, slices, { batchRows: 2 });
  const batches = table.batches(["c", "l"]);
  assertEquals(batches.length > 1, true);
  const wanted = ["a", null, null, "b", "c", null, "b", "a"];
  assertEquals(valuesOf(batches, "c"), wanted);
  assertEquals(valuesOf(batches, "l"), wanted.map((c) => [c, "z"]));
  const dictionaries = batches.map(({ columns }) =>
    (columns["c"] as unknown as { dictionary: string[] }).dictionary
  );
  assertEquals(new Set(dictionaries).size, 1);
  assertEquals([...dictionaries[0] ?? []].sort(), ["a", "b", "c"]);
});

Deno.test("long texts in turn come in batches of a few megabytes", () => {
  using dir = tempDir();
  const text = "x".repeat(3 * 2 ** 20);
  const slices = [0, 1, 2].map((slice) =>
    Array.from({ length: 20 }, (_, n) => ({ t: `${n * 3 + slice} ${text}` }))
  );
  using table = new Table(dir.path, { t: "string" }, slices);
  let next = 0;
  let most = 0;
  for (
    const { rowCount, columns } of table.reader.batches("roundrobin", ["t"], {
      reuse: true,
    })
  ) {
    const { offsets } = columns["t"] as unknown as { offsets: Int32Array };
    most = Math.max(most, offsets[rowCount] as number);
    for (let row = 0; row < rowCount; row++) {
      const value = columns["t"]?.get(row) as string;
      assertEquals(value.slice(0, value.indexOf(" ")), `${next++}`);
      assertEquals(value.length, text.length + value.indexOf(" ") + 1);
    }
  }
  assertEquals(next, 60);
  assert(most <= 64 * 2 ** 20, `${most}`);
});

Deno.test("bits of numbers stay what they are when slices are mixed", () => {
  using dir = tempDir();
  const bits = [0x7ff0_0000_0000_0001n, 0xfff8_1234_5678_9abcn, 1n << 63n];
  const paths = [0, 1].map((slice) => dir.join(`${slice}.arrow`));
  for (const path of paths) {
    using writer = openSliceWriter(path, { x: "float64" });
    writer.writeBatch({
      x: new Float64Array(BigUint64Array.from(bits).buffer),
    });
  }
  using slices = new OpenSlices();
  const part: TablePart = {
    columns: new Map([["x", "float64"]] as const),
    hashBy: undefined,
    statsOf: () => undefined,
    slices: paths.map((path) => ({ rowCount: 3, groups: [{ paths: [path] }] })),
  };
  const reader = new TableReader([part], { slices, watch: UNWATCHED });
  const [batch] = reader.batches("roundrobin", ["x"]);
  const { values } = batch?.columns["x"] as unknown as { values: Float64Array };
  assertEquals(
    [...new BigUint64Array(values.buffer as ArrayBuffer, 0, 6)],
    bits.flatMap((each) => [each, each]),
  );
});

Deno.test("slices that are not what their dataset says are refused by name", () => {
  using dir = tempDir();
  Deno.mkdirSync(dir.join("types"));
  const types = [{ n: "int32" }, { n: "float64" }] as const;
  const rows = [numbers(0, 2), numbers(0, 2)];
  using odd = new Table(dir.join("types"), types, rows);
  assertThrows(
    () => odd.batches(["n"]),
    AxError,
    'column "n" is of another type in slice 1 than before',
  );
  const counts = [2, 3];
  using short = new Table(dir.path, { n: "int32" }, rows, { counts });
  assertThrows(
    () => short.batches(["n"]),
    AxError,
    '1.arrow": row 3 expected to be the end, got 2',
  );
  for (
    const [expected, found] of [[1, 2], [3, 2]] as const
  ) {
    const slices = short.part.slices.map((slice) => ({
      ...slice,
      rowCount: expected,
    }));
    using open = new OpenSlices();
    const reader = new TableReader([{ ...short.part, slices }], {
      slices: open,
      watch: UNWATCHED,
    });
    const choices = [0, "all", ...(expected > 2 ? ["roundrobin"] : [])];
    for (const choice of choices as SliceChoice[]) {
      assertThrows(
        () => [...reader.rows(choice, ["n"])],
        AxError,
        `0.arrow": row ${expected} expected to be the end, got ${found}`,
      );
    }
    if (expected < 3) continue;
    assertEquals([...reader.rows(0, ["n"], { rowRange: [0, 1] })], [{ n: 0 }]);
  }
});

Deno.test("who stops in the middle of a turn leaves nothing open", () => {
  using dir = tempDir();
  const slices = [numbers(0, 70_000), numbers(0, 70_000)];
  using table = new Table(dir.path, { n: "int32" }, slices);
  let ends = 0;
  let begins = 0;
  const watch = {
    begin: () => {
      begins++;
      return {
        tick() {},
        end: (done: boolean) => void (ends += done ? 10 : 1),
      };
    },
  };
  using open = new OpenSlices();
  const reader = new TableReader([table.part], { slices: open, watch });
  for (const { rowCount } of reader.batches("roundrobin", ["n"])) {
    assertEquals(rowCount, 65_536);
    break;
  }
  assertEquals([begins, ends], [1, 1]);
  assertEquals([...reader.batches("roundrobin", ["n"])].length, 3);
  assertEquals([begins, ends], [2, 11]);
  const rows = reader.rows("roundrobin", ["n"])[Symbol.iterator]();
  for (let count = 0; count < 140_000; count++) rows.next();
  // Who asks again after the end begins nothing.
  for (let count = 0; count < 3; count++) assertEquals(rows.next().done, true);
  assertEquals([begins, ends], [3, 21]);
  using other = openSliceReader(dir.join("0.arrow"));
  assertEquals(other.rowCount, 70_000);
});
