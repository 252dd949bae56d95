import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { axProject, startAx } from "../support/ax.ts";
import { makeProject, until, untilThere } from "./project.ts";

/** One method that prints, and scripts that ask for it. */
const files = {
  "ax.json": `{ "slices": 2, "durability": "fast" }`,
  "methods/count.ts": `
    import { defineMethod, integer } from "ax";
    export default defineMethod({
      description: "Counts",
      inputs: { n: integer(1) },
      analysis({ slice }) {
        console.log("slice", slice, "counts");
        return 1;
      },
      synthesis({ inputs }) {
        console.error("sums up");
        return inputs.n;
      },
    });`,
  "methods/fail.ts": `
    import { defineMethod } from "ax";
    export default defineMethod({
      synthesis() {
        return divide(0);
      },
    });
    function divide(by: number): number {
      if (by === 0) throw new RangeError("Cannot divide by 0");
      return 1 / by;
    }`,
  "methods/build.ts": `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      const job = await urd.build("count", { n: 7 });
      console.log("the count is", job.load());
      await job.linkResult("result.json", "count.json");
    }`,
  "methods/build_fail.ts": `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      await urd.build("fail");
    }`,
};

Deno.test("a script's prints are results; what is built and reused is talk", async () => {
  using project = axProject(files);
  const dry = await project.axOk(["build", "--dry-run"]);
  assertMatch(
    dry.stderr,
    /^would build count \(first time\)\nstopped build at methods\/build\.ts:5:39: Cannot read count: .*\nbuild stopped; 1 would be built, 0 reused in .*\n$/,
  );
  const nowhere = await project.ax(["build", "--dry-run"], {
    env: { TMPDIR: project.join("nowhere") },
  });
  assertEquals(nowhere.code, 1);
  assertMatch(
    nowhere.stderr,
    /^ax: Cannot write temporary files: there is no such directory\nThey lie/m,
  );
  const first = await project.axOk(["build"]);
  assertEquals(first.stdout, "the count is 7\n");
  assertMatch(
    first.stderr,
    /^built dev-1 count [\d.]+ m?s \(first time\)\nlinked results\/count\.json → dev-1 result\.json\n1 built, 0 reused, 0 failed in [\d.]+ s\n$/,
  );
  const second = await project.axOk(["run"]);
  assertEquals(second.stdout, "the count is 7\n");
  assertMatch(
    second.stderr,
    /^0 built, 1 reused, 0 failed in [\d.]+ s; [\d.]+ m?s saved\n$/,
  );
});

Deno.test("in a dry run jobs are called by their methods, and by no job's name", async () => {
  const script = `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      for (const n of [1, 2]) {
        console.log((await urd.build("count", { n })).id);
      }
    }`;
  const workdirs = JSON.stringify({ "planned-count": "workdir" });
  using project = axProject({
    ...files,
    "methods/build.ts": script,
    "ax.json": `{ "slices": 1, "workdirs": ${workdirs} }`,
  });
  const { stdout } = await project.axOk(["build", "--dry-run"]);
  assertEquals(stdout, "planned-count_-1\nplanned-count_-2\n");
});

Deno.test("--verbose tells all, --quiet nothing that is well", async () => {
  using project = axProject(files);
  const { stdout, stderr } = await project.axOk(["build", "--verbose"]);
  assertEquals(stdout, "the count is 7\n");
  for (
    const line of [
      "started dev-1 count (first time)",
      "dev-1 analysis 0 | slice 0 counts",
      "dev-1 analysis 1 | slice 1 counts",
      "dev-1 synthesis | sums up",
      "linked results/count.json → dev-1 result.json",
    ]
  ) {
    assertMatch(`\n${stderr}`, `\n${line}\n`);
  }
  const again = await project.axOk(["build", "--verbose"]);
  assertMatch(again.stderr, /^reused dev-1 count [\d.]+ m?s saved$/m);
  assertMatch(again.stderr, "→ dev-1 result.json (as before)\n");
  const quiet = await project.axOk(["build", "-q"]);
  assertEquals([quiet.stdout, quiet.stderr], ["", ""]);
  const both = await project.ax(["build", "--quiet", "--verbose"]);
  assertEquals(both.code, 2);
});

Deno.test("--json prints one event a line, each with its time, and nothing else", async () => {
  using project = axProject(files);
  const { stdout, stderr } = await project.axOk(["build", "--json"]);
  assertEquals(stderr, "");
  const [head, ...events] = stdout.trimEnd().split("\n")
    .map((line) => JSON.parse(line));
  assertEquals([head.type, head.events], ["ax", 1]);
  for (const event of events) {
    assertEquals(new Date(event.time).toISOString(), event.time);
  }
  const types: string[] = events.map(({ type }) => type);
  const order = ["started", "stage", "slice", "built", "linked", "ended"];
  const places = order.map((type) => types.indexOf(type));
  assertEquals(places, places.toSorted((a, b) => a - b));
  const printed = events.filter(({ type }) => type === "printed");
  assertEquals(
    printed.find(({ stage }) => stage === "main")?.text,
    "the count is 7\n",
  );
});

