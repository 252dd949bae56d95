import { ExecutorDied } from "../../src/run/executor_process.ts";
import { ExecutorPool } from "../../src/run/pool.ts";
import type { JobSetup, LoadedClosure } from "../../src/run/protocol.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
} from "../support/assert.ts";
import { childrenOf, until } from "../e2e/project.ts";

/** A closure of one module; it imports `"ax"` in its first line. */
function closureOf(code: string): LoadedClosure {
  const head = `import { defineMethod } from "ax";`;
  const start = head.indexOf("ax");
  const edits = [{ start, end: start + 2, target: "ax" }];
  const path = "methods/m.ts";
  return { digest: code, modules: [{ path, code: `${head}\n${code}`, edits }] };
}

const method = closureOf(
  `export default defineMethod({ description: "d", synthesis() {} });`,
);

Deno.test("executors are lent, taken back, and lent again", async () => {
  using pool = new ExecutorPool([], 2);
  const first = pool.acquire();
  const second = pool.acquire();
  assert(first !== second);
  pool.release(first);
  assertEquals(pool.acquire(), first);
  assertEquals((await first.describe(method)).description, "d");
  pool.release(first);
  pool.release(second);
});

Deno.test("an executor that is one too many is ended, and none outlives the pool", async () => {
  const before = childrenOf(Deno.pid);
  const ours = (): number =>
    childrenOf(Deno.pid).filter((pid) => !before.includes(pid)).length;
  {
    using pool = new ExecutorPool([], 1);
    pool.warm(1);
    const [one, two] = [pool.acquire(), pool.acquire()];
    pool.release(one);
    assertEquals([one.alive, two.alive], [true, true]);
    pool.release(two);
    assertEquals([one.alive, two.alive], [true, false]);
  }
  await until(() => ours() === 0);
});

Deno.test("a dead executor says how it died, and is not lent again", async () => {
  const before = childrenOf(Deno.pid);
  using pool = new ExecutorPool([], 2);
  const executor = pool.acquire();
  const [pid = 0] = childrenOf(Deno.pid).filter((pid) => !before.includes(pid));
  const spinning = executor.describe(closureOf("while (true);"));
  Deno.kill(pid, "SIGKILL");
  const died = await assertRejects(() => spinning);
  assertMatch(died.message, "it was killed (SIGKILL)");
  assertEquals(executor.alive, false);
  await assertRejects(() => executor.describe(method), Error, "SIGKILL");
  pool.release(executor);
  const next = pool.acquire();
  assert(next !== executor);
  assertEquals((await next.describe(method)).stages, ["synthesis"]);
});

Deno.test("a killed executor has ended once that was waited for", async () => {
  const before = childrenOf(Deno.pid);
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  const [pid = 0] = childrenOf(Deno.pid).filter((pid) => !before.includes(pid));
  executor.kill();
  await executor.ended();
  assertEquals(childrenOf(Deno.pid).includes(pid), false);
});

Deno.test("what the terminal sends to all processes does not end an executor", async () => {
  const before = childrenOf(Deno.pid);
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  const [pid = 0] = childrenOf(Deno.pid).filter((pid) => !before.includes(pid));
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) {
    Deno.kill(pid, signal);
  }
  assertEquals(
    (await executor.describe(closureOf(`
      export default defineMethod({ prepare() {}, synthesis() {} });`))).stages,
    ["prepare", "synthesis"],
  );
});

Deno.test("an executor sees of the environment only what it needs and is granted", async () => {
  Deno.env.set("AX_TEST_SECRET", "secret");
  Deno.env.set("AX_TEST_GRANTED", "granted");
  const before = childrenOf(Deno.pid);
  using pool = new ExecutorPool(["AX_TEST_GRANTED"], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  const [pid = 0] = childrenOf(Deno.pid).filter((pid) => !before.includes(pid));
  const text = Deno.readTextFileSync(`/proc/${pid}/environ`);
  assertMatch(text, "AX_TEST_GRANTED=granted");
  assertMatch(text, "TZ=UTC");
  assertEquals(text.includes("secret"), false);
  Deno.env.delete("AX_TEST_SECRET");
  Deno.env.delete("AX_TEST_GRANTED");
});

Deno.test("what a method cannot be is told with its place", async () => {
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  const broken = closureOf(`throw new RangeError("at the top");`);
  const error = await assertRejects(() => executor.describe(broken));
  assertEquals(error.message, "RangeError: at the top");
  assertMatch(
    (error.cause as { stack: string }).stack,
    "at methods/m.ts:2:7",
  );
});

Deno.test("when what a job says cannot be kept, the job fails, and ax goes on", async () => {
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  const closure = closureOf(`export default defineMethod({
    synthesis() { console.log("text"); while (true); },
  });`);
  const setup: JobSetup = {
    kind: "job",
    method: "m",
    closure: closure.digest,
    dir: "/nonexistent",
    inputs: {},
    places: {},
    slices: 1,
    seed: "",
    startMs: 0,
    grants: { read: [], write: [], net: [], env: [] },
    builds: false,
    workdirs: {},
    datasets: {},
    compression: "none",
  };
  executor.begin(setup, closure, {
    printed: () => {
      throw new Error("No space left on device");
    },
    progress: () => {},
    asked: () => {},
  });
  await assertRejects(
    () => executor.runStage("synthesis", -1),
    ExecutorDied,
    "what it said could not be kept: No space left on device",
  );
  assertEquals(executor.alive, false);
});
