import { makeProject } from "../e2e/project.ts";
import type { AxProject } from "../support/ax.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { run } from "./read_support.ts";

/** A job with datasets and columns whose names a terminal would obey. */
async function strangeProject(): Promise<AxProject> {
  const project = makeProject({
    strange: `{
      prepare({ job }) {
        const out = job.createDataset("", { columns: {
          "": "category", "a\\nb": "string", "\\x1b]0;x\\x07": "int32?",
          "x\\u202ey": "category",
        } });
        const wide = { "\\x1b]0;x\\x07": null, "x\\u202ey": " a " };
        out.write({ ...wide, "": "", "a\\nb": "\\x1b[2J" });
        out.write({ ...wide, "": "z", "a\\nb": "\\x9b2J" });
        job.createDataset("a/b\\x1b[2J", { columns: { n: "int32" } });
      },
    }`,
    far: `{
      prepare({ job }) {
        const out = job.createDataset({ columns: {
          day: "date", at: "datetime", time: "time",
        } });
        out.writeBatch({
          day: new Int32Array([-(2 ** 31), 2 ** 31 - 1]),
          at: new BigInt64Array([-(2n ** 63n), 2n ** 63n - 1n]),
          time: new Int32Array([0, 86_399_999]),
        });
      },
    }`,
  }, { main: `await urd.build("strange"); await urd.build("far");` });
  await project.axOk(["build"]);
  return project;
}

Deno.test("names, values and times that are hard to show are shown, and obeyed by no terminal", async () => {
  using project = await strangeProject();
  const show = async (...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(project.path, args, true);
    assertNoMatch(
      stdout + stderr,
      // deno-lint-ignore no-control-regex -- they are what this is about
      /[\x00-\x09\x0b-\x1a\x7f-\x9f]|\x1b(?!\[\d*m)/,
    );
    return code === 0 ? stdout : stderr;
  };
  assertEquals(
    await show("ds", "-l", "dev-1"),
    "dev-1/                2 rows  4 columns\n" +
      '"dev-1/a/b\\u001b[2J"  0 rows   1 column\n',
  );
  const columns = [
    '  ""                  category  "" … z',
    '  "a\\nb"              string',
    '  "\\u001b]0;x\\u0007"  int32?                   2 null',
    '  "x\\u202ey"          category  " a " … " a "',
  ].join("\n");
  assertMatch(await show("ds", "dev-1/"), `Columns\n${columns}\n`);
  const job = await show("job", "dev-1");
  assertMatch(job, '  "": 2 rows\n    ""                  category\n');
  assertMatch(job, '\n  "a/b\\u001b[2J": 0 rows\n');
  assertMatch(await show("cat", "-H", "-O", "dev-1/"), "�[2J");
  assertMatch(await show("grep", "-l", "z", "dev-1/"), "dev-1/\n");
  assertMatch(await show("head", "dev-1/"), '""  "a\\nb"  ');
  assertMatch(await show("hist", "dev-1/", ""), /^"" {2}1 {2}█+\n z {2}1 /);
  assertMatch(
    await show("hist", "dev-1/"),
    'name one of "", "a\\nb", "\\u001b]0;x\\u0007", "x\\u202ey"\n',
  );
  assertMatch(await show("cat", "dev-1/", "no\x1b[2J"), "Cannot find");
  assertMatch(await show("ds", "dev-1"), 'it has "", "a/b\\u001b[2J"');
  // What no terminal reads is printed as it is.
  const { stdout } = await run(project.path, ["cat", "-O", "dev-1/"]);
  assertEquals(stdout, "\t\x1b[2J\t\t a \nz\t\x9b2J\t\t a \n");
  // Nor do years that Date does not know stop anything.
  const far = await show("ds", "far");
  assertMatch(far, "  day   date      -5877641-06-23 … 5881580-07-11\n");
  assertMatch(
    far,
    "-290308-12-21T19:59:05.224192Z … 294247-01-10T04:00:54.775807Z\n",
  );
  assertMatch(far, "  time  time      00:00:00 … 23:59:59.999\n");
  assertMatch(await show("ds", "far", "--head", "2"), "  23:59:59.999\n");
  assertMatch(await show("hist", "far", "at", "-m", "3"), / {2}1 {2}█+\n/);
  assertMatch(await show("hist", "far", "day", "-m", "3"), / {2}1 {2}█+\n/);
});
