import { assertEquals, assertMatch } from "../support/assert.ts";
import { makeRandom } from "../methods/csv_support.ts";
import { makeProject } from "./project.ts";

/** For each column a conversion, texts that it takes, and some it does not. */
const columns: [conversion: string, good: string[], bad: string[]][] = [
  ["int32?", ["0", "-17", " 5 ", "+8", ""], ["2147483648", "1.0", "x"]],
  ["int64_16", ["ff", "-0xA", "7fffffffffffffff"], ["g", ""]],
  ["int32i", ["12 apples", "none", "7"], []],
  ["float64", ["0,1", "-5e-3", "inf", "12"], ["0.1", ""]],
  ["float32?", ["3,25", "", "nan"], ["1,2,3"]],
  ["number:int", ["42,0", "43,", "-1"], ["1,5"]],
  ["strbool", ["", "nil", "true", "FALSE"], []],
  ["bool?", ["yes", "N", "1", ""], ["maybe"]],
  ["date:%d %b %Y", ["1 feb 2024", "29 February 2000"], ["30 feb 2024"]],
  [
    "datetime",
    ["2024-07-01T12:00", "2024-03-31T02:30:00.000001", "2024-07-01T12:00Z"],
    ["2024-07-01T24:00"],
  ],
  ["datetime?:%y%m%d %H%M", ["240701 1200", "", "991031 0230"], ["240732 1"]],
  ["time:%I.%M %p", ["12.30 am", "1.05 PM"], ["13.00 am"]],
  ["stringstrip", [" a ", "b\t", "smörgås", '"q""q"'], []],
  ["categorystrip:ascii/octal", [" a ", "ä", "a"], []],
  ["json", ['"{""a"":1}"', "[1]", "null"], ["{a}"]],
  ["bytes", ["\u00e4", ""], []],
];

/** A table in which about one row in twenty is bad. */
function makeTable(rows: number): string {
  const random = makeRandom(3);
  const names = columns.map((_, index) => `c${index}`).join(";");
  let text = `${names};rest\n`;
  for (let row = 0; row < rows; row++) {
    const chosen = random(20 * columns.length);
    const fields = columns.map(([, good, bad], index) => {
      const all =
        index === chosen % columns.length && chosen < columns.length &&
          bad.length > 0
          ? bad
          : good;
      return all[random(all.length)];
    });
    text += `${fields.join(";")};r${row}\n`;
  }
  return text;
}

const types = Object.fromEntries(
  columns.map(([conversion], index) => [`c${index}`, conversion]),
);

const prelude = `
  const text = (row) => JSON.stringify(row, (_, value) =>
    typeof value === "bigint" ? value + "n"
    : value instanceof Uint8Array ? [...value] : value);
  const rowsOf = (dataset, slice = "all") => [...dataset.rows(slice)].map(text);
  const show = (value) => console.log(">" + text(value));
`;

Deno.test("typing what was imported as text is importing it with types", async () => {
  using project = makeProject({}, {
    config: { slices: 3 },
    main: `${prelude}
      const types = ${JSON.stringify(types)};
      const file = { file: "table.csv", separator: ";" };
      const how = { timezone: "Europe/Berlin", numericComma: true };
      const whole = await urd.build("csvimport", {
        ...file, ...how, types, otherTypes: "string", allowBad: true,
      });
      const wanted = rowsOf(whole.dataset());
      show([...whole.dataset().columns.values()]);
      show([wanted.length, whole.load().badCount]);
      await Promise.all(["string", "category", "bytes"].map(async (otherTypes) => {
        const source = await urd.build("csvimport", {
          ...file, otherTypes, types: { rest: "string" },
        });
        const typed = await urd.build("dataset_type", { source, types, ...how, filterBad: true });
        const rows = rowsOf(typed.dataset());
        show([otherTypes, [...typed.dataset().columns.values()].join() ===
          [...whole.dataset().columns.values()].join(),
          rows.length, rows.findIndex((row, index) => row !== wanted[index])]);
        const summaries = (dataset) => Object.keys(types).map((name) =>
          text(dataset.summaryOf(name))).join();
        show([otherTypes, "sums", summaries(typed.dataset()) === summaries(whole.dataset())]);
        const problems = new Map([...typed.dataset("bad").rows("all")]
          .map(({ rest, problem, c0 }) => [problem, 1]));
        const found = [...whole.dataset("bad").rows("all")].filter(({ problem }) => problems.has(problem));
        show([otherTypes, typed.load().badCount, found.length]);
      }));`,
  });
  project.write("input/table.csv", makeTable(3000));
  const { stdout } = await project.axOk(["build"]);
  const printed = stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
  const [specs, [rowCount, badCount], ...others] = printed;
  assertEquals(specs.slice(8, 12), ["date", "datetime", "datetime?", "time"]);
  assertEquals(rowCount + badCount, 3000);
  assertEquals(badCount > 50, true);
  assertEquals(
    others.sort(),
    ["string", "category", "bytes"].flatMap((type) => [
      [type, true, rowCount, -1],
      [type, "sums", true],
      [type, badCount, badCount],
    ]).sort(),
  );
});

