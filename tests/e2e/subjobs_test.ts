import { assertEquals, assertMatch } from "../support/assert.ts";
import { makeProject, manifestOf, method } from "./project.ts";

const leaf = `{
  inputs: { n: integer() },
  synthesis: ({ inputs }) => inputs.n * 2,
}`;

/** Asks for two leaves and adds them up. */
const parent = `{
  builds: true,
  inputs: { n: integer() },
  async synthesis({ inputs, job }) {
    const leaves = await Promise.all([0, 1].map((k) =>
      job.build("leaf", { n: inputs.n + k }, { caption: "leaf " + k })));
    return leaves.reduce((sum, leaf) => sum + leaf.load(), 0);
  },
}`;

Deno.test("a job may ask for jobs; with one slot it lends its own", async () => {
  using project = makeProject({ leaf, parent }, {
    main: `
      const jobs = await Promise.all([10, 20].map((n) =>
        urd.build("parent", { n })));
      console.log(jobs.map((job) => job.load()).join(" "));`,
  });
  const { stdout, stderr } = await project.axOk(["build", "--jobs", "1"]);
  assertEquals(stdout, "42 82\n");
  assertMatch(stderr, "6 built");
  const { kind, requests } = manifestOf(project, "dev-1");
  assertEquals(kind, "job");
  assertEquals(requests.map(({ method, built }) => [method, built]), [
    ["leaf", true],
    ["leaf", true],
  ]);
  const subjob = manifestOf(project, requests[0]?.job ?? "");
  assertEquals([subjob.parent, subjob.caption], ["dev-1", "leaf 0"]);
  // All of it is found: the subjobs are not even asked for.
  assertMatch((await project.axOk(["build"])).stderr, "0 built, 2 reused");
});

Deno.test("a parent is current only while its subjobs are, however deep", async () => {
  using project = makeProject({
    leaf,
    parent,
    grandparent: `{
      builds: true,
      synthesis: async ({ job }) =>
        (await job.build("parent", { n: 10 })).load(),
    }`,
  }, {
    main: `console.log((await urd.build("grandparent")).load());`,
  });
  const { stderr } = await project.axOk(["build"]);
  assertMatch(stderr, "4 built");
  project.write("methods/leaf.ts", method(leaf.replace("* 2", "* 3")));
  const planned = await project.axOk(["build", "--dry-run"]);
  assertMatch(planned.stderr, /would build grandparent .*subjob/);
  const again = await project.axOk(["build"]);
  assertEquals(again.stdout, "63\n");
  assertMatch(again.stderr, "4 built, 0 reused");
  const why = await project.axOk(["why", "grandparent"]);
  assertMatch(why.stdout, /subjob/);
  const { why: stored, id } = manifestOf(project, "dev-6");
  assertEquals(stored.kind, "subjob", id);
  assertMatch((await project.axOk(["build"])).stderr, "0 built, 1 reused");
  // With the old leaf the old jobs are current again.
  project.write("methods/leaf.ts", method(leaf));
  const { stdout, stderr: back } = await project.axOk(["build"]);
  assertEquals(stdout, "42\n");
  assertMatch(back, "0 built, 1 reused");
});

Deno.test("a job that asks for itself is told the circle, by whatever way it comes", async () => {
  using project = makeProject({
    self: `{ builds: true, synthesis: ({ job }) => job.build("self") }`,
    ping: `{
      builds: true, inputs: { n: integer(0) },
      synthesis: async ({ job }) => (await job.build("pong")).load(),
    }`,
    pong: `{
      builds: true, inputs: { n: integer(0) },
      synthesis: async ({ job }) => (await job.build("ping")).load(),
    }`,
  }, {
    main: `
      const fail = (error) => error.message;
      console.log(await urd.build("self").catch(fail));
      console.log((await Promise.all([
        urd.build("ping").catch(fail), urd.build("pong").catch(fail),
      ])).join("\\n"));`,
  });
  const { stdout } = await project.axOk(["build", "--jobs", "1"]);
  const [self, ...both] = stdout.trimEnd().split("\n");
  assertMatch(self ?? "", "would wait for itself: self → self");
  assertEquals(both.length, 2);
  for (const line of both) {
    assertMatch(
      line,
      /would wait for itself: (ping → pong → ping|pong → ping → pong)/,
    );
  }
});

Deno.test("what a subjob fails at is an error in its parent, which may catch it", async () => {
  using project = makeProject({
    broken: `{ synthesis() { throw new Error("the reason"); } }`,
    careless: `{ builds: true, synthesis: ({ job }) => job.build("broken") }`,
    careful: `{
      builds: true,
      async synthesis({ job }) {
        try {
          await job.build("broken");
        } catch (error) {
          return error.message;
        }
      },
    }`,
    sly: `{ synthesis: ({ job }) => typeof job.build }`,
    sliced: `{ builds: true, analysis: ({ job }) => job.build("sly") }`,
    early: `{
      builds: true,
      async synthesis({ job }) {
        await job.build("sly", {}, { captoin: "x" });
      },
    }`,
  }, {
    main: `
      for (const name of ["careless", "careful", "sly", "sliced", "early"]) {
        console.log(await urd.build(name).then(
          (job) => job.load(), (error) => error.message));
      }`,
  });
  const { stdout } = await project.axOk(["build"]);
  const [careless, careful, sly, sliced, early] = stdout.split("\n");
  assertMatch(
    careless ?? "",
    /^Cannot build careless: job dev-\d failed: Cannot build broken: job dev-\d failed: the reason$/,
  );
  assertMatch(careful ?? "", /^Cannot build broken: .*the reason$/);
  assertEquals(sly, "undefined");
  assertMatch(sliced ?? "", "Cannot build in analysis");
  assertMatch(early ?? "", `sly: unknown option "captoin"`);
});

Deno.test("a subjob that its parent does not wait for harms no other job", async () => {
  using project = makeProject({
    slow: `{
      async synthesis() {
        await new Promise((done) => setTimeout(done, 150));
        return "slow";
      },
    }`,
    quick: `{ inputs: { n: integer() }, synthesis: ({ inputs }) => inputs.n }`,
    hasty: `{
      builds: true,
      synthesis({ job }) { void job.build("slow"); return 1; },
    }`,
    patient: `{
      builds: true,
      async synthesis({ job }) {
        const values = [];
        for (let n = 0; n < 8; n++) {
          await new Promise((done) => setTimeout(done, 25));
          values.push((await job.build("quick", { n })).load());
        }
        return values.join("");
      },
    }`,
  }, {
    main: `
      await urd.build("hasty");
      console.log((await urd.build("patient")).load());
      console.log((await urd.build("slow")).load());`,
  });
  const { stdout } = await project.axOk(["build", "--jobs", "1"]);
  assertEquals(stdout, "01234567\nslow\n");
});
