import type { Finding } from "../../src/build/finding.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";
import { type AxProject, axProject } from "../support/ax.ts";

const build = `import type { Urd } from "ax";
export async function main(urd: Urd): Promise<void> {
  await urd.build("one", {});
}
`;
const one = `import { defineMethod } from "ax";
export default defineMethod({ inputs: {}, synthesis: () => 1 });
`;

/** Exit code and what is not well, as `state area name: says`. */
async function check(
  project: AxProject,
): Promise<{ code: number; unwell: string[] }> {
  const { code, stdout } = await project.ax(["doctor", "--json"]);
  const { findings, wrong } = JSON.parse(stdout) as {
    readonly findings: readonly Finding[];
    readonly wrong: number;
  };
  assertEquals(code, wrong > 0 ? 1 : 0);
  const unwell = findings
    // Tests may run in memory or in a container, and that is noted.
    .filter(({ state, name }) => state !== "ok" && name !== "file system")
    .filter(({ area }) => area !== "machine" && area !== "ax")
    .map(({ state, area, name, says }) => `${state} ${area} ${name}: ${says}`);
  return { code, unwell };
}

Deno.test("ax doctor finds nothing wrong with a project that builds, and says what confines jobs", async () => {
  using project = axProject({
    "methods/build.ts": build,
    "methods/one.ts": one,
  });
  assertEquals((await check(project)).unwell, []);
  await project.axOk(["build"]);
  assertEquals(await check(project), { code: 0, unwell: [] });
  const { stdout, stderr } = await project.axOk(["doctor"]);
  assertMatch(stdout, /workdir dev\n +ok +directory +\/.*: 2 jobs\n/);
  assertMatch(stdout, /ok +catalog +sound\n/);
  assertMatch(stdout, /sandbox\n +each Worker has .*\n[^]*Landlock: \w+, sec/);
  assertMatch(stdout, /\nnothing is wrong/);
  assertEquals(stderr, "");
});

Deno.test("ax doctor names a damaged catalog and what a killed build left, and mends neither", async () => {
  using project = axProject({
    "methods/build.ts": build,
    "methods/one.ts": one,
  });
  await project.axOk(["build"]);
  project.write("workdir/.ax/staging/dev-9.gone/files/x", "");
  const catalog = project.join("workdir/.ax/catalog.sqlite");
  using file = Deno.openSync(catalog, { write: true });
  file.seekSync(4096, Deno.SeekMode.Start);
  file.writeSync(new Uint8Array(4096).fill(0x55));
  const { code, unwell } = await check(project);
  assertEquals(code, 1);
  assertEquals(unwell.length, 2);
  assertMatch(unwell[0] ?? "", /^wrong workdir dev catalog: damaged: \S/);
  assertEquals(
    unwell[1],
    "note workdir dev staging: 1 left by killed builds",
  );
  assertEquals((await check(project)).unwell, unwell);
  const { stdout } = await project.ax(["doctor"]);
  assertMatch(stdout, "Nothing is lost: the next command makes it again");
  assertMatch(stdout, "\n1 wrong; ");
});

Deno.test("ax doctor says what is wrong in ax.json and goes on without", async () => {
  using project = axProject({ "ax.json": `{ "slices": 0 }` });
  const { code, unwell } = await check(project);
  assertEquals(code, 1);
  assertMatch(unwell.join(), /^wrong project ax.json: ax.json:1:\d+: /);
});

Deno.test("ax doctor outside of a project looks at the machine", async () => {
  using project = axProject({});
  Deno.removeSync(project.join("ax.json"));
  Deno.removeSync(project.join("methods"));
  const { unwell } = await check(project);
  assert(unwell.every((line) => line.startsWith("note project ax.json: ")));
});

Deno.test("ax doctor finds a workdir of a newer ax", async () => {
  using project = axProject({
    "ax.json": `{ "slices": 3 }`,
    "workdir/.ax/FORMAT": `{"format":99,"name":"dev","slices":3}\n`,
  });
  const { unwell } = await check(project);
  assertEquals(unwell, [
    "wrong workdir dev format: 99, this ax reads up to 1",
  ]);
});
