import { gunzipSync, gzipSync, zstdCompressSync } from "node:zlib";
import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  columns,
  make,
  rowText,
  show,
  type Shown,
} from "./dataset_methods_support.ts";
import { makeProject } from "./project.ts";

function line(id: number): string {
  const kind = id % 3 === 0 ? "null" : `"k${id % 3}"`;
  return `{"id":${id},"big":${2n ** 60n + BigInt(id)},"kind":${kind},` +
    `"tags":["a\\n${id}"],"extra":{"n":${id}}}\n`;
}

function makeLines(count: number): string {
  return Array.from({ length: count }, (_, id) => line(id)).join("");
}

const prelude = `
  const plain = (_, value) => typeof value === "bigint" ? String(value)
    : value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  const show = (value) => console.log(">" + JSON.stringify(value, plain));
  const rowsOf = (dataset) => [...dataset.rows("all")].map((row) => Object.values(row));
`;

function printed(stdout: string): unknown[] {
  return stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
}

Deno.test("JSON lines are imported by all slices, plain and compressed, and bad ones kept", async () => {
  using project = makeProject({}, {
    config: { slices: 3 },
    main: `${prelude}
    for (const file of ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"]) {
      const job = await urd.build("jsonl_import", { file });
      show([job.load().types, job.files(), job.dataset().rowCounts.every((n) => n > 50)]);
      const rows = rowsOf(job.dataset());
      show([rows.length, rows.every(([id], index) => id === index), rows[298]]);
    }
    const types = { n: "int32", "extra": "json" };
    const options = { types, discardUntyped: true, linenoColumn: "line", rename: { id: "n" } };
    const first = await urd.build("jsonl_import", { file: "a.jsonl", ...options, allowBad: true });
    const bad = await urd.build("jsonl_import", { file: "b.jsonl", ...options, allowBad: true, previous: first });
    show(bad.load());
    show(rowsOf(bad.dataset()));
    show(rowsOf(bad.dataset("bad")));
    show(["default", "bad"].map((name) => bad.dataset(name).chain().rowCount));`,
  });
  const text = makeLines(300);
  project.write("input/a.jsonl", text);
  project.write("input/a.jsonl.gz", gzipSync(text));
  project.write("input/a.jsonl.zst", zstdCompressSync(text));
  project.write(
    "input/b.jsonl",
    `\uFEFF${line(7)}{"id":"x"\n\n${line(8)}${line(9)}{"id":1.5,"extra":1}\n`,
  );
  const { stdout } = await project.axOk(["build"]);
  const types = {
    id: "int32",
    big: "int64",
    kind: "category?",
    tags: "list<string>",
    extra: "json",
  };
  const big = String(2n ** 60n + 298n);
  const each = [
    [types, ["result.json"], true],
    [300, true, [298, big, "k1", ["a\n298"], { n: 298 }]],
  ];
  assertEquals(printed(stdout), [
    ...each,
    ...each,
    ...each,
    { rowCount: 3, badCount: 2, types: { n: "int32", extra: "json" } },
    [[7, { n: 7 }, "1"], [8, { n: 8 }, "4"], [9, { n: 9 }, "5"]],
    [
      [
        "2",
        '{"id":"x"',
        'character 10: "," or "}" expected, got the end of the line',
      ],
      ["6", '{"id":1.5,"extra":1}', 'column "n": cannot convert 1.5 to int32'],
    ],
    [303, 2],
  ]);
});

Deno.test("what is wrong with a line is told with what to do about it", async () => {
  using project = makeProject({}, {
    config: { slices: 4 },
    main: `
    const tries = [["key.jsonl", {}], ["type.jsonl", {}], ["none.jsonl", {}], ["key.jsonl", { types: { id: "int33" } }]];
    for (const [file, options] of tries) {
      await urd.build("jsonl_import", { file, ...options }).catch((error) => console.log(error.message, error.hint));
    }`,
  });
  const many = Array.from(
    { length: 40_000 },
    (_, id) => `{"id":${id},"pad":"${"x".repeat(400)}"}\n`,
  );
  project.write(
    "input/type.jsonl",
    many.with(20_001, '{"id":"a","pad":""}\n').join(""),
  );
  project.write(
    "input/key.jsonl",
    many.with(20_001, '{"id":1,"pad":"","late":1}\n').join(""),
  );
  project.write("input/none.jsonl", "\n[1]\n");
  const { stdout } = await project.ax(["build"]);
  assertMatch(stdout, 'line 20002: "late" is no known key');
  assertMatch(stdout, 'line 20002: column "id": cannot convert "a" to int32');
  assertMatch(stdout, 'Cannot import "none.jsonl": no line has a JSON object');
  assertMatch(stdout, 'Cannot convert to "int33"');
});

Deno.test("datasets of all types are exported to JSON lines and imported as they were", async () => {
  using project = makeProject({
    make,
    show,
  }, {
    config: { slices: 3 },
    main: `${prelude}
    const a = await urd.build("make", { from: 0, to: 40 });
    const b = await urd.build("make", { from: 40, to: 100, previous: a });
    for (const [filename, more] of [["a.jsonl", {}], ["a.jsonl.gz", { omitNulls: true }], ["s%.jsonl", { sliced: true, columns: ["n", "kind"] }]]) {
      const job = await urd.build("jsonl_export", { sources: [b], chain: true, filename, ...more });
      show(job.load());
      for (const name of job.load().files) await job.linkResult(name);
    }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(printed(stdout), [
    { files: ["a.jsonl"], rowCount: 100 },
    { files: ["a.jsonl.gz"], rowCount: 100 },
    { files: ["s0.jsonl", "s1.jsonl", "s2.jsonl"], rowCount: 100 },
  ]);
  const text = project.read("results/a.jsonl");
  const packed = Deno.readFileSync(project.join("results/a.jsonl.gz"));
  assertEquals(
    gunzipSync(packed).toString(),
    text.replaceAll(/"\w+":null,/g, ""),
  );
  assertMatch(text, '"at":"2023-11-14T22:13:20.000001Z","day":null');
  assertMatch(text, '"raw":"AAE="');
  assertEquals(
    project.read("results/s1.jsonl").split("\n")[0],
    '{"n":1,"kind":"k1"}',
  );
  project.write("input/b.jsonl", text);
  project.write(
    "methods/build.ts",
    `
    export async function main(urd) {
      const types = ${JSON.stringify(columns)};
      const job = await urd.build("jsonl_import", { file: "b.jsonl", types });
      const shown = await urd.build("show", { source: job });
      console.log(">" + JSON.stringify(shown.load()));
    }`,
  );
  const again = await project.axOk(["build"]);
  const [shown] = printed(again.stdout) as [Shown];
  assertEquals(shown.columns, columns);
  const rows = shown.slices.flat();
  const numbers = rows.map((row) => parseInt(row));
  assertEquals(
    numbers.toSorted((a, b) => a - b),
    Array.from({ length: 100 }, (_, n) => n),
  );
  assertEquals(rows, numbers.map(rowText));
});
