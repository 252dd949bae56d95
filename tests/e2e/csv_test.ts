import { Buffer } from "node:buffer";
import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { unpack } from "../../methods/lib/unpack.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import type { AxProject } from "../support/ax.ts";
import { makeProject } from "./project.ts";

/** Rows of `id,name,note`, with quotes, newlines and letters beyond ASCII. */
function makeTable(from: number, rows: number): string {
  let text = "id,name,note\n";
  for (let id = from; id < from + rows; id++) {
    text += `${id},n${id % 5},"note ${id}, ""ü""\nline 2"\n`;
  }
  return text;
}

/** Builds with a script whose `show` prints, and gives what it has printed. */
async function run(
  files: Readonly<Record<string, string | Uint8Array>>,
  main: string,
  slices = 3,
): Promise<{ printed: unknown[]; project: AxProject }> {
  const project = makeProject({}, { config: { slices }, main: prelude + main });
  for (const [name, content] of Object.entries(files)) {
    project.write(`input/${name}`, content);
  }
  const { stdout } = await project.axOk(["build"]);
  const printed = stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
  return { printed, project };
}

const prelude = `
  const plain = (_, value) =>
    typeof value === "bigint" ? Number(value)
    : value instanceof Uint8Array ? new TextDecoder("latin1").decode(value)
    : value;
  const show = (value) => console.log(">" + JSON.stringify(value, plain));
  const rowsOf = (dataset, slice = "all") => [...dataset.rows(slice)].map((row) => Object.values(row));
`;

Deno.test("a file is imported by all slices, in order, its types inferred", async () => {
  const { printed, project } = await run(
    { "a.csv": makeTable(0, 400) },
    `const job = await urd.build("csvimport", { file: "a.csv" });
    show(job.load());
    const all = job.dataset();
    show([...all.columns]);
    show([all.rowCount, all.rowCounts.every((count) => count > 100)]);
    const ids = [...all.column("all", "id")];
    show(ids.every((id, index) => id === index));
    show(rowsOf(all)[399]);`,
  );
  using _ = project;
  assertEquals(printed, [
    {
      rowCount: 400,
      badCount: 0,
      skippedCount: 0,
      types: { id: "int32", name: "category", note: "string" },
    },
    [["id", "int32"], ["name", "category"], ["note", "string"]],
    [400, true],
    true,
    [399, "n4", 'note 399, "ü"\nline 2'],
  ]);
});

Deno.test("gzip and zstd are imported like plain files, and no copy of the text is left", async () => {
  const text = makeTable(0, 100);
  const parts = [text.slice(0, 500), text.slice(500)];
  const { printed, project } = await run(
    {
      "a.csv": text,
      "a.csv.gz": gzipSync(text),
      "parts.csv.gz": Buffer.concat(parts.map((part) => gzipSync(part))),
      "a.csv.zst": zstdCompressSync(text),
      "parts.csv.zst": Buffer.concat(
        parts.map((part) => zstdCompressSync(part)),
      ),
    },
    `for (const file of ["a.csv", "a.csv.gz", "parts.csv.gz", "a.csv.zst", "parts.csv.zst"]) {
      const job = await urd.build("csvimport", { file });
      show(rowsOf(job.dataset()).length + " " + job.files());
    }`,
  );
  using _ = project;
  assertEquals(printed, Array(5).fill("100 result.json"));
});

Deno.test("bad and skipped lines are kept with their numbers, and chained", async () => {
  const { printed, project } = await run(
    {
      "a.csv": "x\nid,v\n1,2\n#no\n3\n\n4,x\n5,6\n",
      "b.csv": "y\nid,v\n,\n7,8\n",
    },
    `const options = {
      skipLines: 1, comment: "#", skipEmptyLines: true, allowBad: true,
      linenoColumn: "line", types: { id: "int32", v: "int32" },
    };
    const a = await urd.build("csvimport", { file: "a.csv", ...options });
    const b = await urd.build("csvimport", { file: "b.csv", ...options, previous: a });
    show(a.load());
    for (const job of [a, b]) {
      for (const name of ["default", "bad", "skipped"]) show(rowsOf(job.dataset(name)));
    }
    show(["default", "bad", "skipped"].map((name) => b.dataset(name).chain().rowCount));`,
  );
  using _ = project;
  assertEquals(printed, [
    {
      rowCount: 2,
      badCount: 2,
      skippedCount: 3,
      types: { id: "int32", v: "int32" },
    },
    [[1, 2, 3], [5, 6, 8]],
    [
      [5, "3", "2 fields expected, got 1"],
      [7, "4,x", 'column "v": cannot convert "x" to int32'],
    ],
    [[1, "x"], [4, "#no"], [6, ""]],
    [[7, 8, 4]],
    [[3, ",", 'column "id": cannot convert "" to int32']],
    [[1, "y"]],
    [3, 3, 4],
  ]);
});

Deno.test("in turn, rows go to the slices one by one", async () => {
  const { printed, project } = await run(
    { "a.csv": "n\n0\n1\n2\n3\n4\n" },
    `const job = await urd.build("csvimport", { file: "a.csv", slicing: "roundrobin" });
    show([0, 1, 2].map((slice) => rowsOf(job.dataset(), slice)));`,
  );
  using _ = project;
  assertEquals(printed, [[[[0], [3]], [[1], [4]], [[2]]]]);
});

