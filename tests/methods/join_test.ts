import type { Dataset } from "ax";
import { type JoinRequest, joinSlice } from "../../methods/lib/join.ts";
import { JoinKeys } from "../../methods/lib/join_keys.ts";
import { joinKinds, planJoin } from "../../methods/lib/join_plan.ts";
import { hashValue } from "../../src/data/hash.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { makeRandom } from "./csv_support.ts";
import { makeDataset, type Values, writtenRows } from "./dataset_support.ts";

/** Values of few kinds, so that they meet: by the type of their column. */
const pools: Readonly<Record<string, readonly unknown[]>> = {
  int32: [0, 1, -1, 7, 2 ** 31 - 1],
  int64: [0n, 1n, -1n, 7n, 2n ** 53n + 1n],
  float32: [0, -0, 1, -1, 7.5, NaN, Infinity],
  float64: [-0, 0, 1, -1, 7, 7.5, NaN, Infinity, -Infinity, 1e300],
  string: ["", "a", "b", "é", "a long text of words", "a long text of worms"],
  category: ["a", "", "b", "x", "a long text of words", "é"],
  date: [0, -1, 19_000].map((day) => new Date(day * 864e5)),
  datetime: [0, -864e5, 1, 19_000 * 864e5].map((ms) => new Date(ms)),
  bool: [true, false],
  time: [0, 1, 86_399_999],
  bytes: [[], [1], [1, 2], [0]].map((bytes) => Uint8Array.from(bytes)),
  json: [{ a: 1 }, [1, 2], "x", 0],
  "list<string>": [[], ["a"], ["a", "b"]],
};

/** Types of columns that are compared. */
const pairs: readonly (readonly [string, string])[] = [
  ["int32", "int32"],
  ["int32", "int64"],
  ["int64", "int64"],
  ["int32", "float64"],
  ["float32", "int32"],
  ["float32", "float64"],
  ["float64", "float64"],
  ["string", "string"],
  ["string", "category"],
  ["category", "string"],
  ["category", "category"],
  ["date", "date"],
  ["date", "datetime"],
  ["datetime", "datetime"],
  ["bool", "bool"],
  ["time", "time"],
  ["bytes", "bytes"],
];

/** Whether two values match; slow and plain. */
function matches(a: unknown, b: unknown): boolean {
  if (a === null || b === null) return false;
  if (a !== a || b !== b) return a !== a && b !== b;
  if (a instanceof Date) return +a === +(b as Date);
  if (a instanceof Uint8Array) return a.join() === (b as Uint8Array).join();
  // deno-lint-ignore eqeqeq -- 1n == 1
  return a == b;
}

/** A value as text: numbers alike whatever their type. */
function show(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return `at ${+value}`;
  if (value instanceof Uint8Array) return `[${value}]`;
  if (typeof value === "object") return JSON.stringify(value);
  return `${typeof value === "string" ? "'" : ""}${value}`;
}

interface Case {
  readonly left: readonly (readonly Values[])[];
  readonly right: readonly (readonly Values[])[];
  readonly on: Readonly<Record<string, string>>;
  readonly kind: typeof joinKinds[number];
}

/** The rows of one slice, by comparing all with all. */
function reference(
  { left, right, on, kind }: Case,
  slice: number,
  names: readonly { left?: string; right?: string }[],
): string[] {
  const fits = (one: Values, other: Values): boolean =>
    Object.entries(on).every(([a, b]) => matches(one[a], other[b]));
  const rows: string[] = [];
  const add = (one?: Values, other?: Values): void => {
    const cells = names.map((column) => {
      const sides = [[one, column.left], [other, column.right]] as const;
      const ordered = kind === "right" ? sides.toReversed() : sides;
      const [found] = ordered.filter(([row, name]) =>
        row !== undefined && name !== undefined
      );
      return show(found?.[0]?.[found[1] as string] ?? null);
    });
    rows.push(cells.join("|"));
  };
  const [outer, inner] = kind === "right" ? [right, left] : [left, right];
  for (const row of outer[slice] ?? []) {
    const found = inner.flat().filter((other) =>
      kind === "right" ? fits(other, row) : fits(row, other)
    );
    if (kind === "semi" ? found.length > 0 : kind === "anti" && !found.length) {
      add(row);
    }
    if (kind === "semi" || kind === "anti") continue;
    for (const other of found) {
      if (kind === "right") add(other, row);
      else add(row, other);
    }
    if (found.length > 0 || kind === "inner") continue;
    if (kind === "right") add(undefined, row);
    else add(row);
  }
  if (kind !== "full") return rows;
  for (const row of right[slice] ?? []) {
    if (!left.flat().some((other) => fits(other, row))) add(undefined, row);
  }
  return rows;
}

