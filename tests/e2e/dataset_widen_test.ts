import { assertEquals } from "../support/assert.ts";
import { makeProject } from "./project.ts";

/** One dataset of narrow types, then one of wide types, chained to it. */
const make = `{
  inputs: { wide: boolean(), previous: optional(dataset()) },
  prepare({ inputs: { wide, previous }, job }) {
    using out = job.createDataset({
      columns: wide
        ? { n: "int64", x: "float64?", kind: "string?" }
        : { n: "int32", x: "int32?", kind: "category?" },
      previous: previous ?? undefined,
    });
    const texts = ["one", null, "zwölf", "one"];
    texts.forEach((kind, n) => out.write({ n, x: kind && n, kind }));
  },
}`;

/** What a method reads as the wide types, whichever are stored. */
const read = `{
  inputs: { source: dataset({ n: "int64", x: "float64?", kind: "string?" }) },
  synthesis({ inputs: { source } }) {
    const found = [];
    for (const from of [source, source.chain()]) {
      found.push([...from.column("all", "n")].map((n) => typeof n + n).join());
      found.push([...from.column("all", "x")].join());
      found.push([...from.column("all", "kind", { range: { column: "n", from: 1n } })].join());
      found.push([...from.rows("all")].map(({ n, x, kind }) => typeof n + n + x + kind).join());
      found.push([...from.rows("roundrobin", ["n"])].map(({ n }) => typeof n + n).join());
      found.push([...from.column(1, "n", { rehash: "n" })].map((n) => typeof n).join());
      for (const { columns: { n, x, kind } } of from.batches("all")) {
        const text = new TextDecoder().decode(kind.values);
        found.push([n, x].map(({ values }) => values.constructor.name + values).join() +
          (x.valid ?? "") + text + kind.offsets + [0, 1, 2].map((row) => kind.get(row)));
      }
    }
    return found;
  },
}`;

/** Copies batches into columns of the declared types. */
const copy = `{
  inputs: { source: dataset({ n: "int64", x: "float64?", kind: "string?" }) },
  analysis({ inputs: { source }, job, slice }) {
    using out = job.createDataset({ columns: { n: "int64", x: "float64?", kind: "string?" } });
    for (const { columns } of source.batches(slice, undefined, { reuse: true })) {
      out.writeBatch(columns);
    }
  },
}`;

Deno.test("columns are read as the wider types that a method declares", async () => {
  using project = makeProject({ make, read, copy }, {
    config: { slices: 2 },
    main: `
      const narrow = await urd.build("make", { wide: false });
      const wide = await urd.build("make", { wide: true });
      const chained = await urd.build("make", { wide: true, previous: narrow });
      const found = [];
      for (const source of [narrow, wide, chained]) {
        found.push((await urd.build("read", { source })).load());
      }
      console.log(found[0].join("\\n"));
      console.log(JSON.stringify(found[0]) === JSON.stringify(found[1]));
      console.log(found[2].slice(-7).join("\\n"));
      const copies = [];
      for (const source of [narrow, wide]) {
        copies.push((await urd.build("copy", { source })).dataset().digest);
      }
      console.log(copies[0] === copies[1]);`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(
    stdout,
    `bigint0,bigint2,bigint1,bigint3
0,2,,3
zwölf,,one
bigint00one,bigint22zwölf,bigint1nullnull,bigint33one
bigint0,bigint1,bigint2,bigint3
bigint
BigInt64Array0,2,Float64Array0,2onezwölf0,3,9one,zwölf,
BigInt64Array1,3,Float64Array0,30,1one0,0,3,one,
bigint0,bigint2,bigint1,bigint3
0,2,,3
zwölf,,one
bigint00one,bigint22zwölf,bigint1nullnull,bigint33one
bigint0,bigint1,bigint2,bigint3
bigint
BigInt64Array0,2,Float64Array0,2onezwölf0,3,9one,zwölf,
BigInt64Array1,3,Float64Array0,30,1one0,0,3,one,
true
bigint00one,bigint22zwölf,bigint1nullnull,bigint33one,bigint00one,bigint22zwölf,bigint1nullnull,bigint33one
bigint0,bigint1,bigint2,bigint3,bigint0,bigint1,bigint2,bigint3
bigint,bigint
BigInt64Array0,2,Float64Array0,2onezwölf0,3,9one,zwölf,
BigInt64Array1,3,Float64Array0,30,1one0,0,3,one,
BigInt64Array0,2,Float64Array0,2onezwölf0,3,9one,zwölf,
BigInt64Array1,3,Float64Array0,30,1one0,0,3,one,
true
`,
  );
});
