/** What a whole build, and a look at all methods, come to. */

import { runBuild } from "../../src/build/build.ts";
import { findProject } from "../../src/build/project.ts";
import { writeTypes } from "../../src/build/types.ts";
import { AxError } from "../../src/core/errors.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import { DigestCache } from "../../src/store/digests.ts";
import { childrenOf, until } from "../e2e/project.ts";
import { assertEquals, assertMatch, assertRejects } from "../support/assert.ts";
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