function check(
  dir: string,
  { columns, hashBy, memoryMB, batchRows, ...one }: Case & {
    readonly columns: readonly Readonly<Record<string, string>>[];
    readonly hashBy?: readonly string[];
    readonly memoryMB: number;
    readonly batchRows?: number;
  },
  label: string,
): void {
  const [left, right] = [one.left, one.right].map((slices, side) =>
    makeDataset(dir, slices, {
      columns: columns[side] ?? {},
      hashBy: hashBy?.[side],
      ...(batchRows && { batchRows }),
    })
  );
  assert(left !== undefined && right !== undefined);
  const { on, kind } = one;
  const request: JoinRequest = {
    ...{ left, right, on, kind, memoryMB },
    ...{ suffix: "", rename: null, previous: null },
  };
  const plan = planJoin(request);
  const slices = one.left.length;
  for (let slice = 0; slice < slices; slice++) {
    const { rows } = writtenRows(dir, { slice, slices }, (job) => {
      joinSlice(request, { job, slice });
    });
    const found = rows.map((row) => Object.values(row).map(show).join("|"));
    assertEquals(
      found,
      reference(one, slice, plan.columns),
      `${label}, slice ${slice}`,
    );
  }
}

/** Makes datasets of random columns and rows. */
function makeCase(seed: number): Parameters<typeof check>[1] {
  const random = makeRandom(seed);
  const pick = <T>(values: readonly T[]): T =>
    values[random(values.length)] as T;
  const mark = (): string => random(3) === 0 ? "?" : "";
  const on: Record<string, string> = {};
  const columns: Record<string, string>[] = [{ l0: "int32" }, { r0: "int32" }];
  for (let key = 0; key <= random(3); key++) {
    const types = pick(pairs);
    for (const side of [0, 1]) {
      columns[side] = {
        ...columns[side],
        [`${"lr"[side]}key${key}`]: types[side] + mark(),
      };
    }
    on[`lkey${key}`] = `rkey${key}`;
  }
  for (const side of [0, 1]) {
    for (let n = 1; n <= random(4); n++) {
      const type = pick(Object.keys(pools)) + mark();
      columns[side] = { ...columns[side], [`${"lr"[side]}${n}`]: type };
    }
  }
  const slices = [1, 2, 5][seed % 3] as number;
  const hashed = random(4) === 0 ? ["lkey0", "rkey0"] : undefined;
  const [left, right] = [0, 1].map((side) => {
    const parts: Values[][] = Array.from({ length: slices }, () => []);
    const size = pick([0, 3, 30, 90]);
    for (let n = 0; n < size; n++) {
      const row = Object.fromEntries(
        Object.entries(columns[side] ?? {}).map(([name, type]) => {
          if (/0$/.test(name) && name.length === 2) return [name, n];
          const plain = type.replace("?", "");
          const isNull = plain !== type && random(4) === 0;
          return [name, isNull ? null : pick(pools[plain] ?? [])];
        }),
      );
      const value = row[hashed?.[side] ?? ""];
      const slice = hashed
        ? hashValue(value as never) % slices
        : random(slices);
      parts[slice]?.push(row);
    }
    return parts;
  }) as [Values[][], Values[][]];
  return {
    left,
    right,
    on,
    columns,
    kind: pick(joinKinds),
    memoryMB: pick([0, 0, 0.005, 512]),
    ...(hashed && { hashBy: hashed }),
  };
}

