/** What a whole build, and a look at all methods, come to. */

import { runBuild } from "../../src/build/build.ts";
import { findProject } from "../../src/build/project.ts";
import { writeTypes } from "../../src/build/types.ts";
import { AxError } from "../../src/core/errors.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import { DigestCache } from "../../src/store/digests.ts";
import { childrenOf, until } from "../e2e/project.ts";
import { namesIn } from "../store/support.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "../support/assert.ts";
import { startAx } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";

Deno.test("what fails after a build does not hide what the build came to", async () => {
  using dir = tempDir({
    "methods/build.ts": `export function main() { throw new Error("first"); }`,
    "ax.json": `{ "slices": 1, "durability": "fast" }`,
  });
  const project = findProject(dir.path);
  writeTypes(project, []);
  {
    using digests = DigestCache.open(`${project.axDir}/digests.sqlite`);
    digests.setMemo("types", "newest", "half a reco");
  }
  const events: BuildEvent[] = [];
  const build = (): Promise<unknown> =>
    runBuild({
      project,
      scripts: [],
      onEvent: (event) => events.push(event),
    });
  await assertRejects(build, AxError, "Cannot finish build: first");
  const warning = events.find(({ type }) => type === "warning");
  assertMatch(
    warning?.type === "warning" ? warning.text : "",
    "Cannot refresh .ax/methods.d.ts: ",
  );
  assertEquals(events.at(-1)?.type, "ended");
});

Deno.test("a dry run tells what it would do where nothing can be written, and leaves nothing anywhere", async () => {
  // Not even root can make anything there.
  const closed = Deno.build.os === "linux" ? "/sys" : "/System";
  using dir = tempDir({
    "methods/one.ts": `import { defineMethod, integer } from "ax";
export default defineMethod({
  inputs: { n: integer() },
  synthesis: ({ inputs }) => inputs.n,
});`,
    "methods/build.ts": `export async function main(urd) {
      await urd.build("one", { n: 1 });
      await urd.build("one", { n: 2 });
      console.log(urd.job.path("own.txt"));
    }`,
    "methods/build_first.ts": `export async function main(urd) {
      await urd.build("one", { n: 1 });
    }`,
    "ax.json": JSON.stringify({
      slices: 1,
      durability: "fast",
      workdirs: { dev: "workdir", closed },
    }),
  });
  const project = findProject(dir.path);
  const events: BuildEvent[] = [];
  const onEvent = (event: BuildEvent): void => void events.push(event);
  await runBuild({ project, scripts: ["build_first"], onEvent });
  const jobs = namesIn(dir.join("workdir"));
  const { reused, planned } = await runBuild({
    project,
    scripts: [],
    workdir: "closed",
    dryRun: true,
    onEvent,
  });
  assertEquals({ reused, planned }, { reused: 1, planned: 1 });
  assertEquals(namesIn(dir.join("workdir")), jobs);
  // Where the script could write is gone.
  const [own = ""] = events.flatMap((event) =>
    event.type === "printed" ? event.text.trim() : []
  );
  assertMatch(own, /^\/.*\/ax-.*\/files\/own\.txt$/);
  const [root = ""] = own.split("/workdir/");
  assertThrows(() => Deno.statSync(root), Deno.errors.NotFound);
  await assertRejects(
    () => runBuild({ project, scripts: [], workdir: "closed", onEvent }),
    AxError,
    `Cannot build in workdir "closed": ${closed} cannot be written`,
  );
});

Deno.test("methods are described several at once, and no more than there are cores", async () => {
  const names = Array.from({ length: 9 }, (_, at) => `a${at}`);
  const endless = names.map((name) =>
    [`methods/${name}.ts`, "for (;;);\nexport default 1;"] as const
  );
  using dir = tempDir({
    "ax.json": "{}",
    "methods/build.ts": `export async function main(urd) {
      await Promise.all(${
      JSON.stringify(names)
    }.map((name) => urd.build(name)));
    }`,
    ...Object.fromEntries(endless),
  });
  const cores = navigator.hardwareConcurrency;
  // A build has an executor more, for its script.
  for (const [command, own] of [["method", 0], ["build", 1]] as const) {
    await using run = startAx([command], { cwd: dir.path });
    const atOnce = own + Math.min(names.length, cores);
    await until(() => childrenOf(run.pid).length >= atOnce);
    // If there were to be more, they would come together.
    await new Promise((done) => setTimeout(done, 100));
    assertEquals([command, childrenOf(run.pid).length], [command, atOnce]);
    run.kill("SIGKILL");
    await run.result;
  }
});