Deno.test("a line that cannot be imported is named, with what to do", async () => {
  const late = `${makeTable(0, 300)}300,n,x\n301,n,x,y\n`;
  for (const slicing of ["ranges", "roundrobin"]) {
    using project = makeProject({}, {
      config: { slices: 3 },
      main:
        `await urd.build("csvimport", { file: "a.csv", slicing: "${slicing}" });`,
    });
    project.write("input/a.csv", late);
    const { code, stderr } = await project.ax(["build"]);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      'Cannot import "a.csv": line 603: 3 fields expected, got 4',
    );
    assertMatch(stderr, "allowBad: true");
  }
});

Deno.test("a value that does not fit its inferred type is named, with what to do", async () => {
  using project = makeProject({}, {
    main: `await urd.build("csvimport", { file: "a.csv" });`,
  });
  const rows = Array.from(
    { length: 200_000 },
    (_, id) => id === 30_000 ? "12a" : `${id}`,
  );
  project.write("input/a.csv", `id\n${rows.join("\n")}\n`);
  const { code, stderr } = await project.ax(["build"]);
  assertEquals(code, 1);
  assertMatch(stderr, 'line 30002: column "id": cannot convert "12a" to int32');
  assertMatch(stderr, 'types: { "id": "string" }');
});

Deno.test("rows do not depend on the number of slices", async () => {
  const outcomes: unknown[] = [];
  for (const slices of [1, 2, 7]) {
    const { printed, project } = await run(
      { "a.csv": makeTable(0, 500) },
      `const job = await urd.build("csvimport", { file: "a.csv" });
      show(job.load());
      show(rowsOf(job.dataset()));`,
      slices,
    );
    using _ = project;
    outcomes.push(printed);
  }
  assertEquals(outcomes[1], outcomes[0]);
  assertEquals(outcomes[2], outcomes[0]);
});

Deno.test("what was imported is exported byte for byte, plain, in gzip and in zstd", async () => {
  const text = makeTable(0, 300);
  const { printed, project } = await run(
    { "a.csv": text },
    `const source = [await urd.build("csvimport", { file: "a.csv" })];
    for (const filename of ["out.csv", "out.csv.gz", "out.csv.zst"]) {
      const job = await urd.build("csvexport", { sources: source, filename });
      show(job.load());
      show(job.files());
      await job.linkResult(filename);
    }`,
  );
  using _ = project;
  assertEquals(printed, [
    { files: ["out.csv"], rowCount: 300 },
    ["out.csv", "result.json"],
    { files: ["out.csv.gz"], rowCount: 300 },
    ["out.csv.gz", "result.json"],
    { files: ["out.csv.zst"], rowCount: 300 },
    ["out.csv.zst", "result.json"],
  ]);
  assertEquals(project.read("results/out.csv"), text);
  const packed = Deno.readFileSync(project.join("results/out.csv.gz"));
  assertEquals(gunzipSync(packed).toString(), text);
  const name = "results/out.csv.zst";
  const path = project.join(name);
  await unpack({ path, name }, project.join("unpacked.csv"));
  assertEquals(project.read("unpacked.csv"), text);
});

Deno.test("exports have chosen columns, chains, and a file for each slice", async () => {
  const { printed, project } = await run(
    { "a.csv": "id,v\n1,x\n2,\n3,y\n", "b.csv": "v,id\nz,4\n" },
    `const types = { id: "int32", v: "string?" };
    const a = await urd.build("csvimport", { file: "a.csv", types, slicing: "roundrobin" });
    const b = await urd.build("csvimport", { file: "b.csv", types, slicing: "roundrobin", previous: a });
    const text = (job, name) => { using file = job.open(name); const bytes = new Uint8Array(999); return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0)); };
    const one = await urd.build("csvexport", { sources: [b], chain: true, columns: ["v", "id"], nullAs: "NULL", separator: ";" });
    show(text(one, "result.csv"));
    const rest = await urd.build("csvexport", { sources: [b], chain: true, stopAt: a, columnsOnFirstLine: false });
    show(text(rest, "result.csv"));
    const each = await urd.build("csvexport", { sources: [a, b], sliced: true, filename: "s%.csv" });
    show(each.load().files.map((name) => text(each, name)));`,
  );
  using _ = project;
  assertEquals(printed, [
    "v;id\nx;1\nNULL;2\ny;3\nz;4\n",
    "z,4\n",
    ["id,v\n1,x\n4,z\n", "id,v\n2,\n", "id,v\n3,y\n"],
  ]);
});

Deno.test("requests that make no sense are refused before rows are read", async () => {
  const wrong: readonly [string, string, string][] = [
    ["csvimport", `{ file: "a.csv", separator: ",," }`, "as separator"],
    [
      "csvimport",
      `{ file: "a.csv", types: { b: "int32" } }`,
      'column "b" of "types"',
    ],
    [
      "csvimport",
      `{ file: "a.csv", types: { a: "int" } }`,
      'convert column "a" to "int"',
    ],
    ["csvexport", `{ sources: [] }`, '"sources" is empty'],
  ];
  for (const [method, inputs, part] of wrong) {
    using project = makeProject({}, {
      main: `await urd.build("${method}", ${inputs});`,
    });
    project.write("input/a.csv", "a\n1\n");
    const { code, stderr } = await project.ax(["build"]);
    assertEquals(code, 1);
    assertMatch(stderr, part);
    assertNoMatch(stderr, "blob:");
  }
});
