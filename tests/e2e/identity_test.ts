import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { type AxProject, axProject, startAx } from "../support/ax.ts";
import { makeProject, manifestOf, method, script } from "./project.ts";

/** Builds and says what was done, in the words of the closing line. */
async function build(
  project: AxProject,
  ...args: readonly string[]
): Promise<string> {
  const { stderr } = await project.axOk(["build", ...args]);
  const [counts = stderr] = /\d+ built, \d+ reused/.exec(stderr) ?? [];
  return counts;
}

/** Reads a number, doubles it; the second rests on the first alone. */
function chain(): AxProject {
  return makeProject({
    first: `{
      inputs: { n: integer(), f: file() },
      synthesis: ({ inputs }) => Math.sign(inputs.n) + inputs.f.text().length,
    }`,
    second: `{
      inputs: { first: job(), factor: integer(2) },
      synthesis: ({ inputs }) => inputs.first.load() * inputs.factor,
    }`,
  }, {
    files: { "input/a.txt": "abc" },
    main: `
      const first = await urd.build("first", { n: 5, f: "a.txt" });
      const second = await urd.build("second", { first });
      console.log(second.load());`,
  });
}

Deno.test("a job built again with equal outputs rebuilds nothing after it, and that is written down", async () => {
  using project = chain();
  assertEquals(await build(project), "2 built, 0 reused");
  const first = manifestOf(project, "dev-1");
  // Another input, the same output.
  const main = project.read("methods/build.ts");
  project.write("methods/build.ts", main.replace("n: 5", "n: 7"));
  const { stderr } = await project.axOk(["build", "--verbose"]);
  assertMatch(stderr, "1 built, 1 reused");
  assertMatch(stderr, /reused dev-2 second .*first: dev-4 equals dev-1/);
  const again = manifestOf(project, "dev-4");
  assertEquals(again.digest, first.digest);
  assert(again.fingerprint !== first.fingerprint);
  const script = manifestOf(project, "dev-5");
  assertEquals(
    script.requests.map(({ job, built, cutOff }) => ({ job, built, cutOff })),
    [
      { job: "dev-4", built: true, cutOff: undefined },
      {
        job: "dev-2",
        built: false,
        cutOff: [{ input: "first", asked: "dev-4", answered: "dev-1" }],
      },
    ],
  );
  // Nothing new: no new build job either.
  assertEquals(await build(project), "0 built, 2 reused");
  assert(
    !Array.from(Deno.readDirSync(project.join("workdir")))
      .some(({ name }) => name === "dev-6"),
  );
});

Deno.test("--force runs every method once, gives the same digests, and is found later", async () => {
  using project = chain();
  await build(project);
  assertEquals(await build(project, "--force"), "2 built, 0 reused");
  assertEquals(manifestOf(project, "dev-4").why, {
    kind: "forced",
    against: "dev-1",
  });
  assertEquals(
    manifestOf(project, "dev-4").digest,
    manifestOf(project, "dev-1").digest,
  );
  assertEquals(await build(project), "0 built, 2 reused");
  const forced = script(`
    const one = await urd.build("first", { n: 5, f: "a.txt" }, { force: true });
    await urd.build("first", { n: 5, f: "a.txt" });
    console.log(one.id);`);
  project.write("methods/build_one.ts", forced);
  assertEquals(await build(project, "one"), "1 built, 1 reused");
});

