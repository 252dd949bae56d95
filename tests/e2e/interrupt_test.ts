import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { axProject, startAx } from "../support/ax.ts";

/** A method that never ends by itself, in the way of the test's choice. */
function files(body: string): Record<string, string> {
  return {
    "ax.json": `{ "slices": 1, "durability": "fast" }`,
    "methods/endless.ts": `
      import { defineMethod } from "ax";
      export default defineMethod({
        async synthesis() {
          console.log("running");
          ${body}
        },
      });`,
    "methods/build.ts": `
      import type { Urd } from "ax";
      export async function main(urd: Urd): Promise<void> {
        await urd.build("endless");
      }`,
  };
}

const sleeps = "await new Promise((done) => setTimeout(done, 60_000));";
const spins = "await new Promise((done) => setTimeout(done, 100)); while (1);";

for (const [name, body] of [["sleeps", sleeps], ["spins", spins]] as const) {
  Deno.test(`^C stops a build whose job ${name}: exit 130, nothing half-written`, async () => {
    using project = axProject(files(body));
    await using run = startAx(["build", "--verbose"], { cwd: project.path });
    await run.waitFor("dev-1 synthesis | running");
    run.kill("SIGINT");
    const { code, stderr } = await run.result;
    assertEquals(code, 130, stderr);
    assertMatch(stderr, "stopping; ^C again stops at once");
    assertMatch(stderr, /^stopped dev-1 endless after /m);
    assertMatch(stderr, /\nbuild stopped; 0 built, .*\n$/);
    assertNoMatch(stderr, "This is a bug");
    assertNoMatch(stderr, "    at ");
    const staging = [...Deno.readDirSync(project.join("workdir/.ax/staging"))];
    assertEquals(staging.map((entry) => entry.name), []);
    const { stdout } = await project.axOk(["jobs", "--state", "done"]);
    assertEquals(stdout, "");
    const failed = await project.axOk(["jobs", "--method", "endless"]);
    assertMatch(failed.stdout, /^dev-1 {2}failed {2}endless/);
  });
}

Deno.test("the second ^C stops at once, and the next build clears up", async () => {
  using project = axProject(files(sleeps));
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("dev-1 synthesis | running");
  run.kill("SIGINT");
  run.kill("SIGINT");
  assertEquals((await run.result).code, 130);
  const { stdout } = await project.axOk(["jobs", "--method", "endless"]);
  assertMatch(stdout, /^dev-1 {2}failed {2}endless/);
});

Deno.test("with --json a stopped build ends with JSON, too", async () => {
  using project = axProject(files(sleeps));
  await using run = startAx(["build", "--json"], { cwd: project.path });
  await run.waitFor(`"text":"running\\n"`);
  run.kill("SIGTERM");
  const { code, stdout, stderr } = await run.result;
  assertEquals(code, 130, stderr);
  assertEquals(JSON.parse(stderr).error.code, "cancelled");
  const last = stdout.trimEnd().split("\n").at(-1) ?? "";
  assertEquals(JSON.parse(last).type, "ended");
});
