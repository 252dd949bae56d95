import { assertEquals, assertMatch } from "../support/assert.ts";
import { failureOf, makeProject, manifestOf } from "./project.ts";

const make = `{
  inputs: { hashed: boolean(false) },
  prepare({ inputs: { hashed }, job }) {
    using out = job.createDataset({
      columns: { n: "int32", text: "string" },
      hashBy: hashed ? "n" : undefined,
    });
    for (let n = 0; n < 10; n++) out.write({ n, text: "t" + n });
  },
}`;

/** Adds a column in analysis: \`made\` from the parent's \`n\`. */
const add = `{
  inputs: { source: dataset({ n: "int32" }) },
  analysis({ inputs: { source }, job, slice }) {
    const out = job.createDataset({ columns: { made: "float64" }, parent: source });
    for (const n of source.column(slice, "n")) out.write({ made: n / 4 });
  },
}`;

const show = `{
  inputs: { source: dataset() },
  synthesis: ({ inputs: { source } }) => ({
    columns: [...source.columns].join(" "),
    rows: [...source.rows("all")].map((row) => Object.values(row).join("/")).join(" "),
    hashBy: source.hashBy ?? null,
  }),
}`;

Deno.test("a dataset with a parent has its columns without copying them", async () => {
  using project = makeProject({ make, add, show }, {
    main: `
      const source = await urd.build("make");
      const added = await urd.build("add", { source });
      const twice = await urd.build("add", { source: added });
      for (const source of [added, twice]) {
        console.log(JSON.stringify((await urd.build("show", { source })).load()));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const shown = {
    columns: "n,int32 text,string made,float64",
    rows: "0/t0/0 2/t2/0.5 4/t4/1 6/t6/1.5 8/t8/2 " +
      "1/t1/0.25 3/t3/0.75 5/t5/1.25 7/t7/1.75 9/t9/2.25",
    hashBy: null,
  };
  assertEquals(
    stdout.trimEnd().split("\n").map((line) => JSON.parse(line)),
    [shown, shown],
  );
  const entry = manifestOf(project, "dev-3").datasets["default"];
  assertEquals(entry?.parents, ["dev-2/default"]);
  assertEquals(
    entry?.columns.map(({ name, from }) => [name, from?.dataset ?? "own"]),
    [["n", "dev-1/default"], ["text", "dev-1/default"], ["made", "own"]],
  );
});

Deno.test("columns of a parent are replaced in their place; more can be added", async () => {
  using project = makeProject({
    make,
    show,
    replace: `{
      inputs: { source: dataset() },
      synthesis({ inputs: { source }, job, slices }) {
        const out = job.createDataset("r", {
          columns: { n: "string", more: "bool" }, parent: source, hashBy: null,
        });
        for (let slice = 0; slice < slices; slice++) {
          const to = out.slice(slice);
          for (const { n } of source.rows(slice, ["n"])) to.write({ n: "n" + n, more: true });
        }
      },
    }`,
    third: `{
      inputs: { source: dataset() },
      prepare({ inputs: { source }, job }) {
        const out = job.createDataset("t", { columns: { last: "int32" }, parent: source });
        for (const _ of source.column("roundrobin", "text")) out.write({ last: 1 });
        console.log([...out.close().rows(0, ["last", "n", "text"])].length);
      },
      synthesis: ({ job }) => [...job.dataset("t").column(1, "n")].join(),
    }`,
  }, {
    main: `
      const source = await urd.build("make");
      const replaced = (await urd.build("replace", { source })).dataset("r");
      const third = await urd.build("third", { source: replaced });
      console.log(third.load());
      for (const source of [replaced, third.dataset("t")]) {
        console.log(JSON.stringify((await urd.build("show", { source })).load()));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines[0], "n1,n3,n5,n7,n9");
  assertEquals(JSON.parse(lines[1] ?? ""), {
    columns: "n,string text,string more,bool",
    rows: [0, 2, 4, 6, 8, 1, 3, 5, 7, 9].map((n) => `n${n}/t${n}/true`).join(
      " ",
    ),
    hashBy: null,
  });
  assertEquals(
    JSON.parse(lines[2] ?? "").columns,
    "n,string text,string more,bool last,int32",
  );
  const entry = manifestOf(project, "dev-3").datasets["t"];
  assertEquals(
    entry?.columns.map(({ from }) => from?.dataset ?? "own"),
    ["dev-2/r", "dev-1/default", "dev-2/r", "own"],
  );
});

Deno.test("each slice must have just as many rows as in the parent", async () => {
  using project = makeProject({
    make,
    few: `{
      inputs: { source: dataset() },
      analysis({ inputs: { source }, job, slice }) {
        const out = job.createDataset({ columns: { a: "int32" }, parent: source });
        if (slice === 0) for (let a = 0; a < 5; a++) out.write({ a });
        else out.write({ a: 1 });
      },
    }`,
  }, {
    main: `
      const source = await urd.build("make");
      await urd.build("few", { source }).catch(() => {});`,
  });
  await project.axOk(["build"]);
  assertEquals(
    failureOf(project, "dev-2").message,
    'Cannot keep dataset "default": slice 1 has 1 rows, and 5 in its parent; ' +
      "a dataset has just as many",
  );
});

Deno.test("a dataset lies by the hash that its parent lies by, unless it says else", async () => {
  const add = (options: string, body: string): string =>
    `{
      inputs: { source: dataset({ n: "int32" }) },
      analysis({ inputs: { source }, job, slice }) {
        const out = job.createDataset({ parent: source, ${options} });
        for (const n of source.column(slice, "n")) ${body}
      },
    }`;
  using project = makeProject({
    make,
    show,
    keeps: add(`columns: { a: "int32" }`, "out.write({ a: n });"),
    rewrites: add(`columns: { n: "float64" }`, "out.write({ n });"),
    breaks: add(`columns: { n: "int32" }`, "out.write({ n: n + 1 });"),
    drops: add(
      `columns: { n: "int32" }, hashBy: null`,
      "out.write({ n: n + 1 });",
    ),
    moves: add(
      `columns: { a: "int32" }, hashBy: "text"`,
      "out.write({ a: n });",
    ),
    own: add(`columns: { a: "int64" }, hashBy: "a"`, "out.write({ a: n });"),
    deals: `{
      inputs: { source: dataset({ n: "int32" }) },
      synthesis({ inputs: { source }, job }) {
        job.createDataset({ columns: { a: "int32" }, parent: source }).write({ a: 1 });
      },
    }`,
  }, {
    main: `
      const source = await urd.build("make", { hashed: true });
      for (const name of ["keeps", "rewrites", "breaks", "drops", "moves", "own", "deals"]) {
        try {
          const made = await urd.build(name, { source });
          console.log(name, (await urd.build("show", { source: made })).load().hashBy);
        } catch (error) {
          console.log(name, error.message);
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.slice(0, 2), ["keeps n", "rewrites n"]);
  assertMatch(lines[2] ?? "", /column "n", row \d, slice \d: \d+ belongs in/);
  assertEquals(lines[3], "drops null");
  assertMatch(
    lines[4] ?? "",
    'it cannot be hashed by "text": its parent is not',
  );
  assertEquals(lines[5], "own a");
  assertMatch(
    lines[6] ?? "",
    'its parent\'s rows lie by the hash of "n", which is not written: use slice(n)',
  );
});

Deno.test("previous and parent are datasets that inputs lead to, whatever a Worker says", async () => {
  using project = makeProject({
    make,
    builder: `{
      builds: true,
      async synthesis({ job }) {
        const made = await job.build("make", { hashed: true });
        const out = job.createDataset({ columns: { a: "int32" }, parent: made.dataset() });
        out.slice(0); out.slice(1);
        for (let slice = 0; slice < 2; slice++) {
          for (const n of made.dataset().column(slice, "n")) out.slice(slice).write({ a: n });
        }
      },
    }`,
    guesses: `{
      builds: true,
      inputs: { source: dataset() },
      async synthesis({ inputs: { source }, job }) {
        const other = await job.build("show", { source });
        return [...other.dataset("x").columns];
      },
    }`,
    show,
  }, {
    main: `
      const made = await urd.build("builder");
      console.log([...made.dataset().columns.keys()].join(), made.dataset().rowCount);
      await urd.build("guesses", { source: made }).catch((error) => console.log(error.message));`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines[0], "n,text,a 10");
  assertMatch(
    lines[1] ?? "",
    'Cannot find dataset "x" in the job: it has none',
  );
});

Deno.test("columns are renamed, left out and put together without copying them", async () => {
  const link = (options: string): string =>
    `{
      inputs: { source: dataset(), other: optional(dataset()) },
      prepare({ inputs: { source, other }, job }) {
        job.createDataset({ ${options} });
      },
    }`;
  using project = makeProject({
    make,
    add,
    show,
    rename: link(`parent: source, inherit: { word: "text", n: "n" }`),
    pick: link(`parent: source, inherit: ["text"]`),
    swap: link(
      `parent: source, inherit: [["n", "text"], ["text", "n"]], previous: source`,
    ),
    merge: link(`parent: [source, other]`),
    merge_some: link(
      `parent: [other, source], inherit: ["made", ["m", "n"]], columns: {}`,
    ),
  }, {
    main: `
      const source = await urd.build("make", { hashed: true });
      const added = await urd.build("add", { source });
      const pairs = [["rename", source], ["pick", source], ["swap", source], ["merge", source],
        ["merge_some", source]];
      for (const [name, source] of pairs) {
        const made = await urd.build(name, name.startsWith("merge")
          ? { source, other: added } : { source });
        const { columns, rows, hashBy } = (await urd.build("show", { source: made })).load();
        console.log([name, made.id, columns, rows.split(" ").sort()[3], hashBy].join(", "));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout.replaceAll(/dev-\d+, /g, ""),
    `rename, word,string n,int32, t3/3, n
pick, text,string, t3, 
swap, n,string text,int32, t3/3, text
merge, n,int32 text,string made,float64, 3/t3/0.75, n
merge_some, made,float64 m,int32, 0/0, m
`,
  );
  const ids = [...stdout.matchAll(/(\w+), (dev-\d+)/g)].map(([, name, id]) =>
    [name ?? "", id ?? ""] as const
  );
  for (const [name, id] of ids) {
    const entry = manifestOf(project, id).datasets["default"];
    assertEquals(entry?.files, [], name);
    assertEquals(
      entry?.rows,
      manifestOf(project, "dev-1").datasets["default"]?.rows,
    );
    assertEquals(
      entry?.columns.map(({ from }) => from?.dataset).includes(undefined),
      false,
    );
    assertEquals(
      entry?.previous,
      name === "swap" ? "dev-1/default" : undefined,
    );
  }
});

Deno.test("columns that cannot be taken, and rows that may not belong together, are refused", async () => {
  const link = (options: string): string =>
    `{
      inputs: { source: dataset(), other: dataset() },
      synthesis({ inputs: { source, other }, job }) {
        const out = job.createDataset({ ${options} });
        if (out.rowCount === 0 && ${options.includes("write")}) out.write({});
      },
    }`;
  using project = makeProject({
    make,
    few: `{
      prepare({ job }) {
        job.createDataset({ columns: { n: "int32" } }).write({ n: 1 });
      },
    }`,
    twin: `{
      prepare({ job }) {
        using out = job.createDataset({ columns: { m: "int32" } });
        for (let m = 0; m < 10; m++) out.write({ m });
      },
    }`,
    unknown: link(`parent: source, inherit: ["txt"]`),
    twice: link(`parent: source, inherit: { a: "n", b: "n" }`),
    same: link(`parent: source, inherit: [["a", "n"], ["a", "text"]]`),
    nothing: link(`parent: source, inherit: []`),
    unrelated: link(`parent: [source, other]`),
    agreed: link(`parent: [source, other], unrelated: true`),
    uneven: link(`parent: [source, other], unrelated: true, previous: other`),
    write: link(`parent: source /* write */`),
  }, {
    main: `
      const source = await urd.build("make");
      const [few, twin] = [await urd.build("few"), await urd.build("twin")];
      for (const name of ["unknown", "twice", "same", "nothing", "unrelated", "agreed", "uneven", "write"]) {
        try {
          const made = await urd.build(name, { source, other: name === "uneven" ? few : twin });
          console.log(name + ": " + [...made.dataset().columns.keys()]);
        } catch (error) {
          console.log(name + ": " + error.message.replace(/.* failed: /, ""));
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `unknown: Cannot make dataset "default": no parent has column "txt": there is "n", "text"; did you mean "text"?
twice: a,b
same: Cannot make dataset "default": two columns would be called "a"
nothing: Cannot make dataset "default": it has no columns
unrelated: Cannot keep dataset "default": dev-1/default and dev-3/default were not made from one dataset, so their rows may not belong together; say unrelated: true if they do
agreed: n,text,m
uneven: Cannot keep dataset "default": slice 0 has 5 rows in one parent, and 1 in another; a dataset has just as many
write: Cannot write dataset "default": it has no columns of its own
`,
  );
});
