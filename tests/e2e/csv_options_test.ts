import { gzipSync } from "node:zlib";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { makeProject } from "./project.ts";

const prelude = `
  const plain = (_, value) =>
    typeof value === "bigint" ? Number(value)
    : value instanceof Uint8Array ? new TextDecoder().decode(value)
    : value;
  const show = (value) => console.log(">" + JSON.stringify(value, plain));
  const rowsOf = (dataset, slice = "all") =>
    [...dataset.rows(slice)].map((row) => Object.values(row));
  const slicesOf = (dataset) => [0, 1, 2].map((slice) => rowsOf(dataset, slice));
  const importFile = (file, options) => urd.build("csvimport", { file, ...options });
`;

/** Builds with three slices, and gives what \`show\` has printed. */
async function run(
  files: Readonly<Record<string, string | Uint8Array>>,
  main: string,
): Promise<unknown[]> {
  using project = makeProject({}, {
    config: { slices: 3 },
    main: prelude + main,
  });
  for (const [name, content] of Object.entries(files)) {
    project.write(`input/${name}`, content);
  }
  const { stdout, stderr } = await project.ax(["build"]);
  const printed = stdout.split("\n").filter((line) => line.startsWith(">"));
  if (printed.length === 0) throw new Error(stderr);
  return printed.map((line) => JSON.parse(line.slice(1)));
}

Deno.test("in turn, skipped lines and bad ones are dealt out from slice 0, each kind by itself", async () => {
  const lines = ["s1", "s2", "n", "0", "#c", "x", "2", "#d", "3", "y", "5"];
  const printed = await run(
    { "a.csv": `${lines.join("\n")}\n` },
    `const job = await importFile("a.csv", {
      slicing: "roundrobin", skipLines: 2, comment: "#", allowBad: true,
      types: { n: "int32" }, linenoColumn: "line",
    });
    for (const name of ["default", "bad", "skipped"]) show(slicesOf(job.dataset(name)));`,
  );
  const problem = (text: string): string =>
    `column "n": cannot convert "${text}" to int32`;
  assertEquals(printed, [
    [[[0, 4], [3, 9]], [], [[2, 7], [5, 11]]],
    [[], [[6, "x", problem("x")], [10, "y", problem("y")]], []],
    [[[1, "s1"], [8, "#d"]], [[2, "s2"]], [[5, "#c"]]],
  ]);
});

Deno.test("decimal commas, time zones and marks at the beginning are read as asked for", async () => {
  const mark = "\ufeff";
  const printed = await run(
    {
      "comma.csv": "x;t\n1,5;2024-07-01T12:00\n-2;2024-01-01T12:00\n",
      "mark.csv": `${mark}"id",v\n1,2\n`,
      "bare.csv": `${mark}"1",2\n3,4\n`,
    },
    `const comma = await importFile("comma.csv", {
      separator: ";", numericComma: true, timezone: "Europe/Stockholm",
    });
    show(comma.load().types);
    show(rowsOf(comma.dataset()));
    const mark = await importFile("mark.csv");
    show([...mark.dataset().columns]);
    const bare = await importFile("bare.csv", { columns: ["a", "b"] });
    show([[...bare.dataset().columns], rowsOf(bare.dataset())]);`,
  );
  assertEquals(printed, [
    { x: "float64", t: "datetime" },
    [[1.5, "2024-07-01T10:00:00.000Z"], [-2, "2024-01-01T11:00:00.000Z"]],
    [["id", "int32"], ["v", "int32"]],
    [[["a", "int32"], ["b", "int32"]], [[1, 2], [3, 4]]],
  ]);
});

Deno.test("exports have other texts for nulls in some columns, and numbers in names", async () => {
  const printed = await run(
    { "a.csv": "a,b,c\n1,,x\n,,\n2,3,y\n" },
    `const types = { a: "int32?", b: "int32?", c: "string?" };
    const a = await importFile("a.csv", { types, slicing: "roundrobin" });
    const text = (job, name) => {
      using file = job.open(name);
      const bytes = new Uint8Array(99);
      return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
    };
    const one = await urd.build("csvexport", {
      sources: [a], nullAs: "-", nullAsFor: { b: "NULL", c: "" },
    });
    show(text(one, "result.csv"));
    for (const filename of ["s%/%.csv", "s.csv"]) {
      const each = await urd.build("csvexport", { sources: [a], sliced: true, filename });
      show(each.load().files);
    }`,
  );
  assertEquals(printed, [
    "a,b,c\n1,NULL,x\n-,NULL,\n2,3,y\n",
    ["s0/0.csv", "s1/1.csv", "s2/2.csv"],
    ["s.csv.0", "s.csv.1", "s.csv.2"],
  ]);
});

