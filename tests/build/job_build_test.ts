/** Building one job: what came of a run, and what is kept of it. */

import { runBuild } from "../../src/build/build.ts";
import { findProject } from "../../src/build/project.ts";
import { AxError } from "../../src/core/errors.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import type { JobId } from "../../src/core/ids.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { Staging } from "../../src/store/staging.ts";
import { namesIn } from "../store/support.ts";
import { assertEquals, assertMatch, assertRejects } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const project = {
  "methods/one.ts": `import { defineMethod } from "ax";
export default defineMethod({ synthesis: () => 1 });`,
  "methods/build.ts": `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  await urd.build("one");
}`,
};

/** Has something happen between the digests of a job's files and its commit. */
function beforeCommit(
  act: (dir: string, manifest: Manifest) => void,
): Disposable {
  const { commit } = Staging.prototype;
  Staging.prototype.commit = function (
    this: Staging,
    complete: (id: JobId) => Manifest,
  ) {
    return commit.call(this, (id) => {
      const manifest = complete(id);
      act(this.dir, manifest);
      return manifest;
    });
  };
  return {
    [Symbol.dispose]: () => void (Staging.prototype.commit = commit),
  };
}

Deno.test("a job whose files are still being written fails, and is kept", async () => {
  using dir = tempDir(project);
  // As a write does that the stage has not awaited: also once more, while the
  // failed job is kept.
  let writes = 0;
  using _writing = beforeCommit((staged, { kind }) => {
    if (kind === "build" || writes === 2) return;
    const text = "more".repeat(++writes);
    Deno.writeTextFileSync(`${staged}/files/late.txt`, text);
  });
  const events: BuildEvent[] = [];
  await assertRejects(
    () =>
      runBuild({
        project: findProject(dir.path),
        scripts: [],
        onEvent: (event) => events.push(event),
      }),
    AxError,
    'Cannot keep "files/late.txt"',
  );
  const failed = events.find((event) =>
    event.type === "failed" && event.kind === "job"
  );
  assertEquals(failed?.type === "failed" && failed.job, "dev-1");
  const text = dir.read("workdir/dev-1/job.json");
  assertMatch(text, '"state": "failed"');
  assertMatch(text, "A stage is over when it returns");
});

Deno.test("a job that cannot be kept is told as one that failed, and nothing lies aside", async () => {
  using dir = tempDir(project);
  // Somebody makes a directory of just that name.
  using _in = beforeCommit((_, { id, kind }) => {
    if (kind === "job") dir.write(`workdir/${id}/in/the/way.txt`, "");
  });
  const events: BuildEvent[] = [];
  const build = (): Promise<unknown> =>
    runBuild({
      project: findProject(dir.path),
      scripts: [],
      onEvent: (event) => events.push(event),
    });
  await assertRejects(build, AxError, 'Cannot add job "dev-1"');
  const told = events.flatMap((event) =>
    event.type === "started" || event.type === "failed"
      ? `${event.type} ${event.run}`
      : []
  );
  assertEquals(told, [
    "started build",
    "started dev-1",
    "failed dev-1",
    "failed build",
  ]);
  const ended = events.at(-1);
  assertEquals(ended?.type === "ended" && ended.failed, 1);
  for (const place of ["staging", "trash"]) {
    assertEquals(namesIn(dir.join(`workdir/.ax/${place}`)), []);
  }
});
