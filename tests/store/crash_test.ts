/** What is left when ax is killed, at any point of a commit. */

import { cpSync } from "node:fs";
import type { Workdir } from "../../src/store/workdir.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import {
  assertWhole,
  child,
  commitJob,
  commitStaged,
  jobsIn,
  modesIn,
  namesIn,
  openDev,
  stageJob,
} from "./support.ts";

/** The steps of a commit, as they are named to `onStep`. */
function stepsOf(kind: "job" | "build"): string[] {
  using dir = tempDir();
  const steps: string[] = [];
  using workdir = openDev(dir.path, { onStep: (step) => steps.push(step) });
  commitJob(workdir, { kind });
  return steps;
}

/** All that is in a workdir, catalog and times aside. */
function snapshot(workdir: Workdir): unknown {
  return {
    names: namesIn(workdir.path),
    rows: workdir.list(),
    modes: jobsIn(workdir.path).map((id) => modesIn(workdir.jobDir(id))),
    manifests: jobsIn(workdir.path).map((id) => workdir.readManifest(id)),
  };
}

for (const kind of ["job", "build"] as const) {
  Deno.test(`a ${kind} killed before any step of its commit is whole or failed`, async () => {
    const steps = stepsOf(kind);
    assert(steps.length > 8 && steps.includes("rename"));
    await Promise.all(steps.map(async (step) => {
      using dir = tempDir();
      const status = await child(["kill-at", dir.path, step, kind]).output();
      assertEquals([step, status.signal], [step, "SIGKILL"]);
      using workdir = openDev(dir.path);
      assertWhole(workdir);
      const [row, ...others] = workdir.list();
      assertEquals(others, []);
      const isCommitted = steps.indexOf(step) > steps.indexOf("rename");
      assertEquals([step, row?.state], [step, isCommitted ? "done" : "failed"]);
      assertEquals(row?.kind, kind);
      assertEquals(namesIn(`${workdir.path}/.ax/owners`).length <= 1, true);
    }));
  });
}

Deno.test("an error at any step of a commit leaves a job, or nothing", () => {
  for (const kind of ["job", "build"] as const) {
    for (const bad of stepsOf(kind)) {
      using dir = tempDir();
      let armed = true;
      const onStep = (step: string): void => {
        if (step === bad && armed) throw new Error(`no space left at ${step}`);
      };
      using workdir = openDev(dir.path, { onStep });
      const { staging, source } = stageJob(workdir, { kind });
      assertThrows(
        () => commitStaged(staging, source, { kind }),
        Error,
        "no space left",
      );
      staging.discard();
      armed = false;
      commitJob(workdir, { kind });
      using again = openDev(dir.path);
      assertWhole(again);
      assert(again.counts().done >= 1, `${kind} ${bad}`);
    }
  }
});

Deno.test("what was acknowledged survives SIGKILL, and nothing is torn", async () => {
  using dir = tempDir();
  const acknowledged = new Set<string>();
  for (let round = 0; round < 10; round++) {
    const writers = [0, 1, 2].map(() => child(["commit", dir.path, "100000"]));
    const outputs = await Promise.all(writers.map(killAtWork));
    const ids = outputs.flatMap((text) => text.match(/dev-\d+(?=\n)/g) ?? []);
    for (const id of ids) {
      assert(!acknowledged.has(id), `${id} was given out twice`);
      acknowledged.add(id);
    }
    using workdir = openDev(dir.path);
    assertWhole(workdir);
    for (const id of acknowledged) {
      assertEquals([id, workdir.findJob(id)?.state], [id, "done"]);
    }
  }
  assert(acknowledged.size >= 30, `only ${acknowledged.size} jobs`);
});

/** Kills a child a moment after it first printed; gives all it printed. */
async function killAtWork(writer: Deno.ChildProcess): Promise<string> {
  let text = "";
  for await (const part of writer.stdout.pipeThrough(new TextDecoderStream())) {
    if (text === "") {
      setTimeout(() => writer.kill("SIGKILL"), Math.random() * 60);
    }
    text += part;
  }
  await writer.status;
  return text;
}

Deno.test("a recovery that is killed is done by the next one", async () => {
  const steps = stepsOf("job").filter((step) => step !== "latest");
  using killed = tempDir();
  await child(["kill-at", killed.path, "manifest"]).output();
  await Promise.all(steps.map(async (step) => {
    using dir = tempDir();
    cpSync(killed.path, dir.path, { recursive: true });
    const status = await child(["kill-recovery-at", dir.path, step]).output();
    assertEquals([step, status.signal], [step, "SIGKILL"]);
    using workdir = openDev(dir.path);
    assertWhole(workdir);
    assertEquals(workdir.counts(), { jobs: 1, done: 0, failed: 1 });
  }));
});

Deno.test("recovery done twice is the same as once", async () => {
  using dir = tempDir();
  const victims = ["manifest", "rename", "close", "row"].map((step) =>
    child(["kill-at", dir.path, step])
  );
  await Promise.all(victims.map((victim) => victim.output()));
  const states = [1, 2, 3].map(() => {
    using workdir = openDev(dir.path);
    assertWhole(workdir);
    return snapshot(workdir);
  });
  assertEquals(states[1], states[0]);
  assertEquals(states[2], states[0]);
});

Deno.test("what was staged with a note that is none is cleared away", () => {
  using dir = tempDir();
  openDev(dir.path)[Symbol.dispose]();
  const notes = ["null", "7", "{}", '{"kind":"job"}', '{"kind":'];
  notes.forEach((note, at) => {
    const name = `dev-${at + 1}.${crypto.randomUUID()}`;
    dir.write(`workdir/.ax/staging/${name}/files/a.txt`, "a");
    dir.write(`workdir/.ax/staging/${name}.json`, note);
  });
  using workdir = openDev(dir.path);
  assertEquals(workdir.warnings, []);
  assertEquals(workdir.counts(), { jobs: 0, done: 0, failed: 0 });
  assertEquals(namesIn(dir.join("workdir/.ax/staging")), []);
});