Deno.test("what was changed decides what is built, and the explanation names it", async () => {
  using project = makeProject({}, {
    files: {
      "methods/lib/table.json": `{ "factor": 2 }`,
      "methods/lib/scale.ts":
        `import table from "./table.json" with { type: "json" };
export const scale = (n: number): number => n * table.factor;
`,
      "methods/uses.ts": `import { defineMethod, integer } from "ax";
import { scale } from "./lib/scale.ts";
export default defineMethod({
  inputs: { n: integer(3) },
  synthesis: ({ inputs }) => scale(inputs.n),
});
`,
      "methods/apart.ts": method(`{ synthesis: () => 1 }`),
    },
    main: `
      console.log((await urd.build("uses")).load());
      await urd.build("apart");`,
  });
  assertEquals(await build(project), "2 built, 0 reused");
  assertEquals(await build(project), "0 built, 2 reused");
  const change = async (
    file: string,
    before: string,
    after: string,
  ): Promise<string> => {
    const text = project.read(file);
    assert(text.includes(before), `${file} holds ${before}`);
    project.write(file, text.replace(before, after));
    const { stderr } = await project.axOk(["build"]);
    return stderr;
  };
  const library = await change(
    "methods/lib/scale.ts",
    "n * table",
    "1 * n * table",
  );
  assertMatch(library, "1 built, 1 reused");
  assertMatch(library, "lib/scale.ts");
  const data = await change("methods/lib/table.json", "2", "3");
  assertMatch(data, "1 built, 1 reused");
  assertMatch(data, "lib/table.json");
  assertMatch(
    await change("methods/uses.ts", "integer(3)", "integer(4)"),
    "1 built, 1 reused",
  );
  assertMatch(
    await change("methods/apart.ts", "() => 1", "() => 1 + 0"),
    "1 built, 1 reused",
  );
  // Files that only moved in time, and new ones that nothing imports.
  const path = project.join("methods/lib/scale.ts");
  Deno.utimeSync(path, new Date(), new Date());
  project.write("methods/lib/other.ts", "export const other = 1;\n");
  assertEquals(await build(project), "0 built, 2 reused");
  // What was before is found again.
  await change("methods/uses.ts", "integer(4)", "integer(3)");
  await change("methods/lib/table.json", "3", "2");
  const { stderr } = await project.axOk(["build", "--verbose"]);
  assertMatch(stderr, /reused dev-\d+ uses/);
});

Deno.test("a job keeps the source that ran, and becomes read-only", async () => {
  using project = chain();
  await build(project);
  const source = project.read("methods/first.ts");
  project.write("methods/first.ts", "changed");
  assertEquals(project.read("workdir/dev-1/source/methods/first.ts"), source);
  const mode = (path: string): string =>
    ((Deno.lstatSync(project.join(path)).mode ?? 0) & 0o777).toString(8);
  assertEquals(
    ["", "/job.json", "/files", "/files/result.json", "/source/methods"]
      .map((path) => mode(`workdir/dev-1${path}`)),
    ["555", "444", "555", "444", "555"],
  );
  assertEquals(Deno.readLinkSync(project.join("workdir/dev-LATEST")), "dev-2");
});

Deno.test("equal requests of one build join one run", async () => {
  using project = makeProject({
    slow: `{
      inputs: { n: integer() },
      async synthesis({ inputs }) {
        await new Promise((done) => setTimeout(done, 50));
        return inputs.n;
      },
    }`,
  }, {
    main: `
      const jobs = await Promise.all([1, 2, 1, 1, 2].map((n) =>
        urd.build("slow", { n })));
      console.log(jobs.map((job) => job.load()).join(" "),
        new Set(jobs.map((job) => job.id)).size);`,
  });
  const { stdout, stderr } = await project.axOk(["build", "--jobs", "3"]);
  assertEquals(stdout, "1 2 1 1 2 2\n");
  assertMatch(stderr, "2 built");
});

Deno.test("two builds of one project at once run each job once", async () => {
  using project = makeProject({
    slow: `{
      inputs: { n: integer() },
      async synthesis({ inputs }) {
        await new Promise((done) => setTimeout(done, 60));
        return inputs.n;
      },
    }`,
  }, {
    main: `
      for (let n = 0; n < 4; n++) {
        console.log((await urd.build("slow", { n })).id);
      }`,
  });
  const runs = [1, 2].map(() => startAx(["build"], { cwd: project.path }));
  const results = await Promise.all(runs.map((run) => run.result));
  assertEquals(results.map(({ code }) => code), [0, 0]);
  assertEquals(results[0]?.stdout, results[1]?.stdout);
  const built = results.map(({ stderr }) =>
    Number(/(\d+) built/.exec(stderr)?.[1])
  );
  assertEquals(built.reduce((sum, count) => sum + count), 4);
  const { stdout } = await project.axOk(["jobs", "--method", "slow"]);
  assertEquals(stdout.trimEnd().split("\n").length, 4);
});

