import { assertEquals, assertMatch } from "../support/assert.ts";
import { gzipSync } from "node:zlib";
import { makeZip } from "../methods/zip_support.ts";
import { makeProject } from "./project.ts";

const csv = (from: number, to: number): string =>
  "n,text\n" +
  Array.from({ length: to - from }, (_, i) => `${from + i},t${from + i}\n`)
    .join("");

const zip = makeZip([
  { name: "b/two.csv", data: csv(10, 30) },
  { name: "b/", data: "" },
  { name: "a.csv", data: csv(0, 10), isStored: true },
  { name: "b two.csv", data: `# said\n${csv(30, 31)}x\n` },
  { name: "default", data: gzipSync(csv(40, 42)), isStored: true },
]);

async function run(main: string): Promise<unknown[]> {
  using project = makeProject({}, {
    main: `
      const say = (value) => console.log(JSON.stringify(value));
      const load = async (inputs) => {
        try {
          const job = await urd.build("csvimport_zip", {
            file: "all.zip", comment: "#", allowBad: true, ...inputs,
          });
          const { files, rowCount } = job.load();
          const names = [...files.map(({ dataset }) => dataset)];
          const shown = names.map((name) => {
            const source = job.dataset(name);
            const chain = [...source.chain()].map((each) => each.name).join();
            const ns = [...source.column("all", "n")];
            return [chain, ns[0], ns.at(-1), ns.length].join(" ");
          });
          let last;
          try {
            const source = job.dataset();
            last = [...source.chain()].map(({ name }) => name).join() + " " +
              [...source.column("all", "text")].length;
          } catch (error) { last = error.message; }
          say({ names, shown, last, rowCount, kept: job.files() });
          return job;
        } catch (error) { say(error.message); }
      };
      ${main}`,
    files: { "input/all.zip": "" },
  });
  Deno.writeFileSync(project.join("input/all.zip"), zip);
  const { stdout } = await project.axOk(["build"]);
  return stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("csvimport_zip imports each file as a dataset, and chains them", async () => {
  const [all, off, some, given, single, wrong, ...odd] = await run(`
    const all = await load({});
    await load({ chaining: "off", exclude: "^b/" });
    await load({ include: "csv$", stripDirs: true, chaining: "dataset", previous: all });
    await load({ files: [{ name: "default", dataset: "x" }, { name: "a.csv" }] });
    await load({ files: [{ name: "a.csv" }], chaining: "off" });
    await load({ allowBad: false });
    say([...all.dataset("b_two.csv_/bad").rows("all")].length);
    const skipped = all.dataset("b_two.csv_/skipped");
    say([...skipped.chain()].map(({ name }) => name));
    say([...skipped.column("all", "lineno")].map(Number));
    await load({ files: [{ name: "c.csv" }] });
    await load({ chaining: "off", previous: all });`);
  const kept = ["result.json"];
  assertEquals(all, {
    names: ["b_two.csv", "a.csv", "b_two.csv_", "default_"],
    shown: [
      "b_two.csv 10 29 20",
      "b_two.csv,a.csv 0 9 10",
      "b_two.csv,a.csv,b_two.csv_ 30 30 1",
      "b_two.csv,a.csv,b_two.csv_,default_ 40 41 2",
    ],
    last: "b_two.csv,a.csv,b_two.csv_,default 2",
    rowCount: 33,
    kept,
  });
  assertEquals(off, {
    names: ["a.csv", "b_two.csv", "default"],
    shown: ["a.csv 0 9 10", "b_two.csv 30 30 1", "default 40 41 2"],
    last: "default 2",
    rowCount: 13,
    kept,
  });
  const before = "b_two.csv,a.csv,b_two.csv_,default";
  assertEquals(some, {
    names: ["b_two.csv", "a.csv", "two.csv"].toSorted(),
    shown: [
      `${before},a.csv 0 9 10`,
      `${before},a.csv,b_two.csv 30 30 1`,
      `${before},a.csv,b_two.csv,two.csv 10 29 20`,
    ],
    last: `${before},a.csv,b_two.csv,default 20`,
    rowCount: 31,
    kept,
  });
  const { names, last } = given as { names: string[]; last: string };
  assertEquals([names, last], [["x", "a.csv"], "x,default 10"]);
  assertEquals((single as { last: string }).last, "default 10");
  assertMatch(String(wrong), 'Cannot import "all.zip:b two.csv": line 4: ');
  assertEquals(odd.slice(0, 3), [1, [
    "b_two.csv/skipped",
    "a.csv/skipped",
    "b_two.csv_/skipped",
  ], [1]]);
  assertMatch(String(odd[3]), 'Cannot read "all.zip": it has no file "c.csv"');
  assertMatch(String(odd[4]), 'Cannot use "previous" with "chaining": "off"');
});
