/** The catalog is an index: whatever becomes of it, the jobs are still there. */

import { DatabaseSync } from "node:sqlite";
import { AxError } from "../../src/core/errors.ts";
import { examineWorkdir } from "../../src/store/checkup.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "../support/assert.ts";
import { type TempDir, tempDir } from "../support/temp.ts";
import {
  assertWhole,
  commitJob,
  commitStaged,
  fingerprintOf,
  namesIn,
  openDev,
  stageJob,
} from "./support.ts";

/** A closed workdir with three jobs; some have edges. */
function threeJobs(): TempDir {
  const dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { key: "a", caption: "first" });
  const ref = { "~": "job", id: "dev-1" };
  commitJob(workdir, { key: "b", inputs: { source: ref } });
  commitJob(workdir, { key: "a", state: "failed" });
  return dir;
}

/** All that a catalog answers. */
function answers(dir: TempDir): unknown {
  using workdir = openDev(dir.path);
  assertWhole(workdir);
  return {
    rows: workdir.list(),
    found: workdir.findByFingerprint(fingerprintOf("a")),
    users: workdir.usersOf("dev-1"),
    counts: workdir.counts(),
  };
}

const damages: Readonly<Record<string, (file: string) => void>> = {
  "missing": (file) => Deno.removeSync(file),
  "empty": (file) => Deno.truncateSync(file, 0),
  "garbage": (file) => Deno.writeTextFileSync(file, "garbage".repeat(5000)),
  "cut in half": (file) =>
    Deno.truncateSync(file, Deno.statSync(file).size >> 1),
  "another database": (file) => {
    Deno.removeSync(file);
    using db = new DatabaseSync(file);
    db.exec("CREATE TABLE job (number INTEGER)");
  },
  "of an older version": (file) => {
    using db = new DatabaseSync(file);
    db.exec("PRAGMA user_version=0");
  },
  "without a table": (file) => {
    using db = new DatabaseSync(file);
    db.exec("DROP TABLE state");
  },
};

for (const [what, damage] of Object.entries(damages)) {
  Deno.test(`a catalog that is ${what} is made again from the manifests`, () => {
    using dir = threeJobs();
    const before = answers(dir);
    damage(dir.join("workdir/.ax/catalog.sqlite"));
    assertEquals(answers(dir), before);
    assertEquals(answers(dir), before);
    using workdir = openDev(dir.path);
    assertEquals(commitJob(workdir).id, "dev-4");
  });
}

Deno.test("a damaged catalog is set aside under the next free name", () => {
  using dir = threeJobs();
  for (let time = 0; time < 2; time++) {
    dir.write("workdir/.ax/catalog.sqlite", `garbage ${time}`);
    answers(dir);
  }
  const names = namesIn(dir.join("workdir/.ax"))
    .filter((name) => name.includes(".bad-"));
  assertEquals(names, ["catalog.sqlite.bad-1", "catalog.sqlite.bad-2"]);
  assertEquals(dir.read("workdir/.ax/catalog.sqlite.bad-2"), "garbage 1");
});

Deno.test("the WAL of another database is not taken for the catalog's", () => {
  using dir = threeJobs();
  const before = answers(dir);
  Deno.removeSync(dir.join("workdir/.ax/catalog.sqlite"));
  dir.write("workdir/.ax/catalog.sqlite-wal", "garbage".repeat(5000));
  assertEquals(answers(dir), before);
});

