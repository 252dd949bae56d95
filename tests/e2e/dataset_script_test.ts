import { assertEquals, assertMatch } from "../support/assert.ts";
import type { AxProject } from "../support/ax.ts";
import { failureOf, makeProject, manifestOf, script } from "./project.ts";

const made = `{
  synthesis({ job }) {
    using out = job.createDataset({ columns: { n: "int32", word: "string" } });
    for (let n = 0; n < 4; n++) out.write({ n, word: "w" + n });
  },
}`;

/** The scripts' jobs, oldest first. */
function runsOf(project: AxProject): string[] {
  return [...Deno.readDirSync(project.join("workdir"))]
    .map(({ name }) => name).filter((name) => /^dev-\d+$/.test(name))
    .filter((id) => manifestOf(project, id).kind === "build").sort();
}

Deno.test("a build script writes files and datasets into its own job", async () => {
  using project = makeProject({ made }, {
    main: `
      const made = await urd.build("made");
      const source = made.dataset();
      using doubled = urd.job.createDataset("doubled", {
        columns: { twice: "int32" }, parent: source, previous: source,
      });
      for (let slice = 0; slice < 2; slice++) {
        for (const n of source.column(slice, "n")) {
          doubled.slice(slice).write({ twice: 2 * n });
        }
      }
      doubled.close();
      const link = urd.job.createDataset("link", {
        parent: urd.job.dataset("doubled"), inherit: { t: "twice" },
      });
      link.close();
      const turns = urd.job.createDataset({ columns: { text: "string" } });
      for (const text of ["a", "b", "c"]) turns.write({ text });
      urd.job.save({ rows: urd.job.dataset("link").rowCount }, "report.json");
      console.log([...urd.job.dataset("doubled").rows("all", ["word", "twice"])]
        .map(({ word, twice }) => word + "=" + twice).join(" "));`,
  });
  assertEquals((await project.axOk(["build"])).stdout, "w0=0 w2=4 w1=2 w3=6\n");
  const { datasets, files, kind } = manifestOf(project, "dev-2");
  assertEquals(kind, "build");
  assertEquals(files.map(({ path }) => path), ["report.json"]);
  assertEquals(Object.keys(datasets).sort(), ["default", "doubled", "link"]);
  assertEquals(datasets["doubled"]?.previous, "dev-1/default");
  assertEquals(datasets["link"]?.parents, ["dev-2/doubled"]);
  assertEquals(
    datasets["link"]?.columns.map(({ name, from }) => [name, from?.dataset]),
    [["t", "dev-2/doubled"]],
  );
  assertEquals(datasets["default"]?.rows, [2, 1]);
  const shown = await project.axOk(["ds", "dev-2/link", "--head", "4"]);
  assertMatch(shown.stdout, /\b6\b/);
  // The same once more is no news, another row is.
  await project.axOk(["build"]);
  assertEquals(runsOf(project), ["dev-2"]);
  const path = "methods/build.ts";
  project.write(path, project.read(path).replace("2 * n", "3 * n"));
  await project.axOk(["build"]);
  assertEquals(runsOf(project), ["dev-2", "dev-3"]);
});

Deno.test("a dataset that differs from the last run's is news, though the script is the same", async () => {
  using project = makeProject({}, {
    main: `
      using out = urd.job.createDataset({ columns: { now: "float64" } });
      out.write({ now: performance.timeOrigin + performance.now() });`,
  });
  await project.axOk(["build"]);
  await project.axOk(["build"]);
  assertEquals(runsOf(project), ["dev-1", "dev-2"]);
});

Deno.test("a script that fails, or says what cannot be, keeps no dataset", async () => {
  const create = `urd.job.createDataset({ columns: { n: "int32" } })`;
  using project = makeProject({
    made,
    show: "{ inputs: { source: dataset() } }",
  }, {
    main: `${create}.write({ n: 1 }); throw new Error("on purpose");`,
    files: {
      "methods/build_short.ts": script(`
        const source = (await urd.build("made")).dataset();
        const out = urd.job.createDataset({ columns: { m: "int32" }, parent: source });
        out.slice(0).write({ m: 1 });`),
      "methods/build_passed.ts": script(`
        ${create}.close();
        await urd.build("show", { source: urd.job.dataset() });`),
    },
  });
  const outcomes: string[] = [];
  for (const name of [[], ["short"], ["passed"]]) {
    const { code, stderr } = await project.ax(["build", ...name]);
    assertEquals(code, 1);
    outcomes.push(stderr);
  }
  for (const id of runsOf(project)) {
    failureOf(project, id);
    assertEquals(manifestOf(project, id).datasets, {});
    const inner = [...Deno.readDirSync(project.join(`workdir/${id}`))];
    assertEquals(inner.filter(({ name }) => name === "datasets"), []);
  }
  assertMatch(
    outcomes[1] ?? "",
    /Cannot keep dataset "default": slice 0 has 1 rows, and 2 in its parent/,
  );
  assertMatch(
    outcomes[2] ?? "",
    /show: cannot pass dataset "default" of the job that is running/,
  );
});

Deno.test("a script may end early and keeps what it wrote; a dry run keeps nothing", async () => {
  using project = makeProject({ made }, {
    main: `
      await urd.build("made");
      const out = urd.job.createDataset({ columns: { n: "int32" } });
      for (let n = 0; n < 3; n++) out.write({ n });
      urd.job.finishEarly({ rows: 3 });
      throw new Error("not reached");`,
  });
  await project.axOk(["build", "--dry-run"]);
  assertEquals(runsOf(project), []);
  const staging = project.join("workdir/.ax/staging");
  assertEquals([...Deno.readDirSync(staging)], []);
  await project.axOk(["build"]);
  assertEquals(runsOf(project), ["dev-2"]);
  const { datasets, files } = manifestOf(project, "dev-2");
  assertEquals(datasets["default"]?.rows, [2, 1]);
  assertEquals(files.map(({ path }) => path), ["result.json"]);
});
