import { existsSync } from "node:fs";
import type { JobId } from "../../src/core/ids.ts";
import {
  commitJob,
  fingerprintOf,
  namesIn,
  openDev,
} from "../store/support.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { type AxProject, axProject, startAx } from "../support/ax.ts";
import { makeProject, until, untilThere } from "./project.ts";
import { storedProject } from "./stored.ts";

function request(job: string, method: string) {
  return {
    method,
    name: method,
    fingerprint: fingerprintOf(method),
    job: job as JobId,
    built: true,
  };
}

/** dev-1 failed, dev-2 asked for by dev-4, dev-3 forgotten, dev-5 linked. */
function project(): AxProject {
  const made = storedProject([
    { method: "count", state: "failed" },
    { method: "count" },
    { method: "forgotten", files: { "big.txt": "x".repeat(5000) } },
    { method: "build", kind: "build", requests: [request("dev-2", "count")] },
    { method: "linked", inputs: { of: { "~": "job", id: "dev-2" } } },
    { method: "build", kind: "build", requests: [request("dev-2", "count")] },
  ]);
  Deno.mkdirSync(made.join("results"));
  const target = "../workdir/dev-5/files/result.json";
  Deno.symlinkSync(target, made.join("results/r.json"));
  return made;
}

function jobs(dir: AxProject): string[] {
  return [...Deno.readDirSync(dir.join("workdir"))].map(({ name }) => name)
    .filter((name) => /^dev-\d+$/.test(name)).sort();
}

Deno.test("ax gc removes failed jobs and what nothing needs, and says why", async () => {
  using dir = project();
  const would = await dir.axOk(["gc", "--dry-run"]);
  assertMatch(
    would.stdout,
    /^dev-3 {2}forgotten {2}6\.\d kB {2}needed by nothing\ndev-1 {2}count {6}1\.\d kB {2}failed\n$/,
  );
  assertMatch(
    would.stderr,
    /^2 jobs to remove, 4 jobs kept, .* would be freed/,
  );
  assertEquals(jobs(dir).length, 6);
  const did = await dir.axOk(["gc"]);
  assertEquals(did.stdout, would.stdout);
  assertMatch(did.stderr, /^2 jobs removed, 4 jobs kept, .* freed\n$/);
  assertEquals(jobs(dir), ["dev-2", "dev-4", "dev-5", "dev-6"]);
  const again = await dir.axOk(["gc", "--json"]);
  const { bytes, kept } = JSON.parse(again.stdout);
  assertEquals([bytes, kept], [0, 4]);
  const runs = await dir.axOk(["gc", "--runs", "1"]);
  assertMatch(runs.stdout, /^dev-4 {2}build {2}[\d.]+ kB {2}old run\n$/);
});

Deno.test("ax gc spares what is young, and refuses a wrong workdir", async () => {
  using dir = project();
  const young = await dir.axOk(["gc", "--older-than", "100000d"]);
  assertMatch(young.stderr, "0 jobs removed, 6 jobs kept");
  const { code, stderr } = await dir.ax(["gc", "--workdir", "dve"]);
  assertEquals(code, 1);
  assertMatch(stderr, 'did you mean "dev"?');
});

Deno.test("ax gc leaves what the jobs of another workdir were made from", async () => {
  using dir = storedProject(
    [{ inputs: { of: { "~": "job", id: "old-1" } } }],
    {
      "ax.json": `{ "slices": 2, "target": "dev",
        "workdirs": { "dev": "workdir", "old": "old" } }`,
    },
  );
  {
    const place = { name: "old", path: dir.join("old") };
    using old = openDev(dir.path, place);
    for (const key of ["a", "b", "c"]) commitJob(old, { key });
  }
  const { stdout, stderr } = await dir.axOk(["gc", "--workdir", "old"]);
  assertMatch(stdout, /^old-2 {2}count {2}[\d.]+ kB {2}needed by nothing\n$/);
  assertMatch(stderr, "old-3 stays until there is a newer job");
});

Deno.test("ax gc leaves what a running build is using alone", async () => {
  using dir = axProject({
    "ax.json": `{ "slices": 1, "durability": "fast" }`,
    "methods/one.ts": `import { defineMethod } from "ax";
      export default defineMethod({ synthesis: () => 1 });`,
    "methods/build.ts": `import type { Urd } from "ax";
      export async function main(urd: Urd): Promise<void> {
        await urd.build("one");
        console.log("one is built");
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      }`,
  });
  await using build = startAx(["build"], { cwd: dir.path });
  await build.waitFor("one is built");
  const { code, stderr } = await dir.ax(["gc"]);
  assertEquals(code, 1);
  assertMatch(stderr, /a build is running there, process \d+\nTry again when/);
  assert(jobs(dir).includes("dev-1"));
  build.kill("SIGINT");
  assertEquals((await build.result).code, 130);
  // The run failed, but a next one finds what it built.
  const after = await dir.axOk(["gc"]);
  assertMatch(after.stderr, "0 jobs removed, 2 jobs kept");
});

Deno.test("ax gc removes nothing that a build of another project may be using", async () => {
  using theirs = storedProject([
    { method: "count", state: "failed" },
    { method: "count" },
  ]);
  const path = theirs.join("workdir");
  using project = makeProject({
    slow: `{ builds: true, async synthesis() { ${untilThere("go")} } }`,
  }, {
    main: 'await urd.build("slow");',
    config: { workdirs: { own: "own", dev: path } },
  });
  await using run = startAx(["build"], { cwd: project.path });
  await until(() => existsSync(project.join("own/.ax/staging")));
  await until(() => namesIn(project.join("own/.ax/staging")).length > 1);
  const refused = await theirs.ax(["gc"]);
  assertEquals(refused.code, 1);
  assertMatch(
    refused.stderr,
    `Cannot remove anything from workdir "dev": a build is running there, ` +
      `process ${run.pid}`,
  );
  project.write("input/go", "");
  assertEquals((await run.result).code, 0);
  await theirs.axOk(["gc"]);
  assertEquals(jobs(theirs), ["dev-2"]);
});
