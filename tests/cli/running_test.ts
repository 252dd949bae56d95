import { RunningJobs } from "../../src/cli/running.ts";
import { makeStyle } from "../../src/cli/style.ts";
import { displayWidth } from "../../src/cli/text.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import type { JobId } from "../../src/core/ids.ts";
import { assert, assertEquals } from "../support/assert.ts";

const plain = makeStyle(false);
const wide = { columns: 100, rows: 20 };

function started(run: string, kind: "job" | "build" = "job"): BuildEvent {
  const method = kind === "job" ? "count_rows" : run;
  return { type: "started", run, kind, method, why: { kind: "first" } };
}

function stage(
  run: string,
  name: "prepare" | "analysis" | "synthesis",
  slices = 0,
): BuildEvent {
  return { type: "stage", run, stage: name, state: "begin", slices };
}

function follow(events: readonly BuildEvent[]): RunningJobs {
  const running = new RunningJobs();
  for (const event of events) running.apply(event, 1000);
  return running;
}

Deno.test("a running job shows stage, slices done, time and what it does", () => {
  const running = follow([
    started("dev-3"),
    stage("dev-3", "analysis", 8),
    ...[0, 1, 2, 3].map((slice): BuildEvent => ({
      type: "slice",
      run: "dev-3",
      slice,
      state: "end",
    })),
    {
      type: "progress",
      run: "dev-3",
      stage: "analysis",
      slice: 4,
      status: ["reading", "row\n12"],
    },
  ]);
  assertEquals(running.lines(2500, wide, plain), [
    "dev-3 count_rows  analysis   ━━━━━━┄┄┄┄┄┄  4/8  1.50 s  reading › row 12",
  ]);
});

Deno.test("a script's line counts what was built and reused, below the jobs", () => {
  const running = follow([
    started("build", "build"),
    started("dev-3"),
    {
      type: "reused",
      method: "x",
      job: "dev-1" as JobId,
      savedMs: 5,
      cutOff: [],
    },
    started("dev-4"),
    {
      type: "built",
      run: "dev-4",
      kind: "job",
      method: "count_rows",
      job: "dev-4" as JobId,
      elapsedMs: 5,
    },
  ]);
  const lines = running.lines(1000, wide, plain);
  assertEquals(lines.length, 2);
  assertEquals(lines[1], "build  1 built, 1 reused  0 ms");
});

Deno.test("nothing is running after built and failed", () => {
  const running = follow([started("dev-3"), started("dev-4")]);
  assertEquals(running.isIdle, false);
  running.apply({
    type: "built",
    run: "dev-3",
    kind: "job",
    method: "count_rows",
    job: "dev-3" as JobId,
    elapsedMs: 1,
  }, 0);
  running.apply({
    type: "failed",
    run: "dev-4",
    kind: "job",
    method: "count_rows",
    elapsedMs: 1,
    failure: { message: "", stack: "", status: [], others: [] },
  }, 0);
  assertEquals(running.isIdle, true);
  assertEquals(running.lines(0, wide, plain), []);
});

Deno.test("lines fit the terminal, wide letters and colours or not", () => {
  const running = follow([
    started("dev-3"),
    stage("dev-3", "prepare"),
    {
      type: "progress",
      run: "dev-3",
      stage: "prepare",
      status: ["読み込み中".repeat(10)],
    },
  ]);
  for (let columns = 1; columns < 90; columns++) {
    const [line = ""] = running.lines(1000, { columns, rows: 9 }, plain);
    assert(displayWidth(line) <= columns, `${columns}: ${line}`);
    const coloured = running.lines(
      1000,
      { columns, rows: 9 },
      makeStyle(true),
    );
    // deno-lint-ignore no-control-regex -- colours start with one
    assertEquals(coloured[0]?.replaceAll(/\x1b\[\d+m/g, ""), line);
  }
});

Deno.test("more jobs than the terminal has rows are counted", () => {
  const jobs = Array.from({ length: 30 }, (_, index) => `dev-${index + 1}`);
  const running = follow([
    started("build", "build"),
    ...jobs.map((job) => started(job)),
  ]);
  const lines = running.lines(1000, { columns: 80, rows: 10 }, plain);
  assertEquals(lines.length, 9);
  assertEquals(lines[7], "and 23 more");
});
