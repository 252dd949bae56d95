import type { MethodDescriptor } from "../../src/core/method.ts";
import { failureAnswer, parseReport } from "../../src/run/report.ts";
import { assert, assertEquals } from "../support/assert.ts";

/** A report of `synthesis`, as an executor might send it. */
function placed(rest: object): object {
  return { stage: "synthesis", slice: -1, ...rest };
}

const descriptor: MethodDescriptor = {
  description: "",
  builds: false,
  permissions: { net: ["a.example"] },
  inputs: {
    n: { kind: "integer", default: 1 },
    of: { kind: "list", items: { kind: "optional", inner: { kind: "job" } } },
    rec: { kind: "record", fields: { c: { kind: "oneOf", values: [1, "a"] } } },
    any: { kind: "map", values: { kind: "dataset", columns: { x: "bool" } } },
  },
  stages: ["prepare", "synthesis"],
};

Deno.test("reports that an executor may send come through", () => {
  const good: object[] = [
    { type: "ready", pid: 5 },
    { type: "described", descriptor },
    {
      type: "undescribed",
      error: {
        message: "m",
        stack: "s",
        status: [],
        code: "method",
        hint: "h",
      },
    },
    { type: "printed", stage: "analysis", slice: 3, text: "text" },
    { type: "progress", stage: "main", slice: -1, status: ["a", "b"] },
    {
      type: "ask",
      stage: "main",
      slice: -1,
      id: 0,
      ask: { kind: "build", method: "m", inputs: { n: 1 }, options: {} },
    },
  ];
  for (const report of good) assertEquals(parseReport(report), report);
});

Deno.test("what is no report is left out", () => {
  const bad: unknown[] = [
    null,
    5,
    "ready",
    [],
    {},
    { type: "toString" },
    { type: "printed", text: "nowhere" },
    placed({ type: "printed", text: 5 }),
    placed({ type: "progress", status: "text" }),
    placed({ type: "progress", status: [1] }),
    placed({ type: "ask", id: 0 }),
    placed({ type: "ask", id: "0", ask: { kind: "warn", text: "" } }),
    placed({ type: "ask", id: 0, ask: { kind: "build" } }),
    placed({ type: "ask", id: 0, ask: { kind: "link", job: "dev-1" } }),
    placed({ type: "ask", id: 0, ask: { kind: "else" } }),
  ];
  for (const frame of bad) assertEquals(parseReport(frame), undefined);
});

Deno.test("a report speaks of a stage that there is, and of a slice only in analysis", () => {
  const check = (stage: unknown, slice: unknown): boolean =>
    parseReport({ type: "printed", stage, slice, text: "" }) !== undefined;
  assertEquals(check("analysis", 0), true);
  assertEquals(check("main", -1), true);
  assertEquals(check("analysis", -1), false);
  assertEquals(check("analysis", 1.5), false);
  assertEquals(check("analysis", "0"), false);
  assertEquals(check("synthesis", 0), false);
  assertEquals(check("../etc", -1), false);
  assertEquals(check("__proto__", -1), false);
});

Deno.test("the end of a stage tells what it cost", () => {
  const end = parseReport({
    type: "stageEnd",
    stage: "analysis",
    slice: 2,
    wallMs: 1.5,
    cpuMs: 2,
    peakMemoryBytes: 3,
    early: true,
    datasets: [],
  });
  assert(end?.type === "stageEnd");
  const { stage, slice, wallMs, cpuMs, peakMemoryBytes, early, error } = end;
  assertEquals(
    { stage, slice, wallMs, cpuMs, peakMemoryBytes, early, error },
    {
      stage: "analysis",
      slice: 2,
      wallMs: 1.5,
      cpuMs: 2,
      peakMemoryBytes: 3,
      early: true,
      error: undefined,
    },
  );
});

