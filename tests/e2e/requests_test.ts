import { existsSync } from "node:fs";
import { namesIn } from "../store/support.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { ax, axOk, startAx } from "../support/ax.ts";
import { makeProject, script, until, untilThere } from "./project.ts";

Deno.test("an answer that comes after its job has failed goes to no other job", async () => {
  using project = makeProject({
    quick_fail: '{ synthesis() { throw new Error("at once"); } }',
    slow: `{ inputs: { n: integer() }, async synthesis({ inputs }) {
      await new Promise((done) => setTimeout(done, 400));
      return "slow" + inputs.n;
    } }`,
    val: `{ inputs: { n: integer() }, async synthesis({ inputs }) {
      await new Promise((done) => setTimeout(done, 700));
      return "val" + inputs.n;
    } }`,
    first: `{ builds: true, async synthesis({ job }) {
      await Promise.all([job.build("quick_fail"), job.build("slow", { n: 1 })]);
    } }`,
    second: `{ builds: true, async synthesis({ job }) {
      const jobs = await Promise.all([
        job.build("val", { n: 1 }),
        job.build("val", { n: 2 }),
      ]);
      return jobs.map((one) => one.load());
    } }`,
  }, {
    config: { slices: 1 },
    main: `await urd.build("first").catch(() => {});
      console.log(JSON.stringify((await urd.build("second")).load()));`,
  });
  const { stdout } = await axOk(["build", "--jobs", "3"], {
    cwd: project.path,
  });
  assertEquals(stdout, '["val1","val2"]\n');
});

Deno.test("a request that failed may be made again", async () => {
  using project = makeProject({
    fails: '{ synthesis() { throw new Error("no"); } }',
  }, {
    main: `for (let time = 0; time < 3; time++) {
      await urd.build("fails").catch((error) => console.log(error.message));
    }`,
  });
  const { stdout } = await axOk(["build"], { cwd: project.path });
  assertEquals(stdout.trim().split("\n"), [
    "Cannot build fails: job dev-1 failed: no",
    "Cannot build fails: job dev-2 failed: no",
    "Cannot build fails: job dev-3 failed: no",
  ]);
});

Deno.test("a workdir of a newer format ends the build at once", async () => {
  using project = makeProject({ one: "{ synthesis: () => 1 }" }, {
    main: 'await urd.build("one");',
  });
  await axOk(["build"], { cwd: project.path });
  Deno.writeTextFileSync(
    `${project.path}/workdir/.ax/FORMAT`,
    '{"format":9,"name":"dev","slices":2}\n',
  );
  const { code, stderr } = await ax(["build"], { cwd: project.path });
  assertEquals(code, 1);
  assertMatch(stderr, /format 9/);
});

Deno.test("a damaged record of the newest build is no reason to stop", async () => {
  using project = makeProject({ one: "{ synthesis: () => 1 }" }, {
    main: 'await urd.build("one");',
  });
  await axOk(["build"], { cwd: project.path });
  const record = `${project.path}/workdir/dev-2/job.json`;
  const text = Deno.readTextFileSync(record);
  Deno.chmodSync(record, 0o644);
  Deno.writeTextFileSync(record, text.replace('"build"', '"tampered"'));
  const { stderr } = await axOk(["build"], { cwd: project.path });
  assertMatch(stderr, /0 built, 1 reused, 0 failed/);
});

Deno.test("jobs that run when another fails come to their end", async () => {
  using project = makeProject({
    fails: `{ builds: true, async synthesis() {
      ${untilThere("fail")}
      throw new Error("no");
    } }`,
    slow: `{ builds: true, async synthesis() {
      console.log("running");
      ${untilThere("go")}
    } }`,
  }, { main: `await Promise.all([urd.build("slow"), urd.build("fails")]);` });
  await using run = startAx(["build", "--verbose", "--jobs", "2"], {
    cwd: project.path,
  });
  await run.waitFor("synthesis | running");
  project.write("input/fail", "");
  await run.waitFor("\nfailed dev-");
  project.write("input/go", "");
  const { code, stderr } = await run.result;
  assertEquals(code, 1);
  assertMatch(stderr, /failed dev-\d fails[^]*built dev-\d slow/);
  assertMatch(stderr, /1 built, 0 reused, 1 failed/);
});

Deno.test("two builds whose jobs ask for each other end, and name the circle", async () => {
  // Neither asks before the other one runs.
  const asks = (other: string): string =>
    `{ builds: true, async synthesis({ job }) {
      ${untilThere("go")}
      await job.build("${other}");
    } }`;
  using project = makeProject({ ping: asks("pong"), pong: asks("ping") }, {
    files: {
      "methods/build_one.ts": script('await urd.build("ping");'),
      "methods/build_two.ts": script('await urd.build("pong");'),
    },
  });
  await using one = startAx(["build", "one"], { cwd: project.path });
  await using two = startAx(["build", "two"], { cwd: project.path });
  const locks = project.join("workdir/.ax/locks");
  const held = (): string[] =>
    namesIn(locks).filter((name) => /^[0-9a-f]{64}$/.test(name));
  await until(() => existsSync(locks) && held().length === 2);
  project.write("input/go", "");
  for (const { code, stderr } of await Promise.all([one.result, two.result])) {
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /would wait for itself: (ping → pong → ping|pong → ping → pong)/,
    );
  }
  assertEquals(held(), []);
});
