import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { type AxProject, axProject } from "../support/ax.ts";

function library(factor: number): string {
  return `export function scale(value: number): number {
  return value * ${factor};
}
`;
}

/** Two methods in a chain; the first one imports a library. */
function makeProject(): AxProject {
  return axProject({
    "ax.json": `{ "slices": 1, "durability": "fast" }`,
    "methods/lib/scale.ts": library(2),
    "methods/numbers.ts": `
      import { defineMethod, integer } from "ax";
      import { scale } from "./lib/scale.ts";
      export default defineMethod({
        inputs: { n: integer() },
        synthesis: ({ inputs }) => scale(inputs.n),
      });`,
    "methods/total.ts": `
      import { defineMethod, job, string } from "ax";
      export default defineMethod({
        inputs: { numbers: job(), label: string("total") },
        synthesis: ({ inputs }) => [inputs.label, inputs.numbers.load()],
      });`,
    "methods/build.ts": script("total"),
  });
}

function script(label: string): string {
  return `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      const numbers = await urd.build("numbers", { n: 21 });
      await urd.build("total", { numbers, label: "${label}" });
    }`;
}

Deno.test("ax why shows the changed line at the root of the chain first", async () => {
  using project = makeProject();
  await project.axOk(["build"]);
  const first = await project.axOk(["why", "total"]);
  assertEquals(
    first.stdout,
    "dev-2 total was built because no job of total was there before\n",
  );
  project.write("methods/lib/scale.ts", library(3));
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["why", "total"]);
  const lines = stdout.split("\n");
  const [id, root, own] = ["total was built", "Root cause", "Compared with"]
    .map((text) => lines.findIndex((line) => line.includes(text)));
  assertEquals([id, root], [0, 2], stdout);
  assertMatch(lines[0] ?? "", "because methods/lib/scale.ts changed");
  assertMatch(
    lines.slice(root, own).join("\n"),
    /numbers\n {2}methods\/lib\/scale\.ts changed\n--- dev-1\/methods\/lib\/scale\.ts\n\+\+\+ dev-\d+\/methods\/lib\/scale\.ts\n@@ -1,3 \+1,3 @@\n export function/,
  );
  assertMatch(stdout, "\n-  return value * 2;\n+  return value * 3;\n");
  assertMatch(
    lines.slice(own).join("\n"),
    /Compared with dev-2, of .*\n {2}input "numbers" dev-1 → dev-\d+\n/,
  );
});

Deno.test("ax why --against compares with any job, and tells when nothing differs", async () => {
  using project = makeProject();
  await project.axOk(["build"]);
  project.write("methods/build.ts", script("sum"));
  await project.axOk(["build"]);
  const { stdout } = await project.axOk(["why", "total"]);
  assertMatch(stdout, 'input "label" "total" → "sum"');
  assertNoMatch(stdout, "Root cause");
  const back = await project.axOk(["why", "dev-2", "--against", "total"]);
  assertMatch(back.stdout, 'input "label" "sum" → "total"');
  const same = await project.axOk(["why", "dev-2", "--against", "dev-2"]);
  assertMatch(same.stdout, "dev-2 total is the same request as dev-2");
  const json = JSON.parse(
    (await project.axOk(["why", "total", "--json"])).stdout,
  );
  assertEquals(json.summary, 'input "label" "total" → "sum"');
  assertEquals(json.why.against, "dev-2");
});

Deno.test("ax why of a build script and of a forced job says so", async () => {
  using project = makeProject();
  await project.axOk(["build"]);
  await project.axOk(["build", "--force"]);
  const forced = await project.axOk(["why", "numbers"]);
  assertMatch(
    forced.stdout,
    "was built because it was forced; dev-1 was there",
  );
  const build = await project.axOk(["why", "build"]);
  assertMatch(build.stdout, "was run because a build script always runs");
  assertMatch(
    build.stdout,
    /\n\nBuilt for it\n {2}dev-\d +numbers +forced\n {2}dev-\d +total +forced\n$/,
  );
  const json = await project.axOk(["why", "build", "--json"]);
  assertEquals(
    JSON.parse(json.stdout).built.map(({ why }: { why: unknown }) => why),
    [{ kind: "forced", against: "dev-1" }, {
      kind: "forced",
      against: "dev-2",
    }],
  );
});

Deno.test("a job is compared with the one that did the same before it", async () => {
  using project = makeProject();
  project.write(
    "methods/build.ts",
    `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      for (const n of [1, 2, 3]) await urd.build("numbers", { n });
    }`,
  );
  const first = await project.axOk(["build"]);
  assertMatch(first.stderr, /dev-3 numbers [\d.]+ m?s /);
  assertMatch(first.stderr, '(input "n" 2 → 3)');
  project.write("methods/lib/scale.ts", library(3));
  const { stderr } = await project.axOk(["build"]);
  assertEquals(stderr.split("s (methods/lib/scale.ts changed)\n").length, 4);
  const { stdout } = await project.axOk(["why", "dev-6"]);
  assertMatch(stdout, "Compared with dev-2, of ");
});

Deno.test("one changed file that two input jobs import is shown once", async () => {
  using project = makeProject();
  project.write(
    "methods/more.ts",
    project.read("methods/numbers.ts").replace("scale(", "1 + scale("),
  );
  project.write(
    "methods/both.ts",
    `
    import { defineMethod, job } from "ax";
    export default defineMethod({
      inputs: { a: job(), b: job() },
      synthesis: ({ inputs }) => [inputs.a.load(), inputs.b.load()],
    });`,
  );
  project.write(
    "methods/build.ts",
    `
    import type { Urd } from "ax";
    export async function main(urd: Urd): Promise<void> {
      const a = await urd.build("numbers", { n: 1 });
      const b = await urd.build("more", { n: 1 });
      await urd.build("both", { a, b });
    }`,
  );
  await project.axOk(["build"]);
  project.write("methods/lib/scale.ts", library(3));
  const { stderr } = await project.axOk(["build"]);
  assertMatch(
    stderr,
    /both [\d.]+ m?s \(input "a" dev-1 → dev-5; input "b" dev-2 → dev-6\)/,
  );
  const job = await project.axOk(["job", "both"]);
  assertMatch(
    job.stdout,
    "dev-6, because of dev-5, dev-6: methods/lib/scale.ts changed\n",
  );
  const { stdout } = await project.axOk(["why", "both"]);
  assertMatch(stdout, "\nRoot cause: dev-5 numbers, dev-6 more\n");
  assertEquals(stdout.split("+  return value * 3;").length, 2, stdout);
});

Deno.test("a job that the last build did not take is remarked upon", async () => {
  using project = makeProject();
  await project.axOk(["build"]);
  project.write("methods/lib/scale.ts", library(3));
  await project.axOk(["build"]);
  assertEquals((await project.axOk(["why", "total"])).stderr, "");
  project.write("methods/lib/scale.ts", library(2));
  await project.axOk(["build"]);
  for (const command of ["why", "job"]) {
    const { stderr } = await project.axOk([command, "total"]);
    assertEquals(
      stderr,
      "ax: dev-5 is the newest; the last build, dev-7, was answered by dev-2\n",
    );
  }
  assertEquals((await project.axOk(["job", "dev-5"])).stderr, "");
});
