import type { BatchRecord, Columns, ColumnSpec, Dataset } from "ax";
import type { AggregateInputs } from "../../methods/lib/aggregate_plan.ts";
import { aggregateSlice, writeGroups } from "../../methods/lib/aggregate.ts";
import { operations } from "../../methods/lib/aggregators.ts";
import type { Raw } from "../../methods/lib/raw_values.ts";
import type { ValueParts } from "../../methods/lib/value_coder.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { makeRandom } from "./csv_support.ts";
import { expected, type Table, textOf } from "./aggregate_reference.ts";
import { valueAt, type Values, vectorOf } from "./value_support.ts";

/** All categories of a column, and one more, in an order of their own. */
function dictionaryOf(values: Values, turn: number): string[] {
  const all = [...new Set(values)].filter((value) => value !== null);
  const some = all.map((value) => String(value));
  const at = turn % (all.length + 1);
  return [...some.slice(at), "unused", ...some.slice(0, at)];
}

/** A dataset of a table, its rows dealt out in turn, or one part a slice. */
function datasetOf(
  table: Table,
  { slices, batchRows, isDealt }: {
    slices: number;
    batchRows: number;
    isDealt: boolean;
  },
): Dataset {
  const count = [...table.values()][0]?.values.length ?? 0;
  const rowsOf = (slice: number): number[] =>
    Array.from({ length: count }, (_, row) => row).filter((row) =>
      (isDealt ? row % slices : Math.floor(row * slices / count)) === slice
    );
  // One for each file; rows that were dealt out are in one file a slice.
  const dictionaries = new Map<string, string[]>();
  const dictionaryAt = (name: string, slice: number, start: number) => {
    const file = `${name}/${slice}/${isDealt ? 0 : start}`;
    const values = table.get(name)?.values ?? [];
    const known = dictionaries.get(file) ?? dictionaryOf(values, slice + start);
    dictionaries.set(file, known);
    return known;
  };
  const rowCounts = Array.from({ length: slices }, (_, n) => rowsOf(n).length);
  const made: Partial<Record<keyof Dataset, unknown>> = {
    columns: new Map([...table].map(([name, { type }]) => [name, type])),
    rowCounts,
    rowCount: count,
    *batches(slice: number, names: readonly string[]) {
      const rows = rowsOf(slice);
      for (let start = 0; start < rows.length; start += batchRows) {
        const own = rows.slice(start, start + batchRows);
        const columns = Object.fromEntries(names.map((name) => {
          const { type, values } = table.get(name) as { type: ColumnSpec } & {
            values: Values;
          };
          const some = own.map((row) => values[row] as Raw | null);
          const dictionary = dictionaryAt(name, slice, start);
          return [name, vectorOf(type, some, dictionary)];
        }));
        yield { start, rowCount: own.length, columns };
      }
    },
  };
  return made as unknown as Dataset;
}

function textsOf(column: unknown, length: number): string[] {
  if (Array.isArray(column)) return column.map(textOf);
  const vector = column as ValueParts;
  return Array.from({ length }, (_, row) => textOf(valueAt(vector, row)));
}

interface Run {
  readonly slices: number;
  readonly memoryMB: number;
  readonly batchRows?: number;
  readonly isDealt?: boolean;
}

/** Aggregates, and gives the rows as texts. */
function aggregate(
  table: Table,
  asked: Pick<AggregateInputs, "groupBy" | "aggregates">,
  { slices, memoryMB, batchRows = 7, isDealt = true }: Run,
): string[] {
  const dir = Deno.makeTempDirSync();
  const source = datasetOf(table, { slices, batchRows, isDealt });
  const inputs: AggregateInputs = {
    ...asked,
    source,
    memoryMB,
    order: isDealt ? "roundrobin" : "all",
    chain: false,
    stopAt: null,
    previous: null,
  };
  const rows: string[][] = Array.from({ length: slices }, () => []);
  const job = {
    path: (name: string) => `${dir}/${name}`,
    createDataset: () => ({
      slice: (slice: number) => ({
        writeBatch(batch: BatchRecord<Columns>): void {
          const columns = Object.values(batch);
          const length = lengthOf(columns[0]);
          const texts = columns.map((column) => textsOf(column, length));
          for (let row = 0; row < length; row++) {
            rows[slice]?.push(texts.map((column) => column[row]).join("|"));
          }
        },
      }),
      [Symbol.dispose](): void {},
    }),
  };
  const found = Array.from({ length: slices }, (_, slice) =>
    structuredClone(
      aggregateSlice(inputs, { job: job as never, slice, slices }),
    ));
  const isByFiles = memoryMB === 0 && source.rowCount > 0;
  assertEquals(found.some(({ sent }) => sent === undefined), isByFiles);
  const count = writeGroups(inputs, found, { job: job as never, slices });
  assertEquals([...Deno.readDirSync(dir)], []);
  Deno.removeSync(dir);
  const all = rows.flat();
  assertEquals(count, all.length);
  const sizes = rows.map(({ length }) => length);
  assert(Math.max(...sizes) - Math.min(...sizes) <= 1);
  return all;
}

function lengthOf(column: unknown): number {
  if (Array.isArray(column)) return column.length;
  const { offsets, values } = column as ValueParts;
  return offsets === undefined ? values.length : offsets.length - 1;
}

const random = makeRandom(11);