Deno.test("damage that shows while the workdir is open is mended", () => {
  using dir = threeJobs();
  const file = dir.join("workdir/.ax/catalog.sqlite");
  {
    using db = new DatabaseSync(file);
    const page = db.prepare(
      "SELECT rootpage FROM sqlite_schema WHERE name = 'edge_dep'",
    ).get()?.["rootpage"];
    using raw = Deno.openSync(file, { write: true });
    raw.seekSync(4096 * (Number(page) - 1), Deno.SeekMode.Start);
    raw.writeSync(new Uint8Array(4096).fill(7));
  }
  using workdir = openDev(dir.path);
  assertEquals(namesIn(dir.join("workdir/.ax")).join().includes("bad"), false);
  assertEquals(workdir.usersOf("dev-1").length, 1);
  assertEquals(namesIn(dir.join("workdir/.ax")).join().includes("bad"), true);
  assertEquals(commitJob(workdir).id, "dev-4");
  assertWhole(workdir);
});

Deno.test("a catalog of a newer ax is refused and left alone", () => {
  using dir = threeJobs();
  const file = dir.join("workdir/.ax/catalog.sqlite");
  {
    using db = new DatabaseSync(file);
    db.exec("PRAGMA user_version=99");
  }
  assertThrows(() => openDev(dir.path), AxError, "use a newer ax");
  assert(!namesIn(dir.join("workdir/.ax")).join().includes("bad"));
});

Deno.test("a row whose directory is gone is dropped when the workdir is opened", () => {
  using dir = threeJobs();
  Deno.removeSync(dir.join("workdir/dev-2"), { recursive: true });
  using workdir = openDev(dir.path);
  assertEquals(workdir.list().map(({ number }) => number), [3, 1]);
  assertEquals(workdir.usersOf("dev-1"), []);
  assertWhole(workdir);
});

Deno.test("a job directory without a row is added when the workdir is opened", () => {
  using dir = threeJobs();
  const before = answers(dir);
  Deno.renameSync(dir.join("workdir/dev-2"), dir.join("dev-2"));
  answers(dir);
  Deno.renameSync(dir.join("dev-2"), dir.join("workdir/dev-2"));
  assertEquals(answers(dir), before);
});

Deno.test("what changed while jobs were being committed is seen when it is next opened", () => {
  using dir = threeJobs();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir);
    Deno.removeSync(dir.join("workdir/dev-1"), { recursive: true });
    commitJob(workdir);
  }
  using workdir = openDev(dir.path);
  assertEquals(workdir.findJob("dev-1"), undefined);
  assertWhole(workdir);
});

Deno.test("a directory with a damaged manifest is no job, and its number is taken", () => {
  using dir = threeJobs();
  dir.write("workdir/dev-9/job.json", "{}");
  Deno.removeSync(dir.join("workdir/.ax/catalog.sqlite"));
  using workdir = openDev(dir.path);
  assertEquals(workdir.findJob("dev-9"), undefined);
  assertEquals(commitJob(workdir).id, "dev-10");
  assertEquals(dir.read("workdir/dev-9/job.json"), "{}");
});

Deno.test("a manifest in the directory of another job is not believed", () => {
  using dir = threeJobs();
  const text = dir.read("workdir/dev-1/job.json");
  dir.write("workdir/dev-9/job.json", text);
  using workdir = openDev(dir.path);
  assertEquals(workdir.findJob("dev-9"), undefined);
  assertThrows(
    () => workdir.readManifest("dev-9"),
    AxError,
    "it is the manifest of dev-1",
  );
});

Deno.test("all of .ax can be removed", () => {
  using dir = threeJobs();
  const before = answers(dir);
  Deno.removeSync(dir.join("workdir/.ax"), { recursive: true });
  assertEquals(answers(dir), before);
  assertEquals(dir.read("workdir/.ax/FORMAT").includes('"slices":2'), true);
});

Deno.test("to remove .ax under an open workdir is told, and loses no job", async () => {
  using dir = threeJobs();
  using workdir = openDev(dir.path);
  const { staging, source } = stageJob(workdir);
  Deno.removeSync(dir.join("workdir/.ax"), { recursive: true });
  const gone = `Cannot go on in workdir "dev": ${dir.path}/workdir/.ax was ` +
    `removed`;
  const acts = [
    () => commitStaged(staging, source),
    () => workdir.stage({ method: "m" }),
    () => workdir.stageBuild(),
    () => workdir.tryLock(fingerprintOf("a")),
  ];
  for (const act of acts) assertThrows(act, AxError, gone);
  const lock = (): Promise<Disposable> => workdir.lock(fingerprintOf("a"));
  await assertRejects(lock, AxError, gone);
  staging.discard();
  using next = openDev(dir.path);
  assertWhole(next);
  assertEquals(next.counts().jobs, 3);
});

