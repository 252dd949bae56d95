/** Jobs that are committed, found and listed. */

import { AxError } from "../../src/core/errors.ts";
import {
  assert,
  assertEquals,
  assertThrows,
  present,
} from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import {
  assertWhole,
  commitJob,
  commitStaged,
  fingerprintOf,
  jobsIn,
  manifestFor,
  namesIn,
  openDev,
  sources,
  stageJob,
} from "./support.ts";

Deno.test("a committed job is whole, read-only and found", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path, { durability: "full" });
  const row = commitJob(workdir, {
    files: { "total.json": "42", "plots/rain.svg": "<svg/>" },
    caption: "the total",
  });
  assertEquals(row.id, "dev-1");
  assertEquals(row.dir, dir.join("workdir/dev-1"));
  assertEquals(workdir.findJob("dev-1"), row);
  assertEquals(workdir.findByFingerprint(fingerprintOf("count")), [row]);
  const manifest = workdir.readManifest("dev-1");
  assertEquals(manifest.files.map(({ path, size }) => [path, size]), [
    ["plots/rain.svg", 6],
    ["total.json", 2],
  ]);
  assertEquals(manifest.output.map(({ path }) => path), ["synthesis.txt"]);
  assertEquals(dir.read("workdir/dev-1/output/synthesis.txt"), "hello\n");
  assertEquals(Deno.readLinkSync(dir.join("workdir/dev-LATEST")), "dev-1");
  assertWhole(workdir);
});

Deno.test("the link to the latest job leads to the highest number, whoever ends last", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const first = stageJob(workdir);
  const second = stageJob(workdir);
  const link = dir.join("workdir/dev-LATEST");
  commitStaged(second.staging, second.source);
  assertEquals(Deno.readLinkSync(link), "dev-2");
  commitStaged(first.staging, first.source);
  assertEquals(Deno.readLinkSync(link), "dev-2");
  // One that leads nowhere gives way, and so does any other link.
  for (const target of ["dev-9", "elsewhere"]) {
    Deno.removeSync(link);
    Deno.symlinkSync(target, link);
    const { id } = commitJob(workdir);
    assertEquals(Deno.readLinkSync(link), String(id));
  }
});

Deno.test("directories in which nothing was written are left out of a job", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const staging = workdir.stage({ method: "count" });
  assertEquals(namesIn(staging.dir), ["datasets", "files", "source"]);
  commitStaged(staging, []);
  assertEquals(namesIn(dir.join("workdir/dev-1")), ["job.json"]);
});

Deno.test("every job has its sources as hard links to one copy", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path, { durability: "full" });
  for (let count = 0; count < 3; count++) commitJob(workdir);
  for (const { path, sha256, bytes } of sources) {
    const kept = dir.join("workdir/.ax/source", sha256);
    assertEquals(Deno.readFileSync(kept), bytes);
    assertEquals(Deno.statSync(kept).nlink, 4);
    const linked = Deno.statSync(dir.join("workdir/dev-2/source", path));
    assertEquals(linked.ino, Deno.statSync(kept).ino);
  }
});

Deno.test("a kept source that somebody changed is not linked again", () => {
  using dir = tempDir();
  openDev(dir.path)[Symbol.dispose]();
  const [source] = sources;
  const kept = `workdir/.ax/source/${present(source).sha256}`;
  dir.write(kept, "something else");
  using workdir = openDev(dir.path);
  commitJob(workdir);
  assertWhole(workdir);
});

Deno.test("half a source that a full disk left does not stop the next job", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const { owner } = workdir.place();
  const { sha256 } = present(sources[0]);
  dir.write(`workdir/.ax/trash/${sha256}.${owner}`, "exp");
  commitJob(workdir);
  assertWhole(workdir);
});

Deno.test("source paths that lead out of the job are refused", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const { staging } = stageJob(workdir);
  const [source] = sources;
  for (const path of ["../x.ts", "/x.ts", "a//b.ts", "a/../../b.ts", ""]) {
    const bad = { ...present(source), path };
    const error = assertThrows(() => staging.linkSources([bad]), AxError);
    assertEquals(error.code, "job");
  }
});

Deno.test("links, pipes and second names in files/ are refused by name", () => {
  const cases = [
    ["link", "ln -s /etc/passwd bad", /"bad": it is a symbolic link/],
    ["directory link", "ln -s / bad", /"bad": it is a symbolic link/],
    ["hard link", "ln result.json bad", /a second name/],
    ["pipe", "mkdir a; mkfifo a/bad", /"a\/bad": it is a device, pipe/],
  ] as const;
  using dir = tempDir();
  using workdir = openDev(dir.path);
  for (const [what, command, message] of cases) {
    for (const top of ["files", "datasets", "output"]) {
      const { staging } = stageJob(workdir);
      const cwd = `${staging.dir}/${top}`;
      Deno.writeTextFileSync(`${cwd}/result.json`, "1");
      const shell = new Deno.Command("sh", { args: ["-c", command], cwd });
      assert(shell.outputSync().success, what);
      assertThrows(() => staging.digestFiles(), AxError, message);
      staging.discard();
    }
  }
  assertEquals(jobsIn(workdir.path), []);
});

