import { fitTable } from "../../src/cli/head.ts";
import { assertEquals } from "../support/assert.ts";
import {
  checkAll,
  checkFailures,
  readProject,
  removeProject,
  run,
} from "./read_support.ts";

Deno.test.afterAll(removeProject);

Deno.test("ax head prints the first rows, slice by slice", async () => {
  await checkAll("head", [
    [["dev-1", "n", "name", "-n", "2"], "n\tname\n0\tape\n2\t\n"],
    [["dev-1", "n", "-s", "1", "-n", "1"], "n\n1\n"],
    [["dev-1", "n", "-n", "0"], "n\n"],
    [["-c", "more", "-n", "2"], "n\tname\tsize\n0\tape\t0.0\n2\t\t0.5\n"],
    [["dev-2/other", "--json", "-n", "1"], '[{"word":"w0","n":-3}]\n'],
  ]);
  const { path } = await readProject();
  const { stdout } = await run(path, ["head", "dev-2"]);
  assertEquals(stdout.split("\n").length, 6);
  await checkFailures("head", [
    [[], 2, "Cannot read without a dataset: name one"],
    [["dev-1", "nn"], 1, "Cannot find column"],
    [["dev-1", "-n", "x"], 2, 'Cannot use "x" for --rows'],
  ]);
});

Deno.test("on a terminal it is a table", async () => {
  const { path } = await readProject();
  const { stdout } = await run(path, ["head", "dev-2", "-n", "2"], true);
  assertEquals(stdout, " n  name   size\n 8  ape8    8.0\n10  ape10  10.0\n");
});

Deno.test("a table is narrowed before columns are left out", () => {
  const columns = [
    { name: "id", type: "int32" },
    { name: "text", type: "string" },
    { name: "more", type: "string?" },
  ] as const;
  const rows = [["1", "a".repeat(30), "b".repeat(12)], [
    "22",
    "short",
    undefined,
  ]];
  assertEquals(
    fitTable(columns, rows, 60).lines[1],
    ` 1  ${"a".repeat(30)}  ${"b".repeat(12)}`,
  );
  assertEquals(fitTable(columns, rows, 30).lines, [
    "id  text          more",
    ` 1  ${"a".repeat(11)}…  ${"b".repeat(12)}`,
    "22  short",
  ]);
  assertEquals(fitTable(columns, rows, 16), {
    lines: ["id  text", " 1  aaaaaaa…", "22  short"],
    leftOut: ["more"],
  });
});
