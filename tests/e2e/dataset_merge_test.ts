import { assertEquals, assertMatch } from "../support/assert.ts";
import { shower, type Shown } from "./dataset_methods_support.ts";
import { makeProject, manifestOf } from "./project.ts";

/** Rows n, 2n; hashed if wanted. */
const base = `{
  inputs: { count: integer(6), hashBy: string(""), tag: string("") },
  prepare({ inputs: { count, hashBy, tag }, job }) {
    using out = job.createDataset({
      columns: { n: "int32", twice: "int64", ["x" + tag]: "string" },
      hashBy: hashBy === "" ? undefined : hashBy,
    });
    for (let n = 0; n < count; n++) {
      out.write({ n, twice: 2 * n, ["x" + tag]: tag + n });
    }
  },
}`;

/** Adds a column, or stands one in the place of another. */
const add = `{
  inputs: { source: dataset({ n: "int32" }), name: string(), own: boolean(false) },
  analysis({ inputs: { source, name, own }, job, slice }) {
    const out = job.createDataset({
      columns: { [name]: "string" }, parent: source, hashBy: own ? null : undefined,
    });
    for (const n of source.column(slice, "n")) out.write({ [name]: name + n });
  },
}`;

async function run(main: string): Promise<unknown[]> {
  using project = makeProject({ base, add }, {
    main: `${shower()}
      const say = (value) => console.log(JSON.stringify(value));
      const merge = async (source, inputs) => {
        try {
          const merged = await urd.build("dataset_merge", { sources: source, ...inputs });
          say([merged.load(), showOf(merged.dataset()), merged.id]);
        } catch (error) { say(error.message); }
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  const said = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  return said.map((each) => {
    if (typeof each === "string") return each;
    const [result, shown, id] = each;
    const entry = manifestOf(project, id).datasets["default"];
    return {
      ...shown,
      ...result,
      parents: entry?.parents,
      files: entry?.files,
    };
  });
}

type Merged = Shown & {
  readonly columns: readonly string[];
  readonly rowCount: number;
  readonly parents: readonly string[];
  readonly files: readonly unknown[];
};

Deno.test("dataset_merge puts columns side by side without copying; later ones win", async () => {
  const [two, three, turned, chained] = await run(`
    const source = await urd.build("base");
    const a = await urd.build("add", { source, name: "a" });
    const b = await urd.build("add", { source: a, name: "n" });
    const c = await urd.build("add", { source, name: "twice" });
    await merge([a, b]);
    await merge([a, b, c]);
    await merge([b, a]);
    await merge([source, c], { previous: a });`) as Merged[];
  assertEquals(two, {
    columns: ["n", "twice", "x", "a"],
    hashBy: null,
    slices: [["n0|0|0|a0", "n2|4|2|a2", "n4|8|4|a4"], [
      "n1|2|1|a1",
      "n3|6|3|a3",
      "n5|10|5|a5",
    ]],
    chain: ["default 6"],
    rowCount: 6,
    parents: ["dev-2/default", "dev-3/default"],
    files: [],
  });
  assertEquals(three?.slices[1]?.[0], "1|twice1|1|a1");
  assertEquals(three?.parents.length, 3);
  assertEquals(turned?.slices[1]?.[0], "1|2|1|a1");
  assertEquals(chained?.slices[1]?.[0], "1|twice1|1");
  assertEquals(chained?.chain, ["default 6", "default 6"]);
});

Deno.test("dataset_merge is hashed as the last that is hashed, unless a later column stands in the way", async () => {
  const merged = await run(`
    const byN = await urd.build("base", { hashBy: "n" });
    const a = await urd.build("add", { source: byN, name: "a" });
    const n = await urd.build("add", { source: byN, name: "n", own: true });
    const plain = await urd.build("add", { source: byN, name: "b", own: true });
    const byTwice = await urd.build("base", { hashBy: "twice", tag: "t" });
    await merge([byN, a]);
    await merge([a, n]);
    await merge([n, a]);
    await merge([plain, a]);
    await merge([a, plain]);
    await merge([byTwice, byN], { unrelated: true });`);
  // "plain" has a column "n" as well, and nothing says how its rows lie.
  assertEquals(
    merged.map((each) => (each as Merged).hashBy),
    ["n", null, "n", "n", null, "n"],
  );
});

Deno.test("dataset_merge refuses rows that do not belong together", async () => {
  const said = await run(`
    const source = await urd.build("base");
    const stranger = await urd.build("base", { tag: "s" });
    const longer = await urd.build("base", { count: 7 });
    const a = await urd.build("add", { source, name: "a" });
    const far = await urd.build("add", { source: a, name: "far" });
    const cousin = await urd.build("add", { source, name: "c" });
    await merge([source]);
    await merge([source, a, source]);
    await merge([source, longer], { unrelated: true });
    await merge([source, stranger]);
    await merge([source, stranger], { unrelated: true });
    await merge([far, cousin]);`);
  const wanted = [
    "give at least two datasets, got 1",
    "dataset 3 of 3 is dataset 1 again",
    "dataset 2 of 2 has 4 rows in slice 0, and the first 3",
    "were not made from one dataset",
  ];
  wanted.forEach((text, index) => assertMatch(String(said[index]), text));
  assertEquals((said[4] as Merged).columns, ["n", "twice", "x", "xs"]);
  assertEquals((said[5] as Merged).columns, [
    "n",
    "twice",
    "x",
    "a",
    "far",
    "c",
  ]);
});