Deno.test("a failure shows the user's own lines and how to look further", async () => {
  using project = axProject(files);
  const { code, stdout, stderr } = await project.ax(["build", "fail"]);
  assertEquals([code, stdout], [1, ""]);
  assertMatch(
    stderr,
    /^failed dev-1 fail after .*: Cannot divide by 0\n {4}at divide \(methods\/fail\.ts:9:27\)\n/,
  );
  assertMatch(stderr, "\n  in synthesis\n");
  assertNoMatch(stderr, "See what it printed");
  assertMatch(
    stderr,
    /\nbuild_fail failed; 0 built, 0 reused, 1 failed in .*\n$/,
  );
  assertNoMatch(stderr, "blob:");
  assertNoMatch(stderr, "This is a bug");
  const job = await project.axOk(["job", "dev-1"]);
  assertMatch(job.stdout, "Failure\n  RangeError: Cannot divide by 0\n");
  const output = await project.axOk(["job", "dev-1", "-o"]);
  assertEquals(
    [output.stdout, output.stderr],
    ["", "ax: dev-1 printed nothing\n"],
  );
  const quiet = await project.ax(["build", "fail", "--quiet"]);
  assertEquals(quiet.code, 1);
  assertMatch(quiet.stderr, /^failed dev-\d+ fail after/);
});

Deno.test("a link that moves is told, and --json says how it changed", async () => {
  using project = axProject(files);
  await project.axOk(["build"]);
  const count = project.read("methods/count.ts");
  project.write("methods/count.ts", count.replace("sums up", "adds up"));
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, /^linked results\/count\.json → dev-3 result\.json$/m);
  const { stdout } = await project.axOk(["build", "--json"]);
  const linked = stdout.trimEnd().split("\n").map((line) => JSON.parse(line))
    .find(({ type }) => type === "linked");
  assertEquals([linked.path, linked.change], ["results/count.json", "same"]);
});

Deno.test("scripts that were not run because one failed are named", async () => {
  using project = axProject(files);
  const { code, stderr } = await project.ax(["build", "fail", "build"]);
  assertEquals(code, 1);
  assertMatch(stderr, /\nbuild_fail failed; build not run; 0 built, .*\n$/);
});

Deno.test("a script that cannot be run is told before what was done", async () => {
  using project = axProject({
    ...files,
    "methods/build_bad.ts":
      `import _ from "npm:lodash";\nexport function main() {}\n`,
  });
  const { code, stderr } = await project.ax(["build", "bad"]);
  assertEquals(code, 1);
  assertMatch(
    stderr,
    /^ax: methods\/build_bad\.ts:1:15: Cannot run .*\n.*\nbuild_bad failed; 0 built, .*\n$/,
  );
});

Deno.test("a script that is not there is answered by those that are", async () => {
  using project = axProject(files);
  const { code, stderr } = await project.ax(["build", "fial"]);
  assertEquals(code, 1);
  assertMatch(stderr, 'Cannot find build script "fial"');
  assertMatch(stderr, 'did you mean "fail"?');
  assertMatch(stderr, "There are build, build_fail.");
});

Deno.test("ax method lists methods and scripts, and shows what one takes", async () => {
  using project = axProject({
    ...files,
    "methods/broken.ts": "export default ];\n",
  });
  const all = await project.axOk(["method"]);
  assertMatch(all.stdout, /^count +Counts$/m);
  assertMatch(all.stdout, /^broken +does not load$/m);
  assertMatch(all.stderr, "methods/broken.ts:1:16");
  const one = await project.axOk(["method", "count"]);
  assertMatch(one.stdout, "Inputs\n  n  integer  default 1\n");
  assertMatch(one.stdout, "Stages analysis, synthesis");
  const scripts = await project.axOk(["method", "--scripts"]);
  assertEquals(
    scripts.stdout,
    "build       methods/build.ts\nbuild_fail  methods/build_fail.ts\n",
  );
  const near = await project.ax(["method", "cuont"]);
  assertEquals(near.code, 1);
  assertMatch(near.stderr, 'did you mean "count"?');
  const json = await project.axOk(["method", "count", "--json"]);
  assertEquals(JSON.parse(json.stdout).inputs.n, {
    kind: "integer",
    default: 1,
  });
});

Deno.test("kill -USR1 tells what is running, and ends nothing", async () => {
  using project = makeProject({
    holds: `{ builds: true, async synthesis({ job }) {
      using _doing = job.status("holding");
      console.log("here");
      ${untilThere("go")}
    } }`,
  }, { main: `await urd.build("holds");` });
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("| here");
  for (const signal of ["SIGUSR1", "SIGUSR1"] as const) {
    const told = run.stderr().split("  holding").length;
    run.kill(signal);
    await until(() => run.stderr().split("  holding").length > told);
  }
  assertMatch(run.stderr(), /^dev-1 holds {2}synthesis .* holding$/m);
  project.write("input/go", "");
  assertEquals((await run.result).code, 0);
});

Deno.test("a build that waits for another one says so, and goes on after it", async () => {
  using project = axProject(files);
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["job", "dev-1", "--json"]);
  const { fingerprint } = JSON.parse(stdout);
  // What another build does while it runs a job.
  const lock = Deno.openSync(
    project.join(`workdir/.ax/locks/${fingerprint}`),
    { create: true, write: true },
  );
  lock.lockSync(true);
  await using run = startAx(["build", "--force"], { cwd: project.path });
  await run.waitFor("waiting for count, which another build is running\n");
  lock.close();
  const { code, stderr } = await run.result;
  assertEquals(code, 0);
  assertMatch(stderr, /^built dev-3 count .* \(forced\)$/m);
});
