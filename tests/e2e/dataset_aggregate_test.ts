import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  amountOf,
  kindOf,
  make,
  range,
  shower,
  type Shown,
  userOf,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

/** What `main` prints, line by line, as JSON. */
async function run(main: string, slices: number): Promise<unknown[]> {
  using project = makeProject({
    make,
    floats: `{
      prepare({ job }) {
        using out = job.createDataset({ columns: { f: "float64", i: "int64" } });
        let seed = 1;
        for (let n = 0; n < 500; n++) {
          seed = seed * 48271 % 2147483647;
          const f = (seed - 1e9) * 2 ** (seed % 300 - 150);
          out.write({ f, i: 2n ** 61n / 250n + BigInt(n) });
          out.write({ f: -f, i: 0n });
        }
        out.write({ f: 2 ** -200, i: -7n });
      },
    }`,
  }, {
    config: { slices },
    main: `${shower(slices)}
      const say = (value) => console.log(JSON.stringify(value));
      const aggregate = async (inputs) => {
        try {
          const source = await urd.build("dataset_aggregate", inputs);
          const { columns, slices, chain } = showOf(source.dataset());
          const rows = [];
          for (const slice of slices) rows.push(...slice);
          const { length } = source.files();
          say({ columns, rows, chain, ...length > 1 && { length } });
        } catch (error) { say(error.message); }
      };
      const first = await urd.build("make", { from: 0, to: 40 });
      const source = await urd.build("make", { from: 40, to: 100, previous: first });
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

interface Result extends Pick<Shown, "columns" | "chain"> {
  readonly rows: readonly string[];
}

/** Groups the numbers, keys sorted as text, null ahead. */
function groupsOf(keyOf: (n: number) => string | null): [string, number[]][] {
  const groups = Map.groupBy(range(0, 100), keyOf);
  const keys = [...groups.keys()].sort((a, b) =>
    a === null ? -1 : b === null ? 1 : a < b ? -1 : 1
  );
  return keys.map((key) => [String(key), groups.get(key) ?? []]);
}

function amountsOf(ns: readonly number[]): number[] {
  return ns.map(amountOf).filter((value) => value !== null);
}

/** The sum in whole multiples of 2^-60, of which all amounts are; one rounding. */
function sumOf(amounts: readonly number[]): number {
  const units = amounts.map((amount) => BigInt(amount * 2 ** 60));
  return Number(units.reduce((sum, unit) => sum + unit, 0n)) / 2 ** 60;
}

Deno.test("dataset_aggregate counts, adds up, compares and finds per group, whatever the slice count", async () => {
  for (const slices of [1, 2, 3]) {
    const [byKind, byUser, all, byFiles] = await run(
      `
      const byKind = {
        source, chain: true, groupBy: ["kind"], order: "roundrobin",
        aggregates: {
          rows: { op: "count" }, some: { op: "count", column: "amount" },
          total: { op: "sum", column: "n" }, least: { op: "min", column: "amount" },
          most: { op: "max", column: "user" }, early: { op: "first", column: "n" },
          late: { op: "last", column: "day" }, users: { op: "distinct", column: "user" },
          when: { op: "max", column: "at" },
        },
      };
      await aggregate(byKind);
      await aggregate({
        source, chain: true, groupBy: ["user", "flag"], previous: first,
        aggregates: { sum: { op: "sum", column: "amount" }, mean: { op: "mean", column: "n" } },
      });
      await aggregate({ source, chain: true, aggregates: { big: { op: "sum", column: "big" } } });
      await aggregate({ ...byKind, memoryMB: 0 });`,
      slices,
    ) as Result[];
    assertEquals(byKind, {
      columns: {
        kind: "category?",
        early: "int32",
        late: "date?",
        least: "float64?",
        most: "string",
        rows: "int64",
        some: "int64",
        total: "int64",
        users: "int64",
        when: "datetime",
      },
      rows: groupsOf(kindOf).map(([kind, ns]) => {
        const last = ns.at(-1) ?? 0;
        return [
          kind,
          ns[0],
          last % 5 === 0 ? null : 19_000 + last % 3,
          Math.min(...amountsOf(ns)),
          ns.map(userOf).toSorted().at(-1),
          ns.length,
          amountsOf(ns).length,
          ns.reduce((sum, n) => sum + n, 0),
          new Set(ns.map(userOf)).size,
          1_700_000_000_000_001n +
          BigInt(Math.max(...ns.map((n) => n * 7 % 13))),
        ].map(String).join("|");
      }),
      chain: [`default ${groupsOf(kindOf).length}`],
    });
    const pairs = groupsOf((n) => `${userOf(n)}|${n % 2}`);
    assertEquals(
      byUser?.rows,
      pairs.map(([key, ns]) =>
        [
          key,
          ns.reduce((sum, n) => sum + n, 0) / ns.length,
          sumOf(amountsOf(ns)),
        ].map(String).join("|")
      ),
    );
    assertEquals(byUser?.chain, ["default 40", `default ${pairs.length}`]);
    assertEquals(all?.rows, [String(4950n * 10n ** 15n)]);
    assertEquals(byFiles, byKind);
  }
});

Deno.test("dataset_aggregate adds floating-point numbers exactly, whatever cancels", async () => {
  const results = await Promise.all([1, 3].map((slices) =>
    run(
      `
      const floats = await urd.build("floats");
      await aggregate({ source: floats, aggregates: {
        f: { op: "sum", column: "f" }, i: { op: "sum", column: "i" },
        m: { op: "mean", column: "f" },
      } });`,
      slices,
    )
  )) as Result[][];
  const wanted = 500n * (2n ** 61n / 250n) + 499n * 250n - 7n;
  for (const [result] of results) {
    assertEquals(result?.rows, [
      [2 ** -200, wanted, 2 ** -200 / 1001].map(String).join("|"),
    ]);
    assertEquals(result?.columns, {
      f: "float64",
      i: "int64",
      m: "float64?",
    });
  }
});

Deno.test("dataset_aggregate gives a row for no rows at all, and refuses what makes no sense", async () => {
  const [none, groups, overflow, ...said] = await run(
    `
    const empty = await urd.build("make", { from: 0, to: 0 });
    const aggregates = {
      rows: { op: "count" }, sum: { op: "sum", column: "n" }, least: { op: "min", column: "n" },
    };
    await aggregate({ source: empty, aggregates });
    await aggregate({ source: empty, groupBy: ["kind"], aggregates });
    const huge = await urd.build("make", { from: 4000, to: 8000 });
    await aggregate({ source: huge, aggregates: { big: { op: "sum", column: "big" } } });
    await aggregate({ source, groupBy: ["m"], aggregates: {} });
    await aggregate({ source, groupBy: ["tags"], aggregates: {} });
    await aggregate({ source, aggregates: {} });
    await aggregate({ source, groupBy: ["n"], aggregates: { n: { op: "count" } } });
    await aggregate({ source, aggregates: { s: { op: "sum", column: "user" } } });
    await aggregate({ source, aggregates: { s: { op: "min", column: "data" } } });
    await aggregate({ source, aggregates: { s: { op: "sum" } } });
    await aggregate({ source, groupBy: ["n"], aggregates: {}, memoryMB: -1 });`,
    2,
  ) as [Result, Result, string, ...string[]];
  assertEquals(none.rows, ["null|0|0"]);
  assertEquals(none.columns, { least: "int32?", rows: "int64", sum: "int64" });
  assertEquals(groups.rows, []);
  const sum = 4000n * 11999n / 2n * 10n ** 15n;
  assertMatch(
    overflow,
    `Cannot add up column "big": ${sum} is no int64`,
  );
  const wanted = [
    'Cannot group by column "m": the dataset has "n"',
    'Cannot group by column "tags": its type is list<string>',
    "Cannot aggregate into no column",
    'Cannot make column "n" twice',
    'Cannot work out the sum of column "user": its type is string',
    'Cannot work out the min of column "data": its type is json',
    'Cannot work out a sum without a "column"',
    'Cannot aggregate: "memoryMB" is -1, and 0 is the least',
  ];
  wanted.forEach((text, index) => assertMatch(said[index] ?? "", text));
});
