import { BuildLines, type Loudness } from "../../src/cli/build_lines.ts";
import { makeStyle } from "../../src/cli/style.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import type { JobId } from "../../src/core/ids.ts";
import { assertEquals } from "../support/assert.ts";

const job = "dev-3" as JobId;
const started: BuildEvent = {
  type: "started",
  run: "dev-3",
  kind: "job",
  method: "import_weather",
  why: { kind: "first" },
};
const built: BuildEvent = {
  type: "built",
  run: "dev-3",
  kind: "job",
  method: "import_weather",
  job,
  elapsedMs: 120,
};
const reused: BuildEvent = {
  type: "reused",
  method: "count_rows",
  job,
  savedMs: 3000,
  cutOff: [{ input: "source", asked: "dev-9", answered: "dev-2" }],
};
const failed: BuildEvent = {
  type: "failed",
  run: "dev-3",
  kind: "job",
  method: "import_weather",
  job,
  elapsedMs: 5,
  failure: {
    message: "No such column",
    stack: "Error: No such column\n    at methods/import_weather.ts:4:11",
    stage: "synthesis",
    status: [],
    others: [],
  },
};
const scriptFailed: BuildEvent = {
  ...failed,
  run: "build_words",
  kind: "build",
  method: "build_words",
};
const linked: BuildEvent = {
  type: "linked",
  name: "total.json",
  job,
  file: "result.json",
  path: "results/total.json",
  change: "new",
};
const printed: BuildEvent = {
  type: "printed",
  run: "dev-3",
  stage: "analysis",
  slice: 2,
  text: "one\ntwo\n",
};

function lines(loudness: Loudness, events: readonly BuildEvent[]): string[] {
  const format = new BuildLines(makeStyle(false), loudness);
  return events.flatMap((event) => format.format(event));
}

Deno.test("what is built is told with its time and the reason", () => {
  assertEquals(lines("normal", [started, built]), [
    "built dev-3 import_weather 0.12 s (first time)",
  ]);
});

Deno.test("what stems from a job of this build names that job and no more", () => {
  const before = { "~": "dataset", job: "dev-1", name: "default" } as const;
  const root = {
    job,
    method: "import_weather",
    changes: [
      { section: "source", name: "methods/a.ts", kind: "changed" },
    ],
  } as const;
  const next: BuildEvent = {
    ...started,
    run: "dev-4",
    method: "count_rows",
    why: {
      kind: "changed",
      against: "dev-2" as JobId,
      changes: [{
        section: "input",
        name: "source",
        kind: "changed",
        before,
        after: { ...before, job },
      }],
      roots: [root],
    },
  };
  const end: BuildEvent = {
    ...built,
    run: "dev-4",
    method: "count_rows",
    job: "dev-4" as JobId,
  };
  const line = "built dev-4 count_rows 0.12 s " +
    '(input "source" dev-1/default → dev-3/default';
  assertEquals(lines("normal", [built, next, end]).slice(1), [`${line})`]);
  assertEquals(lines("normal", [next, end]), [
    `${line}, because of dev-3: methods/a.ts changed)`,
  ]);
});

Deno.test("what is reused and printed is told when asked for all", () => {
  const events = [reused, printed, { ...linked, change: "same" as const }];
  assertEquals(lines("normal", events), []);
  assertEquals(lines("verbose", events), [
    "reused dev-3 count_rows 3.00 s saved (source: dev-9 equals dev-2)",
    "dev-3 analysis 2 | one",
    "dev-3 analysis 2 | two",
    "linked results/total.json → dev-3 result.json (as before)",
  ]);
});

Deno.test("a link that is new or leads elsewhere is told, one that stays is not", () => {
  const sameName = { ...linked, file: "sub/total.json" } as const;
  assertEquals(
    lines("normal", [
      linked,
      { ...linked, change: "moved" },
      { ...linked, change: "same" },
      sameName,
    ]),
    [
      "linked results/total.json → dev-3 result.json",
      "linked results/total.json → dev-3 result.json",
      "linked results/total.json → dev-3",
    ],
  );
  assertEquals(lines("quiet", [linked]), []);
});

Deno.test("what failed is told at any loudness, with stack and a way on", () => {
  const told = [
    "failed dev-3 import_weather after 5 ms: No such column",
    "    at methods/import_weather.ts:4:11",
    "  in synthesis",
  ];
  assertEquals(lines("quiet", [started, failed]), told);
  assertEquals(lines("normal", [started, failed]), told);
  assertEquals(lines("normal", [started, printed, failed]), [
    ...told,
    "  See what it printed: ax job dev-3 -o",
  ]);
  assertEquals(lines("quiet", [started, built, reused, printed]), []);
});

