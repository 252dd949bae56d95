import { Status } from "../../src/run/worker/status.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("a stage's lines are nested, and gone once they are disposed of", () => {
  const status = new Status(() => {});
  using _outer = status.push("outer");
  {
    using _inner = status.push("inner");
    assertEquals(status.lines(), ["outer", "inner"]);
  }
  assertEquals(status.lines(), ["outer"]);
});

Deno.test("a failure is told with the lines that its throw disposed of", () => {
  const status = new Status(() => {});
  try {
    using _outer = status.push("outer");
    using _inner = status.push("inner");
    throw new Error("bad row");
  } catch {
    assertEquals(status.lines(), []);
    assertEquals(status.failedLines(), ["outer", "inner"]);
  }
});

Deno.test("a change is told at once, and later changes together", async () => {
  const told: (readonly string[])[] = [];
  const status = new Status((lines) => told.push(lines));
  status.push("one");
  status.push("two");
  status.push("three");
  assertEquals(told, [["one"]]);
  await new Promise((done) => setTimeout(done, 80));
  assertEquals(told, [["one"], ["one", "two", "three"]]);
});

Deno.test("a watched line is worked out when it is asked for, and told only if it lasts", () => {
  const told: (readonly string[])[] = [];
  const status = new Status((lines) => told.push(lines));
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
  const status = new Status(() => {});
  const line = status.watch(() => "reading");
  line.end(true);
  assertEquals(status.failedLines(), []);
});
