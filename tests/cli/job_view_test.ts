import { formatJob } from "../../src/cli/job_view.ts";
import { makeStyle } from "../../src/cli/style.ts";
import type { JobId } from "../../src/core/ids.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";
import { sampleJob } from "./sample.ts";

const digest = "0".repeat(64);

function show(changes: Partial<Manifest> = {}, all = false): string {
  const around = {
    path: "/p/workdir/dev-42",
    askedBy: [{ id: "dev-50", method: "build" }],
    methodOf: (id: string) => id === "dev-41" ? "read_rows" : undefined,
    all,
  };
  return formatJob(sampleJob(changes), around, makeStyle(false)).join("\n");
}

Deno.test("a plain job is a head and its inputs", () => {
  assertEquals(
    show(),
    `dev-42 count_rows done
  started   2026-08-01 04:05:06, took 3 min 12 s
  why       first time
  asked by  dev-50 (build)
  ran with  ax 0.1.0, 4 slices
  path      /p/workdir/dev-42

Inputs
  source  dev-41/default (read_rows)
  label   "total"`,
  );
});

Deno.test("an input that names jobs says which methods made them", () => {
  const text = show({
    inputs: {
      many: [{ "~": "job", id: "dev-41" }, { "~": "job", id: "dev-9" }],
      text: { "~": "file", path: "poem.txt" },
    },
  });
  assertMatch(text, '  many  ["dev-41","dev-9"] (read_rows, gone)\n');
  assertMatch(text, "  text  poem.txt");
});

Deno.test("times come by stage, with those of the slices", () => {
  const slices = [0, 1].map((slice) => ({ slice, wallMs: 50, cpuMs: 40 }));
  const text = show({
    stages: [
      { stage: "prepare", wallMs: 3, cpuMs: 2 },
      { stage: "analysis", wallMs: 1200, cpuMs: 90, slices },
    ],
  });
  assertMatch(
    text,
    `Times
  prepare     3 ms  cpu 2 ms
  analysis  1.20 s  cpu 0.09 s  2 slices: 0.05 s, 0.05 s`,
  );
});

Deno.test("files and output come with sizes, datasets with rows and columns", () => {
  const text = show({
    files: [{ path: "total.json", size: 1234, sha256: digest }],
    output: [{ path: "synthesis.txt", size: 5, sha256: digest }],
    datasets: {
      default: {
        digest,
        columns: [
          { name: "amount", type: "float64", nullCount: 0, min: 1, max: 9.5 },
          { name: "day", type: "date?", nullCount: 2, min: 0, max: 365 },
        ],
        rows: [1000, 500],
        hashBy: "day",
        directory: "default",
        files: [],
      },
    },
  });
  assertMatch(
    text,
    `Datasets
  default: 1,500 rows, by day
    amount  float64
    day     date?

Files
  total.json  1.2 kB

Output
  synthesis.txt  5 B`,
  );
});

Deno.test("long lists are cut and counted", () => {
  const files = Array.from({ length: 25 }, (_, index) => ({
    path: `part-${index}`,
    size: 1,
    sha256: digest,
  }));
  const text = show({ files });
  assertMatch(text, "part-19");
  assertNoMatch(text, "part-20");
  assertMatch(text, "and 5 more (-v shows all)");
  const datasets = Object.fromEntries(
    files.map(({ path }) => [path, emptyDataset]),
  );
  const many = show({ datasets });
  assertMatch(many, /part-19: 0 rows\n {2}and 5 more/);
  assertMatch(
    show({ files, datasets }, true),
    /part-24: 0 rows\n[^]*part-24 {2}1 B$/,
  );
});

const emptyDataset = {
  digest,
  columns: [],
  rows: [0, 0],
  directory: "default",
  files: [],
};

Deno.test("a failed job shows its message, stack and what it was doing", () => {
  const text = show({
    state: "failed",
    failure: {
      message: "Cannot divide by 0",
      stack: "Error: Cannot divide by 0\n    at divide (methods/x.ts:3:9)",
      stage: "analysis",
      slice: 2,
      status: ["reading dev-1", "row 7"],
      others: [{ slice: 0, status: ["row 9"] }, { slice: 1, status: [] }],
    },
  });
  assertMatch(
    text,
    `Failure
  Cannot divide by 0
      at divide (methods/x.ts:3:9)
    in analysis, slice 2
    was doing: reading dev-1 › row 7
    slice 0: row 9
    1 other slice still running`,
  );
});

Deno.test("a build shows who answered each request, and cut-offs", () => {
  const text = show({
    kind: "build",
    requests: [{
      method: "count_rows",
      name: "total",
      fingerprint: digest,
      job: "dev-3" as JobId,
      built: false,
      cutOff: [{ input: "source", asked: "dev-9", answered: "dev-2" }],
    }],
  });
  assertMatch(
    text,
    "  reused  dev-3  total (count_rows)  source: dev-9 equals dev-2",
  );
});
