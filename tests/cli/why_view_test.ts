import type { Explanation } from "../../src/build/inspect_why.ts";
import { unifiedDiff } from "../../src/cli/diff.ts";
import { makeStyle } from "../../src/cli/style.ts";
import { formatWhy, needsDiff } from "../../src/cli/why_view.ts";
import type { JobId } from "../../src/core/ids.ts";
import type { Manifest } from "../../src/core/manifest.ts";
import type { Change, Why } from "../../src/core/why.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";
import { sampleJob } from "./sample.ts";

const plain = makeStyle(false);
const against = "dev-9" as JobId;
const startedAt = new Date(2026, 6, 1).toISOString();
const source: Change = {
  section: "source",
  name: "methods/lib/parse.ts",
  kind: "changed",
};

function show(explanation: Explanation, all = false): string[] {
  return formatWhy(explanation, {
    style: plain,
    differ: unifiedDiff,
    columns: 60,
    all,
  });
}

Deno.test("root causes come first, with the difference of their source", () => {
  const changes: Change[] = [{
    section: "input",
    name: "source",
    kind: "changed",
    before: { "~": "job", id: "dev-7" },
    after: { "~": "job", id: "dev-40" },
  }];
  const root = sampleJob({ id: "dev-40" as JobId, method: "read_orders" });
  const explanation: Explanation = {
    job: sampleJob(),
    why: {
      kind: "changed",
      against,
      changes,
      roots: [{ job: root.id, method: root.method, changes: [source] }],
    },
    roots: [{
      job: root,
      against: "dev-7",
      againstStartedAt: startedAt,
      changes: [source],
      sources: [{ path: source.name, before: "a\nb\n", after: "a\nc\n" }],
    }],
    own: {
      job: sampleJob(),
      against,
      againstStartedAt: startedAt,
      changes,
      sources: [],
    },
  };
  assertEquals(needsDiff(explanation), true);
  assertEquals(show(explanation), [
    "dev-42 count_rows was built because methods/lib/parse.ts changed",
    "",
    "Root cause: dev-40 read_orders",
    "  methods/lib/parse.ts changed",
    "--- dev-7/methods/lib/parse.ts",
    "+++ dev-40/methods/lib/parse.ts",
    "@@ -1,2 +1,2 @@",
    " a",
    "-b",
    "+c",
    "",
    "Compared with dev-9, of 2026-07-01 00:00:00",
    '  input "source" dev-7 → dev-40',
  ]);
});

Deno.test("roots that share one changed file are one root cause", () => {
  const rootOf = (id: string, before: string, after: string) => ({
    job: sampleJob({ id: id as JobId, method: `read_${id.slice(4)}` }),
    against: "dev-7",
    changes: [source],
    sources: [{ path: source.name, before, after }],
  });
  const roots = [
    rootOf("dev-40", "a\n", "b\n"),
    rootOf("dev-41", "a\n", "b\n"),
    rootOf("dev-43", "c\n", "b\n"),
  ];
  const lines = show({
    job: sampleJob(),
    why: {
      kind: "changed",
      against,
      changes: [{
        section: "input",
        name: "all",
        kind: "changed",
        before: { "~": "job", id: "dev-7" },
        after: { "~": "job", id: "dev-43" },
      }],
      roots: roots.map(({ job: { id, method }, changes }) => ({
        job: id,
        method,
        changes,
      })),
    },
    roots,
  });
  assertEquals(
    lines[0],
    "dev-42 count_rows was built because methods/lib/parse.ts changed",
  );
  assertEquals(lines.filter((line) => line.startsWith("Root cause")), [
    "Root cause: dev-40 read_40, dev-41 read_41",
    "Root cause: dev-43 read_43",
  ]);
  assertEquals(lines.filter((line) => line === "+b").length, 2);
});

Deno.test("the headline names the first reasons and counts the others", () => {
  const changes = [1, 2, 3, 4, 5].map((n): Change => ({
    section: "input",
    name: `n${n}`,
    kind: "changed",
    before: 0,
    after: n,
  }));
  const [line] = show({
    job: sampleJob(),
    why: { kind: "changed", against, changes, roots: [] },
    roots: [],
  });
  assertEquals(
    line,
    "dev-42 count_rows was built because " +
      'inputs "n1", "n2" and 3 more changed',
  );
  const slices: Change = {
    section: "slices",
    name: "slices",
    kind: "changed",
    before: 2,
    after: 3,
  };
  const api = { ...slices, section: "api" } as const;
  const method = { ...slices, section: "method" } as const;
  const [headline] = show({
    job: sampleJob(),
    why: {
      kind: "changed",
      against,
      changes: [api, method, slices, source, ...changes.slice(0, 1)],
      roots: [],
    },
    roots: [],
  });
  assertEquals(
    headline,
    "dev-42 count_rows was built because api 2 → 3; method 2 → 3; " +
      "slices 2 → 3 and 2 more changes",
  );
});

