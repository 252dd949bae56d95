import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  columns,
  kindOf,
  make,
  range,
  rowText,
  shower,
  type Shown,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

/** A dataset of the given columns, row by row. */
const rows = `{
  inputs: {
    columns: list(list(string())), rows: list(list(optional(string()))),
    hashBy: optional(string()), previous: optional(dataset()),
  },
  prepare({ inputs: { columns, rows, hashBy, previous }, job }) {
    const types = columns.map(([, type]) => type);
    using out = job.createDataset({
      columns, hashBy: hashBy ?? undefined, previous: previous ?? undefined,
    });
    const values = (row) => row.map((text, index) => {
      const type = types[index].replace("?", "");
      if (text === null) return null;
      if (type === "int64") return BigInt(text);
      if (type === "bool") return text === "true";
      if (type === "date" || type === "datetime") return new Date(text);
      if (type === "string" || type === "category") return text;
      return Number(text);
    });
    for (const row of rows) out.writeValues(...values(row));
  },
}`;

async function run(main: string, slices: number): Promise<unknown[]> {
  using project = makeProject({ make, rows }, {
    config: { slices },
    main: `
      ${shower(slices)}
      const say = (value) => console.log(JSON.stringify(value));
      const fan = async (source, column, inputs) => {
        const given = { source, column, ...inputs };
        let made;
        try {
          made = await urd.build("dataset_fanout", given);
        } catch (error) { say(error.message); return; }
        const { rowCounts } = made.load();
        const datasets = {};
        for (const name of Object.keys(rowCounts)) {
          datasets[name] = showOf(made.dataset(name));
        }
        say({ rowCounts, datasets });
        return made;
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

interface Fanned {
  readonly rowCounts: Readonly<Record<string, number>>;
  readonly datasets: Readonly<Record<string, Shown>>;
}

/** The rows of each dataset, whatever the slice. */
function rowsOf(fanned: unknown): Record<string, string[]> {
  const { datasets } = fanned as Fanned;
  return Object.fromEntries(
    Object.entries(datasets).map((
      [name, { slices }],
    ) => [name, slices.flat().sort()]),
  );
}

Deno.test("dataset_fanout makes a dataset of the rows of each value, without that column", async () => {
  const without = (n: number): string =>
    rowText(n).split("|").toSpliced(2, 1).join("|");
  const { kind: _, ...others } = columns;
  for (const slices of [1, 3]) {
    const [fanned, plain] = await run(
      `
      const source = await urd.build("make", { from: 0, to: 40 });
      const hashed = await urd.build("dataset_hashpart", { source, hashBy: "user" });
      await fan(hashed, "kind");
      await fan(hashed, "user");`,
      slices,
    ) as [Fanned, Fanned];
    const wanted: Record<string, string[]> = {};
    for (const n of range(0, 40)) {
      (wanted[kindOf(n) ?? "null"] ??= []).push(without(n));
    }
    for (const each of Object.values(wanted)) each.sort();
    assertEquals(rowsOf(fanned), wanted);
    assertEquals(Object.keys(fanned.rowCounts), [
      "k0",
      "k1",
      "k2",
      "k3",
      "null",
    ]);
    assertEquals(fanned.rowCounts["null"], wanted["null"]?.length);
    for (const each of Object.values(fanned.datasets)) {
      assertEquals(each.columns, others);
      assertEquals(each.hashBy, "user");
    }
    assertEquals(plain.datasets["u0é"]?.hashBy, null);
    assertEquals(plain.rowCounts["u0é"], 4);
  }
});

Deno.test("dataset_fanout names datasets by values of any type", async () => {
  const values: Record<string, [type: string, values: (string | null)[]]> = {
    whole: ["int32", ["-1", "0", "7"]],
    large: ["int64?", ["9223372036854775807", null, "0"]],
    part: ["float64", ["0.5", "-0", "NaN"]],
    flag: ["bool", ["true", "false", "true"]],
    day: ["date", ["2024-02-29", "1969-12-31", "2024-02-29"]],
    at: ["datetime?", ["2024-02-29T12:00:00.5Z", null, "2024-02-29T12:00:00Z"]],
    clock: ["time", ["0", "3723004", "86399999"]],
    text: ["string", ["", "a/b\n", "default"]],
  };
  const names = Object.keys(values);
  const given = JSON.stringify({
    columns: names.map((name) => [name, values[name]?.[0]]),
    rows: [0, 1, 2].map((row) =>
      names.map((name) => values[name]?.[1][row] ?? null)
    ),
  });
  const found = await run(
    `const source = await urd.build("rows", ${given});
    for (const name of ${
      JSON.stringify(names)
    }) await fan(source, name, { nullName: "none" });`,
    2,
  ) as Fanned[];
  assertEquals(
    found.map(({ rowCounts }) => Object.keys(rowCounts)),
    [
      ["-1", "0", "7"].toSorted((a, b) => Number(a) - Number(b)),
      ["0", "9223372036854775807", "none"],
      ["0.0", "0.5", "nan"],
      ["false", "true"],
      ["1969-12-31", "2024-02-29"],
      ["2024-02-29T12:00:00", "2024-02-29T12:00:00.500", "none"],
      ["00:00:00", "01:02:03.004", "23:59:59.999"],
      ["", "a/b\n", "default"],
    ].map((each) => each.toSorted(byIndex)),
  );
  assertEquals(found[3]?.rowCounts, { false: 1, true: 2 });
});

/** Names that are numbers stand first in an object. */
function byIndex(a: string, b: string): number {
  const index = (text: string): number =>
    /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : Infinity;
  if (index(a) !== index(b)) return index(a) - index(b);
  return a < b ? -1 : 1;
}

Deno.test("dataset_fanout widens the types of a chain, and leaves out what not all have", async () => {
  const first = {
    columns: [
      ["key", "int32"],
      ["a", "int32"],
      ["b", "float32?"],
      ["c", "int32"],
      ["d", "category"],
      ["e", "date"],
      ["only", "int32"],
      ["f", "int64"],
      ["h", "int32"],
    ],
    rows: [[
      "1",
      "-5",
      "0.5",
      "7",
      "x",
      "2024-01-01",
      "1",
      "9007199254740992",
      "1",
    ], ["2", "-6", null, "8", "y", "2024-01-02", "2", "-3", "2"]],
    hashBy: "h",
  };
  const second = {
    columns: [
      ["key", "string"],
      ["e", "date"],
      ["d", "string?"],
      ["a", "int64"],
      ["b", "float64"],
      ["c", "float32"],
      ["f", "float64"],
      ["h", "int32"],
    ],
    rows: [[
      "2",
      "2024-01-03",
      "z",
      "9007199254740993",
      "0.1",
      "0.5",
      "0.25",
      "3",
    ], ["3", "2024-01-04", null, "0", "0.2", "1.5", "1", "4"]],
    hashBy: "h",
  };
  const given = (value: unknown, more: string): string =>
    `{ ...${JSON.stringify(value)}, ${more} }`;
  const bad = {
    columns: [["key", "int32"], ["a", "date"], ["f", "float64"]],
    rows: [["1", "2024-01-01", "1"]],
  };
  const large = {
    columns: [["key", "int32"], ["f", "int64"]],
    rows: [["1", "9007199254740993"]],
  };
  const [wide, short, ...said] = await run(
    `
    const one = await urd.build("rows", ${JSON.stringify(first)});
    const two = await urd.build("rows", ${given(second, "previous: one")});
    const bad = await urd.build("rows", ${given(bad, "previous: one")});
    const large = await urd.build("rows", ${given(large, "previous: two")});
    await fan(two, "key", { chain: true });
    await fan(two, "key", { chain: true, stopAt: one });
    await fan(bad, "key", { chain: true });
    await fan(large, "key", { chain: true });
    await fan(two, "only", { chain: true });
    await fan(one, "m");
    await fan(large, "key", { chain: true, stopAt: two, maxDatasets: 0 });
    const odd = await urd.build("rows", {
      columns: [["text", "string?"], ["n", "int32"]], rows: [["null", "1"], [null, "2"]],
    });
    await fan(odd, "text");
    await fan(odd, "text", { nullName: "nil" });
    await fan(odd, "n", { previous: one });
    await fan(await urd.build("make", { from: 0, to: 3 }), "tags");
    await fan(await urd.build("dataset_filter_columns", { source: odd, columns: ["n"] }), "n");`,
    2,
  );
  const shown = (wide as Fanned).datasets["2"];
  assertEquals(shown?.columns, {
    a: "int64",
    b: "float64?",
    c: "float64",
    d: "string?",
    e: "date",
    f: "float64",
    h: "int32",
  });
  assertEquals(shown?.hashBy, "h");
  assertEquals(rowsOf(wide), {
    1: ["-5|0.5|7|x|19723|9007199254740992|1"],
    2: ["-6|null|8|y|19724|-3|2", "9007199254740993|0.1|0.5|z|19725|0.25|3"],
    3: ["0|0.2|1.5|null|19726|1|4"],
  });
  assertEquals((short as Fanned).rowCounts, { 2: 1, 3: 1 });
  const wanted = [
    'no type holds both int32 and date, which column "a" has in dataset 2 of 2',
    "row 0 has 9007199254740993, which float64 cannot hold",
    'Cannot fan out by column "only": the dataset has "key"',
    'Cannot fan out by column "m": the dataset has "key"',
    "it has more than 0 different values",
    'both null and a value are called "null"',
  ];
  wanted.forEach((text, index) => assertMatch(String(said[index]), text));
  assertEquals((said[6] as Fanned).rowCounts, { nil: 1, null: 1 });
  assertMatch(String(said[7]), 'it is no job of "dataset_fanout"');
  assertMatch(String(said[8]), "its type is list<string>");
  assertMatch(String(said[9]), "no other column is in all");
});

Deno.test("dataset_fanout goes on from an earlier job, whose datasets are all there again", async () => {
  const [first, second, third, many] = await run(
    `
    const source = await urd.build("make", { from: 0, to: 4 });
    const next = await urd.build("make", { from: 5, to: 7, previous: source });
    const one = await fan(source, "kind");
    const two = await fan(next, "kind", { previous: one });
    await fan(next, "kind", { previous: two, chain: true, stopAt: source });
    const all = await urd.build("make", { from: 0, to: 150 });
    const made = await urd.build("dataset_fanout", { source: all, column: "n" });
    const { rowCounts } = made.load();
    say(Object.keys(rowCounts).map((name) =>
      name === [...made.dataset(name).column("all", "clock")].map((ms) => ms / 1000).join()));`,
    2,
  ) as [Fanned, Fanned, Fanned, boolean[]];
  // Row 0 has no kind; rows 5 and 6 are of k1 and k2.
  assertEquals(first.rowCounts, { k1: 1, k2: 1, k3: 1, null: 1 });
  assertEquals(second.rowCounts, { k1: 1, k2: 1, k3: 0, null: 0 });
  const chains = ({ datasets }: Fanned): string[] =>
    Object.values(datasets).map(({ chain }) => chain.join(", "));
  assertEquals(chains(second), [
    "k1 1, k1 1",
    "k2 1, k2 1",
    "k3 1, k3 0",
    "null 1, null 0",
  ]);
  assertEquals(chains(third)[3], "null 1, null 0, null 0");
  assertEquals(many, Array.from({ length: 150 }, () => true));
});
