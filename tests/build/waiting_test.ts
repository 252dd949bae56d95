import { MAX_DEPTH, RunNode } from "../../src/build/waiting.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "../support/assert.ts";

const never = new Promise<never>(() => {});

Deno.test("jobs may ask for jobs 64 deep", () => {
  let node = new RunNode("build");
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    node = new RunNode(`deep`, node);
    assertEquals(node.depth, depth);
  }
  assertEquals(MAX_DEPTH, 64);
  assertThrows(
    () => new RunNode("deep", node),
    AxError,
    "Cannot build deep: jobs ask for jobs 64 deep, which is as deep as they may",
  );
});

Deno.test("a run waits for another one, and gets what that gives", async () => {
  const script = new RunNode("build");
  const job = new RunNode("a", script);
  assertEquals(await script.waitFor(job, Promise.resolve(5)), 5);
  await assertRejects(
    () => script.waitFor(job, Promise.reject(new Error("no"))),
    Error,
    "no",
  );
});

Deno.test("a run that would wait for itself is told the circle", async () => {
  const script = new RunNode("build");
  const [a, b, c] = ["a", "b", "c"].map((name) => new RunNode(name, script));
  if (a === undefined || b === undefined || c === undefined) throw new Error();
  const itself = await assertRejects(() => a.waitFor(a, never), AxError);
  assertMatch(
    itself.message,
    "Cannot build a: it would wait for itself: a → a",
  );
  void script.waitFor(a, never);
  void a.waitFor(b, never);
  void b.waitFor(c, never);
  const longer = await assertRejects(() => c.waitFor(a, never), AxError);
  assertMatch(longer.message, "itself: c → a → b → c");
});

Deno.test("the circle is found on whichever way it closes", async () => {
  const script = new RunNode("build");
  const [ping, pong, side] = ["ping", "pong", "side"].map((name) =>
    new RunNode(name, script)
  );
  if (!ping || !pong || !side) throw new Error();
  // Two branches of one Promise.all, which join each other's runs.
  void script.waitFor(ping, never);
  void script.waitFor(pong, never);
  void ping.waitFor(side, never);
  void ping.waitFor(pong, never);
  await assertRejects(
    () => pong.waitFor(ping, never),
    AxError,
    "pong → ping → pong",
  );
  // What is not waited for any more closes none.
  void side.waitFor(pong, never);
  const done = Promise.withResolvers<void>();
  const wait = pong.waitFor(side, done.promise).catch((error: Error) =>
    error.message
  );
  assertMatch(String(await wait), "pong → side → pong");
});

Deno.test("a wait that has ended closes no circle, but its twin does", async () => {
  const script = new RunNode("build");
  const a = new RunNode("a", script);
  const b = new RunNode("b", script);
  const [first, second] = [Promise.withResolvers(), Promise.withResolvers()];
  const waits = [a.waitFor(b, first.promise), a.waitFor(b, second.promise)];
  first.resolve(1);
  await waits[0];
  await assertRejects(() => b.waitFor(a, never), AxError);
  second.resolve(2);
  await waits[1];
  assertEquals(await b.waitFor(a, Promise.resolve("fine")), "fine");
});
