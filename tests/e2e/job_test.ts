import type { JobId } from "../../src/core/ids.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { ax, axOk } from "../support/ax.ts";
import { tempDir } from "../support/temp.ts";
import { storedProject } from "./stored.ts";

const twoCounts = [
  { method: "count", key: "n=1", files: { "total.json": "1", "a/b": "\xff" } },
  { method: "read_rows", files: {} },
  { method: "count", key: "n=2", files: { "total.json": "2" } },
];

Deno.test("ax job finds a job by id, method, LATEST, path and result link", async () => {
  using project = storedProject(twoCounts, {
    "methods/count.ts": "export default 1;",
  });
  Deno.mkdirSync(project.join("results"));
  Deno.symlinkSync(
    "../workdir/dev-1/files/total.json",
    project.join("results/total.json"),
  );
  const specs: [string, string][] = [
    ["dev-2", "dev-2"],
    ["count", "dev-3"],
    ["read_rows", "dev-2"],
    ["dev-LATEST", "dev-3"],
    ["workdir/dev-1", "dev-1"],
    ["./workdir/dev-1/files/a", "dev-1"],
    [project.join("workdir/dev-2/job.json"), "dev-2"],
    ["results/total.json", "dev-1"],
    ["total.json", "dev-1"],
  ];
  const results = await Promise.all(
    specs.map(([spec]) => project.ax(["job", spec, "--json"])),
  );
  results.forEach(({ code, stdout, stderr }, index) => {
    const [spec, id] = specs[index] ?? [];
    assertEquals([code, stderr], [0, ""], spec);
    assertEquals(JSON.parse(stdout).id, id, spec);
  });
});

Deno.test("a method whose newest job failed stands for its newest done one, with a remark", async () => {
  using project = storedProject([
    { method: "count" },
    { method: "count", state: "failed" },
    { method: "broken", state: "failed" },
  ]);
  const { stdout, stderr } = await project.axOk(["job", "count", "-p"]);
  assertEquals(stdout, `${project.join("workdir/dev-1")}\n`);
  assertEquals(stderr, "ax: dev-2 is newer, and failed\n");
  const broken = await project.axOk(["job", "broken", "-p"]);
  assertEquals(broken.stdout, `${project.join("workdir/dev-3")}\n`);
});

Deno.test("what is no job is said to be none, with what there is instead", async () => {
  using project = storedProject(twoCounts, {
    "methods/plot.ts": "export default 1;",
  });
  Deno.mkdirSync(project.join("results"));
  Deno.symlinkSync("../workdir/dev-99/files/x", project.join("results/x"));
  const wrong = [
    ["dev-9", 'Cannot find job "dev-9": the newest is "dev-3"'],
    ["dve-9", 'there is no workdir "dve"; did you mean "dev"?'],
    ["plto", 'did you mean "plot"?'],
    ["plot", 'Cannot find a job of "plot": it has not been built yet'],
    ["results/x", "it links to ../workdir/dev-99/files/x, which is gone"],
    ["no/such", "Cannot find a job at no/such: there is no such file"],
    ["./methods/plot.ts", "lies in no job"],
  ] as const;
  const results = await Promise.all(
    wrong.map(([spec]) => project.ax(["job", spec])),
  );
  results.forEach(({ code, stdout, stderr }, index) => {
    assertEquals([code, stdout], [1, ""]);
    assertMatch(stderr, wrong[index]?.[1] ?? "?");
    assertNoMatch(stderr, "    at ");
  });
});

Deno.test("of a job that cannot be read, ax job says what is wrong", async () => {
  using project = storedProject(twoCounts);
  const says = async (spec: string): Promise<string> => {
    const { code, stderr } = await project.ax(["job", spec]);
    assertEquals(code, 1);
    return stderr.replaceAll(project.path, "");
  };
  const dir = project.join("workdir/dev-1");
  const file = `${dir}/job.json`;
  Deno.chmodSync(dir, 0o755);
  Deno.chmodSync(file, 0o644);
  Deno.writeTextFileSync(file, "{}");
  const untrusted = "ax: Cannot trust /workdir/dev-1/job.json: its checksum";
  assertMatch(await says("dev-1"), untrusted);
  // Also where no list has the job any more.
  for (const { name } of Deno.readDirSync(project.join("workdir/.ax"))) {
    if (!name.startsWith("catalog")) continue;
    Deno.removeSync(project.join(`workdir/.ax/${name}`));
  }
  assertMatch(await says("dev-1"), untrusted);
  Deno.removeSync(file);
  Deno.mkdirSync(file);
  assertMatch(
    await says("dev-1"),
    "Cannot read /workdir/dev-1/job.json: it is a directory\n",
  );
  Deno.removeSync(file);
  assertMatch(
    await says("dev-1"),
    'Cannot find job "dev-1": there is no /workdir/dev-1/job.json\n',
  );
  assertMatch(
    await says("workdir/dev-1"),
    "Cannot find a job at workdir/dev-1: there is no /workdir/dev-1/job.json\n",
  );
});

Deno.test("ax job shows the job, its files and where it lies", async () => {
  using project = storedProject(twoCounts);
  const { stdout } = await project.axOk(["job", "dev-1"]);
  assertMatch(stdout, /^dev-1 count done\n/);
  assertMatch(stdout, "\nFiles\n  a/b         2 B\n  total.json  1 B\n");
  assertMatch(stdout, "\nOutput\n  synthesis.txt  6 B\n");
  assertMatch(stdout, project.join("workdir/dev-1"));
});

