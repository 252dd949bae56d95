import { assertEquals } from "../support/assert.ts";
import { makeProject } from "./project.ts";

/** Rows by the hash of a column, behind others. */
const make = `{
  inputs: { from: integer(), by: string(), previous: optional(dataset()) },
  synthesis({ inputs: { from, by, previous }, job }) {
    using out = job.createDataset({
      columns: { k: "int32", n: "int32" }, hashBy: by,
      previous: previous ?? undefined,
    });
    for (let n = from; n < from + 20; n++) out.write({ k: n * 7 % 5, n });
  },
}`;

const texts = `{
  synthesis({ job }) {
    using out = job.createDataset({ columns: { t: "string" } });
    for (const t of ["1", "2", "3"]) out.write({ t });
  },
}`;

Deno.test("a result is hashed as its sources are, if they agree and rows stay, and comes after previous", async () => {
  using project = makeProject({ make, texts }, {
    config: { slices: 3 },
    main: `
      const first = await urd.build("make", { from: 0, by: "k" });
      const same = await urd.build("make", { from: 20, by: "k", previous: first });
      const other = await urd.build("make", { from: 20, by: "n", previous: first });
      const previous = await urd.build("make", { from: 100, by: "k" });
      const copy = await urd.build("dataset_filter_columns", { source: first, columns: ["n"] });
      const texts = await urd.build("texts");
      const requests = [
        ["dataset_sort", { source: first, by: ["n"] }],
        ["dataset_sort", { source: first, by: ["n"], acrossSlices: true }],
        ["dataset_sort", { source: same, by: ["n"], chain: true }],
        ["dataset_sort", { source: other, by: ["n"], chain: true }],
        ["dataset_filter", { source: same, chain: true, where: [{ column: "n", op: "<", values: ["30"] }] }],
        ["dataset_filter", { source: other, chain: true, where: [{ column: "n", op: "<", values: ["30"] }] }],
        ["dataset_concat", { source: same }],
        ["dataset_concat", { source: other }],
        ["dataset_unroundrobin", { source: first }],
        ["dataset_filter_columns", { source: first, columns: ["k"] }],
        ["dataset_filter_columns", { source: first, columns: ["n"] }],
        ["dataset_rename_columns", { source: first, rename: { k: "n", n: "k" } }],
        ["dataset_hashpart", { source: first, hashBy: "n" }],
        ["dataset_merge", { sources: [first, copy] }],
        ["dataset_join", { left: first, right: other, on: { k: "k" }, kind: "semi" }],
        ["dataset_aggregate", { source: first, groupBy: ["k"], aggregates: { rows: { op: "count" } } }],
        ["dataset_type", { source: texts, types: { t: "int32" } }],
      ];
      for (const [method, inputs] of requests) {
        const made = (await urd.build(method, { ...inputs, previous })).dataset();
        console.log(method, made.hashBy, made.rowCount, made.previous?.summaryOf("n").min);
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(stdout.trimEnd().split("\n"), [
    "dataset_sort k 20 100",
    "dataset_sort undefined 20 100",
    "dataset_sort k 40 100",
    "dataset_sort undefined 40 100",
    "dataset_filter k 30 100",
    "dataset_filter undefined 30 100",
    "dataset_concat k 40 100",
    "dataset_concat undefined 40 100",
    "dataset_unroundrobin undefined 20 100",
    "dataset_filter_columns k 20 100",
    "dataset_filter_columns undefined 20 100",
    "dataset_rename_columns n 20 100",
    "dataset_hashpart n 20 100",
    "dataset_merge k 20 100",
    "dataset_join k 20 100",
    "dataset_aggregate undefined 5 100",
    "dataset_type undefined 3 100",
  ]);
});

Deno.test("null and NaN that follow each other are kept together as other values are", async () => {
  const values = "[1, NaN, NaN, NaN, null, null, null, 2, 2]";
  using project = makeProject({
    make: `{
      synthesis({ job }) {
        using out = job.createDataset({ columns: { x: "float64?" } });
        for (const x of ${values}) out.write({ x });
      },
    }`,
  }, {
    config: { slices: 3 },
    main: `
      const source = await urd.build("make");
      for (const keepTogether of [null, "x"]) {
        const made = (await urd.build("dataset_unroundrobin", { source, keepTogether })).dataset();
        console.log([0, 1, 2].map((slice) => [...made.column(slice, "x")].join()).join(" | "));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(stdout.trimEnd().split("\n"), [
    "1,NaN,NaN | NaN,, | ,2,2",
    "1,NaN,NaN,NaN | ,, | 2,2",
  ]);
});

Deno.test("what is made of a chain may be null where one of its datasets may, and of its newest ones only", async () => {
  using project = makeProject({
    make: `{
      inputs: { type: string(), x: optional(integer()), previous: optional(dataset()) },
      synthesis({ inputs: { type, x, previous }, job }) {
        using out = job.createDataset({ columns: { x: type, y: "int32" }, previous: previous ?? undefined });
        out.write({ x, y: 0 });
      },
    }`,
  }, {
    main: `
      const first = await urd.build("make", { type: "int32", x: 1 });
      const source = await urd.build("make", { type: "int32?", x: null, previous: first });
      const last = await urd.build("make", { type: "int32", x: 2, previous: source });
      const requests = [
        ["dataset_concat", {}],
        ["dataset_sort", { by: ["x"] }],
        ["dataset_filter", { where: [{ column: "x", op: "!=", values: ["7"] }] }],
        ["dataset_checksum", {}],
      ];
      for (const [method, inputs] of requests) {
        const job = await urd.build(method, { source: last, chain: true, ...inputs });
        if (method === "dataset_checksum") console.log(job.load().rowCount);
        else console.log(job.dataset().columns.get("x"), [...job.dataset().column("all", "x")].join());
      }
      requests.push(
        ["dataset_hashpart", { hashBy: "x" }],
        ["dataset_fanout", { column: "x" }],
        ["dataset_checksum_chain", {}],
        ["dataset_aggregate", { groupBy: ["x"], aggregates: {} }],
      );
      const counts = await Promise.all(requests.map(async ([method, inputs]) => {
        const job = await urd.build(method, { source: last, chain: true, length: 2, ...inputs });
        const { rowCount, rowCounts } = job.load();
        return rowCounts === undefined ? rowCount : Object.keys(rowCounts).join("+");
      }));
      console.log(counts.join());
      for (const limits of [{ chain: true, length: 0 }, { chain: false, length: 1 }]) {
        await urd.build("dataset_concat", { source: last, ...limits })
          .catch((error) => console.log(error.message.replace(/.* failed: /, "")));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const counts = "2,2,1,2,2,2+null,2,2";
  assertEquals(
    stdout,
    `int32? 1,,2\nint32? ,1,2\nint32? 1,2\n3\n${counts}\n` +
      'Cannot read 0 datasets of a chain: "length" is 1 or more\n' +
      'Cannot use "length" without "chain": true\n',
  );
});
