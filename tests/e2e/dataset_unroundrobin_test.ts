import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  columns,
  make,
  range,
  rowText,
  shower,
  type Shown,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

/** Slices of given sizes; `part` is what `parts` has, row by row in turn. */
const uneven = `{
  inputs: { counts: list(integer()), parts: list(optional(string()), []) },
  synthesis({ inputs: { counts, parts }, job }) {
    const out = job.createDataset({
      columns: { n: "int32", part: "category?", day: "date?" },
    });
    let n = 0;
    for (let round = 0; round < Math.max(...counts); round++) {
      for (const [slice, count] of counts.entries()) {
        if (round >= count) continue;
        const part = parts[n] ?? null;
        const day = part === null ? null : new Date(part.length * 86_400_000);
        out.slice(slice).write({ n: n++, part, day });
      }
    }
  },
}`;

const long = `{
  synthesis({ job }) {
    const out = job.createDataset({ columns: { n: "int32", text: "string" } });
    for (const [slice, size] of [100_000, 30, 150_000].entries()) {
      const n = Int32Array.from({ length: size }, (_, i) => 4 * i + slice);
      out.slice(slice).writeBatch({ n, text: Array.from(n, (n) => "t" + n % 97) });
    }
  },
}`;

/** Whether rows have the order that reading \`of\` in turn gives. */
const compare = `{
  inputs: { of: dataset(), source: dataset() },
  synthesis({ inputs: { of, source } }) {
    const rows = source.rows("all")[Symbol.iterator]();
    for (const { n, text } of of.rows("roundrobin")) {
      const { value } = rows.next();
      if (value.n !== n || value.text !== text) return "differs at " + n;
    }
    return rows.next().done ? source.rowCounts : "has more";
  },
}`;

async function run(main: string): Promise<unknown[]> {
  using project = makeProject({ make, uneven, long, compare }, {
    config: { slices: 3 },
    main: `${shower(3)}
      const say = (value) => console.log(JSON.stringify(value));
      const turn = async (source, inputs) => {
        try {
          const turned = await urd.build("dataset_unroundrobin", { source, ...inputs });
          say(showOf(turned.dataset()));
        } catch (error) { say(error.message); }
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("dataset_unroundrobin gives back the order in which rows were dealt out", async () => {
  const [all, hashed, uneven, empty, long] = await run(`
    const source = await urd.build("make", { from: 0, to: 20 });
    await turn(source, { previous: source });
    await turn(await urd.build("dataset_hashpart", { source, hashBy: "n" }));
    await turn(await urd.build("uneven", { counts: [0, 5, 2] }));
    await turn(await urd.build("uneven", { counts: [0, 0, 0] }));
    const of = await urd.build("long");
    const turned = await urd.build("dataset_unroundrobin", { source: of });
    say((await urd.build("compare", { of, source: turned })).load());`);
  assertEquals(all, {
    columns,
    hashBy: null,
    slices: [range(0, 7), range(7, 14), range(14, 20)].map((numbers) =>
      numbers.map(rowText)
    ),
    chain: ["default 20", "default 20"],
  });
  assertEquals((hashed as Shown).hashBy, null);
  assertEquals(
    (hashed as Shown).slices.flat().sort(),
    range(0, 20).map(rowText).sort(),
  );
  assertEquals((uneven as Shown).slices, [
    [],
    range(0, 5).map((n) => `${n}|null|null`),
    range(5, 7).map((n) => `${n}|null|null`),
  ]);
  assertEquals((empty as Shown).slices, [[], [], []]);
  assertEquals(long, [100_000, 30, 150_000]);
});

Deno.test("dataset_unroundrobin changes slices only where the values of keepTogether change", async () => {
  const parts = (text: string): string =>
    JSON.stringify([...text].map((part) => part === "-" ? null : part));
  const cut = (text: string, counts: string, column = "part"): string => `
    await turn(
      await urd.build("uneven", { counts: ${counts}, parts: ${parts(text)} }),
      { keepTogether: "${column}" },
    );`;
  const [even, late, nulls, one, day, none, bad, gone] = await run(`
    ${cut("aabbcc", "[2, 2, 2]")}
    ${cut("aaabbbbcd", "[3, 3, 3]")}
    ${cut("aa---a", "[2, 2, 2]")}
    ${cut("aaaaaa", "[1, 2, 3]")}
    ${cut("abcdef", "[2, 2, 2]", "day")}
    ${cut("abcdef", "[2, 2, 2]", "n")}
    await turn(await urd.build("make", { from: 0, to: 3 }), { keepTogether: "tags" });
    await turn(await urd.build("make", { from: 0, to: 3 }), { keepTogether: "m" });
  `);
  const partsOf = (shown: unknown): string[] =>
    (shown as Shown).slices.map((rows) =>
      rows.map((row) => row.split("|")[1]?.replace("null", "-")).join("")
    );
  assertEquals(partsOf(even), ["aa", "bb", "cc"]);
  assertEquals(partsOf(late), ["aaa", "bbbb", "cd"]);
  assertEquals(partsOf(nulls), ["aa", "---", "a"]);
  assertEquals(partsOf(one), ["aaaaaa", "", ""]);
  // All days are the same one.
  assertEquals(partsOf(day), ["abcdef", "", ""]);
  assertEquals(partsOf(none), ["ab", "cd", "ef"]);
  assertMatch(
    String(bad),
    'Cannot keep together column "tags": its type is list<string>',
  );
  assertMatch(String(gone), 'Cannot keep together column "m": the dataset has');
});