Deno.test("types may change along a chain that is exported as text, columns may not", async () => {
  const printed = await run(
    { "a.csv": "n,v\n1,2\n", "b.csv": "n,v\nx,3\n", "c.csv": "n\ny\n" },
    `const text = (job) => {
      const [name] = job.load().files;
      using file = job.open(name);
      const bytes = new Uint8Array(99);
      return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
    };
    const a = await importFile("a.csv");
    const b = await importFile("b.csv", { previous: a });
    const c = await importFile("c.csv", { previous: b });
    const requests = [
      ["csvexport", { sources: [b], chain: true }],
      ["jsonl_export", { sources: [b], chain: true }],
      ["csvexport", { sources: [c], chain: true, columns: ["n"] }],
      ["csvexport", { sources: [c], chain: true }],
      ["jsonl_export", { sources: [c], columns: ["m"] }],
      ["parquet_export", { sources: [b], chain: true }],
      ["csvexport", { sources: [b], stopAt: a }],
      ["csvexport", { sources: [c, b], chain: true, length: 1, columns: ["n"] }],
      ["csvexport", { sources: [b], columns: ["n", "n"] }],
      ["csvexport", { sources: [b], filename: "../x" }],
      ["csvexport", { sources: [b], filename: "result.json" }],
    ];
    for (const [method, inputs] of requests) {
      try {
        show(text(await urd.build(method, inputs)));
      } catch (error) {
        show(error.message.replace(/.* failed: /, ""));
      }
    }`,
  );
  assertEquals(printed, [
    "n,v\n1,2\nx,3\n",
    '{"n":1,"v":2}\n{"n":"x","v":3}\n',
    "n\n1\nx\ny\n",
    'Cannot export column "v": dataset 3 of 3 has "n"',
    'Cannot export column "m": the dataset has "n"',
    'Cannot export column "n": dataset 2 of 2 has it as string, and the ' +
    "first as int32",
    'Cannot use "stopAt" without "chain": true',
    "n\ny\nx\n",
    'Cannot export column "n" twice: "columns" names it again',
    'Cannot name a file "../x": the name must be a relative path such as ' +
    '"plots/july.svg"',
    'Cannot export to "result.json": what the job returns is kept there',
  ]);
});

Deno.test("what is wrong with a file is told with its name and line, and a way out that leads out", async () => {
  const table = `a,b\n${"1,2\n".repeat(50_000)}`;
  const cut = gzipSync(table);
  cut.fill(0xff, 30, 90);
  const long = new Uint8Array(33 * 1024 * 1024 + 20).fill(120);
  long.set(new TextEncoder().encode("a,b\n1,2\n"));
  long.set(new TextEncoder().encode("\n3,4\n"), long.length - 5);
  using project = makeProject({}, {
    main: prelude + `
      const requests = [
        ["long.csv", {}],
        ["long.csv", { allowBad: true }],
        ["long.csv", { columnLines: 3 }],
        ["cut.csv.gz", {}],
        ["latin1.csv", {}],
        ["latin1.csv", { encoding: "latin1" }],
        ["empty.csv", {}],
        ["empty.csv", { columns: ["a"] }],
        ["names.csv", {}],
        ["names.csv", { columns: ["a"] }],
        ["twice.csv", {}],
      ];
      for (const [file, options] of requests) {
        try {
          show(rowsOf((await importFile(file, options)).dataset()));
        } catch (error) {
          show(error.message.replace(/.* failed: /, ""));
        }
      }`,
  });
  project.write("input/long.csv", long);
  project.write("input/cut.csv.gz", cut);
  project.write(
    "input/latin1.csv",
    Uint8Array.from("a\nü\n", (letter) => letter.charCodeAt(0)),
  );
  project.write("input/empty.csv", "");
  project.write("input/names.csv", "a,b\n");
  project.write("input/twice.csv", "a,b,a\n1,2,3\n");
  const { stdout, stderr } = await project.ax(["build"]);
  const printed = stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
  const tooLong = `Cannot import "long.csv": line 3: it is longer than 32 MiB`;
  assertEquals(printed.slice(0, 3), [tooLong, tooLong, tooLong]);
  assertMatch(
    printed[3],
    /^Cannot import "cut.csv.gz": its gzip is damaged \(.+\)$/,
  );
  assertEquals(printed.slice(4), [
    `Cannot import "latin1.csv": line 2: column "a": cannot convert "\ufffd" ` +
    "to string",
    [["ü"]],
    'Cannot import "empty.csv": it is empty, and names of columns are ' +
    "expected in line 1",
    [],
    [],
    'Cannot import "names.csv": line 1: 1 field expected, got 2',
    'Cannot import "twice.csv": its columns 1 and 3 are both called "a"',
  ]);
  assertMatch(stderr, 'Pass encoding: "latin1"');
  assertMatch(stderr, 'Pass "columns" if there are no names in the file.');
  assertMatch(stderr, '"columns" names all columns of the file. Pass discard');
  assertMatch(stderr, 'Pass "columns" with all names, and columnLines: 1');
  assertNoMatch(stderr, 'types: { "a": "string" }');
});
