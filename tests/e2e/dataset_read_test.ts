import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { failureOf, makeProject, manifestOf } from "./project.ts";

/** Rows 0 to `count`, dealt out in turn; `sum` in another order than `n`. */
const make = `{
  inputs: { count: integer(), from: integer(0), previous: optional(dataset()) },
  prepare({ inputs: { count, from, previous }, job }) {
    using out = job.createDataset({
      columns: { n: "int32", half: "float64?", text: "string", kind: "category" },
      previous: previous ?? undefined,
    });
    for (let n = from; n < from + count; n++) {
      out.write({ n, half: n % 3 ? n / 2 : null, text: "t" + n, kind: n % 2 ? "odd" : "even" });
    }
  },
}`;

/** A method that returns what an expression of \`source\` gives. */
function reader(expression: string, columns = ""): string {
  return `{
    inputs: { source: dataset(${columns}) },
    synthesis({ inputs: { source } }) { return ${expression}; },
  }`;
}

/** Reads a dataset by several methods. @returns What each gives, by name. */
async function printReads(
  reads: Readonly<Record<string, string>>,
  { count, slices }: { readonly count: number; readonly slices: number },
  declared = "",
): Promise<string> {
  const methods = Object.entries(reads).map(([name, code]) =>
    [name, reader(code, declared)] as const
  );
  using project = makeProject({ make, ...Object.fromEntries(methods) }, {
    config: { slices },
    main: `
      const source = await urd.build("make", { count: ${count} });
      for (const name of ${JSON.stringify(Object.keys(reads))}) {
        console.log(name, JSON.stringify((await urd.build(name, { source })).load()));
      }`,
  });
  return (await project.axOk(["build"])).stdout;
}

Deno.test("column, rows and batches read one slice, all, or a row of each in turn", async () => {
  const reads: Record<string, string> = {
    one: `[...source.column(1, "n")]`,
    all: `[...source.column("all", "n")]`,
    turn: `[...source.column("roundrobin", "n")]`,
    rows: `[...source.rows(2, ["text", "n"])]`,
    every: `[...source.rows(2)]`,
    rows_turn:
      `[...source.rows("roundrobin", ["kind", "half"], { rowRange: [2, 4] })]`,
    last: `[...source.column("all", "n", { rowRange: [-2] })]`,
    middle: `[...source.column("all", "n", { rowRange: [2, 5] })]`,
    turn_range:
      `[...source.column("roundrobin", "text", { range: { column: "n", from: 3, to: 6 } })]`,
    all_range:
      `[...source.column("all", "text", { range: { column: "n", from: 3, to: 6 } })]`,
    translate:
      `[...source.column("all", "half", { translate: (x) => x ?? -1, filter: (x) => x < 1 })]`,
    batches:
      `[...source.batches("all", ["n"])].map(({ start, rowCount, columns }) =>
      [start, rowCount, columns.n.values.constructor.name, [...columns.n.values].join()])`,
    turns:
      `[...source.batches("roundrobin", ["n"], { rowRange: [1] })].map(({ start, rowCount, columns }) =>
      [start, rowCount, columns.n.values.constructor.name, [...columns.n.values].join()])`,
    again:
      `(() => { const it = source.column(0, "n"); return [[...it].length, [...it].length]; })()`,
    left:
      `(() => { for (const n of source.column("all", "n")) if (n === 3) return n; })()`,
    facts:
      `({ counts: source.rowCounts, all: source.rowCount, name: source.name,
      n: source.summaryOf("n"), half: source.summaryOf("half"), kind: source.summaryOf("kind"),
      columns: [...source.columns.entries()].join(" ") })`,
  };
  const stdout = await printReads(reads, { count: 7, slices: 3 });
  assertEquals(
    stdout,
    `one [1,4]
all [0,3,6,1,4,2,5]
turn [0,1,2,3,4,5,6]
rows [{"text":"t2","n":2},{"text":"t5","n":5}]
every [{"n":2,"half":1,"text":"t2","kind":"even"},{"n":5,"half":2.5,"text":"t5","kind":"odd"}]
rows_turn [{"kind":"even","half":1},{"kind":"odd","half":null}]
last [2,5]
middle [6,1,4]
turn_range ["t3","t4","t5"]
all_range ["t3","t4","t5"]
translate [-1,-1,-1,0.5]
batches [[0,3,"Int32Array","0,3,6"],[0,2,"Int32Array","1,4"],[0,2,"Int32Array","2,5"]]
turns [[1,6,"Int32Array","1,2,3,4,5,6"]]
again [3,3]
left 3
facts {"counts":[3,2,2],"all":7,"name":"default","n":{"nullCount":0,"min":0,"max":6},"half":{"nullCount":3,"min":0.5,"max":2.5},"kind":{"nullCount":0,"min":"even","max":"odd"},"columns":"n,int32 half,float64? text,string kind,category"}
`,
  );
});