Deno.test("ax job prints output, source, a file, or a path", async () => {
  using project = storedProject(twoCounts);
  const run = async (...args: string[]): Promise<string> =>
    (await project.axOk(["job", "dev-1", ...args])).stdout;
  assertEquals(await run("-o"), "hello\n");
  assertEquals(
    await run("--source"),
    `── methods/count.ts ──
export default 1;
── methods/lib/add.ts ──
export const add = 2;
`,
  );
  assertEquals(await run("-f", "total.json"), "1");
  assertEquals(await run("-f", "a/b"), "\xff");
  assertEquals(await run("-f", "*.json"), "1");
  assertEquals(await run("-f", "*"), "── a/b ──\n\xff\n── total.json ──\n1\n");
  assertEquals(
    await run("-p", "-f", "*o?al*"),
    `${project.join("workdir/dev-1/files/total.json")}\n`,
  );
  assertEquals(await run("-S", "*/add.ts"), "export const add = 2;\n");
  const file = project.join("workdir/dev-1/files/a/b");
  assertEquals(await run("-p", "-f", "a/b"), `${file}\n`);
  const second = project.join("workdir/dev-2");
  assertEquals(
    await run("dev-2", "-p"),
    `${project.join("workdir/dev-1")}\n${second}\n`,
  );
  assertEquals(
    await run("dev-1", "-o"),
    "── dev-1 ──\nhello\n\n── dev-1 ──\nhello\n",
  );
  assertMatch(
    await run("dev-2"),
    /^dev-1 count done\n[^]*\n\ndev-2 read_rows /,
  );
  const one = await project.ax(["job", "dev-1", "dev-9"]);
  assertEquals([one.code, one.stdout], [1, ""]);
  assertEquals(JSON.parse(await run("-o", "--json")), {
    output: { synthesis: "hello\n" },
  });
});

Deno.test("a file that a job does not have is answered by those it has", async () => {
  using project = storedProject(twoCounts);
  const near = await project.ax(["job", "dev-1", "-f", "totals.json"]);
  assertEquals(near.code, 1);
  assertMatch(near.stderr, 'did you mean "total.json"?');
  const far = await project.ax(["job", "dev-1", "-f", "../job.json"]);
  assertMatch(far.stderr, "it has a/b, total.json");
  const star = await project.ax(["job", "dev-1", "-f", "*.csv"]);
  assertMatch(star.stderr, 'file "*.csv" of dev-1: it has a/b, total.json');
  const source = await project.ax(["job", "dev-1", "-S", "count.ts"]);
  assertMatch(source.stderr, 'file "count.ts" in the source of dev-1: ');
  const none = await project.ax(["job", "dev-2", "-f", "x"]);
  assertMatch(none.stderr, 'Cannot find file "x" of dev-2: it has no files');
  assertEquals((await project.ax(["job", "dev-1", "-o", "-s"])).code, 2);
});

Deno.test("a manifest that was changed is not trusted", async () => {
  using project = storedProject([{ method: "count" }]);
  const file = project.join("workdir/dev-1/job.json");
  const text = Deno.readTextFileSync(file).replace('"count"', '"conut"');
  Deno.chmodSync(project.join("workdir/dev-1"), 0o755);
  Deno.chmodSync(file, 0o644);
  Deno.writeTextFileSync(file, text);
  const { code, stderr } = await project.ax(["job", "dev-1"]);
  assertEquals(code, 1);
  assertMatch(stderr, "job.json: its checksum does not match");
});

Deno.test("a path to a job of another project works, too", async () => {
  using project = storedProject(twoCounts);
  using other = storedProject([]);
  const { stdout } = await ax(["job", project.join("workdir/dev-2"), "-p"], {
    cwd: other.path,
  });
  assertEquals(stdout, `${project.join("workdir/dev-2")}\n`);
});

Deno.test("a path to a job needs no project, nor a catalog", async () => {
  const jobs = [
    { method: "read_rows" },
    { method: "count", inputs: { rows: { "~": "job", id: "dev-1" } } },
    {
      method: "build",
      kind: "build",
      requests: [{
        method: "count",
        name: "count",
        fingerprint: "0".repeat(64),
        job: "dev-2" as JobId,
        built: true,
      }],
    },
  ] as const;
  using project = storedProject(jobs);
  using nowhere = tempDir();
  const show = async (path: string): Promise<string> =>
    (await axOk(["job", path], { cwd: nowhere.path })).stdout;
  const path = project.join("workdir/dev-2");
  const text = await show(path);
  assertMatch(text, "\n  rows  dev-1 (read_rows)\n");
  assertMatch(text, "\n  asked by  dev-3 (build)\n");
  const moved = nowhere.join("kept");
  Deno.renameSync(project.join("workdir"), moved);
  Deno.removeSync(`${moved}/.ax`, { recursive: true });
  assertMatch(await show(`${moved}/dev-2/files`), "rows  dev-1 (read_rows)\n");
  assertMatch(await show("kept/dev-2"), `${moved}/dev-2\n`);
  const why = await axOk(["why", "kept/dev-3"], { cwd: nowhere.path });
  assertMatch(why.stdout, "\n  dev-2  count  first time\n");
  const id = await ax(["job", "dev-2"], { cwd: nowhere.path });
  assertEquals(id.code, 1);
  assertMatch(id.stderr, "Cannot find a project");
});

Deno.test("who asked for a job of another project is looked up there", async () => {
  using project = storedProject([{ method: "count" }]);
  using other = storedProject([{ method: "x" }, {
    kind: "build",
    method: "build_x",
    requests: [{
      method: "x",
      name: "x",
      fingerprint: "0".repeat(64),
      job: "dev-1" as JobId,
      built: true,
    }],
  }]);
  const { stdout } = await ax(["job", project.join("workdir/dev-1")], {
    cwd: other.path,
  });
  assertMatch(stdout, /^dev-1 count done\n/);
  assertNoMatch(stdout, "asked by");
});