Deno.test("untyped columns stay in their file, chains go on, and counts are told", async () => {
  using project = makeProject({}, {
    config: { slices: 2 },
    main: `${prelude}
      const options = { otherTypes: "string", types: { v: "category" } };
      const a = await urd.build("csvimport", { file: "a.csv", ...options });
      const b = await urd.build("csvimport", { file: "b.csv", ...options, previous: a });
      const c = await urd.build("csvimport", { file: "c.csv", ...options, previous: b });
      const types = { id: "int32", v: "float64?" };
      const defaults = { v: "-1" };
      const first = await urd.build("dataset_type", { source: b, types, defaults, chain: true });
      show([...first.dataset().chain()].map(({ name, rowCount }) => [name, rowCount]));
      show(first.load());
      const { min, max, nullCount } = first.dataset().summaryOf("v");
      show([min, max, nullCount]);
      const next = await urd.build("dataset_type", {
        source: c, types, defaults, chain: true, stopAt: b, previous: first,
      });
      show([...next.dataset().chain()].map(({ rowCount }) => rowCount));
      show(rowsOf(next.dataset().chain()));
      const hashed = await urd.build("dataset_type", { source: c, types, defaults, chain: true, hashBy: "id" });
      const parted = await urd.build("dataset_hashpart", { source: next, hashBy: "id", chain: true });
      show([hashed, parted].map((job) => [0, 1].map((slice) => rowsOf(job.dataset().chain(), slice))));
      const raw = await urd.build("dataset_hashpart", { source: c, hashBy: "id" });
      for (const inputs of [
        { types: { v: "float64" }, rename: { id: "key" } },
        { types: { w: "float64" }, rename: { v: "w", id: "rest", rest: null } },
        { types: { key: "int32" }, rename: { id: "key" } },
        { types: { id: "int32" }, dropHash: true },
        { types: { id: "int32" }, discardUntyped: true },
      ]) {
        const job = await urd.build("dataset_type", { source: raw, ...inputs });
        show([job.dataset().hashBy ?? "-", [...job.dataset().columns].join(" "), rowsOf(job.dataset()).length]);
      }
      const last = await urd.build("dataset_type", { source: c, types, defaults, chain: true, length: 2 });
      show([...last.dataset().chain().column("all", "id")]);
      try {
        await urd.build("dataset_type", { source: c, types: { id: "bool" } });
      } catch (error) { show(error.message); }`,
  });
  project.write("input/a.csv", "id,v,rest\n1,1.5,r1\n2,x,r2\n3,,r3\n");
  project.write("input/b.csv", "id,v,rest\n4,x,r4\n");
  project.write("input/c.csv", "id,v,rest\n5,7,r5\n6,8,r6\n");
  const { stdout } = await project.axOk(["build"]);
  const shown = stdout.split("\n").filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
  const [chain, result, summary, counts, rows, parts] = shown;
  const error = shown.at(-1);
  assertEquals(chain, [["0", 3], ["default", 1]]);
  assertEquals(result, {
    rowCount: 4,
    badCount: 0,
    columns: {
      id: { type: "int32", bad: 0, defaulted: 0 },
      v: { type: "float64?", bad: 0, defaulted: 2 },
    },
  });
  assertEquals(summary, [-1, -1, 0]);
  assertEquals(counts, [3, 1, 2]);
  assertEquals(rows.map((row: string) => Object.values(JSON.parse(row))), [
    [1, 1.5, "r1"],
    [2, -1, "r2"],
    [3, null, "r3"],
    [4, -1, "r4"],
    [5, 7, "r5"],
    [6, 8, "r6"],
  ]);
  assertEquals(parts[0], parts[1]);
  assertEquals(shown.at(-2), [4, 5, 6]);
  assertEquals(shown.slice(6, -2), [
    ["key", "key,string v,float64 rest,string", 2],
    ["rest", "rest,string v,category w,float64", 2],
    ["key", "key,int32 v,category rest,string", 2],
    ["-", "id,int32 v,category rest,string", 2],
    ["id", "id,int32", 2],
  ]);
  // Whichever slice meets it first.
  assertMatch(
    error,
    /Cannot convert "[56]" in column "id", row 0, slice [01] of/,
  );
  assertMatch(
    project.read("workdir/dev-4/output/synthesis.txt"),
    '"v": 2 repl',
  );
  // The column that was not typed lies where it was imported.
  const manifest = JSON.parse(project.read("workdir/dev-4/job.json"));
  const [made] = Object.values(manifest.datasets) as { parents?: unknown[] }[];
  assertEquals(made?.parents?.length, 1, JSON.stringify(made));
});
