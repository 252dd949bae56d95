import {
  holdStill,
  jobBytes,
  listLeftovers,
  removeJobs,
  removeLeftovers,
} from "../../src/store/sweep.ts";
import type { JobId } from "../../src/core/ids.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertThrows,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import {
  assertWhole,
  child,
  commitJob,
  jobsIn,
  namesIn,
  openDev,
  outputOf,
} from "./support.ts";

function ids(...numbers: readonly number[]): JobId[] {
  return numbers.map((number) => `dev-${number}` as JobId);
}

Deno.test("removed jobs are gone from disk and catalog, and their numbers stay taken", () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    for (const key of ["a", "b", "c"]) commitJob(workdir, { key });
    using _ = holdStill([workdir]);
    removeJobs(workdir, ids(2, 1));
    assertWhole(workdir);
    assertEquals(jobsIn(workdir.path), ids(3));
  }
  // Also when the catalog has to be made anew.
  Deno.removeSync(dir.join("workdir/.ax/catalog.sqlite"));
  using workdir = openDev(dir.path);
  assertEquals(commitJob(workdir, { key: "d" }).id, ids(4)[0]);
});

Deno.test("the link to the latest job leads to the newest one that is left", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  for (const key of ["a", "b"]) commitJob(workdir, { key });
  commitJob(workdir, { key: "c", state: "failed" });
  const link = dir.join("workdir/dev-LATEST");
  assertEquals(Deno.readLinkSync(link), "dev-2");
  removeJobs(workdir, ids(2));
  assertEquals(Deno.readLinkSync(link), "dev-1");
  removeJobs(workdir, ids(1));
  assert(!namesIn(workdir.path).includes("dev-LATEST"));
});

Deno.test("nothing is removed while a build is running", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  {
    using other = openDev(dir.path);
    const staging = other.stage({ method: "count" });
    const error = assertThrows(() => holdStill([workdir]), AxError);
    assertMatch(error.message, `a build is running there, process ${Deno.pid}`);
    staging.discard();
  }
  holdStill([workdir])[Symbol.dispose]();
});

/** Whether a process has the file open by which removal keeps it waiting. */
function isAtLock(pid: number): boolean {
  const fds = `/proc/${pid}/fd`;
  return namesIn(fds).some((fd) => {
    try {
      return Deno.readLinkSync(`${fds}/${fd}`).endsWith("/.ax/locks/recovery");
    } catch {
      // Closed meanwhile.
      return false;
    }
  });
}

Deno.test({
  name: "no build starts while jobs are removed",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    using dir = tempDir();
    using workdir = openDev(dir.path);
    const held = holdStill([workdir]);
    const builder = child(["commit", dir.path, "1"]);
    while (!isAtLock(builder.pid)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    assertEquals(jobsIn(workdir.path), []);
    held[Symbol.dispose]();
    assertEquals(await outputOf(builder), "dev-1\n");
    assertEquals(jobsIn(workdir.path), ids(1));
  },
});

Deno.test("what is left over is found with its size, and removed", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { key: "a" });
  const ax = "workdir/.ax";
  const lock = "a".repeat(64);
  dir.write(`${ax}/trash/x.gone/file`, "12345");
  dir.write(`${ax}/staging/nothing.gone.json`, "{}");
  dir.write(`${ax}/catalog.sqlite.bad-1`, "123");
  dir.write(`${ax}/locks/${lock}`, "");
  dir.write(`${ax}/source/${lock}`, "1234567");
  using _ = holdStill([workdir]);
  const found = listLeftovers(workdir);
  assertEquals(found.map(({ path, bytes }) => [path, bytes]), [
    [".ax/staging/nothing.gone", 0],
    [".ax/trash/x.gone", 5],
    [".ax/catalog.sqlite.bad-1", 3],
    [`.ax/locks/${lock}`, 0],
    [`.ax/source/${lock}`, 7],
  ]);
  removeLeftovers(workdir, found);
  assertEquals(listLeftovers(workdir), []);
  assertWhole(workdir);
});

Deno.test("the sources of removed jobs go with the last of them", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  for (const key of ["a", "b"]) commitJob(workdir, { key });
  assertEquals(listLeftovers(workdir), []);
  removeJobs(workdir, ids(1));
  assertEquals(listLeftovers(workdir), []);
  removeJobs(workdir, ids(2));
  const found = listLeftovers(workdir);
  assertEquals(found.map(({ reason }) => reason), [
    "the source of no job",
    "the source of no job",
  ]);
});

Deno.test("jobBytes() counts what is the job's own", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const row = commitJob(workdir, { files: { "a/b.txt": "1234" } });
  const manifest = Deno.statSync(`${row.dir}/job.json`).size;
  assertEquals(jobBytes(row.dir), manifest + 4 + "hello\n".length);
});
