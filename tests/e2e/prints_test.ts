import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import { makeProject, untilThere } from "./project.ts";

Deno.test("whatever a stage prints is kept by stage and slice, and read back", async () => {
  using project = makeProject({
    prints: `{
      prepare() {
        console.log("log", 1, { a: [2] });
        console.error("error");
        console.info("%s is %d", "x", 5);
        console.table([{ a: 1 }]);
        console.group("group");
        console.warn("inside");
        console.groupEnd();
        console.assert(false, "asserted");
        console.count();
      },
      async analysis({ slice }) {
        console.log("slice", slice);
        await new Promise((done) => setTimeout(done, 5));
        console.log("end of", slice);
      },
      synthesis() {
        const encoder = new TextEncoder();
        Deno.stdout.writeSync(encoder.encode("no line end, "));
        Deno.stderr.writeSync(encoder.encode("then one\\n"));
        Deno.stdout.writeSync(encoder.encode("rest"));
      },
    }`,
    silent: `{ synthesis: () => 1 }`,
  }, {
    main: `
      console.log("from the script");
      const job = await urd.build("prints");
      console.log(JSON.stringify(job.output()));
      console.log(JSON.stringify((await urd.build("silent")).output()));`,
  });
  const { stdout, stderr } = await project.axOk(["build"]);
  const [first, output = "", silent] = stdout.trimEnd().split("\n");
  assertEquals([first, silent], ["from the script", "{}"]);
  assertNoMatch(stderr, "slice");
  const expected: Record<string, string> = {
    prepare: `log 1 { a: [ 2 ] }
error
x is 5
┌───────┬───┐
│ (idx) │ a │
├───────┼───┤
│     0 │ 1 │
└───────┴───┘
group
  inside
Assertion failed: asserted
default: 1
`,
    "analysis.0": "slice 0\nend of 0\n",
    "analysis.1": "slice 1\nend of 1\n",
    synthesis: "no line end, then one\nrest",
  };
  assertEquals(JSON.parse(output), expected);
  for (const [name, text] of Object.entries(expected)) {
    assertEquals(project.read(`workdir/dev-1/output/${name}.txt`), text);
  }
  const shown = await project.axOk(["job", "dev-1", "-o"]);
  for (const text of Object.values(expected)) assertMatch(shown.stdout, text);
});

Deno.test("with --verbose prints are shown while the job runs, and kept of one that fails", async () => {
  using project = makeProject({
    waits: `{
      builds: true,
      async synthesis() {
        console.log("before\\u001b[2J");
        ${untilThere("go")}
        console.log("after");
        throw new Error("and then it failed");
      },
    }`,
  }, { main: `await urd.build("waits");` });
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("dev-1 synthesis | before");
  assertNoMatch(run.stderr(), "after");
  project.write("input/go", "");
  const { code, stderr } = await run.result;
  assertEquals(code, 1);
  assertMatch(stderr, "dev-1 synthesis | after");
  assertNoMatch(stderr, "\u001b[2J");
  assertEquals(
    project.read("workdir/dev-1/output/synthesis.txt"),
    "before\u001b[2J\nafter\n",
  );
});
