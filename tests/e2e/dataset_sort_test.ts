import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  amountOf,
  columns,
  kindOf,
  make,
  range,
  rowText,
  shower,
  type Shown,
  userOf,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

/** What `main` prints, line by line, as JSON. */
async function run(main: string, slices: number): Promise<unknown[]> {
  using project = makeProject({
    make,
    odd: `{
      prepare({ job }) {
        using out = job.createDataset({
          columns: { f: "float64?", i: "int64", s: "string", d: "datetime" },
        });
        const floats = [1.5, NaN, -0, 0, null, -Infinity, Infinity, -2.25, 5e-324, -5e-324];
        const ints = [3n, -1n, 0n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n, -(2n ** 32n), 1n, 5n, 4n];
        const texts = ["b", "", "a\\u{1f600}", "a\\uffee", "B", "é", "ba", "a", "z", "aa"];
        floats.forEach((f, n) => out.slice(0).write({
          f, i: ints[n], s: texts[n], d: new Date((n % 2 ? -1 : 1) * n * 1e11),
        }));
      },
    }`,
  }, {
    config: { slices },
    main: `${shower(slices)}
      const say = (value) => console.log(JSON.stringify(value));
      const sort = async (inputs) => {
        try {
          const source = await urd.build("dataset_sort", inputs);
          say(showOf(source.dataset()));
        } catch (error) { say(error.message); }
      };
      const first = await urd.build("make", { from: 0, to: 40 });
      const source = await urd.build("make", { from: 40, to: 100, previous: first });
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

type Order = (a: number, b: number) => number;

/** Compares what two rows have; nulls come first unless they come last. */
function by(
  value: (n: number) => string | number | null,
  options: { descending?: boolean; nullsLast?: boolean } = {},
): Order {
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === y) return 0;
    if (x === null || y === null) {
      return (x === null) === (options.nullsLast === true) ? 1 : -1;
    }
    return (x < y) === (options.descending === true) ? 1 : -1;
  };
}

function sorted(rows: readonly number[], ...orders: Order[]): string[] {
  return rows.toSorted((a, b) => {
    for (const order of orders) {
      const found = order(a, b);
      if (found !== 0) return found;
    }
    return 0;
  }).map(rowText);
}

/** The rows of slice `slice` of the chain that `run` makes. */
function rowsOf(slice: number, slices: number): number[] {
  return [...range(0, 40), ...range(40, 100)].filter((n) =>
    (n < 40 ? n : n - 40) % slices === slice
  );
}

Deno.test("dataset_sort sorts each slice by several columns, stably, up or down, nulls first or last", async () => {
  for (const slices of [1, 2, 3]) {
    const [plain, mixed, hashed] = await run(
      `
      await sort({ source, chain: true, by: ["user", "kind"] });
      await sort({
        source, chain: true, by: ["kind", "amount", "flag"],
        descending: ["kind", "flag"], nulls: "last", previous: first,
      });
      const parts = await urd.build("dataset_hashpart", { source, hashBy: "user" });
      await sort({ source: parts, by: ["day"] });`,
      slices,
    ) as Shown[];
    const each = range(0, slices);
    assertEquals(plain, {
      columns,
      hashBy: null,
      slices: each.map((slice) =>
        sorted(rowsOf(slice, slices), by(userOf), by(kindOf))
      ),
      chain: ["default 100"],
    });
    assertEquals(
      mixed?.slices,
      each.map((slice) =>
        sorted(
          rowsOf(slice, slices),
          by(kindOf, { descending: true, nullsLast: true }),
          by(amountOf, { nullsLast: true }),
          by((n) => n % 2, { descending: true }),
        )
      ),
    );
    assertEquals(mixed?.chain, ["default 40", "default 100"]);
    assertEquals(hashed?.hashBy, "user");
    assertEquals(
      hashed?.slices.flat().sort(),
      range(40, 100).map(rowText).sort(),
    );
  }
});

Deno.test("dataset_sort sorts across slices, in slices of one size or where a value changes", async () => {
  for (const slices of [1, 2, 3]) {
    const [even, together] = await run(
      `
      await sort({ source, chain: true, by: ["at", "n"], acrossSlices: true });
      await sort({
        source, by: ["user", "big"], descending: ["big"], acrossSlices: true,
        keepTogether: "user",
      });`,
      slices,
    ) as Shown[];
    const all = range(0, 100);
    const wanted = sorted(all, by((n) => n * 7 % 13), by((n) => n));
    assertEquals(
      even?.slices,
      range(0, slices).map((slice) =>
        wanted.slice(
          Math.floor(100 * slice / slices),
          Math.floor(100 * (slice + 1) / slices),
        )
      ),
    );
    assertEquals(
      together?.slices.flat(),
      sorted(range(40, 100), by(userOf), by((n) => -n)),
    );
    const users = together?.slices.map((rows) =>
      new Set(rows.map((row) =>
        row.split("|")[1]
      ))
    ) ?? [];
    assertEquals(
      users.reduce((sum, { size }) => sum + size, 0),
      new Set(users.flatMap((set) => [...set])).size,
    );
  }
});

Deno.test("dataset_sort sorts each link of a chain, the chain, or the end of it", async () => {
  const [link, next, whole, end] = await run(
    `
    await sort({ source: first, by: ["at"] });
    const sorted = await urd.build("dataset_sort", { source: first, by: ["at"] });
    await sort({ source, by: ["at"], previous: sorted });
    await sort({ source, by: ["at"], chain: true, acrossSlices: true });
    const last = await urd.build("make", { from: 100, to: 130, previous: source });
    await sort({ source: last, by: ["at"], chain: true, stopAt: first, acrossSlices: true });`,
    2,
  ) as Shown[];
  const order = by((n) => n * 7 % 13);
  const each = (from: number, to: number) =>
    [0, 1].map((slice) =>
      sorted(range(from, to).filter((n) => (n - from) % 2 === slice), order)
    );
  assertEquals(link?.slices, each(0, 40));
  assertEquals(next?.slices, each(40, 100));
  assertEquals(next?.chain, ["default 40", "default 60"]);
  // Equal rows come in the order they are read: dataset, then slice.
  const read = (from: number, to: number) =>
    [0, 1].flatMap((slice) =>
      range(from, to).filter((n) => (n - from) % 2 === slice)
    );
  const all = [...read(0, 40), ...read(40, 100)];
  assertEquals(whole?.slices.flat(), sorted(all, order));
  assertEquals(whole?.slices.map(({ length }) => length), [50, 50]);
  assertEquals(whole?.hashBy, null);
  const rest = [...read(40, 100), ...read(100, 130)];
  assertEquals(end?.slices.flat(), sorted(rest, order));
});

Deno.test("dataset_sort makes the same of rows that outgrow its memory, and leaves no scratch file", async () => {
  using project = makeProject({
    many: `{
      analysis({ job, slice }) {
        const out = job.createDataset({ columns: { n: "int32", s: "string" } });
        const ns = Int32Array.from({ length: 70_000 }, (_, i) => i * 7919 % 50_021 + slice);
        out.writeBatch({ n: ns, s: Array.from(ns, (n) => "text " + n % 100) });
      },
    }`,
  }, {
    config: { slices: 2 },
    main: `
      const source = await urd.build("many");
      for (const acrossSlices of [false, true]) {
        for (const memoryMB of [0, 1, 1000]) {
          const job = await urd.build("dataset_sort", {
            source, by: ["s", "n"], descending: ["s"], acrossSlices, memoryMB,
          });
          console.log(job.id, job.files().join());
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const jobs = stdout.trimEnd().split("\n").map((line) => line.split(" "));
  assertEquals(jobs.map(([, files]) => files), Array(6).fill("result.json"));
  const digests = jobs.map(([id]) => {
    const manifest = JSON.parse(project.read(`workdir/${id}/job.json`));
    return manifest.datasets.default.files.map(
      ({ sha256 }: { sha256: string }) => sha256,
    );
  });
  assertEquals(digests.slice(0, 3), Array(3).fill(digests[0]));
  assertEquals(digests.slice(3), Array(3).fill(digests[3]));
  assertEquals(new Set(digests.flat()).size, 4);
});

Deno.test("dataset_sort orders infinities, NaN, zeros, wide integers, early dates and text of all planes", async () => {
  const found = await run(
    `
    const source2 = await urd.build("odd");
    for (const [name, descending] of [["f"], ["f", true], ["i"], ["s"], ["d"]]) {
      await sort({ source: source2, by: [name], descending: descending ? [name] : [] });
    }`,
    2,
  ) as Shown[];
  const cells = found.map(({ slices }) =>
    slices[0]?.map((row) => row.split("|"))
  );
  const ofFloats = [
    "null",
    "-Infinity",
    "-2.25",
    "-5e-324",
    "0",
    "0",
    "5e-324",
    "1.5",
    "Infinity",
    "NaN",
  ];
  assertEquals(cells[0]?.map(([f]) => f), ofFloats);
  // The zeros keep their order, so -0 (whose integer is 0) is ahead of 0.
  assertEquals(cells[0]?.[4]?.[1], "0");
  assertEquals(cells[1]?.map(([f]) => f), [
    "null",
    ...ofFloats.slice(1).reverse(),
  ]);
  const ints = cells[2]?.map(([, i = ""]) => BigInt(i)) ?? [];
  assertEquals(ints, ints.toSorted((a, b) => a < b ? -1 : 1));
  const texts = cells[3]?.map(([, , s]) => s) ?? [];
  assertEquals(texts, texts.toSorted());
  const dates = cells[4]?.map(([, , , d]) => Number(d)) ?? [];
  assertEquals(dates, dates.toSorted((a, b) => a - b));
});

Deno.test("dataset_sort refuses what has no order, and inputs that contradict each other", async () => {
  const said = await run(
    `
    await sort({ source, by: [] });
    await sort({ source, by: ["usr"] });
    await sort({ source, by: ["tags"] });
    await sort({ source, by: ["n", "n"] });
    await sort({ source, by: ["n", "user"], descending: ["User"] });
    await sort({ source, by: ["n"], keepTogether: "n" });
    await sort({ source, by: ["n"], keepTogether: "user", acrossSlices: true });
    await sort({ source, by: ["n"], memoryMB: -1 });`,
    2,
  ) as string[];
  const wanted = [
    'Cannot sort: "by" names no column',
    'Cannot sort by column "usr": the dataset has "n", "user"',
    'Cannot sort by column "tags": its type is list<string>',
    'Cannot sort: "by" names column "n" twice',
    'Cannot sort: "descending" names column "User", and "by" does not; did you',
    'Cannot sort: "keepTogether" does nothing without "acrossSlices": true',
    'Cannot sort: "keepTogether" names column "user", and "by" does not',
    'Cannot sort: "memoryMB" is -1, and 0 is the least',
  ];
  wanted.forEach((text, index) => assertMatch(said[index] ?? "", text));
  assertMatch(said[1] ?? "", '; did you mean "user"?');
});
