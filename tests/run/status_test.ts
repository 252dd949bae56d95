import { Status } from "../../src/run/worker/status.ts";
import { assertEquals } from "../support/assert.ts";
import { sleep, withClock } from "../support/clock.ts";

function makeStatus(tell: (lines: readonly string[]) => void): Status {
  return withClock(() => new Status(tell));
}

Deno.test("a stage's lines are nested, and gone once they are disposed of", () => {
  const status = makeStatus(() => {});
  using _outer = status.push("outer");
  {
    using _inner = status.push("inner");
    assertEquals(status.lines(), ["outer", "inner"]);
  }
  assertEquals(status.lines(), ["outer"]);
});

Deno.test("a failure is told with the lines that its throw disposed of", () => {
  const status = makeStatus(() => {});
  try {
    using _outer = status.push("outer");
    using _inner = status.push("inner");
    throw new Error("bad row");
  } catch {
    assertEquals(status.lines(), []);
    assertEquals(status.failedLines(), ["outer", "inner"]);
  }
});

Deno.test("the lines of a failure are kept while files are closed after it", async () => {
  const status = makeStatus(() => {});
  try {
    using _line = status.push("writing");
    throw new Error("bad row");
  } catch {
    status.keepFailed();
    await sleep(20);
    assertEquals(status.failedLines(), ["writing"]);
  }
});

Deno.test("a change is told at once, and later changes together", async () => {
  const told: (readonly string[])[] = [];
  const status = makeStatus((lines) => told.push(lines));
  status.push("one");
  status.push("two");
  status.push("three");
  assertEquals(told, [["one"]]);
  await sleep(80);
  assertEquals(told, [["one"], ["one", "two", "three"]]);
});

Deno.test("a watched line is worked out when it is asked for, and told only if it lasts", () => {
  const told: (readonly string[])[] = [];
  const status = makeStatus((lines) => told.push(lines));
  let row = 0;
  const line = status.watch(() => `reading, row ${row}`);
  row = 7;
  line.tick();
  assertEquals([status.lines(), told], [["reading, row 7"], []]);
  line.end(false);
  assertEquals(status.lines(), []);
  assertEquals(status.failedLines(), ["reading, row 7"]);
});

Deno.test("a watched line that is done is not what a failure was met in", () => {
  const status = makeStatus(() => {});
  const line = status.watch(() => "reading");
  line.end(true);
  assertEquals(status.failedLines(), []);
});