const pools: Readonly<Record<string, Values>> = {
  string: ["", "a", "é", "日本", "😀", "\uffee", "a long one\0", "a long one"],
  category: ["x", "", "é", "long enough to be no word", "y"],
  float64: [0, -0, 1.5, -1.25, 2.75, NaN, 1e9, Infinity],
  float32: [0, -0, 0.5, NaN, -3],
  int32: [0, 1, -1, 2 ** 31 - 1, -(2 ** 31)],
  int64: [0n, -1n, 2n ** 40n, -(2n ** 33n), 2n ** 53n + 1n],
  datetime: [0n, -1n, 10n ** 15n],
  date: [0, -1, 20_000],
  bool: [0, 1],
};

/** A column with rows from few values, and null where its type has it. */
function column(
  type: ColumnSpec,
  count: number,
): { type: ColumnSpec; values: Values } {
  const pool = pools[type.replace("?", "")] ?? [];
  const all = type.endsWith("?") ? [...pool, null] : pool;
  const values = Array.from(
    { length: count },
    () => all[random(all.length)] as Raw | null,
  );
  return { type, values };
}

/** Any operation that the type has. */
function operationOf(type: ColumnSpec): typeof operations[number] {
  const isNumber = /int|float/.test(type);
  const some = operations.filter((op) =>
    isNumber || (op !== "sum" && op !== "mean")
  );
  return some[random(some.length)] as typeof operations[number];
}

const runs: readonly Run[] = [1, 2, 3, 7].flatMap((slices) => [
  { slices, memoryMB: 512 },
  { slices, memoryMB: 0 },
  { slices, memoryMB: 0, isDealt: false, batchRows: 40 },
  { slices, memoryMB: 512, isDealt: false },
]);

Deno.test("aggregation gives the same for any columns, in any number of slices, in memory and by files", () => {
  const types = Object.keys(pools).flatMap((type) => [type, `${type}?`]);
  const typeAt = (): ColumnSpec => types[random(types.length)] as ColumnSpec;
  for (let round = 0; round < 20; round++) {
    const count = [0, 1, 20, 150][random(4)] as number;
    const table = new Map(
      Array.from({ length: 5 }, (_, n) => [`c${n}`, column(typeAt(), count)]),
    );
    const names = [...table.keys()];
    const groupBy = names.slice(0, random(4));
    const asked = Array.from({ length: 4 }, (_, index) => {
      const name = names[random(names.length)] as string;
      const op = operationOf(table.get(name)?.type as ColumnSpec);
      return [`a${index}`, { op, column: name }] as const;
    });
    const rows = ["rows", { op: "count", column: null }] as const;
    const aggregates = Object.fromEntries([...asked, rows]);
    const wanted = expected(table, { groupBy, aggregates });
    for (const run of runs) {
      const found = aggregate(table, { groupBy, aggregates }, run);
      assertEquals(found, wanted, JSON.stringify({ groupBy, asked, run }));
    }
  }
});

Deno.test("aggregation merges as many runs as there are, and counts values that no group can hold", () => {
  const count = 3000;
  const at = (make: (row: number) => Raw | null): Values =>
    Array.from({ length: count }, (_, row) => make(row));
  const table: Table = new Map([
    ["key", {
      type: "int64",
      values: at((row) => BigInt(row * 7919 % 3001) << 30n),
    }],
    ["few", {
      type: "category?",
      values: at((n) => n % 4 ? `f${n % 3}` : null),
    }],
    ["user", { type: "string", values: at((n) => `user ${n * 31 % 2003}`) }],
    ["amount", { type: "float64", values: at((n) => (n % 977 - 400) / 4) }],
  ]);
  const some = {
    users: { op: "distinct", column: "user" },
    again: { op: "distinct", column: "user" },
    keys: { op: "distinct", column: "key" },
    total: { op: "sum", column: "amount" },
    late: { op: "last", column: "user" },
    most: { op: "max", column: "user" },
  } as const;
  for (const groupBy of [["key"], ["few"], [], ["few", "user"]]) {
    const wanted = expected(table, { groupBy, aggregates: some });
    for (const slices of [1, 3]) {
      // With 5 rows a batch, a slice has 600 runs or 200.
      for (const memoryMB of [0, 512]) {
        const run = { slices, memoryMB, batchRows: 5 };
        const found = aggregate(table, { groupBy, aggregates: some }, run);
        assertEquals(found, wanted);
      }
    }
  }
});

Deno.test("a slice that cannot be read leaves no file behind", () => {
  const dir = Deno.makeTempDirSync();
  const table: Table = new Map([["n", { type: "int32", values: [1, 2, 3] }]]);
  const source = datasetOf(table, { slices: 1, batchRows: 1, isDealt: true });
  function* batches(): Generator<unknown> {
    yield* source.batches(0, ["n"]);
    throw new Error("The disk is gone");
  }
  const inputs = {
    source: { ...source, batches },
    groupBy: ["n"],
    aggregates: {},
    memoryMB: 0,
    order: "all",
    chain: false,
    stopAt: null,
    previous: null,
  };
  const job = { path: (name: string) => `${dir}/${name}` };
  assertThrows(
    () => aggregateSlice(inputs as never, { job, slice: 0, slices: 1 }),
    Error,
    "The disk is gone",
  );
  assertEquals([...Deno.readDirSync(dir)], []);
  Deno.removeSync(dir);
});