Deno.test("joins of random datasets are those that comparing all rows gives, in memory and by files", () => {
  using dir = tempDir();
  for (let seed = 0; seed < 300; seed++) {
    const one = makeCase(seed);
    check(dir.path, one, `seed ${seed}, ${one.kind}, ${one.memoryMB} MB`);
  }
  assertEquals(
    [...Deno.readDirSync(dir.path)].filter(({ name }) =>
      !name.endsWith(".arrow")
    ),
    [],
  );
});

Deno.test("many matches of one key are all there, however little memory there is", () => {
  using dir = tempDir();
  const rows = (count: number, name: string): Values[] =>
    Array.from(
      { length: count },
      (_, n) => ({ key: n % 100 ? 1 : n, [name]: n }),
    );
  const columns = [{ key: "int32", a: "int32" }, { key: "int64", b: "int32" }];
  const right = rows(400, "b").map((row) => ({
    ...row,
    key: BigInt(row["key"] as number),
  }));
  for (const kind of ["inner", "full", "semi"] as const) {
    for (const memoryMB of [0, 512]) {
      check(dir.path, {
        left: [rows(300, "a")],
        right: [right],
        on: { key: "key" },
        columns,
        kind,
        memoryMB,
        batchRows: 100,
      }, `${kind}, ${memoryMB} MB`);
    }
  }
});

Deno.test("thousands of keys of any type find their rows", () => {
  using dir = tempDir();
  const values: Readonly<Record<string, (n: number) => unknown>> = {
    string: (n) => "k".repeat(n % 5) + n,
    category: (n) => `${n}`,
    int64: (n) => BigInt(n) << 20n,
    float64: (n) => n / 8,
  };
  for (const [type, valueOf] of Object.entries(values)) {
    const make = (name: string, step: number): Dataset => {
      const rows = Array.from({ length: 3000 }, (_, n) => ({
        key: valueOf(step * n),
        second: n * step % 7,
        [name]: n,
      }));
      const columns = { key: type, second: "int32", [name]: "int32" };
      return makeDataset(dir.path, [rows], { columns, batchRows: 1000 });
    };
    const inputs = { left: make("a", 1), right: make("b", 2) };
    for (const on of [{ key: "key" }, { key: "key", second: "second" }]) {
      for (const memoryMB of [0, 512]) {
        const { rows } = writtenRows(
          dir.path,
          { slice: 0, slices: 1 },
          (job) =>
            joinSlice({
              ...{ ...inputs, on, memoryMB, kind: "inner", previous: null },
              ...{ rename: null, suffix: "_right" },
            }, { job, slice: 0 }),
        );
        assertEquals(
          rows.map(({ a, b }) => [a, b]),
          Array.from({ length: 1500 }, (_, n) => [2 * n, n]),
          `${type}, ${memoryMB} MB`,
        );
      }
    }
  }
});

Deno.test("keys of a join say when no more can be added, so that it goes by files", () => {
  const keys = new JoinKeys(["text", "word"]);
  const columns = { names: ["t", "w"], types: ["string", "int32"] } as const;
  const vectors = (end: number): never =>
    ({
      t: {
        length: 1,
        offsets: Int32Array.of(0, end),
        values: new Uint8Array(3),
      },
      w: { length: 1, values: Int32Array.of(5) },
    }) as never;
  const target = new Int32Array(1);
  assert(keys.fits(vectors(2 ** 31 - 1), columns));
  const before = keys.byteCount;
  keys.number(vectors(3), columns, { rowCount: 1, target, isNew: true });
  assertEquals([keys.size, [...target]], [1, [0]]);
  assert(keys.byteCount >= before);
  assert(keys.fits(vectors(2 ** 31 - 4), columns));
  assert(!keys.fits(vectors(2 ** 31 - 3), columns));
  const texts = { length: 1, values: Int32Array.of(0), dictionary: ["é"] };
  assert(keys.fits({ ...vectors(3) as object, t: texts } as never, columns));
});