Deno.test("a chain reads its datasets oldest first, as if they were one", async () => {
  const reads: Record<string, string> = {
    all: `[...source.chain().column("all", "n")]`,
    turn: `[...source.chain().column("roundrobin", "n")]`,
    two: `[...source.chain({ length: 2 }).column("all", "n")]`,
    reverse: `[...source.chain({ reverse: true }).column("all", "n")]`,
    stop:
      `[...source.chain({ stopAt: source.previous.previous }).column("all", "n")]`,
    none: `[...source.chain({ stopAt: source }).column("all", "n")]`,
    digest:
      `[...source.chain({ stopAt: source.previous.digest }).column("all", "n")]`,
    not_there: `source.chain({ stopAt: "0".repeat(64) }).length`,
    null: `source.chain({ stopAt: null }).length`,
    counts: `[...source.chain()].map((each) => [each.name, each.rowCount])`,
    length: `[source.chain().length, source.chain().rowCount]`,
    skip:
      `[...source.chain({ skipDataset: (each) => each.rowCount === 3 }).column("all", "n")]`,
    slice:
      `[...source.chain({ skipSlice: (each, slice) => slice === each.rowCount - 2 }).column("all", "n")]`,
    rows: `[...source.chain().rows(1, ["n"], { rowRange: [1, 3] })]`,
    range:
      `[...source.chain().column("all", "n", { range: { column: "n", from: 11, to: 21 } })]`,
    batches:
      `[...source.chain().batches(0, ["n"])].map(({ rowCount }) => rowCount)`,
    turns:
      `[...source.chain({ skipSlice: (each, slice) => each.rowCount === 2 && slice === 0 })
        .batches("roundrobin", ["n"], { range: { column: "n", to: 20 } })]
        .map(({ start, columns }) => [start, ...columns.n.values])`,
    first: `source.previous.previous.previous ?? null`,
  };
  const methods = Object.fromEntries(
    Object.entries(reads).map(([name, code]) => [name, reader(code)]),
  );
  using project = makeProject({ make, ...methods }, {
    main: `
      const first = await urd.build("make", { count: 3 });
      const second = await urd.build("make", { count: 2, from: 10, previous: first });
      const source = await urd.build("make", { count: 3, from: 20, previous: second });
      for (const name of ${JSON.stringify(Object.keys(reads))}) {
        console.log(name, JSON.stringify((await urd.build(name, { source })).load()));
      }
      const chain = source.dataset().chain();
      console.log(chain.length, [...chain.column("all", "n")].length, [...chain].length);
      console.log(source.dataset().chain({ stopAt: first }).length);`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `all [0,2,1,10,11,20,22,21]
turn [0,1,2,10,11,20,21,22]
two [10,11,20,22,21]
reverse [20,22,21,10,11,0,2,1]
stop [10,11,20,22,21]
none []
digest [20,22,21]
not_there 3
null 3
counts [["default",3],["default",2],["default",3]]
length [3,8]
skip [10,11]
slice [0,2,11,20,22]
rows [{"n":11},{"n":21}]
range [11,20]
batches [2,1,2]
turns [[0,0,1,2],[0,11]]
first null
3 8 3
2
`,
  );
});

Deno.test("what is not there is an error with a suggestion", async () => {
  const reads: Record<string, [code: string, message: string]> = {
    column: [
      `[...source.column(0, "hlaf")]`,
      'Cannot find column "hlaf": the dataset has "n", "half", "text", "kind"; did you mean "half"?',
    ],
    rows: [`[...source.rows(0, ["n", "x"])]`, 'Cannot find column "x"'],
    range: [
      `[...source.rows(0, ["n"], { range: { column: "m" } })]`,
      'Cannot find column "m"',
    ],
    summary: [`source.summaryOf("x")`, 'Cannot find column "x"'],
    slice: [
      `[...source.column(2, "n")]`,
      'Cannot read slice 2: give a number from 0 to 1, "all" or "roundrobin"',
    ],
    negative: [`[...source.column(-1, "n")]`, "Cannot read slice -1"],
    turn: [
      `[...source.batches("roundrobin", ["n"], { rehash: "n" })]`,
      'Cannot rehash by "n": read a slice by its number, without rowRange',
    ],
    misspelled: [
      `source.chain({ stop: source })`,
      'Cannot chain: there is no option "stop"; it takes length, stopAt, reverse,',
    ],
    length: [
      `source.chain({ length: -1 })`,
      "Cannot chain: length is a whole number from 0 up, got -1",
    ],
    stop: [
      `source.chain({ stopAt: { name: "x" } })`,
      "Cannot stop a chain at what is no dataset",
    ],
  };
  const methods = Object.fromEntries(
    Object.entries(reads).map(([name, [code]]) => [name, reader(code)]),
  );
  using project = makeProject({ make, ...methods }, {
    main: `
      const source = await urd.build("make", { count: 3 });
      for (const name of ${JSON.stringify(Object.keys(reads))}) {
        try {
          await urd.build(name, { source });
        } catch (error) {
          console.log(error.message);
        }
      }
      try { source.dataset("defualt"); } catch (error) { console.log(error.message); }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  Object.values(reads).forEach(([, message], index) =>
    assertMatch(lines[index] ?? "", message)
  );
  assertMatch(
    lines.at(-1) ?? "",
    'Cannot find dataset "defualt" in the job: it has "default"; did you mean "default"?',
  );
});

Deno.test("inputs are checked for datasets, columns and types before anything runs", async () => {
  using project = makeProject({
    make,
    typed: reader("source.rowCount", `{ n: "int32", half: "float64?" }`),
    nullable: reader("source.rowCount", `{ n: "int32?" }`),
    strict: reader("source.rowCount", `{ half: "float64" }`),
    other: reader("source.rowCount", `{ n: "float32" }`),
    missing: reader("source.rowCount", `{ txt: "string" }`),
    several: `{
      inputs: { parts: list(dataset({ n: "string" })) },
      synthesis: () => 1,
    }`,
    plain: `{ synthesis: () => 1 }`,
  }, {
    main: `
      const source = await urd.build("make", { count: 3 });
      const plain = await urd.build("plain");
      const ask = async (method, inputs) => {
        try {
          console.log((await urd.build(method, inputs)).load());
        } catch (error) {
          console.log(error.message);
        }
      };
      await ask("typed", { source });
      await ask("nullable", { source: source.dataset() });
      for (const name of ["strict", "other", "missing"]) await ask(name, { source });
      await ask("several", { parts: [source, source] });
      await ask("typed", { source: plain });`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `3
3
strict: input "source": cannot use dataset dev-1/default: its column "half" is float64?, expected float64
other: input "source": cannot use dataset dev-1/default: its column "n" is int32, expected float32
missing: input "source": cannot use dataset dev-1/default: it has no column "txt": it has "n", "half", "text", "kind"; did you mean "text"?
several: input "parts[0]": cannot use dataset dev-1/default: its column "n" is int32, expected string
typed: input "source": job dev-2 has no dataset "default": it has none
`,
  );
  assertEquals(manifestOf(project, "dev-4").method, "nullable");
});

Deno.test("a chain whose older datasets lack what the method declares says which one", async () => {
  using project = makeProject({
    text: `{
      prepare({ job }) {
        using out = job.createDataset({ columns: { n: "string" } });
        out.write({ n: "x" });
      },
    }`,
    make,
    sum: reader(`[...source.chain().column("all", "n")]`, `{ n: "int32" }`),
    loose: reader(`[...source.chain().column("all", "n")]`),
    lacking: reader(`[...source.chain().column("all", "kind")]`),
  }, {
    main: `
      const text = await urd.build("text");
      const source = await urd.build("make", { count: 1, previous: text });
      for (const name of ["sum", "loose", "lacking"]) {
        try {
          console.log(JSON.stringify((await urd.build(name, { source })).load()));
        } catch (error) {
          console.log(error.message);
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [sum, loose, lacking] = stdout.split("\n");
  assertMatch(
    sum ?? "",
    'dataset 1 of 2 in the chain: its column "n" is string, expected int32',
  );
  assertEquals(loose, '["x",0]');
  assertMatch(
    lacking ?? "",
    'Cannot find column "kind": dataset 1 of 2 has "n"',
  );
});

Deno.test("a job shows its datasets, and so does each job of its chain", async () => {
  using project = makeProject({
    step: `{
      inputs: { n: integer(), previous: optional(job()) },
      prepare({ inputs: { n, previous }, job }) {
        using out = job.createDataset("x", {
          columns: { n: "int32" },
          previous: previous?.dataset("x"),
        });
        out.write({ n });
      },
      synthesis({ inputs: { previous } }) {
        return (previous?.chain() ?? []).map((each) =>
          [...each.dataset("x").column("all", "n")].join());
      },
    }`,
  }, {
    main: `
      let previous = null;
      for (let n = 1; n <= 3; n++) previous = await urd.build("step", { n, previous });
      console.log(JSON.stringify(previous.load()));
      console.log([...previous.dataset("x").chain().column("all", "n")].join());`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(stdout, `["1","2"]\n1,2,3\n`);
});

Deno.test("a Worker reads the columns of its inputs, parents and chains, and no other job's", async () => {
  using project = makeProject({
    make,
    peek: `{
      inputs: { source: dataset({ n: "int32" }) },
      synthesis({ inputs: { source }, job }) {
        const dir = job.path("x").replace(/\\.ax.*/, "");
        const tried = [
          "dev-1/datasets/default/0.arrow", "dev-2/datasets/default/0.arrow",
          "dev-3/datasets/default/0.arrow", "dev-1/job.json", "dev-1/files", "dev-1/datasets",
        ].map((path) => {
          try {
            return Deno.statSync(dir + path).isFile;
          } catch (error) {
            return error.name;
          }
        });
        return [[...source.chain().column("all", "n")].length, ...tried];
      },
    }`,
  }, {
    main: `
      const first = await urd.build("make", { count: 1 });
      const source = await urd.build("make", { count: 2, previous: first });
      await urd.build("make", { count: 3 });
      console.log(JSON.stringify((await urd.build("peek", { source })).load()));`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    JSON.parse(stdout),
    [3, true, true, ...Array(4).fill("NotCapable")],
  );
});

Deno.test("results do not depend on the slice count, and order by turns does not either", async () => {
  const outputs = await Promise.all([1, 2, 5].map(async (slices) => {
    using project = makeProject({
      make,
      sum: `{
        inputs: { source: dataset({ n: "int32" }) },
        analysis({ inputs: { source }, slice }) {
          let sum = 0;
          for (const n of source.column(slice, "n")) sum += n;
          return sum;
        },
        synthesis({ inputs: { source }, analysisResults }) {
          return [analysisResults.merge(), [...source.column("roundrobin", "n")]];
        },
      }`,
    }, {
      config: { slices },
      main: `
        const source = await urd.build("make", { count: 23 });
        console.log(JSON.stringify((await urd.build("sum", { source })).load()));`,
    });
    return (await project.axOk(["build"])).stdout;
  }));
  assertEquals(JSON.parse(outputs[0] ?? ""), [
    253,
    Array.from({ length: 23 }, (_, n) => n),
  ]);
  assertEquals(new Set(outputs).size, 1);
});

Deno.test("an equal dataset of a job that was built again builds nothing after it", async () => {
  const noted = (note: string): string =>
    `{
      prepare({ job }) {
        // ${note}
        using out = job.createDataset({ columns: { n: "int32" } });
        for (let n = 0; n < 10; n++) out.write({ n });
      },
    }`;
  using project = makeProject({
    first: noted("one"),
    sum: reader(`[...source.column("all", "n")].length`),
  }, {
    main: `
      const source = await urd.build("first");
      const sum = await urd.build("sum", { source: source.dataset() });
      console.log(source.id, sum.id, sum.load());`,
  });
  assertEquals((await project.axOk(["build"])).stdout, "dev-1 dev-2 10\n");
  const method = project.read("methods/first.ts");
  project.write("methods/first.ts", method.replace("// one", "// two"));
  assertEquals((await project.axOk(["build"])).stdout, "dev-4 dev-2 10\n");
  project.write("methods/first.ts", method.replace("n < 10", "n < 9"));
  assertEquals((await project.axOk(["build"])).stdout, "dev-6 dev-7 9\n");
});

Deno.test("a failure names what was being read, and the row", async () => {
  using project = makeProject({
    make,
    fails: `{
      inputs: { orders: dataset({ n: "int32" }) },
      analysis({ inputs: { orders }, slice }) {
        if (slice === 0) return;
        for (const { n } of orders.chain().rows(slice, ["n"])) {
          if (n === 13) throw new Error("unlucky");
        }
      },
    }`,
    done: `{
      inputs: { orders: dataset({ n: "int32" }) },
      synthesis({ inputs: { orders } }) {
        for (const _ of orders.column("all", "n"));
        throw new Error("after");
      },
    }`,
  }, {
    main: `
      const first = await urd.build("make", { count: 4 });
      const orders = await urd.build("make", { count: 10, from: 10, previous: first });
      for (const name of ["fails", "done"]) await urd.build(name, { orders }).catch(() => {});`,
  });
  await project.axOk(["build"]);
  assertEquals(failureOf(project, "dev-3").status, [
    "reading orders 2/2, row 1",
  ]);
  assertEquals(failureOf(project, "dev-4").status, []);
});

Deno.test("a damaged file fails the job that reads it, and names the file", async () => {
  using project = makeProject({
    make,
    sum: reader(`[...source.column("all", "n")].length`),
  }, {
    main: `
      const source = await urd.build("make", { count: 10 });
      console.log((await urd.build("sum", { source })).load());`,
  });
  await project.axOk(["build"]);
  const path = "workdir/dev-1/datasets/default/1.arrow";
  Deno.chmodSync(project.join("workdir/dev-1/datasets/default"), 0o755);
  Deno.chmodSync(project.join(path), 0o644);
  Deno.truncateSync(project.join(path), 100);
  project.write(
    "methods/sum.ts",
    project.read("methods/sum.ts").replace(".length", ".length + 1"),
  );
  const { code, stderr } = await project.ax(["build"]);
  assertEquals(code, 1);
  assertMatch(stderr, "1.arrow");
  assert(failureOf(project, "dev-4").message.includes("Cannot read"));
});

Deno.test("rehash reads a slice as if rows lay by the hash of a column", async () => {
  using project = makeProject({
    make,
    hashed: `{
      inputs: { source: dataset({ n: "int32", text: "string" }) },
      synthesis({ inputs: { source }, job }) {
        using out = job.createDataset({
          columns: { n: "int64", text: "string" }, hashBy: "n", previous: source,
        });
        for (const row of source.rows("all", ["n", "text"])) out.write({ ...row, n: row.n + 100 });
      },
    }`,
    read: `{
      inputs: { source: dataset() },
      analysis: ({ inputs: { source }, slice }) => ({
        n: [...source.chain().column(slice, "n", { rehash: "n" })].map(Number),
        text: [...source.chain().rows(slice, ["text"], {
          rehash: "n", range: { column: "n", from: 3, to: 105 },
        })].map(({ text }) => text),
        own: [...source.column(slice, "n")].map(Number),
        again: [...source.column(slice, "n", { rehash: "n" })].map(Number),
      }),
      synthesis: ({ analysisResults }) => [...analysisResults],
    }`,
    wrong: reader(`[...source.column("all", "n", { rehash: "n" })]`),
    rows: reader(`[...source.column(0, "n", { rehash: "n", rowRange: [1] })]`),
    missing: reader(`[...source.column(0, "n", { rehash: "x" })]`),
  }, {
    config: { slices: 3 },
    main: `
      const first = await urd.build("make", { count: 20 });
      const source = await urd.build("hashed", { source: first });
      console.log(JSON.stringify((await urd.build("read", { source })).load()));
      for (const name of ["wrong", "rows", "missing"]) {
        await urd.build(name, { source }).catch((error) => console.log(error.message));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [first = "", ...errors] = stdout.trimEnd().split("\n");
  const slices: {
    n: number[];
    text: string[];
    own: number[];
    again: number[];
  }[] = JSON.parse(first);
  const all = slices.flatMap(({ n }) => n).toSorted((a, b) => a - b);
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  assertEquals(all, [...numbers, ...numbers.map((n) => n + 100)]);
  const texts = slices.flatMap(({ text }) => text).toSorted();
  assertEquals(
    texts,
    [...numbers.slice(3), 0, 1, 2, 3, 4].map((n) => `t${n}`).toSorted(),
  );
  for (const { n, own, again } of slices) {
    assertEquals(n.filter((each) => each >= 100), own);
    assertEquals(again, own);
  }
  for (const error of errors.slice(0, 2)) {
    assertMatch(error, "read a slice by its number, without rowRange");
  }
  assertMatch(errors[2] ?? "", 'Cannot find column "x"');
});

Deno.test("who declares columns reads those, unless it names others", async () => {
  const reads: Record<string, string> = {
    rows: `[...source.rows("all", undefined, { rowRange: [0, 1] })]`,
    batches:
      `[...source.batches("all")].map(({ columns }) => Object.keys(columns))`,
    chain: `[...source.chain().rows("all")]`,
    chain_batches:
      `[...source.chain().batches("all")].map(({ columns }) => Object.keys(columns))`,
    named: `[...source.rows("all", ["half", "n"])]`,
    columns: `[...source.columns.keys()]`,
  };
  const declared = `{ text: "string", n: "int32" }`;
  const sizes = { count: 2, slices: 1 };
  const stdout = await printReads(reads, sizes, declared);
  assertEquals(
    stdout,
    `rows [{"text":"t0","n":0}]
batches [["text","n"]]
chain [{"text":"t0","n":0},{"text":"t1","n":1}]
chain_batches [["text","n"]]
named [{"half":null,"n":0},{"half":0.5,"n":1}]
columns ["n","half","text","kind"]
`,
  );
});
