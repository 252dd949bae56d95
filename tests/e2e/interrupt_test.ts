import { DatabaseSync } from "node:sqlite";
import {
  assert,
  assertEquals,
  assertMatch,
  assertNoMatch,
} from "../support/assert.ts";
import { axProject, startAx } from "../support/ax.ts";
import { childrenOf, isRunning, until } from "./project.ts";

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
    const executors = childrenOf(run.pid);
    assert(executors.length > 0);
    run.kill("SIGINT");
    const { code, stderr } = await run.result;
    assertEquals(code, 130, stderr);
    await until(() => !executors.some(isRunning));
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

Deno.test("the second ^C ends a build at once, even in the midst of a stuck commit", async () => {
  using project = axProject(files(spins));
  await using run = startAx(["build", "--verbose"], { cwd: project.path });
  await run.waitFor("dev-1 synthesis | running");
  const executors = childrenOf(run.pid);
  assert(executors.length > 0);
  {
    // Who commits waits for this, and cannot do anything else.
    using catalog = new Locked(project.join("workdir/.ax/catalog.sqlite"));
    run.kill("SIGINT");
    await run.waitFor("stopping; ^C again stops at once");
    run.kill("SIGINT");
    const { code, stderr } = await run.result;
    assertEquals(code, 130, stderr);
    assertNoMatch(stderr, "build stopped");
    await until(() => !executors.some(isRunning));
    assert(catalog.isHeld);
  }
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

/** A SQLite file that nobody else can write to. */
class Locked implements Disposable {
  readonly #db: DatabaseSync;

  constructor(file: string) {
    this.#db = new DatabaseSync(file);
    this.#db.exec("PRAGMA busy_timeout=5000; BEGIN IMMEDIATE");
  }

  get isHeld(): boolean {
    return this.#db.isTransaction;
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
