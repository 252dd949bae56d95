import { hashValue } from "../../src/data/hash.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import {
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
    other: `{
      inputs: { previous: dataset() },
      prepare({ inputs: { previous }, job }) {
        using out = job.createDataset({ columns: { n: "int64" }, previous });
        out.write({ n: 1 });
      },
    }`,
  }, {
    config: { slices },
    main: `${shower(slices)}
      const say = (value) => console.log(JSON.stringify(value));
      const show = (job) => say(showOf(job.dataset()));
      const first = await urd.build("make", { from: 0, to: 40 });
      const source = await urd.build("make", { from: 40, to: 100, previous: first });
      const fails = async (...request) => {
        try { await urd.build(...request); say("built"); } catch (error) { say(error.message); }
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** The rows of `make` from `from` up to `to`, slice after slice. */
function inOrder(from: number, to: number, slices: number): number[] {
  return range(0, slices).flatMap((slice) =>
    range(from, to).filter((n) => (n - from) % slices === slice)
  );
}

Deno.test("dataset_hashpart puts each row where the hash of its value says, in the order of the source", async () => {
  const values = {
    n: (n: number) => n,
    user: userOf,
    kind: kindOf,
    small: (n: number) => Math.fround(n / 3),
    big: (n: number) => BigInt(n) * 10n ** 15n,
    flag: (n: number) => n % 2 === 1,
    at: (n: number) => 1_700_000_000_000_001n + BigInt(n * 7 % 13),
    day: (n: number) =>
      n % 5 === 0 ? null : new Date((19_000 + n % 3) * 86_400_000),
    clock: (n: number) => n * 1000,
    raw: (n: number) => Uint8Array.of(n, 1),
  };
  for (const slices of [1, 2, 3]) {
    const all = Object.entries(values);
    const hashed = slices === 3 ? all : all.slice(1, 3);
    const names = hashed.map(([name]) => name);
    const shown = await run(
      `
      for (const hashBy of ${JSON.stringify(names)}) {
        show(await urd.build("dataset_hashpart", { source, hashBy }));
      }`,
      slices,
    );
    for (const [index, [name, valueOf]] of hashed.entries()) {
      const result = shown[index] as Shown;
      const rows = inOrder(40, 100, slices);
      const wanted = range(0, slices).map((slice) =>
        rows.filter((n) => hashValue(valueOf(n)) % slices === slice)
          .map(rowText)
      );
      assertEquals(result, {
        columns,
        hashBy: name,
        slices: wanted,
        chain: ["default 60"],
      });
    }
  }
});

Deno.test("dataset_hashpart makes a chain of a chain, after the previous one, up to where it stops", async () => {
  const [chain, stopped, ...said] = await run(
    `
    const whole = await urd.build("dataset_hashpart", { source, hashBy: "n", chain: true });
    show(whole);
    const last = await urd.build("make", { from: 100, to: 103, previous: source });
    show(await urd.build("dataset_hashpart", {
      source: last, hashBy: "n", chain: true, stopAt: source, previous: whole,
    }));
    await fails("dataset_hashpart", { source, hashBy: "m" });
    await fails("dataset_hashpart", { source, hashBy: "tags" });
    await fails("dataset_hashpart", { source, hashBy: "n", chain: true, stopAt: source });
    await fails("dataset_hashpart", { source, hashBy: "n", stopAt: source });`,
    2,
  );
  assertEquals((chain as Shown).chain, ["0 40", "default 60"]);
  assertEquals((stopped as Shown).chain, ["0 40", "default 60", "default 3"]);
  const messages = said as string[];
  assertMatch(
    messages[0] ?? "",
    'Cannot hash by column "m": the dataset has "n"',
  );
  assertMatch(
    messages[1] ?? "",
    'Cannot hash by column "tags": its type is list<string>',
  );
  assertMatch(messages[2] ?? "", "Cannot read a chain without datasets");
  assertMatch(messages[3] ?? "", 'Cannot use "stopAt" without "chain": true');
});

Deno.test("dataset_concat makes one dataset of a chain, slice by slice, whatever the slice count", async () => {
  for (const slices of [1, 3]) {
    const [whole, hashed, ...said] = await run(
      `
      show(await urd.build("dataset_concat", { source }));
      const parts = await urd.build("dataset_hashpart", { source, hashBy: "user", chain: true });
      show(await urd.build("dataset_concat", { source: parts, previous: first }));
      const other = await urd.build("other", { previous: source });
      await fails("dataset_concat", { source: other });
      show(await urd.build("dataset_concat", { source: other, stopAt: source }));`,
      slices,
    );
    const rowsOf = (slice: number): string[] =>
      [[0, 40], [40, 100]].flatMap(([from = 0, to = 0]) =>
        range(from, to).filter((n) => (n - from) % slices === slice)
          .map(rowText)
      );
    assertEquals(whole, {
      columns,
      hashBy: null,
      slices: range(0, slices).map(rowsOf),
      chain: ["default 100"],
    });
    const { hashBy, chain, slices: parts } = hashed as Shown;
    assertEquals([hashBy, chain], ["user", ["default 40", "default 100"]]);
    assertEquals(parts.flat().sort(), range(0, 100).map(rowText).sort());
    assertMatch(
      String(said[0]),
      'dataset 3 of 3 has column "n" of type int64, and the first of type int32',
    );
    assert((said[1] as Shown).slices.flat().length === 1);
  }
});
