import { assertEquals } from "../support/assert.ts";
import { makeProject } from "./project.ts";

/** The result of a method for each of several expressions. */
async function results(
  methods: Readonly<Record<string, string>>,
  main: string,
): Promise<unknown[]> {
  using project = makeProject(methods, {
    main: `
      const say = (job) => console.log(JSON.stringify(job.load()));
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Three datasets in one job, chained, of four, three and two rows. */
const chained = `{
  synthesis({ job }) {
    let previous;
    for (const [name, size] of [["a", 4], ["b/b", 3], ["default", 2]]) {
      using out = job.createDataset(name, { columns: { name: "string", n: "int32" }, previous });
      for (let n = 0; n < size; n++) out.write({ name, n });
      previous = out.close();
    }
    return [...previous.chain()].map((each) => each.name);
  },
}`;

function reads(expressions: readonly string[]): string {
  const list = expressions.map((code) => `() => ${code}`).join(",\n");
  return `{
    inputs: { source: dataset({ n: "int32" }) },
    synthesis: ({ inputs: { source } }) => [${list}].map((each) => each() ?? null),
  }`;
}

Deno.test("datasets of one job are chained, and read in part, backwards and where callbacks let them", async () => {
  const cases: [code: string, result: unknown][] = [
    [`[...source.chain()].map(({ name }) => name)`, ["a", "b/b", "default"]],
    [
      `[...source.chain({ reverse: true, length: 2 })].map(({ name }) => name)`,
      ["default", "b/b"],
    ],
    [`source.chain({ length: 0 }).rowCount`, 0],
    [`source.chain().rowCounts`, [5, 4]],
    [`source.chain().summaryOf("n")`, { nullCount: 0, min: 0, max: 3 }],
    [`[...source.chain({ length: 0 }).column("roundrobin", "n")]`, []],
    [`[...source.previous.chain().column("all", "n")]`, [0, 2, 1, 3, 0, 2, 1]],
    [`source.chain({ stopAt: source.previous }).length`, 1],
    // The original's callbacks: what is asked, in which order, and how often.
    [
      `(() => {
        const asked = [];
        const chain = source.chain({
          skipDataset: (each) => { asked.push(each.name); return each.name === "b/b"; },
          skipSlice: (each, slice) => { asked.push(each.name + slice); return slice === 1; },
        });
        const read = [...chain.column("all", "n")];
        return [asked, read];
      })()`,
      [["a", "b/b", "default", "a0", "a1", "default0", "default1"], [0, 2, 0]],
    ],
    [
      `(() => {
        const asked = [];
        const skipSlice = (each, slice) => { asked.push(each.name + slice); return slice === 0; };
        return [[...source.chain({ skipSlice }).rows("roundrobin", ["n"])].map(({ n }) => n), asked];
      })()`,
      [[1, 3, 1, 1], ["a0", "a1", "b/b0", "b/b1", "default0", "default1"]],
    ],
    [
      `(() => {
        const skipSlice = (each) => { if (each.name === "b/b") throw new Error("stop"); return false; };
        const read = [];
        try {
          for (const n of source.chain({ skipSlice }).column(0, "n")) read.push(n);
        } catch (error) { read.push(error.message); }
        return read;
      })()`,
      [0, 2, "stop"],
    ],
    [
      `[...source.chain().column(0, "n", { translate: (n) => n * 10, filter: (n) => n > 0 })]`,
      [20, 20],
    ],
    [`[...source.chain().rows("all", ["n"], { rowRange: [-3, -1] })]`, [{
      n: 1,
    }, { n: 0 }]],
  ];
  const [names, listed, read] = await results(
    { chained, read: reads(cases.map(([code]) => code)) },
    `
    const source = await urd.build("chained");
    say(source);
    console.log(JSON.stringify(source.datasets()));
    say(await urd.build("read", { source }));`,
  );
  assertEquals(names, ["a", "b/b", "default"]);
  assertEquals(listed, ["a", "b/b", "default"]);
  cases.forEach(([code, result], index) =>
    assertEquals((read as unknown[])[index], result, code)
  );
});

Deno.test("datasets are put into a new chain without copying, and the old one stays as it was", async () => {
  const names = `[...source.chain()].map(({ name }) => name)`;
  const rows = `[...source.chain().column("all", "n")]`;
  const [again, unchained, old] = await results(
    {
      chained,
      read: reads([names, rows, `source.rowCount`]),
      rechain: `{
        inputs: { source: dataset() },
        synthesis({ inputs: { source }, job }) {
          let previous;
          for (const each of [...source.chain({ reverse: true })]) {
            const name = each.name === "a" ? "default" : "re " + each.name;
            const out = job.createDataset(name, { parent: each, previous });
            previous = out.close();
          }
        },
      }`,
      unchain: `{
        inputs: { source: dataset() },
        synthesis({ inputs: { source }, job }) {
          job.createDataset({ parent: source });
        },
      }`,
    },
    `
    const source = await urd.build("chained");
    for (const method of ["rechain", "unchain"]) {
      say(await urd.build("read", { source: await urd.build(method, { source }) }));
    }
    say(await urd.build("read", { source }));`,
  );
  assertEquals(again, [
    ["re default", "re b/b", "default"],
    [0, 1, 0, 2, 1, 0, 2, 1, 3],
    4,
  ]);
  assertEquals(unchained, [["default"], [0, 1], 2]);
  assertEquals(old, [["a", "b/b", "default"], [0, 2, 1, 3, 0, 2, 1, 0, 1], 2]);
});
