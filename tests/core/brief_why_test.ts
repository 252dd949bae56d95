import {
  type BriefOptions,
  briefWhy,
  causesOf,
} from "../../src/core/brief_why.ts";
import type { Json } from "../../src/core/canonical.ts";
import { formatJobId, type JobId } from "../../src/core/ids.ts";
import type { Change, RootCause, Why } from "../../src/core/why.ts";
import { assert, assertEquals } from "../support/assert.ts";

function id(number: number): JobId {
  return formatJobId("dev", number);
}

function source(name: string, kind: Change["kind"] = "changed"): Change {
  return { section: "source", name, kind };
}

function input(name: string, before: Json, after: Json): Change {
  return { section: "input", name, kind: "changed", before, after };
}

function dataset(number: number): Json {
  return { "~": "dataset", job: id(number), name: "default" };
}

function changed(
  changes: readonly Change[],
  roots: readonly RootCause[] = [],
): Why {
  return { kind: "changed", against: id(1), changes, roots };
}

function check(
  why: Why | readonly Change[],
  expected: string,
  options: Partial<BriefOptions> = {},
): void {
  const whole = "kind" in why ? why : changed(why);
  const given = { method: "load", ...options };
  assertEquals(briefWhy(whole, given), expected);
}

Deno.test("files of ax's own method are counted, and one alone is named", () => {
  const files = ["load.ts", "lib/a.ts", "lib/b.ts"].map((name) =>
    source(`ax/methods/${name}`)
  );
  check(files, "ax's load changed: 3 files");
  check(files.slice(0, 1), "ax's load changed");
  check(files.slice(1, 2), "ax's load changed: lib/a.ts");
  check(
    [
      ...files.map(({ name }) => source(name, "removed")),
      source("methods/load.ts", "added"),
    ],
    "ax's load removed: 3 files; methods/load.ts added",
  );
});

Deno.test("of the project's files one or two are named, the method's own first", () => {
  const [a, b, own] = ["methods/a.ts", "methods/b.ts", "methods/load.ts"].map(
    (name) => source(name),
  );
  assert(a !== undefined && b !== undefined && own !== undefined);
  check([a], "methods/a.ts changed");
  check([source("methods/a.ts", "added")], "methods/a.ts added");
  check([a, b], "source changed: methods/a.ts and methods/b.ts");
  check([a, b, own], "source changed: methods/load.ts and 2 more");
});

Deno.test("an input is shown with its values only where they are short", () => {
  const long = "x".repeat(30);
  check([input("n", 1, 2)], 'input "n" 1 → 2');
  check([input("n", 1, long)], 'input "n" changed');
  check(
    [{ section: "input", name: "n", kind: "added", after: long }],
    'input "n" added',
  );
  const file = (sha256: string): Json => ({
    "~": "file",
    path: "data/of/the/year/2026/orders.csv",
    sha256,
  });
  check(
    [input("file", file("1"), file("2"))],
    'input "file" data/of/the/year/2026/orders.csv has new content',
  );
});

Deno.test("an input that was not given is no reason, unless it is the only one", () => {
  const length: Change = {
    section: "input",
    name: "length",
    kind: "added",
    after: null,
  };
  check([length], 'input "length" added: null');
  check([source("methods/load.ts"), length], "methods/load.ts changed");
  check(
    [input("n", 1, null), { ...length, kind: "removed", before: null }],
    'input "n" 1 → null',
  );
});

Deno.test("of many inputs those are shown that lead to other jobs", () => {
  const numbers = ["a", "b", "c", "d", "e"].map((name) => input(name, 1, 2));
  const from = input("source", dataset(2), dataset(3));
  check(numbers.slice(0, 2), 'input "a" 1 → 2; input "b" 1 → 2');
  check(numbers, 'inputs "a", "b" and 3 more changed');
  check(
    [...numbers.slice(0, 2), from],
    'input "source" dev-2/default → dev-3/default; inputs "a", "b" changed',
  );
  check(
    numbers.slice(0, 3).map((change) => ({ ...change, kind: "removed" })),
    'inputs "a", "b", "c" removed',
  );
});

Deno.test("more reasons than three are counted, with the command that tells them", () => {
  const changes: Change[] = [
    { section: "slices", name: "slices", kind: "changed", before: 2, after: 3 },
    source("ax/methods/load.ts"),
    source("methods/a.ts"),
    input("n", 1, 2),
    input("m", 1, 2),
  ];
  const shown = "slices 2 → 3; ax's load changed; 3 more changes";
  check(changes, shown);
  check(changes, `${shown}: ax why dev-4`, { more: "ax why dev-4" });
});

const from = input("source", dataset(2), dataset(14));
const root: RootCause = {
  job: id(14),
  method: "import",
  changes: [source("ax/methods/import.ts"), source("methods/a.ts")],
};

Deno.test("a job that was told of is only named, another with its first reason", () => {
  const own = 'input "source" dev-2/default → dev-14/default';
  const why = changed([from], [root]);
  check(why, own, { told: new Set(["dev-14"]) });
  check(why, `${own}, because of dev-14: ax's import changed and 1 more`);
  const alike = [root, { ...root, job: id(15) }];
  check(
    changed([from], alike),
    `${own}, because of dev-14, dev-15: ax's import changed and 1 more`,
  );
  const other = { job: id(16), method: "m", changes: [input("n", 1, 2)] };
  check(
    changed([from], [root, other]),
    `${own}, because of dev-16: input "n" 1 → 2`,
    { told: new Set(["dev-14"]) },
  );
  check(
    changed([from], [other, root]),
    `${own}, because of dev-16: input "n" 1 → 2; and of dev-14`,
  );
});

Deno.test("long lists of jobs end in a count", () => {
  const jobs = [1, 2, 3, 4].map(id);
  const against = id(9);
  check(
    { kind: "subjob", against, subjobs: jobs },
    "subjob dev-1, dev-2 and 2 more is not current",
  );
  check(
    { kind: "depends", on: jobs.slice(1) },
    "depends on dev-2, dev-3, dev-4",
  );
  check({ kind: "first" }, "first time");
  check({ kind: "forced", against }, "forced");
});

const sourceChange = source("methods/load.ts");

function jobRef(number: number): Json {
  return { "~": "job", id: id(number) };
}

Deno.test("causesOf() names what began it: the roots' changes, then the own ones", () => {
  const to = (n: number): Change => input("source", jobRef(3), jobRef(n));
  const n = input("n", 1, 2);
  const root: RootCause = {
    job: id(8),
    method: "m8",
    changes: [sourceChange],
  };
  const upgrade = source("ax/methods/m8.ts");
  const cases: [readonly Change[], readonly RootCause[], string[]][] = [
    [[sourceChange], [], ["methods/load.ts changed"]],
    [[to(9)], [], ['input "source" dev-3 → dev-9']],
    [[to(9)], [root, { ...root, job: id(9) }], ["methods/load.ts changed"]],
    [[to(9), n], [root], ["methods/load.ts changed", 'input "n" 1 → 2']],
    [[to(9)], [{ ...root, changes: [upgrade] }], ["ax's m8 changed"]],
    [[to(9)], [{ ...root, changes: [n] }], ['input "n" 1 → 2 (m8)']],
  ];
  for (const [changes, roots, expected] of cases) {
    const why = changed(changes, roots);
    assert(why.kind === "changed");
    assertEquals(causesOf(why, "m"), expected);
  }
});