Deno.test("what is wrong in the details of a report is put right", () => {
  const end = parseReport(placed({
    type: "stageEnd",
    wallMs: -5,
    cpuMs: "much",
    early: "yes",
    error: { message: 5, stack: {}, status: ["a", 1], code: 7 },
    extra: "left out",
  }));
  assert(end?.type === "stageEnd");
  assertEquals([end.wallMs, end.cpuMs, end.peakMemoryBytes], [0, 0, 0]);
  assertEquals(end.early, false);
  assertEquals(end.error, { message: "", stack: "", status: [] });
  assertEquals("extra" in end, false);
  const ask = parseReport(placed({
    type: "ask",
    id: 1,
    ask: {
      kind: "build",
      method: "m",
      options: { caption: 5, force: "yes", name: "n", other: 1 },
    },
  }));
  assertEquals(ask, {
    type: "ask",
    stage: "synthesis",
    slice: -1,
    id: 1,
    ask: { kind: "build", method: "m", inputs: {}, options: { name: "n" } },
  });
});

Deno.test("a description of a method that cannot be one counts as none", () => {
  const bad: object[] = [
    { description: 5 },
    { builds: "yes" },
    { permissions: { run: ["ls"] } },
    { permissions: { net: "all" } },
    { stages: [] },
    { stages: ["synthesis", "prepare"] },
    { stages: ["synthesis", "synthesis"] },
    { stages: ["main"] },
    { inputs: [] },
    { inputs: { n: { kind: "anything" } } },
    { inputs: { n: null } },
    { inputs: { "~": { kind: "job" } } },
    { inputs: { n: { kind: "list" } } },
    { inputs: { n: { kind: "oneOf", values: [{}] } } },
    { inputs: { n: { kind: "record", fields: { m: {} } } } },
    { inputs: { n: { kind: "dataset", columns: { x: 1 } } } },
  ];
  const check = (value: unknown): string | undefined =>
    parseReport({ type: "described", descriptor: value })?.type;
  assertEquals(check(descriptor), "described");
  for (const part of bad) {
    assertEquals(check({ ...descriptor, ...part }), "undescribed");
  }
  assertEquals(check(undefined), "undescribed");
  let nested: object = { kind: "job" };
  for (let depth = 0; depth < 5000; depth++) {
    nested = { kind: "list", items: nested };
  }
  assertEquals(check({ ...descriptor, inputs: { nested } }), "undescribed");
});

Deno.test("the answer to a failed request leads with its place", () => {
  const location = { file: "methods/a.ts", line: 2, column: 3 };
  assertEquals(
    failureAnswer({ code: "closure", message: "Cannot", location, hint: "h" }),
    {
      ok: false,
      code: "closure",
      message: "methods/a.ts:2:3: Cannot",
      hint: "h",
    },
  );
  assertEquals(failureAnswer({ code: "job", message: "Cannot" }), {
    ok: false,
    code: "job",
    message: "Cannot",
  });
});

Deno.test("declared datasets come through with known keys; what is no declaration is left out", () => {
  const good = [
    { name: "", columns: [["a", "int32"], ["b", "list<string?>"]] },
    {
      name: "x",
      columns: [["a", "int32"]],
      hashBy: "a",
      previous: "dev-1/default",
      parents: ["/own", "dev-2/x"],
      inherit: [["new", "old"]],
      unrelated: true,
    },
    { name: "y", columns: [["a", "int32"]], hashBy: null },
  ];
  const bad = [
    null,
    "x",
    { columns: [["a", "int32"]] },
    { name: 5, columns: [["a", "int32"]] },
    { name: "x", columns: { a: "int32" } },
    { name: "x", columns: [["a", "int"]] },
    { name: "x", columns: [["a"]] },
    { name: "x", columns: [["a", "int32", "more"]] },
    { name: "x", columns: [["a", 5]] },
  ];
  const datasets = [
    ...bad,
    ...good.map((dataset) => ({ ...dataset, rows: [1], previos: "x" })),
  ];
  const end = parseReport(placed({ type: "stageEnd", datasets }));
  assert(end?.type === "stageEnd");
  assertEquals(end.datasets, good);
  const none = parseReport(placed({ type: "stageEnd", datasets: "many" }));
  assert(none?.type === "stageEnd");
  assertEquals(none.datasets, []);
});
