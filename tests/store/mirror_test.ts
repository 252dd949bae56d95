/** Workdirs that are only read: their catalog is kept elsewhere. */

import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertMatch, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import {
  assertWhole,
  child,
  commitJob,
  fingerprintOf,
  jobsIn,
  modesIn,
  namesIn,
  openDev,
  outputOf,
} from "./support.ts";

Deno.test("a workdir that is only read answers as its own catalog would", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const first = commitJob(workdir, { key: "a" });
  for (let time = 0; time < 2; time++) {
    using mirror = openDev(dir.path, { access: "read" });
    assertEquals(mirror.writable, false);
    assertEquals(mirror.findByFingerprint(fingerprintOf("a")), [first]);
    assertEquals(mirror.readManifest("dev-1"), workdir.readManifest("dev-1"));
    assertEquals(mirror.list(), workdir.list());
  }
  // What comes and goes later is seen when it is next opened.
  commitJob(workdir, { key: "a" });
  Deno.removeSync(first.dir, { recursive: true });
  using mirror = openDev(dir.path, { access: "read" });
  assertEquals(mirror.list().map(({ number }) => number), [2]);
});

Deno.test("a workdir that is only read is not touched", () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir);
  }
  Deno.removeSync(dir.join("workdir/.ax"), { recursive: true });
  using mirror = openDev(dir.path, { access: "read" });
  assertEquals(mirror.counts().done, 1);
  assertEquals(namesIn(dir.join("workdir")), ["dev-1", "dev-LATEST"]);
  assertThrows(() => mirror.stage({ method: "m" }), AxError, "be written");
  assertThrows(() => mirror.stageBuild(), AxError, "cannot be written");
  assertThrows(() => mirror.lock(fingerprintOf("a")), AxError, "be written");
});

Deno.test("mirrors of two workdirs with one name are kept apart", () => {
  using dir = tempDir();
  for (const place of ["one", "two"]) {
    using workdir = openDev(dir.path, { path: dir.join(place) });
    commitJob(workdir, { key: place });
  }
  for (const place of ["one", "two", "one"]) {
    const path = dir.join(place);
    using mirror = openDev(dir.path, { path, access: "read" });
    const found = mirror.findByFingerprint(fingerprintOf(place));
    assertEquals(found.map(({ dir }) => dir), [`${path}/dev-1`]);
  }
});

Deno.test("a damaged mirror is made again", () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir);
  }
  openDev(dir.path, { access: "read" })[Symbol.dispose]();
  const [name = ""] = namesIn(dir.join("mirrors"))
    .filter((name) => name.endsWith(".sqlite"));
  dir.write(`mirrors/${name}`, "garbage");
  using mirror = openDev(dir.path, { access: "read" });
  assertEquals(mirror.counts().done, 1);
});

Deno.test("a workdir that is only read must be there", () => {
  using dir = tempDir();
  assertThrows(
    () => openDev(dir.path, { access: "read" }),
    AxError,
    "there is no directory",
  );
});

Deno.test("a user who may not write a workdir reads it", async () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir);
    commitJob(workdir);
  }
  Deno.chmodSync(dir.path, 0o755);
  Deno.mkdirSync(dir.join("mirrors"));
  Deno.chmodSync(dir.join("mirrors"), 0o777);
  const before = modesIn(dir.join("workdir/.ax"));
  Deno.chmodSync(dir.join("workdir/.ax"), 0o555);
  Deno.chmodSync(dir.join("workdir"), 0o555);
  const read = async (): Promise<unknown> => {
    const reader = child(["list", dir.path, "write"], { unprivileged: true });
    return JSON.parse(await outputOf(reader));
  };
  const expected = { ids: ["dev-2", "dev-1"], writable: false };
  assertEquals(await read(), expected);
  assertEquals(namesIn(dir.join("mirrors")).length > 0, true);
  // Nor need the project be writable.
  Deno.chmodSync(dir.join("mirrors"), 0o755);
  assertEquals(await read(), expected);
  Deno.chmodSync(dir.join("workdir"), 0o755);
  Deno.chmodSync(dir.join("workdir/.ax"), 0o755);
  assertEquals(modesIn(dir.join("workdir/.ax")), before);
});

