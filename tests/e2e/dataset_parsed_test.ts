import { assertEquals } from "../support/assert.ts";
import { makeProject, manifestOf } from "./project.ts";

/** Reads what each slice of each dataset of a job has. */
const show = `{
  inputs: { source: job(), names: list(string()) },
  synthesis({ inputs: { source, names }, slices }) {
    const all = (name) => Array.from(
      { length: slices },
      (_, slice) => [...source.dataset(name).rows(slice)],
    );
    return Object.fromEntries(names.map((name) => [name, all(name)]));
  },
}`;

/** Numbers as texts, as they are, and the slices in which they lie. */
const write = `{
  prepare({ job }) {
    const columns = { n: "int64?", f: "float64" };
    for (const [name, parsed] of [["plain", []], ["texts", ["n", "f"]]]) {
      const isText = parsed.length > 0;
      const out = job.createDataset(name, { columns, parsed, hashBy: "n" });
      for (let n = 0; n < 10; n++) {
        out.write(isText ? { n: " " + n, f: n + ".50" } : { n, f: n + 0.5 });
      }
      out.writeBatch({
        n: isText ? ["10", 11, null] : [10, 11, null],
        f: isText ? ["1e1", "nan", 0] : [10, NaN, 0],
      });
    }
  },
  analysis({ job, slice }) {
    const own = job.createDataset({
      columns: { slice: "int32", value: "json?" },
      parsed: ["slice", "value"],
    });
    own.write({ slice: String(slice), value: '{"a": [1]}' });
    own.writeBatch({ slice: ["5", 6], value: ["null", [2]] });
    for (const hashBy of [null, "n"]) {
      const split = job.createDataset(hashBy ? "hashed" : "turn", {
        columns: { n: "float32" }, parsed: ["n"], hashBy, split: true,
      });
      for (let n = 0; n < 4; n++) split.write({ n: n + "e0" });
    }
    const mine = job.createDataset("mine", {
      columns: { n: "int32" }, parsed: ["n"], hashBy: "n",
      skipOtherSlices: true,
    });
    mine.writeBatch({ n: Array.from({ length: 10 }, (_, n) => String(n)) });
  },
  synthesis({ job }) {
    const filled = job.createDataset("filled", {
      columns: { n: "int32" }, parsed: ["n"], defaults: { n: "-1" },
    });
    for (const n of ["1", "x", null, 2.5, ""]) filled.slice(0).write({ n });
    const placed = job.createDataset("placed", {
      columns: { n: "int32" }, parsed: ["n"], hashBy: "n",
    });
    const wrong = [];
    for (let n = 0; n < 10; n++) {
      if (placed.sliceOf(n) !== placed.sliceOf(" +" + n)) wrong.push(n);
      placed.slice(placed.sliceOf("" + n)).write({ n: "" + n });
    }
    try {
      placed.sliceOf("x");
    } catch (error) {
      return { wrong, message: error.message };
    }
  },
}`;

/** Bodies of `synthesis` that fail, and what they fail with. */
const FAILURES: readonly (readonly [string, string])[] = [
  [
    `const out = job.createDataset({ columns: { n: "int32" }, parsed: ["n"] });
    for (let n = 0; n < 9; n++) out.slice(1).write({ n: n < 7 ? "" + n : "x" });`,
    'column "n", row 7, slice 1: int32 expected, got "x"',
  ],
  [
    `const out = job.createDataset({ columns: { n: "int32" }, parsed: ["n"] });
    out.slice(0).writeBatch({ n: ["1", "2", "1.5"] });`,
    'column "n", row 2, slice 0: int32 expected, got "1.5"',
  ],
  [
    `const out = job.createDataset({ columns: { n: "int32" } });
    out.slice(0).write({ n: "1" });`,
    'column "n", row 0, slice 0: int32 expected, got "1"',
  ],
  [
    `job.createDataset({ columns: { n: "int32" }, parsed: ["m"] });`,
    'Cannot parse texts for column "m": it is not written; "n" are',
  ],
  [
    `job.createDataset({ columns: { n: "int32", s: "string" }, parsed: ["s"] });`,
    'Cannot parse texts for column "s": its type is string, and texts are ' +
    "parsed for int32, int64, float32, float64 and json",
  ],
  [
    `job.createDataset({
      columns: { n: "int64" }, parsed: ["n"], defaults: { n: "1.5" },
    });`,
    'Cannot use a default for column "n": int64 expected, got "1.5"',
  ],
];

Deno.test("columns that are parsed take texts in each stage and script, and lie where their numbers do", async () => {
  const names = FAILURES.map((_, at) => `fails${at}`);
  const fails = FAILURES.map(([body], at) => [
    `fails${at}`,
    `{ synthesis({ job }) { ${body} } }`,
  ]);
  using project = makeProject({ show, write, ...Object.fromEntries(fails) }, {
    config: { slices: 3 },
    main: `
      const own = urd.job.createDataset({
        columns: { n: "int32" }, parsed: ["n"], hashBy: "n",
      });
      for (let n = 0; n < 10; n++) own.write({ n: "" + n });
      own.close();
      const source = await urd.build("write");
      const names = ["default", "turn", "hashed", "mine", "filled", "placed"];
      const shown = await urd.build("show", { source, names });
      const text = (rows) => rows.map((row) =>
        Object.values(row).map((value) => JSON.stringify(value)).join("/")
      ).join(" ");
      for (const [name, slices] of Object.entries(shown.load())) {
        console.log(name, slices.map(text).join(", "));
      }
      console.log(JSON.stringify(source.load()));
      for (const name of ${JSON.stringify(names)}) {
        try {
          await urd.build(name);
          console.log(name + " was built");
        } catch (error) {
          console.log(error.message);
        }
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.slice(0, 7), [
    'default 0/{"a":[1]} 5/null 6/[2], 1/{"a":[1]} 5/null 6/[2], ' +
    '2/{"a":[1]} 5/null 6/[2]',
    "turn 0 3 0 3 0 3, 1 1 1, 2 2 2",
    "hashed , 0 0 0, 1 2 3 1 2 3 1 2 3",
    "mine 9, 0 8, 1 2 3 4 5 6 7",
    "filled 1 -1 -1 -1 -1, , ",
    "placed 9, 0 8, 1 2 3 4 5 6 7",
    JSON.stringify({
      wrong: [],
      message: 'Cannot write dataset "placed": column "n": int32 expected, ' +
        'got "x"',
    }),
  ]);
  assertEquals(
    lines.slice(7).map((line) => line.replace(/^.*?: (?=column|Cannot)/, "")),
    FAILURES.map(([, message]) => message),
  );
  const filesOf = (job: string, name: string) =>
    manifestOf(project, job).datasets[name]?.files.map(
      ({ path, sha256 }) => [path, sha256],
    );
  assertEquals(filesOf("dev-1", "plain")?.length, 3);
  assertEquals(filesOf("dev-1", "texts"), filesOf("dev-1", "plain"));
  assertEquals(filesOf("dev-1", "placed"), filesOf("dev-1", "mine"));
  const script = `dev-${FAILURES.length + 3}`;
  assertEquals(manifestOf(project, script).kind, "build");
  assertEquals(filesOf(script, "default"), filesOf("dev-1", "mine"));
});