Deno.test("jobs are built in the target, and found in every workdir", async () => {
  using old = makeProject({
    one: `{ inputs: { n: integer() }, synthesis: ({ inputs }) => inputs.n }`,
  }, {
    config: { workdirs: { old: "workdir" } },
    main: `await urd.build("one", { n: 1 });`,
  });
  assertEquals(await build(old), "1 built, 0 reused");
  using project = axProject({
    "ax.json": JSON.stringify({
      slices: 2,
      durability: "fast",
      workdirs: { new: "new", side: "side", old: old.join("workdir") },
      target: "new",
    }),
    "methods/one.ts": old.read("methods/one.ts"),
    "methods/two.ts": method(`{
      inputs: { one: job() },
      synthesis: ({ inputs }) => inputs.one.load() + 1,
    }`),
    "methods/build.ts": script(`
      const one = await urd.build("one", { n: 1 });
      const two = await urd.build("two", { one });
      const side = await urd.build("one", { n: 5 }, { workdir: "side" });
      console.log(one.id, two.id, two.load(), side.id);`),
  });
  Deno.mkdirSync(project.join("side"));
  const first = await project.axOk(["build"]);
  assertEquals(first.stdout, "old-1 new-1 2 side-1\n");
  assertMatch(first.stderr, "2 built, 1 reused");
  const elsewhere = await project.axOk(["build", "--workdir", "side"]);
  assertEquals(elsewhere.stdout, "old-1 new-1 2 side-1\n");
  const wrong = await project.ax(["build", "--workdir", "nowhere"]);
  assertEquals(wrong.code, 1);
  assertMatch(wrong.stderr, `Cannot find workdir "nowhere"`);
  // Nor need the other project's jobs be writable. (Root may write anyway.)
  const theirs = old.join("workdir");
  for (const dir of [theirs, `${theirs}/.ax`]) Deno.chmodSync(dir, 0o555);
  const main = project.read("methods/build.ts");
  project.write("methods/build.ts", main.replace("n: 5", "n: 6"));
  const { stdout, stderr } = await project.axOk(["build"]);
  assertMatch(stdout, /^old-1 new-1 2 side-\d\n$/);
  assertMatch(stderr, "1 built, 2 reused");
  if (Deno.uid() === 0) return;
  const refused = await project.ax(["build", "--workdir", "old"]);
  assertEquals(refused.code, 1);
  assertMatch(refused.stderr, /Cannot build in workdir "old": .* written/);
});

Deno.test("a chain of jobs is walked oldest first, and its past is part of each digest", async () => {
  using project = makeProject({
    day: `{
      inputs: { n: integer(), previous: optional(job()) },
      synthesis({ inputs }) {
        const chain = inputs.previous?.chain() ?? [];
        return { sum: chain.reduce((sum, one) => sum + one.load().n, inputs.n),
          n: 1 };
      },
    }`,
    last: `{
      inputs: { day: job() },
      synthesis: ({ inputs }) => inputs.day.chain().length,
    }`,
  }, {
    main: `
      let previous = null;
      for (const n of [1, 2, 3]) previous = await urd.build("day", { n, previous });
      console.log(previous.load().sum, previous.chain().map((job) => job.id).join(" "));
      console.log((await urd.build("last", { day: previous })).load());`,
  });
  const { stdout } = await project.axOk(["build"]);
  assertEquals(stdout, "5 dev-1 dev-2 dev-3\n3\n");
  // The first link changes: all that follow do, although their files are equal.
  const main = project.read("methods/build.ts");
  project.write("methods/build.ts", main.replace("[1, 2, 3]", "[7, 2, 3]"));
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, "4 built, 0 reused");
  assertEquals(
    manifestOf(project, "dev-3").files.map(({ sha256 }) => sha256),
    manifestOf(project, "dev-8").files.map(({ sha256 }) => sha256),
  );
  assert(
    manifestOf(project, "dev-3").digest !== manifestOf(project, "dev-8").digest,
  );
});

Deno.test("a job that someone removed is built again; a lost catalog loses nothing", async () => {
  using project = chain();
  await build(project);
  Deno.removeSync(project.join("workdir/.ax/catalog.sqlite"));
  assertEquals(await build(project), "0 built, 2 reused");
  const dir = project.join("workdir/dev-1");
  for (const path of ["", "/files", "/source", "/source/methods"]) {
    Deno.chmodSync(dir + path, 0o755);
  }
  Deno.removeSync(dir, { recursive: true });
  assertEquals(await build(project), "1 built, 1 reused");
  assertEquals(await build(project), "0 built, 2 reused");
});
