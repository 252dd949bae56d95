import type { DatasetEntry } from "../../src/core/manifest.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import type { AxProject } from "../support/ax.ts";
import { failureOf, makeProject, manifestOf } from "./project.ts";

/** Prints all rows of each slice, and how they are called. */
const show = `{
  inputs: { source: dataset() },
  synthesis({ inputs: { source }, slices }) {
    const slice = (n) => [...source.rows(n)];
    return {
      columns: Object.fromEntries(source.columns),
      rows: Array.from({ length: slices }, (_, n) => slice(n)),
      hashBy: source.hashBy ?? null,
    };
  },
}`;

/** Builds methods by themselves, and prints what was told of each. */
function tryEach(names: readonly string[]): string {
  return `
    for (const name of ${JSON.stringify(names)}) {
      try {
        await urd.build(name);
        console.log(name + ": built");
      } catch (error) {
        console.log(name + ": " + error.message);
      }
    }`;
}

function datasetOf(
  project: AxProject,
  job: string,
  name = "default",
): DatasetEntry {
  const entry = manifestOf(project, job).datasets[name];
  if (entry === undefined) throw new Error(`${job} has no dataset ${name}`);
  return entry;
}

function dirsOf(project: AxProject, job: string): string[] {
  const names = [...Deno.readDirSync(project.join(`workdir/${job}`))];
  return names.map(({ name }) => name).sort();
}