Deno.test("a user who may not write a workdir is told what could be removed, and why it cannot", async () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir, { state: "failed" });
    commitJob(workdir);
  }
  Deno.chmodSync(dir.path, 0o755);
  const closed = ["workdir", "workdir/.ax", "workdir/.ax/owners"];
  for (const path of closed) Deno.chmodSync(dir.join(path), 0o555);
  const gc = async (how: string): Promise<unknown> => {
    const other = child(["gc", dir.path, how], { unprivileged: true });
    return JSON.parse(await outputOf(other));
  };
  assertEquals(await gc("dry"), ["dev-1"]);
  assertEquals(
    await gc("wet"),
    `Cannot remove anything from workdir "dev": ${dir.join("workdir")} ` +
      `cannot be written: permission denied`,
  );
  assertEquals(jobsIn(dir.join("workdir")), ["dev-1", "dev-2"]);
});

Deno.test("a user without rights commits, is killed and recovers", async () => {
  using dir = tempDir();
  Deno.chmodSync(dir.path, 0o777);
  const run = (args: readonly string[]): Promise<string> =>
    outputOf(child(args, { unprivileged: true }));
  assertEquals(await run(["commit", dir.path, "2"]), "dev-1\ndev-2\n");
  for (const step of ["mode files", "rename", "close", "row"]) {
    await run(["kill-at", dir.path, step]);
  }
  const listed = JSON.parse(await run(["list", dir.path]));
  assertEquals(listed.ids, [
    "dev-6",
    "dev-5",
    "dev-4",
    "dev-3",
    "dev-2",
    "dev-1",
  ]);
  using workdir = openDev(dir.path);
  assertWhole(workdir);
  assertEquals(workdir.counts(), { jobs: 6, done: 4, failed: 2 });
});

Deno.test("what another user has thrown away, and nobody else may remove, keeps nobody from writing", async () => {
  using dir = tempDir();
  Deno.chmodSync(dir.path, 0o777);
  const commit = (): Promise<string> =>
    outputOf(child(["commit", dir.path, "1"], { unprivileged: true }));
  assertEquals(await commit(), "dev-1\n");
  const left = `trash/dev-9.${crypto.randomUUID()}`;
  dir.write(`workdir/.ax/${left}/files/a.txt`, "a");
  assertEquals(await commit(), "dev-2\n");
  using workdir = openDev(dir.path);
  assertEquals(workdir.warnings, []);
  assertWhole(workdir);
});

Deno.test("files that a program made unreadable are kept, too", async () => {
  using dir = tempDir();
  Deno.chmodSync(dir.path, 0o777);
  const said = await outputOf(
    child(["unreadable", dir.path], { unprivileged: true }),
  );
  assertEquals(said, "dev-1\n");
  using workdir = openDev(dir.path);
  assertWhole(workdir);
});

Deno.test("a user without rights cannot change a committed job", async () => {
  using dir = tempDir();
  Deno.chmodSync(dir.path, 0o777);
  await outputOf(child(["commit", dir.path, "1"], { unprivileged: true }));
  const done = await outputOf(
    child(["deface", dir.path], { unprivileged: true }),
  );
  assertEquals(done, "");
  assertEquals(jobsIn(dir.join("workdir")), ["dev-1"]);
  using workdir = openDev(dir.path);
  assertWhole(workdir);
});

Deno.test("where hardly any room is left, it is tried before SQLite is", async () => {
  using dir = tempDir();
  openDev(dir.path)[Symbol.dispose]();
  const look = async (bytes: number, cramped: boolean): Promise<string> =>
    await outputOf(child(["room", dir.path, `${bytes}`], { cramped }));
  assertEquals(await look(0, false), "room\n");
  assertEquals(await look(10e6, true), "room\n");
  assertMatch(await look(1e6, true), /^File too large \(os error 27\)/);
  assertEquals(namesIn(dir.join("workdir/.ax/trash")), []);
});