Deno.test("a job whose files changed after they were digested is not committed", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const changes = {
    "files/result.json": "longer",
    "output/synthesis.txt": "other\n",
    "files/late.json": "1",
    "output/analysis.0.txt": "late",
    "datasets/0.arrow": "late",
    "late.txt": "beside",
  };
  for (const [path, text] of Object.entries(changes)) {
    const { staging, source } = stageJob(workdir);
    const entries = { ...staging.digestFiles(), source };
    Deno.writeTextFileSync(`${staging.dir}/${path}`, text);
    assertThrows(
      () => staging.commit((id) => manifestFor(id, {}, entries)),
      AxError,
      path,
    );
    staging.discard();
  }
  const { staging, source } = stageJob(workdir);
  const entries = { ...staging.digestFiles(), source };
  Deno.removeSync(`${staging.dir}/files/result.json`);
  assertThrows(
    () => staging.commit((id) => manifestFor(id, {}, entries)),
    AxError,
    "result.json",
  );
  staging.discard();
  assertWhole(workdir);
  assertEquals(jobsIn(workdir.path), []);
});

Deno.test("a change of as many bytes shows even within the same millisecond", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  for (let job = 0; job < 20; job++) {
    const { staging, source } = stageJob(workdir, { files: { "a": "one" } });
    const file = `${staging.dir}/files/a`;
    const entries = { ...staging.digestFiles(), source };
    Deno.writeTextFileSync(file, "two");
    assertThrows(
      () => staging.commit((id) => manifestFor(id, {}, entries)),
      AxError,
      'Cannot keep "files/a": it is not as it was when the job ended',
    );
    // Whoever writes the same again has changed nothing.
    Deno.writeTextFileSync(file, "one");
    staging.commit((id) => manifestFor(id, {}, entries));
  }
  assertWhole(workdir);
});

Deno.test("a commit that was refused can be tried again", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const { staging, source } = stageJob(workdir);
  Deno.symlinkSync("/", `${staging.dir}/files/root`);
  const none = { files: [], output: [], source };
  assertThrows(
    () => staging.commit((id) => manifestFor(id, {}, none)),
    AxError,
  );
  const entries = { ...staging.digestFiles({ foreign: "remove" }), source };
  const told = { state: "failed" } as const;
  staging.commit((id) => manifestFor(id, told, entries));
  assertEquals(workdir.findJob("dev-1")?.state, "failed");
  assertWhole(workdir);
});

Deno.test("a discarded job leaves a gap in the numbers and nothing else", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const { staging } = stageJob(workdir);
  assertEquals(staging.id, "dev-1");
  staging.discard();
  staging.discard();
  assertEquals(commitJob(workdir).id, "dev-2");
  assertWhole(workdir);
});

Deno.test("a build script gets its number when it is committed", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const script = stageJob(workdir, { kind: "build", method: "build" });
  assertEquals(script.staging.id, undefined);
  const job = commitJob(workdir);
  assertEquals(job.id, "dev-1");
  const told = { kind: "build", method: "build" } as const;
  const row = commitStaged(script.staging, script.source, told);
  assertEquals(row.id, "dev-2");
  assertEquals(workdir.newestBuild("build"), row);
  assertEquals(Deno.readLinkSync(dir.join("workdir/dev-LATEST")), "dev-1");
  const unkept = workdir.stageBuild({ method: "build" });
  unkept.discard();
  assertEquals(commitJob(workdir).id, "dev-3");
  assertWhole(workdir);
});

Deno.test("numbers go on after a job was removed and the workdir opened anew", () => {
  using dir = tempDir();
  {
    using workdir = openDev(dir.path);
    commitJob(workdir);
    commitJob(workdir);
  }
  Deno.removeSync(dir.join("workdir/dev-2"), { recursive: true });
  using workdir = openDev(dir.path);
  assertEquals(workdir.findJob("dev-2"), undefined);
  assertEquals(commitJob(workdir).id, "dev-3");
});

Deno.test("a directory that somebody put at the next number is left alone", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  dir.write("workdir/dev-1/mine.txt", "precious");
  assertEquals(commitJob(workdir).id, "dev-2");
  const { staging, source } = stageJob(workdir);
  assertEquals(staging.id, "dev-3");
  Deno.mkdirSync(dir.join("workdir/dev-3"));
  assertThrows(() => commitStaged(staging, source), AxError, "dev-3");
  staging.discard();
  assertEquals(dir.read("workdir/dev-1/mine.txt"), "precious");
});