Deno.test("prepare, analysis and synthesis write datasets, in turn, by slice and split", async () => {
  using project = makeProject({
    show,
    all: `{
      prepare({ job }) {
        using turn = job.createDataset("turn", { columns: { n: "int32" } });
        for (let n = 0; n < 5; n++) turn.write({ n });
        turn.writeBatch({ n: Int32Array.of(5, 6) });
        const left = job.createDataset("left open", { columns: { n: "int64" } });
        left.writeValues(7);
      },
      analysis({ job, slice }) {
        const own = job.createDataset({ columns: { slice: "int32", n: "string" } });
        own.write({ slice, n: "a" });
        own.writeBatch({ slice: [slice, slice], n: ["b", "c"] });
        const split = job.createDataset("split", {
          columns: { from: "int32", n: "int32" }, split: true,
        });
        for (let n = 0; n < 3; n++) split.write({ from: slice, n });
      },
      synthesis({ job }) {
        const slices = job.createDataset("slices", { columns: { n: "float64?" } });
        slices.slice(1).write({ n: null });
        slices.slice(1).writeValues(1.5);
        slices.close();
        for (const n of [1, 2]) {
          const again = job.createDataset("again", { columns: { n: "int32" } });
          again.write({ n });
          again.close();
          if (n === 1) again.discard();
        }
      },
    }`,
  }, {
    config: { slices: 3 },
    main: `
      const all = await urd.build("all");
      const names = ["turn", "left open", "default", "split", "slices", "again"];
      for (const name of names) {
        const shown = await urd.build("show", { source: all.dataset(name) });
        const { rows } = shown.load();
        console.log(name, JSON.stringify(rows.map((slice) =>
          slice.map((row) => Object.values(row).map(String).join("/")).join(" "))));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `turn ["0 3 6","1 4","2 5"]
left open ["7","",""]
default ["0/a 0/b 0/c","1/a 1/b 1/c","2/a 2/b 2/c"]
split ["0/0 1/0 2/0","0/1 1/1 2/1","0/2 1/2 2/2"]
slices ["","null 1.5",""]
again ["2","",""]
`,
  );
  assertEquals(
    datasetOf(project, "dev-1", "split").files.map(({ path }) => path),
    ["0", "1", "2"].flatMap((to) =>
      ["0", "1", "2"].map((from) => `${to}.${from}.arrow`)
    ),
  );
  assertEquals(datasetOf(project, "dev-1", "slices").rows, [0, 2, 0]);
  assertEquals(
    datasetOf(project, "dev-1", "slices").files.map(({ path }) => path),
    ["1.arrow"],
  );
});

Deno.test("with hashBy equal values lie in one slice, and a row for another one is refused or left out", async () => {
  const columns = `{ columns: { key: "string", n: "int32" }, hashBy: "key" }`;
  using project = makeProject({
    show,
    dealt: `{
      synthesis({ job }) {
        using out = job.createDataset(${columns});
        for (let n = 0; n < 40; n++) out.write({ key: "k" + n % 8, n });
      },
    }`,
    again: `{
      inputs: { source: dataset({ key: "string", n: "int32" }) },
      analysis({ inputs: { source }, job, slice }) {
        const out = job.createDataset(${columns});
        for (const row of source.rows(slice)) out.write(row);
      },
    }`,
    skipping: `{
      analysis({ job }) {
        const out = job.createDataset({ ...${columns}, skipOtherSlices: true });
        for (let n = 0; n < 40; n++) out.write({ key: "k" + n % 8, n });
      },
    }`,
    wrong: `{
      analysis({ job }) {
        const out = job.createDataset(${columns});
        for (let n = 0; n < 40; n++) out.write({ key: "k" + n % 8, n });
      },
    }`,
    unhashable: `{
      prepare({ job }) {
        job.createDataset({ columns: { j: "json" }, hashBy: "j" });
      },
    }`,
    missing: `{
      prepare({ job }) {
        job.createDataset({ columns: { j: "int32" }, hashBy: "k" });
      },
    }`,
  }, {
    config: { slices: 3 },
    main: `
      const dealt = await urd.build("dealt");
      const jobs = [dealt, await urd.build("again", { source: dealt }), await urd.build("skipping")];
      for (const job of jobs) {
        const shown = (await urd.build("show", { source: job })).load();
        const keys = shown.rows.map((rows) => new Set(rows.map(({ key }) => key)));
        console.log(shown.hashBy, keys.map((set) => [...set].sort().join(" ")).join(" | "));
      }
      ${tryEach(["wrong", "unhashable", "missing"])}`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [first, second, third, ...rest] = stdout.trimEnd().split("\n");
  assertMatch(first ?? "", /^key (k\d ?)+ \| (k\d ?)+ \| (k\d ?)+$/);
  assertEquals([second, third], [first, first]);
  assertMatch(
    rest[0] ?? "",
    /wrong: .*column "key", row \d, slice \d: "k\d" belongs in slice \d/,
  );
  assertMatch(
    rest[1] ?? "",
    'column "j" cannot be hashed: its type is json',
  );
  assertMatch(rest[2] ?? "", 'has no column "k" to hash by');
});

Deno.test("what does not fit is an error that names column, row and slice; a row that was refused leaves no trace", async () => {
  const columns = `{ columns: { age: "int32", name: "string" } }`;
  using project = makeProject({
    show,
    wrong_type: `{
      analysis({ job, slice }) {
        const out = job.createDataset(${columns});
        if (slice < 3) return;
        for (let n = 0; n < 17; n++) out.write({ age: n, name: "" });
        out.write({ age: "x", name: "" });
      },
    }`,
    unequal: `{
      synthesis({ job }) {
        const out = job.createDataset(${columns});
        out.slice(2).writeBatch({ age: [1, 2], name: ["a"] });
      },
    }`,
    caught: `{
      synthesis({ job }) {
        const out = job.createDataset(${columns});
        out.write({ age: 1, name: "a" });
        const said = [];
        for (const row of [{ age: 2 }, { age: 1.5, name: "b" }, { age: 1, name: "c", more: 1 }]) {
          try { out.slice; out.write(row); } catch (error) { said.push(error.message); }
        }
        out.write({ age: 3, name: "d" });
        return said;
      },
    }`,
    broken: `{
      synthesis({ job }) {
        const out = job.createDataset(${columns});
        try { out.slice(0).writeBatch({ age: [1, "x"], name: ["a", "b"] }); } catch { /* */ }
      },
    }`,
    using_broken: `{
      synthesis({ job }) {
        using out = job.createDataset(${columns});
        out.slice(1).writeBatch({ age: [1, "x"], name: ["a", "b"] });
      },
    }`,
    using_caught: `{
      synthesis({ job }) {
        try {
          using out = job.createDataset(${columns});
          out.slice(1).writeBatch({ age: [1, "x"], name: ["a", "b"] });
        } catch { /* as if nothing were */ }
        return 1;
      },
    }`,
    defaults: `{
      synthesis({ job }) {
        using out = job.createDataset({ ...${columns}, defaults: { age: -1 } });
        out.slice(0).write({ age: "x", name: "a" });
      },
    }`,
  }, {
    config: { slices: 4 },
    main: `
      ${
      tryEach([
        "wrong_type",
        "unequal",
        "broken",
        "using_broken",
        "using_caught",
      ])
    }
      const caught = await urd.build("caught");
      console.log(caught.load().join("\\n"));
      for (const source of [caught, await urd.build("defaults")]) {
        const shown = await urd.build("show", { source });
        console.log(JSON.stringify(shown.load().rows));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout.replaceAll(/Cannot build \w+: job dev-\d failed: /g, ""),
    `wrong_type: column "age", row 17, slice 3: int32 expected, got "x"
unequal: column "name", slice 2: as many rows expected as in column "age", 2, got 1
broken: Cannot write slice 0: an earlier write failed
using_broken: column "age", row 1, slice 1: int32 expected, got "x"
using_caught: Cannot write slice 1: an earlier write failed
column "name", row 0, slice 1: string expected, got undefined
column "age", row 0, slice 1: int32 expected, got 1.5
row 0, slice 1: the dataset has no column "more"; it has "age", "name"
[[{"age":1,"name":"a"}],[{"age":3,"name":"d"}],[],[]]
[[{"age":-1,"name":"a"}],[],[],[]]
`,
  );
});

Deno.test("what cannot be declared is refused where it is declared", async () => {
  const create = (code: string): string =>
    `{ synthesis({ job }) { const columns = { a: "int32" }; ${code} } }`;
  const cases: Record<string, [code: string, message: string]> = {
    none: ["job.createDataset({});", "it needs columns"],
    empty: ["job.createDataset({ columns: {} });", "it needs columns"],
    type: [
      `job.createDataset({ columns: { a: "int" } });`,
      'column "a" has type "int"; a type is one such as',
    ],
    twice: [
      `job.createDataset({ columns: [["a", "int32"], ["a", "int64"]] });`,
      'it has column "a" twice',
    ],
    half: [
      `job.createDataset({ columns: { "\\ud800": "int32" } });`,
      "must be named by well-formed text",
    ],
    half_name: [
      `job.createDataset("\\ud800", { columns });`,
      "it must be well-formed text",
    ],
    long_name: [
      `job.createDataset("n".repeat(300), { columns });`,
      "takes 300 bytes, at most 240",
    ],
    same_name: [
      `job.createDataset({ columns }); job.createDataset("default", { columns });`,
      "the job has one of that name already",
    ],
    compression: [
      `job.createDataset({ columns, compression: "gzip" });`,
      'compression is "auto", "none", "texts" or "zstd", got "gzip"',
    ],
    misspelled: [
      `job.createDataset("x", { columns, hashby: "a" });`,
      'Cannot create dataset "x": there is no option "hashby"; it takes columns, hashBy,',
    ],
    no_options: [
      `job.createDataset("x", null);`,
      'Cannot create dataset "x": options are an object, got null',
    ],
    no_list: [
      `job.createDataset({ columns, inherit: "a" });`,
      'inherit is a list of names or { new: "old" }, got "a"',
    ],
    bad_default: [
      `job.createDataset({ columns, defaults: { a: "x" } });`,
      'Cannot use a default for column "a": int32 expected, got "x"',
    ],
    null_default: [
      `job.createDataset({ columns, defaults: { a: null } });`,
      "int32 expected, got null",
    ],
    stray_default: [
      `job.createDataset({ columns, defaults: { b: 1 } });`,
      'a default for column "b": there is no such column',
    ],
    no_slice: [
      `job.createDataset({ columns }).slice(2);`,
      "there is no slice 2: they go from 0 to 1",
    ],
    mixed: [
      `const out = job.createDataset({ columns }); out.slice(0); out.write({ a: 1 });`,
      "either dealt out or written slice by slice",
    ],
    mixed_too: [
      `const out = job.createDataset({ columns }); out.write({ a: 1 }); out.slice(0);`,
      "either dealt out or written slice by slice",
    ],
    closed: [
      `const out = job.createDataset({ columns }); out.close(); out.write({ a: 1 });`,
      "it is closed",
    ],
    previous: [
      `job.createDataset({ columns, previous: { name: "default" } });`,
      "previous must be a dataset of this job or of its inputs",
    ],
    unknown: [`job.dataset("x");`, "the stages so far have made none"],
    still_open: [
      `job.createDataset({ columns }); job.dataset();`,
      "its writer is still open",
    ],
  };
  const methods = Object.fromEntries(
    Object.entries(cases).map(([name, [code]]) => [name, create(code)]),
  );
  using project = makeProject(methods, { main: tryEach(Object.keys(cases)) });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  Object.entries(cases).forEach(([name, [, message]], index) => {
    assert(lines[index]?.startsWith(`${name}: `), lines[index]);
    assertMatch(lines[index] ?? "", message);
  });
});

Deno.test("the slices of analysis must agree on what they make", async () => {
  using project = makeProject({
    some: `{
      analysis({ job, slice }) {
        if (slice === 1) job.createDataset({ columns: { a: "int32" } });
      },
    }`,
    differ: `{
      analysis({ job, slice }) {
        job.createDataset({ columns: { a: slice === 0 ? "int32" : "int64" } });
      },
    }`,
    discarded: `{
      analysis({ job }) {
        const out = job.createDataset({ columns: { a: "int32" } });
        out.write({ a: 1 });
        out.discard();
      },
    }`,
    stages: `{
      prepare({ job }) { job.createDataset({ columns: { a: "int32" } }); },
      synthesis({ job }) { job.createDataset({ columns: { a: "int32" } }); },
    }`,
  }, { main: tryEach(["some", "differ", "discarded", "stages"]) });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout.replaceAll(/Cannot build \w+: job dev-\d failed: /g, ""),
    `some: Cannot keep dataset "default": slice 0 did not create it, and each slice must
differ: Cannot keep dataset "default": slice 1 declared it otherwise than slice 0
discarded: built
stages: Cannot create dataset "default": the job has one of that name already
`,
  );
  assertEquals(manifestOf(project, "dev-3").datasets, {});
  assertEquals(dirsOf(project, "dev-3"), ["job.json", "source"]);
});

Deno.test("a job that fails keeps no datasets, not even those of earlier stages", async () => {
  using project = makeProject({
    failing: `{
      prepare({ job }) {
        using out = job.createDataset("done", { columns: { a: "int32" } });
        out.write({ a: 1 });
      },
      analysis({ job, slice }) {
        const out = job.createDataset({ columns: { a: "int32" } });
        for (let a = 0; a < 70000; a++) out.write({ a });
        if (slice === 1) throw new Error("enough");
      },
    }`,
  }, { main: tryEach(["failing"]) });
  await project.axOk(["build"]);
  assertEquals(failureOf(project, "dev-1").message, "enough");
  assertEquals(manifestOf(project, "dev-1").datasets, {});
  assertEquals(
    dirsOf(project, "dev-1"),
    ["job.json", "output", "source"]
      .filter((name) => name !== "output"),
  );
});

Deno.test("files that lie beside a dataset, or in its place, fail the job", async () => {
  using project = makeProject({
    beside: `{
      synthesis({ job }) {
        const out = job.createDataset({ columns: { a: "int32" } });
        out.write({ a: 1 });
        const dir = job.path("x").replace("files/x", "datasets");
        Deno.writeTextFileSync(dir + "/default/note.txt", "hello");
      },
    }`,
    stray: `{
      synthesis({ job }) {
        const dir = job.path("x").replace("files/x", "datasets");
        Deno.mkdirSync(dir + "/mine");
        Deno.writeTextFileSync(dir + "/mine/0.arrow", "hello");
      },
    }`,
    forged: `{
      synthesis({ job }) {
        const out = job.createDataset({ columns: { a: "int32" } });
        out.write({ a: 1 });
        out.close();
        const dir = job.path("x").replace("files/x", "datasets/default");
        Deno.writeTextFileSync(dir + "/1.arrow", "ARROW1");
      },
    }`,
    other_columns: `{
      synthesis({ job }) {
        job.createDataset("b", { columns: { b: "int32" } }).write({ b: 1 });
        job.createDataset({ columns: { a: "int32" } }).write({ a: 1 });
        return 1;
      },
    }`,
  }, { main: tryEach(["beside", "stray", "forged", "other_columns"]) });
  const { stdout } = await project.axOk(["build"]);
  const [beside, stray, forged, other] = stdout.split("\n");
  assertMatch(beside ?? "", 'a file "note.txt" lies among its files');
  assertMatch(stray ?? "", '"datasets/mine/0.arrow": no dataset was declared');
  assertMatch(forged ?? "", 'Cannot keep dataset "default": Cannot read');
  assertEquals(other, "other_columns: built");
});

Deno.test("datasets and columns may have any name", async () => {
  const names = [
    "",
    ".",
    "..",
    "a/b",
    "~x",
    "x y",
    "ü/\\n",
    "__proto__",
    "%2F",
    "日本",
  ];
  using project = makeProject({
    show,
    odd: `{
      analysis({ job, slice }) {
        for (const name of ${JSON.stringify(names)}) {
          const out = job.createDataset(name, {
            columns: [[name, "string"], ["2", "int32"], ["1", "int32"]],
          });
          out.writeValues(name, slice, 0);
        }
      },
    }`,
  }, {
    main: `
      const odd = await urd.build("odd");
      for (const name of ${JSON.stringify(names)}) {
        const source = odd.dataset(name);
        const columns = [...source.columns.keys()].join(" ");
        const [row] = (await urd.build("show", { source })).load().rows[1];
        console.log(JSON.stringify([name, columns, Object.entries(row)]));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(
    lines,
    names.map((name) => [
      name,
      `${name} 2 1`,
      [["1", 0], ["2", 1], [name, name]],
    ]),
  );
  const directories = [
    ...Deno.readDirSync(project.join("workdir/dev-1/datasets")),
  ].map(({ name }) => name).sort();
  assertEquals(
    directories,
    [
      "__proto__",
      "x y",
      "~",
      "~%252F",
      "~%2E",
      "~%2E%2E",
      "~%7Ex",
      "~a%2Fb",
      "~ü%2F%5Cn",
      "日本",
    ].sort(),
  );
});

Deno.test("a dataset without rows has its columns and no files", async () => {
  using project = makeProject({
    show,
    empty: `{
      analysis({ job }) {
        job.createDataset({ columns: { a: "int32", c: "category?" }, hashBy: "a" });
      },
    }`,
    reads: `{
      inputs: { source: dataset({ a: "int32", c: "category?" }) },
      synthesis({ inputs: { source } }) {
        return {
          all: [...source.rows("all")],
          turn: [...source.column("roundrobin", "a")],
          batches: [...source.batches(1)],
          counts: source.rowCounts,
          summary: source.summaryOf("a"),
        };
      },
    }`,
  }, {
    main: `
      const empty = await urd.build("empty");
      console.log(JSON.stringify((await urd.build("reads", { source: empty })).load()));`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(JSON.parse(stdout), {
    all: [],
    turn: [],
    batches: [],
    counts: [0, 0],
    summary: { nullCount: 0, min: null, max: null },
  });
  assertEquals(datasetOf(project, "dev-1").files, []);
  assertEquals(dirsOf(project, "dev-1"), ["job.json", "source"]);
});

Deno.test("zstd is asked for by the project or by one dataset, and read by any method", async () => {
  using project = makeProject({
    show,
    here: `{
      synthesis({ job }) {
        const columns = { a: "string" };
        using plain = job.createDataset("plain", { columns, compression: "none" });
        using small = job.createDataset("small", { columns, compression: "zstd" });
        using other = job.createDataset({ columns });
        using kept = job.createDataset("kept", { columns, compression: "auto" });
        for (const out of [plain, small, other, kept]) {
          for (let n = 0; n < 1000; n++) out.slice(0).write({ a: "abc" });
        }
      },
    }`,
    sum: `{
      inputs: { source: dataset({ a: "string" }) },
      synthesis: ({ inputs: { source } }) => [...source.column("all", "a")].length,
    }`,
  }, {
    main: `
      const here = await urd.build("here");
      for (const name of ["plain", "small", "default"]) {
        console.log((await urd.build("sum", { source: here.dataset(name) })).load());
      }`,
  });
  const compressed = (): unknown =>
    ["plain", "small", "default", "kept"].map((name) =>
      datasetOf(project, "dev-1", name).compressed === true
    );
  const { stdout } = await project.axOk(["build"]);
  assertEquals(stdout, "1000\n1000\n1000\n");
  assertEquals(compressed(), [false, true, false, true]);
  const sizes = ["plain", "small"].map((name) =>
    datasetOf(project, "dev-1", name).files[0]?.size ?? 0
  );
  assert((sizes[1] ?? 0) * 2 < (sizes[0] ?? 0), String(sizes));
});

Deno.test("later stages read what earlier ones made, and what was closed can be named at once", async () => {
  using project = makeProject({
    chain: `{
      prepare({ job }) {
        const first = job.createDataset("first", { columns: { n: "int32" } });
        for (let n = 0; n < 4; n++) first.write({ n });
        const previous = first.close();
        console.log(previous.rowCount, [...previous.column("all", "n")].join());
        const second = job.createDataset("second", { columns: { n: "int32" }, previous });
        second.write({ n: 9 });
      },
      analysis({ job, slice }) {
        const before = job.dataset("second");
        const out = job.createDataset({ columns: { n: "int32" }, previous: before });
        for (const n of before.chain().column(slice, "n")) out.write({ n: n * 10 });
        const own = out.close();
        console.log(slice, own.rowCounts.join(), [...own.column("all", "n")].join());
      },
      synthesis({ job }) {
        const all = job.dataset();
        return {
          n: [...all.column("all", "n")],
          chain: [...all.chain().column("all", "n")],
          names: [...all.chain()].map(({ name }) => name),
        };
      },
    }`,
  }, {
    main: `
      const chain = await urd.build("chain");
      console.log(JSON.stringify(chain.load()), Object.values(chain.output()).join(""));
      console.log([...chain.dataset().chain()].map(({ name }) => name).join());`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n").filter((line) => line !== "");
  assertEquals(
    lines.toSorted(),
    [
      `{"n":[0,20,90,10,30],"chain":[0,2,1,3,9,0,20,90,10,30],` +
      `"names":["first","second","default"]} 0 3,0 0,20,90`,
      "1 0,2 10,30",
      "4 0,2,1,3",
      "first,second,default",
    ].toSorted(),
  );
  const { datasets } = manifestOf(project, "dev-1");
  assertEquals(datasets["default"]?.previous, "dev-1/second");
  assertEquals(datasets["second"]?.previous, "dev-1/first");
});

Deno.test("these datasets have these digests for ever", async () => {
  using project = makeProject({
    typed: `{
      prepare({ job }) {
        const first = job.createDataset("first", {
          columns: { b: "bool", i: "int32?", l: "int64", f: "float32", d: "float64",
            s: "string?", c: "category", j: "json", y: "bytes", day: "date",
            at: "datetime", t: "time", list: "list<int32?>" },
          hashBy: "l",
        });
        const day = new Date("2024-02-29T12:30:00.5Z");
        for (let n = 0; n < 100; n++) {
          first.write({ b: n % 3 === 0, i: n % 5 ? n : null, l: 2n ** 40n + BigInt(n),
            f: n / 3, d: n / 7, s: n % 4 ? "é" + n : null, c: "c" + n % 3,
            j: { n, of: [null, true] }, y: Uint8Array.of(n, 0, 255), day, at: day,
            t: n * 1000, list: [n, null] });
        }
        const previous = first.close();
        const columns = { d: "int32" };
        const out = job.createDataset({ columns, parent: previous, previous });
        for (const slice of [0, 1]) {
          for (const d of previous.column(slice, "d")) out.slice(slice).write({ d: Math.round(d) });
        }
      },
    }`,
  }, { main: `await urd.build("typed");` });
  await project.axOk(["build"]);
  assertEquals(
    ["first", "default"].map((name) =>
      datasetOf(project, "dev-1", name).digest
    ),
    [
      "c04634e4ae15355e39aff56a63a2e2e7595a0d2e66f71e6010b468b370deb492",
      "b3d5f0494eca3c5818fa4c9f8abc2813eb9dfab8ed65b10063bda6e6e9f4a8ca",
    ],
  );
});
