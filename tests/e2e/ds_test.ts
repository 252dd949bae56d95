import { assertEquals, assertMatch } from "../support/assert.ts";
import type { AxProject } from "../support/ax.ts";
import { makeProject } from "./project.ts";

/** Two datasets in a chain, one beside, and one with a parent. */
async function builtProject(): Promise<AxProject> {
  const project = makeProject({
    make: `{
      inputs: { from: integer(), previous: optional(dataset()) },
      prepare({ inputs: { from, previous }, job }) {
        const out = job.createDataset({
          columns: { id: "int64", day: "date?", at: "time", text: "string" },
          hashBy: "text",
          previous: previous ?? undefined,
        });
        for (let n = from; n < from + 5; n++) {
          out.write({ id: n, day: n % 5 ? new Date(n * 86400000) : null, at: n * 1000, text: "t" });
        }
        job.createDataset("side/bad", { columns: { b: "bytes", l: "list<int64>" } })
          .write({ b: Uint8Array.of(1, 255), l: [1, 2n ** 60n] });
      },
    }`,
    add: `{
      inputs: { source: dataset({ id: "int64" }) },
      analysis({ inputs: { source }, job, slice }) {
        const out = job.createDataset({
          columns: { half: "float64" }, parent: source, compression: "zstd",
        });
        for (const id of source.column(slice, "id")) out.write({ half: Number(id) / 2 });
      },
    }`,
  }, {
    main: `
      const first = await urd.build("make", { from: 0 });
      const second = await urd.build("make", { from: 100, previous: first });
      await urd.build("add", { source: second });`,
  });
  await project.axOk(["build"]);
  return project;
}

Deno.test("ax ds shows columns, rows, slices, chains and where columns lie", async () => {
  using project = await builtProject();
  const show = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await project.axOk(["ds", ...args]);
    assertEquals(stderr, "");
    return stdout.replace(/\d+\.\d kB/g, "SIZE");
  };
  assertEquals(
    await show("dev-1"),
    `dev-1/default make
  rows       5 in 2 slices
  size       SIZE
  hashed by  text

Columns
  id      int64   0 … 4
  day     date?   1970-01-02 … 1970-01-05  1 null
  at      time    00:00:00 … 00:00:04
  text *  string
`,
  );
  assertEquals(
    await show("dev-2", "-c", "-s", "-n"),
    `dev-2/default make
  rows       5 in 2 slices
  size       SIZE
  hashed by  text
  previous   dev-1/default

Slices
  1  5  100.00 %
  0  0    0.00 %
  the largest has 2.00 times the mean

Chain
  dev-1/default  5
  dev-2/default  5
  2 datasets, 10 rows
`,
  );
  assertMatch(await show("dev-2", "-c"), /id +int64 +0 … 104/);
  assertEquals(
    await show("add", "-w", "-m"),
    `dev-3/default add
  rows       5 in 2 slices
  size       SIZE, zstd
  hashed by  text
  parent     dev-2/default

Columns
  id      int64            in dev-2/default
  day     date?    1 null  in dev-2/default
  at      time             in dev-2/default
  text *  string           in dev-2/default
  half    float64          in dev-3/default
`,
  );
  assertEquals(
    await show("-l", "dev-1", "add"),
    `dev-1/default   5 rows  4 columns
dev-1/side/bad   1 row  2 columns
dev-3/default   5 rows  5 columns
`,
  );
});

