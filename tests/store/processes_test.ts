/** Several processes in one workdir. */

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { isAlive } from "../../src/store/owner.ts";
import { layoutOf } from "../../src/store/layout.ts";
import {
  assertWhole,
  child,
  commitJob,
  fingerprintOf,
  firstLine,
  namesIn,
  openDev,
  outputOf,
  stageJob,
} from "./support.ts";

Deno.test("processes that commit at once never get the same number", async () => {
  using dir = tempDir();
  const writers = [0, 1, 2].map(() => child(["commit", dir.path, "40"]));
  const outputs = await Promise.all(writers.map(outputOf));
  const ids = outputs.flatMap((text) => text.trim().split("\n"));
  assertEquals(ids.length, 120);
  assertEquals(new Set(ids).size, 120);
  using workdir = openDev(dir.path);
  assertWhole(workdir);
  assertEquals(workdir.counts().done, 120);
});

Deno.test("a job of a process that still runs is left alone, and failed once it is killed", async () => {
  using dir = tempDir();
  await using running = child(["stage", dir.path, "slow"]);
  const staged = await firstLine(running);
  {
    using workdir = openDev(dir.path);
    assertEquals(workdir.list(), []);
    assert(Deno.statSync(staged).isDirectory);
    assertEquals(commitJob(workdir).id, "dev-2");
  }
  running.kill("SIGKILL");
  await running.status;
  using workdir = openDev(dir.path);
  const manifest = workdir.readManifest("dev-1");
  assertEquals(manifest.state, "failed");
  assertEquals(manifest.method, "slow");
  assertEquals(
    manifest.failure?.message,
    "the build was killed while this job ran",
  );
  assertEquals(manifest.files.map(({ path }) => path), ["result.json"]);
  assertEquals(manifest.source.length, 2);
  assertEquals(dir.read("workdir/dev-1/output/synthesis.txt"), "hello\n");
  assertEquals(Deno.readLinkSync(dir.join("workdir/dev-LATEST")), "dev-2");
  assertWhole(workdir);
});

Deno.test("what is known of a job when it starts stands in its record when it is killed", () => {
  using dir = tempDir();
  const first = openDev(dir.path);
  first.stage({
    method: "slow",
    known: {
      caption: "the slow one",
      inputs: { n: 7 },
      slices: 2,
      fingerprint: fingerprintOf("slow"),
    },
  });
  // A process that ends without a word leaves what SIGKILL leaves.
  first[Symbol.dispose]();
  using workdir = openDev(dir.path);
  const manifest = workdir.readManifest("dev-1");
  assertEquals(manifest.caption, "the slow one");
  assertEquals(manifest.inputs, { n: 7 });
  assertEquals(workdir.findByFingerprint(fingerprintOf("slow")), []);
});

Deno.test("half a dataset of a job that is killed is gone, what else it wrote is kept", () => {
  using dir = tempDir();
  const first = openDev(dir.path);
  const { dir: staged } = first.stage({ method: "slow" });
  Deno.mkdirSync(`${staged}/datasets/default`);
  Deno.writeTextFileSync(`${staged}/datasets/default/0.arrow`, "ARROW1");
  Deno.writeTextFileSync(`${staged}/files/note.txt`, "so far");
  first[Symbol.dispose]();
  using workdir = openDev(dir.path);
  const { files, datasets } = workdir.readManifest("dev-1");
  assertEquals([files.map(({ path }) => path), datasets], [["note.txt"], {}]);
  assertEquals(
    [...Deno.readDirSync(dir.join("workdir/dev-1"))].map(({ name }) => name)
      .sort(),
    ["files", "job.json"],
  );
  assertWhole(workdir);
});

Deno.test("what cannot be cleaned up is left, and said", () => {
  using dir = tempDir();
  const killed = openDev(dir.path);
  stageJob(killed);
  stageJob(killed);
  killed[Symbol.dispose]();
  let isFull = true;
  const onStep = (): void => {
    if (isFull) throw new Error("no space left on device");
  };
  {
    using workdir = openDev(dir.path, { onStep });
    assertEquals(workdir.warnings.length, 2);
    assertMatch(workdir.warnings[0] ?? "", "no space left on device");
    assertEquals(workdir.list(), []);
  }
  isFull = false;
  using workdir = openDev(dir.path, { onStep });
  assertEquals(workdir.warnings, []);
  assertEquals(workdir.counts().failed, 2);
  assertWhole(workdir);
});

Deno.test("what a killed process had thrown away is removed", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir);
  dir.write("workdir/.ax/trash/dev-7.0000/files/x", "x");
  dir.write("workdir/.ax/owners/0000", "{}");
  dir.write("workdir/.ax/staging/dev-8.0000.json", "{half");
  dir.write("workdir/.ax/staging/dev-9.0000/files/x", "no note");
  using again = openDev(dir.path);
  assertWhole(again);
  assertEquals(namesIn(dir.join("workdir/.ax/owners")).includes("0000"), false);
});

Deno.test("an owner lives as long as its workdir is open", () => {
  using dir = tempDir();
  const layout = layoutOf("dev", dir.join("workdir"));
  let token = "";
  {
    using workdir = openDev(dir.path);
    stageJob(workdir).staging.discard();
    [token = ""] = namesIn(layout.owners);
    assertEquals(isAlive(layout, token), true);
  }
  assertEquals(isAlive(layout, token), false);
  assertEquals(namesIn(layout.owners), []);
});

Deno.test("the lock of a fingerprint is held by one process, and freed by SIGKILL", async () => {
  using dir = tempDir();
  await using holder = child(["lock", dir.path, "a"]);
  assertEquals(await firstLine(holder), "locked");
  using workdir = openDev(dir.path);
  {
    using _ = await workdir.lock(fingerprintOf("b"));
  }
  const order: string[] = [];
  const waiting = workdir.lock(fingerprintOf("a")).then((held) => {
    order.push("locked");
    return held;
  });
  await new Promise((resolve) => setTimeout(resolve, 60));
  order.push("killed");
  holder.kill("SIGKILL");
  using _ = await waiting;
  assertEquals(order, ["killed", "locked"]);
});

Deno.test("waiters get a lock one after the other, and leave no file", async () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  let inside = 0;
  await Promise.all([1, 2, 3, 4, 5].map(async () => {
    using _ = await workdir.lock(fingerprintOf("a"));
    assertEquals(++inside, 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
    inside--;
  }));
  const names = namesIn(dir.join("workdir/.ax/locks"));
  assertEquals(names.filter((name) => !name.startsWith("recovery")), []);
});

Deno.test("waiting for a lock ends with the signal", async () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  using _ = await workdir.lock(fingerprintOf("a"));
  const stop = new AbortController();
  const waiting = workdir.lock(fingerprintOf("a"), stop.signal);
  stop.abort(new Error("cancelled by a test"));
  await assertRejects(() => waiting, Error, "cancelled by a test");
});
