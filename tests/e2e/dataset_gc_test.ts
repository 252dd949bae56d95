import { assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject, script } from "./project.ts";

Deno.test("ax gc leaves the jobs that hold inherited columns, and those of a chain", async () => {
  using project = makeProject({
    make: `{
      inputs: { from: integer(), previous: optional(dataset()) },
      prepare({ inputs: { from, previous }, job }) {
        using out = job.createDataset({
          columns: { n: "int32" }, previous: previous ?? undefined,
        });
        for (let n = from; n < from + 4; n++) out.write({ n });
      },
    }`,
    add: `{
      inputs: { source: dataset({ n: "int32" }) },
      analysis({ inputs: { source }, job, slice }) {
        const out = job.createDataset({ columns: { half: "float64" }, parent: source });
        for (const n of source.column(slice, "n")) out.write({ half: n / 2 });
      },
    }`,
    rename: `{
      inputs: { source: dataset() },
      synthesis({ inputs: { source }, job }) {
        job.createDataset({ parent: source, inherit: { number: "n", half: "half" },
          previous: source.previous });
        job.save("here", "link.json");
      },
    }`,
  }, {
    main: `
      const old = await urd.build("make", { from: 0 });
      const made = await urd.build("make", { from: 4, previous: old });
      const added = await urd.build("add", { source: made });
      const renamed = await urd.build("rename", { source: added });
      await renamed.linkResult("link.json");
      await urd.build("make", { from: 100 });`,
  });
  await project.axOk(["build"]);
  const shown = await project.axOk(["ds", "dev-4", "--head", "8"]);
  const chain = await project.axOk(["ds", "dev-2", "-c"]);
  // Nothing but the link needs the renamed dataset any more.
  project.write("methods/build.ts", script(""));
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["gc", "--runs", "1"]);
  assertMatch(stdout, /^dev-6 .*old run\ndev-5 .*nothing\n\.ax\/source .*\n$/);
  const left = [...Deno.readDirSync(project.join("workdir"))]
    .map(({ name }) => name).filter((name) => /^dev-\d+$/.test(name)).sort();
  assertEquals(left, ["dev-1", "dev-2", "dev-3", "dev-4", "dev-7"]);
  const after = await project.axOk(["ds", "dev-4", "--head", "8"]);
  assertEquals(after.stdout, shown.stdout);
  assertEquals(
    (await project.axOk(["ds", "dev-2", "-c"])).stdout,
    chain.stdout,
  );
});