Deno.test("a catalog that was rebuilt under an open workdir is opened anew", () => {
  using dir = threeJobs();
  using first = openDev(dir.path);
  commitJob(first);
  Deno.removeSync(dir.join("workdir/.ax/catalog.sqlite"));
  using second = openDev(dir.path);
  assertEquals(commitJob(second).id, "dev-5");
  assertEquals(commitJob(first).id, "dev-6");
  assertEquals(second.findJob("dev-6")?.state, "done");
  assertWhole(second);
});

Deno.test("another slice count is refused, naming both", () => {
  using dir = threeJobs();
  for (const access of ["write", "read"] as const) {
    assertThrows(
      () => openDev(dir.path, { slices: 3, access }),
      AxError,
      /with 3 slices: it was made with 2/,
    );
  }
  // The jobs know it, too.
  Deno.removeSync(dir.join("workdir/.ax/FORMAT"));
  const error = assertThrows(() => openDev(dir.path, { slices: 3 }), AxError);
  assertEquals(error.code, "workdir");
  openDev(dir.path)[Symbol.dispose]();
});

Deno.test("a newer format is refused before anything is touched", () => {
  using dir = threeJobs();
  const format = JSON.stringify({ format: 2, name: "dev", slices: 2 });
  dir.write("workdir/.ax/FORMAT", format);
  for (const access of ["write", "read"] as const) {
    assertThrows(
      () => openDev(dir.path, { access }),
      AxError,
      /it has format 2, this ax reads up to format 1; use a newer ax/,
    );
  }
  assertEquals(dir.read("workdir/.ax/FORMAT"), format);
});

Deno.test("half a FORMAT is written again from what the jobs say", () => {
  using dir = threeJobs();
  const format = dir.read("workdir/.ax/FORMAT");
  const halves = [
    "",
    "{",
    "null",
    '{"format":1}',
    '{"format":1,"name":5,"slices":2}',
    '{"format":1,"name":"dev","slices":2.5}',
  ];
  for (const half of halves) {
    dir.write("workdir/.ax/FORMAT", half);
    openDev(dir.path)[Symbol.dispose]();
    assertEquals(dir.read("workdir/.ax/FORMAT"), format);
  }
});

Deno.test("a workdir under another name is refused, naming its jobs", () => {
  using dir = threeJobs();
  assertThrows(() => openDev(dir.path, { name: "base" }), AxError, '"dev-1"');
});

Deno.test("a workdir that cannot be made is an error of the workdir", () => {
  using dir = tempDir({ "file": "" });
  const path = dir.join("file/workdir");
  const error = assertThrows(() => openDev(dir.path, { path }), AxError);
  assertEquals(error.code, "workdir");
});

Deno.test("a file where .ax belongs is an error of the workdir, and stays", () => {
  using dir = tempDir({ "workdir/.ax": "mine" });
  const error = assertThrows(() => openDev(dir.path), AxError);
  const path = dir.join("workdir");
  assertEquals(error.code, "workdir");
  assertMatch(error.message, `Cannot make workdir "dev" at ${path}: `);
  const { exists, writable, catalog } = examineWorkdir("dev", path);
  assertEquals({ exists, writable, catalog }, {
    exists: true,
    writable: false,
    catalog: { state: "unknown" },
  });
  using mirror = openDev(dir.path, { access: "read" });
  assertEquals(mirror.list(), []);
  assertEquals(dir.read("workdir/.ax"), "mine");
});
