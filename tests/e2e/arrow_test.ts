import * as flechette from "@uwdata/flechette";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject } from "./project.ts";

const count = 50;
const numbers = Array.from({ length: count }, (_, n) => n);

Deno.test("Arrow files are imported by all slices, renamed, chained, and refused with what to do", async () => {
  using project = makeProject({}, {
    config: { slices: 3 },
    main: `
    const print = (value) => console.log(">" + JSON.stringify(value));
    const file = "a.arrow";
    await urd.build("arrowimport", { file }).catch((error) => console.log(error.message));
    const first = await urd.build("arrowimport", { file, discard: ["span", "gone"] });
    const second = await urd.build("arrowimport", { file, discard: ["span"], rename: { kind: "k" }, types: { k: "string?" }, previous: first });
    print([first.load(), second.load(), first.dataset().rowCounts, second.dataset().chain().rowCount]);
    print([...second.dataset().rows("all")].map(({ n, k }) => [n, k]));`,
  });
  const table = flechette.tableFromArrays({
    n: numbers,
    kind: numbers.map((n) => n === 7 ? null : `k${n % 3}`),
    span: numbers,
  }, {
    types: {
      n: flechette.int32(),
      kind: flechette.dictionary(flechette.utf8()),
      span: flechette.interval(flechette.IntervalUnit.YEAR_MONTH),
    },
  });
  project.write(
    "input/a.arrow",
    flechette.tableToIPC(table, { format: "stream" }) ?? "",
  );
  const { stdout } = await project.axOk(["build"]);
  assertMatch(stdout, 'Cannot import "a.arrow": column "span": it is Interval');
  const [facts, rows] = stdout.split("\n")
    .filter((line) => line.startsWith(">"))
    .map((line) => JSON.parse(line.slice(1)));
  assertEquals(facts, [
    { rowCount: count, types: { n: "int32", kind: "category?" } },
    { rowCount: count, types: { n: "int32", k: "string?" } },
    [16, 17, 17],
    2 * count,
  ]);
  assertEquals(rows, numbers.map((n) => [n, n === 7 ? null : `k${n % 3}`]));
});
