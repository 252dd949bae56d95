import {
  assert,
  assertEquals,
  assertMatch,
  present,
} from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import {
  childrenOf,
  failureOf,
  isRunning,
  makeProject,
  manifestOf,
  type Process,
  until,
  untilThere,
} from "./project.ts";

const waits = `{
  inputs: { n: integer() },
  async synthesis({ inputs, job }) {
    using _doing = job.status("waiting " + inputs.n);
    job.write("so far.txt", "half");
    console.log("running " + inputs.n);
    await new Promise((done) => setTimeout(done, inputs.n));
    return inputs.n;
  },
}`;

/** The number of the process that has a file of that name open. */
function whoOpened(name: string, processes: readonly Process[]): number {
  const hasOpened = ({ pid }: Process): boolean =>
    [...Deno.readDirSync(`/proc/${pid}/fd`)].some((fd) => {
      try {
        const path = Deno.readLinkSync(`/proc/${pid}/fd/${fd.name}`);
        return path.endsWith(`/${name}`);
      } catch {
        // Closed meanwhile.
        return false;
      }
    });
  return present(processes.find(hasOpened)).pid;
}

Deno.test("an executor that is killed fails its job, and no other", async () => {
  using project = makeProject({
    waits,
    holds: `{
      builds: true,
      async synthesis() {
        console.log("holding");
        ${untilThere("go")}
        return "held";
      },
    }`,
    spins: `{
      synthesis({ job }) {
        using _out = job.open("open.txt");
        console.log("spinning");
        while (true);
      },
    }`,
  }, {
    main: `
      const other = urd.build("holds");
      console.log(await urd.build("spins").catch((error) => error.message));
      console.log((await other).load());
      // What is left of the executors still works.
      console.log((await urd.build("waits", { n: 1 })).load());`,
  });
  await using run = startAx(["build", "--verbose", "--jobs", "2"], {
    cwd: project.path,
  });
  await run.waitFor("| spinning");
  await run.waitFor("| holding");
  Deno.kill(whoOpened("open.txt", childrenOf(run.pid)), "SIGKILL");
  await run.waitFor("Cannot build spins");
  project.write("input/go", "");
  const { code, stdout } = await run.result;
  assertEquals(code, 0);
  assertMatch(
    stdout,
    /^Cannot build spins: job dev-\d failed: the executor died: it was killed \(SIGKILL\), perhaps by the system for want of memory\nheld\n1\n$/,
  );
  const listed = await project.axOk(["jobs", "--state", "failed"]);
  assertMatch(listed.stdout, /failed {2}spins/);
});

Deno.test("after ax is killed its executors end, even one that spins, and the next build clears up", async () => {
  using project = makeProject({
    waits,
    spins: `{
      analysis({ slice }) { console.log("spinning"); while (true); },
    }`,
  }, {
    main: `
      await urd.build("waits", { n: 1 });
      await Promise.all([urd.build("waits", { n: 60_000 }), urd.build("spins")]);`,
  });
  await using run = startAx(["build", "--verbose", "--jobs", "3"], {
    cwd: project.path,
  });
  await run.waitFor("| running 60000");
  await run.waitFor("| spinning");
  const children = childrenOf(run.pid);
  assert(children.length >= 2);
  run.kill("SIGKILL");
  await run.result;
  await until(() => !children.some(isRunning));
  project.write(
    "methods/build.ts",
    `export async function main(urd) {
    await urd.build("waits", { n: 1 });
    await urd.build("waits", { n: 2 });
  }`,
  );
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, "1 built, 1 reused");
  const jobs = await project.axOk(["jobs", "--state", "failed"]);
  assertEquals(jobs.stdout.match(/failed/g)?.length, 3, jobs.stdout);
  const waiting =
    ["dev-2", "dev-3"].find((id) =>
      manifestOf(project, id).method === "waits"
    ) ?? "";
  const failure = failureOf(project, waiting);
  assertMatch(failure.message, "the build was killed while this job ran");
  // What it had done so far is there to look at.
  assertEquals(project.read(`workdir/${waiting}/files/so far.txt`), "half");
  assertEquals(
    project.read(`workdir/${waiting}/output/synthesis.txt`),
    "running 60000\n",
  );
  assertEquals([...Deno.readDirSync(project.join("workdir/.ax/staging"))], []);
});

Deno.test("^C leaves no process and nothing half-written, whatever the jobs are doing", async () => {
  using project = makeProject({
    waits,
    spins: `{ synthesis() { console.log("spinning"); while (true); } }`,
    builds: `{ builds: true, synthesis: ({ job }) => job.build("spins") }`,
  }, {
    main: `
      await Promise.all([
        urd.build("builds"), urd.build("waits", { n: 60_000 }),
        urd.build("waits", { n: 60_001 }),
      ]);`,
  });
  await using run = startAx(["build", "--verbose", "--jobs", "3"], {
    cwd: project.path,
  });
  await run.waitFor("| running 60000");
  await run.waitFor("| spinning");
  const children = childrenOf(run.pid);
  run.kill("SIGINT");
  const { code, stderr } = await run.result;
  assertEquals(code, 130, stderr);
  await until(() => !children.some(isRunning));
  assertEquals([...Deno.readDirSync(project.join("workdir/.ax/staging"))], []);
  const done = await project.axOk(["jobs", "--state", "done"]);
  assertEquals(done.stdout, "");
  const failed = await project.axOk(["jobs", "--state", "failed"]);
  assertMatch(failed.stdout, /failed {2}builds/);
  assertMatch(failed.stdout, /failed {2}spins/);
});

Deno.test("a method that spins while it is loaded can be stopped, too", async () => {
  using project = makeProject({ fine: `{ synthesis: () => 1 }` }, {
    files: { "methods/loads.ts": "while (true);\nexport default 1;\n" },
    main: `console.log("asking"); await urd.build("loads");`,
  });
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("asking");
  await new Promise((done) => setTimeout(done, 300));
  const children = childrenOf(run.pid);
  run.kill("SIGINT");
  assertEquals((await run.result).code, 130);
  await until(() => !children.some(isRunning));
});
