import { existsSync } from "node:fs";
import {
  ExecutorDied,
  type ExecutorProcess,
} from "../../src/run/executor_process.ts";
import { ExecutorPool } from "../../src/run/pool.ts";
import type { JobSetup, LoadedClosure } from "../../src/run/protocol.ts";
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
} from "../support/assert.ts";
import { until } from "../e2e/project.ts";

/** Whether a process is there, be it dead and waited for by nobody. */
function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`);
}

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
  const executors: ExecutorProcess[] = [];
  {
    using pool = new ExecutorPool([], 1);
    pool.warm(1);
    const [one, two] = [pool.acquire(), pool.acquire()];
    executors.push(one, two);
    assertEquals(executors.map(({ pid }) => isThere(pid)), [true, true]);
    pool.release(one);
    assertEquals([one.alive, two.alive], [true, true]);
    pool.release(two);
    assertEquals([one.alive, two.alive], [true, false]);
  }
  await until(() => !executors.some(({ pid }) => isThere(pid)));
});

Deno.test("a dead executor says how it died, and is not lent again", async () => {
  using pool = new ExecutorPool([], 2);
  const executor = pool.acquire();
  const spinning = executor.describe(closureOf("while (true);"));
  Deno.kill(executor.pid, "SIGKILL");
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
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  executor.kill();
  await executor.ended();
  assertEquals(isThere(executor.pid), false);
});

Deno.test("what the terminal sends to all processes does not end an executor", async () => {
  using pool = new ExecutorPool([], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  for (const signal of ["SIGINT", "SIGHUP", "SIGTERM"] as const) {
    Deno.kill(executor.pid, signal);
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
  using pool = new ExecutorPool(["AX_TEST_GRANTED"], 1);
  const executor = pool.acquire();
  await executor.describe(method);
  const text = Deno.readTextFileSync(`/proc/${executor.pid}/environ`);
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