Deno.test("ax ds sums chains up, and passes over what is no dataset", async () => {
  using project = makeProject({
    make: `{
      inputs: { previous: optional(dataset()) },
      synthesis({ inputs: { previous }, job }) {
        let last = previous ?? undefined;
        for (const [name, rows] of [["a", 3], ["b", 0], ["default", 1]]) {
          const out = job.createDataset(name, {
            columns: { [name === "b" ? "other" : "n"]: "string" }, previous: last,
          });
          for (let n = 0; n < rows; n++) out.slice(n % 2).write({ n: String(n) });
          last = out.close();
        }
      },
    }`,
  }, {
    main: `
      const first = await urd.build("make");
      const second = await urd.build("make", { previous: first });
      await urd.build("dataset_type", {
        source: second, types: { m: "int32" }, rename: { n: "m" },
      });`,
  });
  await project.axOk(["build"]);
  const show = async (...args: string[]): Promise<string> => {
    const { stdout } = await project.axOk(["ds", ...args]);
    return stdout.replace(/(\d+ B|\d+\.\d kB)/g, "SIZE");
  };
  const facts = `dev-2/default make
  rows      1 in 2 slices
  size      SIZE
  previous  dev-2/b
`;
  assertEquals(
    await show("dev-2", "-n"),
    `${facts}  chain     6 datasets from dev-1/a, 8 rows, 3 of this job\n`,
  );
  assertMatch(
    await show("dev-1", "-n"),
    "chain     3 datasets from dev-1/a, 4 rows, all of this job\n",
  );
  assertEquals(
    await show("dev-2", "-n", "-C", "-S"),
    `${facts}
Slices of the chain
  0  6  75.00 %
  1  2  25.00 %
  the largest has 1.50 times the mean

Chain
  dev-1/a        3
  dev-1/default  1
  dev-2/a        3
  dev-2/default  1
  6 datasets, 4 with rows, 8 rows
`,
  );
  assertEquals(
    await show("-L", "dev-2"),
    `dev-2/a        7 rows  1 column  after dev-1/default
dev-2/b        7 rows  1 column  after dev-2/a
dev-2/default  8 rows  1 column  after dev-2/b
`,
  );
  assertEquals(
    await show("-q", "-n", "dev-9", "dev-2", "-c").then((text) =>
      text.split("\n").length
    ),
    14,
  );
  assertEquals(await show("-q", "-l", "dev-9"), "");
  const rows = JSON.parse(await show("dev-2", "-c", "--head", "9", "--json"));
  assertEquals(rows.map(({ n }: { n: string }) => n).join(""), "02100210");
  assertMatch(
    await show("-w", "dev-3"),
    /m +int32 .* in dev-3\/default, typed from n in dev-2\/default\n/,
  );
});

Deno.test("ax ds prints the first rows, inherited and compressed columns too", async () => {
  using project = await builtProject();
  const { stdout } = await project.axOk(["ds", "add", "--head", "2"]);
  assertMatch(
    stdout,
    /^ id +day +at +text +half\n100 +null +00:01:40 +t +50\n/,
  );
  const rows = await project.axOk([
    "ds",
    "dev-1/side/bad",
    "--head",
    "9",
    "--json",
  ]);
  assertEquals(JSON.parse(rows.stdout), [
    { b: "01ff", l: [1, "1152921504606846976"] },
  ]);
  const chain = await project.axOk([
    "ds",
    "dev-2",
    "-c",
    "--head",
    "7",
    "--json",
  ]);
  assertEquals(
    JSON.parse(chain.stdout).map(({ id }: { id: number }) => id),
    [0, 1, 2, 3, 4, 100, 101],
  );
});

Deno.test("a dataset is named by job, method or path, and said in JSON", async () => {
  using project = await builtProject();
  const specs: [string, string][] = [
    ["make", "dev-2/default"],
    ["make/side/bad", "dev-2/side/bad"],
    ["dev-LATEST", "dev-3/default"],
    ["workdir/dev-1", "dev-1/default"],
    ["workdir/dev-1/datasets/~side%2Fbad", "dev-1/side/bad"],
    ["workdir/dev-1/datasets/default/1.arrow", "dev-1/default"],
  ];
  for (const [spec, key] of specs) {
    const { stdout } = await project.axOk(["ds", spec, "--json"]);
    assertEquals(JSON.parse(stdout).key, key, spec);
  }
});

Deno.test("what is no dataset is said to be none, with what there is instead", async () => {
  using project = await builtProject();
  const wrong: [string[], number, string][] = [
    [
      ["dev-1/bad"],
      1,
      'Cannot find dataset "bad" in dev-1: it has "default", "side/bad"',
    ],
    [["dev-9"], 1, 'Cannot find job "dev-9"'],
    [["build"], 1, 'Cannot find dataset "default" in dev-4: it has none'],
    [["dev-1", "--head", "x"], 2, 'Cannot use "x" for --head: it must be'],
    [[], 2, "Missing required argument"],
  ];
  for (const [args, code, message] of wrong) {
    const result = await project.ax(["ds", ...args]);
    assertEquals(result.code, code, result.stderr);
    assertMatch(result.stderr, message);
  }
});
