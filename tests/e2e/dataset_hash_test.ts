import { assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject } from "./project.ts";

/** What `main` prints by `say`, line by line. */
async function run(
  methods: Readonly<Record<string, string>>,
  main: string,
  slices = 3,
): Promise<unknown[]> {
  using project = makeProject(methods, {
    config: { slices },
    main: `
      const say = (value) => console.log(JSON.stringify(value));
      const ask = async (name, inputs) => {
        try { say((await urd.build(name, inputs)).load()); }
        catch (error) { say(error.message); }
      };
      ${main}`,
  });
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Numbers as each type writes them: equal values lie in equal slices. */
const numbers = [0, 1, 2, 7, 42, 100, 126];

Deno.test("equal values lie in one slice, whatever their type and whoever wrote them", async () => {
  const types = {
    int32: "n",
    int64: "BigInt(n)",
    float32: "n",
    float64: "n",
    time: "n",
  };
  const write = (type: string, value: string): string =>
    `{
      prepare({ job, slices }) {
        const numbers = ${JSON.stringify(numbers)};
        const options = { columns: { v: "${type}" }, hashBy: "v" };
        using split = job.createDataset("split", options);
        using batch = job.createDataset("batch", options);
        using own = job.createDataset("own", options);
        for (const n of numbers) split.write({ v: ${value} });
        batch.writeBatch({ v: numbers.map((n) => ${value}) });
        for (const n of numbers) own.slice(own.sliceOf(${value})).write({ v: ${value} });
      },
      analysis({ job, slice }) {
        const out = job.createDataset({
          columns: { v: "${type}" }, hashBy: "v", skipOtherSlices: true,
        });
        const mine = [];
        for (const n of ${JSON.stringify(numbers)}) {
          out.write({ v: ${value} });
          if (out.sliceOf(${value}) === slice) mine.push(n);
        }
        return mine;
      },
      synthesis({ job, slices, analysisResults }) {
        const read = (name) => Array.from({ length: slices }, (_, slice) =>
          [...job.dataset(name).column(slice, "v")].map(Number));
        return [[...analysisResults], ...["default", "split", "batch", "own"].map(read)];
      },
    }`;
  const methods = Object.fromEntries(
    Object.entries(types).map(([type, value]) => [type, write(type, value)]),
  );
  const results = await run(
    methods,
    Object.keys(types).map((type) => `await ask("${type}");`).join("\n"),
  );
  const [[first] = []] = results as number[][][][];
  assertEquals(first?.flat().toSorted((a, b) => a - b), numbers);
  for (const result of results as number[][][][]) {
    for (const slices of result) assertEquals(slices, first);
  }
});

Deno.test("every NaN hashes alike, and is least or greatest only where nothing else is", async () => {
  const [result] = await run({
    nan: `{
      synthesis({ job, slices }) {
        // Quiet, signalling, negative, with a payload.
        const bits = ["7ff8000000000000", "7ff0000000000001", "fff8000000000000", "7ff800000000002a"];
        const words = BigInt64Array.from(bits, (hex) => BigInt.asIntN(64, BigInt("0x" + hex)));
        const nans = new Float64Array(words.buffer);
        const hashed = job.createDataset("hashed", { columns: { x: "float64" }, hashBy: "x" });
        for (const x of nans) hashed.write({ x });
        hashed.writeBatch({ x: nans });
        const plain = job.createDataset("plain", { columns: { x: "float64", y: "float32?" } });
        plain.slice(0).writeBatch({ x: nans, y: [NaN, null, NaN, NaN] });
        plain.slice(1).writeBatch({ x: [2, NaN, -1.5], y: [NaN, NaN, null] });
        const source = plain.close();
        const rehashed = Array.from({ length: slices }, (_, slice) =>
          [...source.column(slice, "x", { rehash: "x" })].filter(Number.isNaN).length);
        const text = ({ min, max, nullCount }) => [String(min), String(max), nullCount].join();
        return [
          hashed.close().rowCounts.filter((count) => count > 0),
          rehashed.filter((count) => count > 0),
          text(source.summaryOf("x")), text(source.summaryOf("y")),
          [...source.column("all", "x", { range: { column: "x", from: -9 } })],
        ];
      },
    }`,
  }, `await ask("nan");`);
  assertEquals(result, [[8], [5], "-1.5,2,0", "NaN,NaN,2", [2, -1.5]]);
});

Deno.test("a column without a name is a column like any other", async () => {
  const [result] = await run({
    empty: `{
      synthesis({ job, slices }) {
        using out = job.createDataset("", { columns: { "": "string?", n: "int32" }, hashBy: "" });
        ["a", "", null, "b", "a"].forEach((text, n) => out.write({ "": text, n }));
        out.close();
        const source = job.dataset("");
        const slicesOf = (read) => Array.from({ length: slices }, (_, slice) => read(slice));
        using plain = job.createDataset({ columns: [...source.columns] });
        for (const row of source.rows("all")) plain.write(row);
        const other = plain.close();
        const same = JSON.stringify(slicesOf((slice) => [...source.rows(slice)].map(({ n }) => n).sort())) ===
          JSON.stringify(slicesOf((slice) =>
            [...other.rows(slice, undefined, { rehash: "" })].map(({ n }) => n).sort()));
        return [source.name, source.hashBy, [...source.column("all", "")].map(String).sort(), same,
          source.summaryOf("").nullCount, [...source.columns.keys()]];
      },
    }`,
  }, `await ask("empty");`);
  assertEquals(result, ["", "", ["", "a", "a", "b", "null"], true, 1, [
    "",
    "n",
  ]]);
});

Deno.test("a row with a default lies where the default's hash says", async () => {
  const [result] = await run({
    defaults: `{
      synthesis({ job, slices }) {
        const options = { columns: { k: "int32", n: "int32" }, hashBy: "k", defaults: { k: 41 } };
        using out = job.createDataset(options);
        out.write({ k: 41, n: 0 });
        out.write({ k: "x", n: 1 });
        out.writeBatch({ k: [1.5, null, 41], n: [2, 3, 4] });
        const slice = out.sliceOf("y");
        return [slice === out.sliceOf(41), [...out.close().rows(slice)]];
      },
    }`,
  }, `await ask("defaults");`);
  const rows = [0, 1, 2, 3, 4].map((n) => ({ k: 41, n }));
  assertEquals(result, [true, rows]);
});

Deno.test("a slice can be asked for only of what is hashed by a column it writes", async () => {
  const create = `job.createDataset`;
  const source = `(() => {
    const made = ${create}("made", { columns: { k: "int32" }, hashBy: "k" });
    made.write({ k: 1 });
    return made.close();
  })()`;
  const cases: Record<string, [code: string, message: string]> = {
    plain: [
      `${create}({ columns: { k: "int32" } }).sliceOf(1)`,
      "its rows do not lie by the hash of a column it writes",
    ],
    parent: [
      `${create}({ columns: { n: "int32" }, parent: ${source} }).sliceOf(1)`,
      "its rows do not lie by the hash of a column it writes",
    ],
    type: [
      `${create}({ columns: { k: "int32" }, hashBy: "k" }).sliceOf("1")`,
      'column "k": int32 expected, got "1"',
    ],
  };
  const methods = Object.entries(cases).map(([name, [code]]) => [
    name,
    `{ synthesis({ job }) { return ${code}; } }`,
  ]);
  const said = await run(
    Object.fromEntries(methods),
    Object.keys(cases).map((name) => `await ask("${name}");`).join("\n"),
  );
  Object.values(cases).forEach(([, message], index) =>
    assertMatch(String(said[index]), message)
  );
});

Deno.test("a dataset that an earlier stage made is not made again", async () => {
  const said = await run({
    twice: `{
      prepare({ job }) {
        job.createDataset({ columns: { n: "int32" } }).write({ n: 1 });
      },
      analysis({ job }) {
        try {
          job.createDataset({ columns: { n: "int32" } });
        } catch (error) {
          return error.message;
        }
      },
      synthesis({ job, analysisResults }) {
        const tried = [...analysisResults];
        try {
          job.createDataset({ parent: job.dataset() });
        } catch (error) {
          tried.push(error.message);
        }
        return [new Set(tried).size, tried[0], job.dataset().rowCount];
      },
    }`,
  }, `await ask("twice");`);
  const message =
    'Cannot create dataset "default": the job has one of that name already';
  assertEquals(said, [[1, message, 1]]);
});