Deno.test("the files of ax's own method are listed, and compared when asked", () => {
  const names = ["a", "b", "c", "d", "e"].map((name) =>
    `lib/${name}${name}.ts`
  );
  const changes: Change[] = names.map((name, index) => ({
    section: "source",
    name: `ax/methods/${name}`,
    kind: index === 4 ? "added" : "changed",
  }));
  const explanation: Explanation = {
    job: sampleJob({ method: "csvimport" }),
    why: { kind: "changed", against, changes, roots: [] },
    roots: [],
    own: {
      job: sampleJob({ method: "csvimport" }),
      against,
      againstStartedAt: startedAt,
      changes: [...changes, source],
      sources: [...changes, source].map(({ name }) => ({
        path: name,
        before: "a\n",
        after: "b\n",
      })),
    },
  };
  const lines = show(explanation);
  assertEquals(
    lines[0],
    "dev-42 csvimport was built because ax's csvimport changed: 5 files",
  );
  assertEquals(lines.slice(3, 10), [
    "  ax's csvimport changed: 5 files",
    "    changed  lib/aa.ts, lib/bb.ts, lib/cc.ts, lib/dd.ts",
    "    added    lib/ee.ts",
    "  methods/lib/parse.ts changed",
    "--- dev-9/methods/lib/parse.ts",
    "+++ dev-42/methods/lib/parse.ts",
    "@@ -1 +1 @@",
  ]);
  const all = show(explanation, true);
  assertEquals(all.slice(3, 6), [
    "  ax's csvimport changed: 5 files",
    "  ax/methods/lib/aa.ts changed",
    "--- dev-9/ax/methods/lib/aa.ts",
  ]);
  assertEquals(all.filter((line) => line.startsWith("@@")).length, 6);
});

Deno.test("a job that is gone is said to be gone, and nothing is compared", () => {
  const lines = show({
    job: sampleJob(),
    why: { kind: "changed", against, changes: [source], roots: [] },
    roots: [],
    own: {
      job: sampleJob(),
      against,
      changes: [source],
      sources: [{ path: source.name, after: "a\n" }],
    },
  });
  assertEquals(lines.slice(2), [
    "Compared with dev-9, which is gone",
    "  methods/lib/parse.ts changed",
  ]);
});

Deno.test("added and removed files show whole", () => {
  const own = (change: Change["kind"], text: object): string[] =>
    show({
      job: sampleJob(),
      why: { kind: "changed", against, changes: [], roots: [] },
      roots: [],
      own: {
        job: sampleJob(),
        against,
        againstStartedAt: startedAt,
        changes: [{ ...source, kind: change }],
        sources: [{ path: source.name, ...text }],
      },
    }).slice(3);
  assertEquals(own("added", { after: "x\n" }), [
    "  methods/lib/parse.ts added",
    "--- /dev/null",
    "+++ dev-42/methods/lib/parse.ts",
    "@@ -0,0 +1 @@",
    "+x",
  ]);
  assertEquals(own("removed", { before: "x\n" }).slice(1, 3), [
    "--- dev-9/methods/lib/parse.ts",
    "+++ /dev/null",
  ]);
});

Deno.test("a long input shows what differs within it", () => {
  const names = Array.from({ length: 30 }, (_, index) => `column${index}`);
  const change: Change = {
    section: "input",
    name: "columns",
    kind: "changed",
    before: names,
    after: [...names.slice(0, 29), "last"],
  };
  const text = show({
    job: sampleJob(),
    why: { kind: "changed", against, changes: [change], roots: [] },
    roots: [],
    own: { job: sampleJob(), against, changes: [change], sources: [] },
  }).join("\n");
  assertMatch(text, 'input "columns" changed:\n    @@ -28,5 +28,5 @@');
  assertMatch(text, '    -  "column29"\n    +  "last"');
});

Deno.test("each other reason is a sentence", () => {
  const reasons: [Why, string][] = [
    [{ kind: "build" }, "was run because a build script always runs"],
    [
      { kind: "first" },
      "was built because no job of count_rows was there before",
    ],
    [
      { kind: "forced", against },
      "was built because it was forced; dev-9 was there",
    ],
    [
      { kind: "again", against },
      "was built because dev-9 answered the same request and is gone or unfit",
    ],
  ];
  for (const [why, text] of reasons) {
    const lines = show({ job: sampleJob(), why, roots: [] });
    assertEquals(lines, [`dev-42 count_rows ${text}`]);
  }
});

Deno.test("a build script is explained by the jobs that it built", () => {
  const job = sampleJob({ kind: "build", method: "build" });
  const why: Why = { kind: "build" };
  const many = Array.from({ length: 1001 }, (_, index) => ({
    id: `dev-${index}`,
    method: "count",
  }));
  assertEquals(
    show({
      job,
      why,
      roots: [],
      built: [
        { id: "dev-3", method: "read_rows", why: { kind: "first" } },
        { id: "dev-12", method: "count", why: { kind: "forced", against } },
        ...many,
      ],
    }),
    [
      "dev-42 build was run because a build script always runs",
      "",
      "Built for it",
      "  dev-3   read_rows  first time",
      "  dev-12  count      forced",
      "  and 1,001 more",
    ],
  );
  const request = {
    method: "count",
    name: "count",
    fingerprint: "0".repeat(64),
    job: "dev-3" as JobId,
    built: false,
  };
  const last = (changes: Partial<Manifest>): string | undefined =>
    show({ job: { ...job, ...changes }, why, roots: [], built: [] }).at(-1);
  assertEquals(
    last({ requests: [request] }),
    "It built nothing: all that it asked for was there.",
  );
  assertEquals(last({}), "It asked for no jobs.");
});