Deno.test("a dry run tells what would be built, and why", () => {
  const ended = {
    type: "ended",
    built: 0,
    reused: 2,
    failed: 0,
    planned: 1,
    elapsedMs: 40,
    savedMs: 500,
    notRun: [],
  } as const;
  assertEquals(
    lines("normal", [
      { type: "planned", method: "count_rows", why: { kind: "first" } },
      ended,
    ]),
    [
      "would build count_rows (first time)",
      "1 would be built, 2 reused in 0.04 s; 0.50 s saved",
    ],
  );
});

Deno.test("a warning is said at once, and again at the end", () => {
  const ended = {
    type: "ended",
    built: 0,
    reused: 0,
    failed: 0,
    planned: 0,
    elapsedMs: 20,
    savedMs: 0,
    notRun: [],
  } as const;
  const warning = { type: "warning", text: "no rows\x1b[2J" } as const;
  assertEquals(lines("normal", [warning, started, built, ended]), [
    "warning no rows�[2J",
    "built dev-3 import_weather 0.12 s (first time)",
    "warning no rows�[2J",
    "0 built, 0 reused, 0 failed in 0.02 s",
  ]);
  assertEquals(lines("quiet", [warning, ended]), []);
});

Deno.test("the last line counts all and tells the time saved", () => {
  const ended = {
    type: "ended",
    built: 1200,
    reused: 0,
    failed: 1,
    planned: 0,
    elapsedMs: 192_000,
    savedMs: 0,
    notRun: [],
  } as const;
  assertEquals(lines("normal", [ended]), [
    "1,200 built, 0 reused, 1 failed in 3 min 12 s",
  ]);
  assertEquals(lines("normal", [{ ...ended, reused: 5, savedMs: 2000 }]), [
    "1,200 built, 5 reused, 1 failed in 3 min 12 s; 2.00 s saved",
  ]);
});

Deno.test("the last line says which script failed and which were not run", () => {
  const ended = {
    type: "ended",
    built: 0,
    reused: 0,
    failed: 0,
    planned: 0,
    elapsedMs: 20,
    savedMs: 0,
    failedScript: "build_words",
    notRun: [],
  } as const;
  const last = (events: readonly BuildEvent[]): string | undefined =>
    lines("normal", events).at(-1);
  assertEquals(
    last([scriptFailed, ended]),
    "build_words failed; 0 built, 0 reused in 0.02 s",
  );
  assertEquals(
    last([scriptFailed, { ...ended, failed: 1 }]),
    "build_words failed; 0 built, 0 reused, 1 failed in 0.02 s",
  );
  assertEquals(
    last([scriptFailed, { ...ended, notRun: ["build_a", "build_b"] }]),
    "build_words failed; build_a, build_b not run; " +
      "0 built, 0 reused in 0.02 s",
  );
});

Deno.test("what the user stopped is no failure, and says what it was doing", () => {
  const failure = {
    message: "the build was stopped",
    stack: "",
    stage: "synthesis",
    status: ["sorting"],
    others: [],
  } as const;
  const stopped = { ...failed, failure } as const;
  const ended = {
    type: "ended",
    built: 0,
    reused: 0,
    failed: 1,
    planned: 0,
    elapsedMs: 20,
    savedMs: 0,
    failedScript: "build_words",
    notRun: [],
  } as const;
  const events = [
    started,
    printed,
    stopped,
    { ...scriptFailed, failure: { ...failure, stage: "main", status: [] } },
  ] as const;
  assertEquals(lines("normal", [...events, ended]), [
    "stopped dev-3 import_weather after 5 ms",
    "  in synthesis",
    "  was doing: sorting",
    "stopped dev-3 build_words after 5 ms",
    "build_words stopped; 0 built, 0 reused, 1 failed in 0.02 s",
  ]);
  assertEquals(lines("quiet", events), []);
});

Deno.test("a build that waits for another one says so", () => {
  const waiting = { type: "waiting", method: "sort", parent: "build" } as const;
  assertEquals(lines("normal", [waiting]), [
    "waiting for sort, which another build is running",
  ]);
  assertEquals(lines("quiet", [waiting]), []);
});