Deno.test("requests are answered by done jobs only, the newest first", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { key: "a" });
  commitJob(workdir, { key: "a", state: "failed" });
  commitJob(workdir, { key: "b" });
  commitJob(workdir, { key: "a" });
  const ids = workdir.findByFingerprint(fingerprintOf("a"))
    .map(({ id }) => String(id));
  assertEquals(ids, ["dev-4", "dev-1"]);
  assertEquals(workdir.findByFingerprint(fingerprintOf("c")), []);
  assertEquals(workdir.counts(), { jobs: 4, done: 3, failed: 1 });
});

Deno.test("a job that is gone or was damaged answers nothing", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { key: "a" });
  commitJob(workdir, { key: "a" });
  commitJob(workdir, { key: "a" });
  const find = (): string[] =>
    workdir.findByFingerprint(fingerprintOf("a")).map(({ id }) => id);
  Deno.removeSync(dir.join("workdir/dev-3"), { recursive: true });
  assertEquals(find(), ["dev-2", "dev-1"]);
  const manifest = dir.join("workdir/dev-2/job.json");
  const text = Deno.readTextFileSync(manifest);
  Deno.chmodSync(manifest, 0o644);
  Deno.writeTextFileSync(manifest, text.replace('"count"', '"cuont"'));
  Deno.utimeSync(manifest, 1, 1);
  assertEquals(find(), ["dev-1"]);
  assertThrows(() => workdir.readManifest("dev-2"), AxError, "checksum");
});

Deno.test("a job whose manifest was only touched still answers", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { key: "a" });
  Deno.utimeSync(dir.join("workdir/dev-1/job.json"), 1, 1);
  for (let time = 0; time < 2; time++) {
    assertEquals(workdir.findByFingerprint(fingerprintOf("a")).length, 1);
  }
});

Deno.test("listings filter by method, state, kind and time, newest first", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  commitJob(workdir, { method: "a", startedAt: "2026-01-01T00:00:00.000Z" });
  commitJob(workdir, { method: "b", startedAt: "2026-01-02T00:00:00.000Z" });
  commitJob(workdir, { method: "a", state: "failed" });
  commitJob(workdir, { method: "build", kind: "build" });
  const list = (filter: Parameters<typeof workdir.list>[0]): number[] =>
    workdir.list(filter).map(({ number }) => number);
  assertEquals(list({}), [4, 3, 2, 1]);
  assertEquals(list({ limit: 2 }), [4, 3]);
  assertEquals(list({ method: "a" }), [3, 1]);
  assertEquals(list({ method: "a", state: "done" }), [1]);
  assertEquals(list({ kind: "build" }), [4]);
  assertEquals(list({ since: "2026-01-02T00:00:00.000Z" }), [4, 3, 2]);
  assertEquals(workdir.newestBuild("build")?.number, 4);
  assertEquals(workdir.newestBuild("a"), undefined);
});

Deno.test("who uses a job is known both ways, across workdirs", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const first = commitJob(workdir);
  const second = commitJob(workdir, {
    inputs: {
      n: 1,
      rows: { "~": "dataset", job: "dev-1", name: "default" },
      more: [{ "~": "job", id: "base-7" }],
      raw: { "~": "file", path: "a.csv" },
    },
    parent: first.id,
  });
  const request = {
    method: "count",
    name: "total",
    fingerprint: fingerprintOf("count"),
    job: second.id,
    built: true,
  };
  const script = {
    kind: "build",
    method: "build",
    requests: [request],
  } as const;
  const build = commitJob(workdir, script);
  assertEquals(build.hasRequests, true);
  assertEquals(second.hasRequests, false);
  assertEquals(
    workdir.inputsOf("dev-2").map(({ name, dep }) => `${name} ${dep}`),
    ["rows dev-1", "more base-7"],
  );
  const users = (id: string): string[] =>
    workdir.usersOf(id).map(({ job, kind, name }) => `${job} ${kind} ${name}`);
  assertEquals(users("dev-1"), ["dev-2 input rows"]);
  assertEquals(users("base-7"), ["dev-2 input more"]);
  assertEquals(users("dev-2"), ["dev-3 request total"]);
  assertEquals(
    workdir.subjobsOf("dev-3").map(({ dep }) => String(dep)),
    ["dev-2"],
  );
  assertEquals(workdir.parentOf("dev-2"), first.id);
  assertEquals(workdir.parentOf("dev-1"), undefined);
});

Deno.test("a job that does not exist is named together with the newest", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  assertThrows(
    () => workdir.readManifest("dev-42"),
    AxError,
    `Cannot find job "dev-42": workdir "dev" has none`,
  );
  commitJob(workdir);
  assertThrows(
    () => workdir.readManifest("dev-42"),
    AxError,
    `Cannot find job "dev-42": the newest is "dev-1"`,
  );
});
