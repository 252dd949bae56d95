import { assertEquals, assertMatch } from "../support/assert.ts";
import {
  checkAll,
  checkFailures,
  readProject,
  removeProject,
  run,
} from "./read_support.ts";

Deno.test.afterAll(removeProject);

Deno.test("ax hist counts numbers in bins, and all else by value", async () => {
  await checkAll("hist", [
    [["dev-1", "n"], "0\t1\n1\t1\n2\t1\n3\t1\n4\t1\n5\t1\n6\t1\n7\t1\n"],
    [["dev-1", "n", "-m", "2"], "0 - 3\t4\n4 - 7\t4\n"],
    [
      ["dev-1", "size", "-m", "2", "-f", "csv"],
      "0 - 0.875,4\n0.875 - 1.75,4\n",
    ],
    [["dev-1", "kind"], "even\t4\nodd\t4\n"],
    [["dev-1", "ok"], "false\t5\ntrue\t3\n"],
    [["dev-2/other", "word", "-f", "ssv"], "w0 2\nw1 2\nw2 2\n"],
    [["dev-2/other", "word", "-s", "0"], "w0\t1\nw1\t1\nw2\t1\n"],
    [
      ["dev-1", "ok", "kind"],
      "false\teven\t3\nfalse\todd\t2\ntrue\todd\t2\ntrue\teven\t1\n",
    ],
    [["-c", "more", "n", "-m", "3"], "0 - 3\t4\n4 - 7\t4\n8 - 11\t4\n"],
    [["-c", "--cl", "1", "more", "n"], "8\t1\n9\t1\n10\t1\n11\t1\n"],
    [["dev-2/other", "n", "-t", "-s", "1", "-m", "0"], "-2\t1\n0\t1\n2\t1\n"],
    [["dev-1", "ok", "-f", "aligned"], "false  5\n true  3\n"],
  ]);
});

Deno.test("ax hist says what it leaves out", async () => {
  const { path } = await readProject();
  const few = await run(path, ["hist", "dev-1", "name", "-m", "1"]);
  assertEquals(few.stderr, "ax: 8 different values in all\n");
  const uneven = await run(path, ["hist", "dev-1", "n", "-m", "3"]);
  assertEquals(uneven.stdout, "0 - 2\t3\n3 - 5\t3\n6 - 7\t2\n");
  assertEquals(
    uneven.stderr,
    "ax: bins hold unequally many whole numbers\n",
  );
  const json = await run(path, ["hist", "dev-1", "name", "-m", "1", "--json"]);
  assertEquals(JSON.parse(json.stdout), {
    columns: ["name"],
    rows: 8,
    counts: [{ values: ['"q"'], count: 1 }],
    remarks: ["8 different values in all"],
  });
  const bins = await run(path, ["hist", "dev-1", "n", "-m", "1", "--json"]);
  assertEquals(JSON.parse(bins.stdout).counts, [{ from: 0, to: 7, count: 8 }]);
});

Deno.test("ax hist counts dates and times in bins at round times", async () => {
  const { path } = await readProject();
  const show = async (...args: string[]): Promise<[string, string]> => {
    const { stdout, stderr } = await run(path, ["hist", "dev-1", ...args]);
    return [stdout, stderr];
  };
  assertEquals(await show("at", "-m", "3"), [
    "1970-01-01 00:00 - 03:00\t3\n1970-01-01 03:00 - 06:00\t3\n" +
    "1970-01-01 06:00 - 09:00\t2\n",
    "ax: times are in UTC\n",
  ]);
  assertEquals(await show("day", "-m", "2"), [
    "1969-12-29 - 1970-01-04\t3\n1970-01-05 - 1970-01-11\t4\n",
    "ax: 1 null left out\n",
  ]);
  assertEquals(await show("time", "-m", "4"), [
    "00:00:00 - 00:00:02\t2\n00:00:02 - 00:00:04\t2\n" +
    "00:00:04 - 00:00:06\t2\n00:00:06 - 00:00:08\t2\n",
    "",
  ]);
  const [json] = await show("at", "-m", "1", "--json");
  assertEquals(JSON.parse(json), {
    columns: ["at"],
    rows: 8,
    counts: [{
      from: "1970-01-01T00:00:00Z",
      to: "1970-01-01T12:00:00Z",
      count: 8,
    }],
    remarks: ["times are in UTC"],
  });
  const [values] = await show("at", "-t", "-m", "1");
  assertEquals(values, "1970-01-01T00:00:00\t1\n");
});

Deno.test("ax hist draws bars on a terminal", async () => {
  const { path } = await readProject();
  const { stdout } = await run(path, ["hist", "dev-1", "ok"], true);
  assertMatch(stdout, /^false {2}5 {2}█{60,}\n true {2}3 {2}█+[▏▎▍▌▋▊▉]?\n$/);
});

Deno.test("ax hist names the columns there are when it is not told which", async () => {
  await checkFailures("hist", [
    [["dev-2"], 2, "name one of n, name, size"],
    [["dev-1", "nn"], 1, 'Cannot find column "nn" in dev-1/default'],
    [["dev-9"], 1, 'Cannot find job "dev-9"'],
    [["dev-1", "n", "-f", "brs"], 2, 'did you mean "bars"?'],
    [
      ["dev-1", "at", "-m", "1000001"],
      2,
      "Cannot make 1,000,001 bins: 1,000,000 at most\nWith --toplist",
    ],
  ]);
});
