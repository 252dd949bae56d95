import type { Json } from "../../src/core/canonical.ts";
import {
  inputPart,
  type KeyPart,
  methodParts,
} from "../../src/core/fingerprint.ts";
import { formatJobId, type JobId } from "../../src/core/ids.ts";
import {
  type Change,
  compareParts,
  countWishes,
  describeChange,
  type Explained,
  type RootCause,
  rootCauses,
  summarizeWhy,
  type Why,
} from "../../src/core/why.ts";
import { assertEquals } from "../support/assert.ts";

function id(number: number): JobId {
  return formatJobId("dev", number);
}

function jobRef(number: number): Json {
  return { "~": "job", id: id(number) };
}

/** The parts of a request; inputs count as what they show. */
function parts(
  sources: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, Json>>,
  slices = 2,
): KeyPart[] {
  const files = Object.entries(sources)
    .map(([path, sha256]) => ({ path, sha256 }));
  return [
    ...methodParts({ method: "m", slices, sources: files, permissions: {} }),
    ...Object.entries(inputs).map(([name, value]) =>
      inputPart(name, value, value)
    ),
  ];
}

/** Asserts the words for what differs between two requests. */
function check(
  before: readonly KeyPart[],
  after: readonly KeyPart[],
  expected: readonly string[],
): void {
  assertEquals(compareParts(before, after).map(describeChange), expected);
}

Deno.test("equal requests differ in nothing, in whatever order their parts are", () => {
  const request = parts({ "methods/m.ts": "s1" }, { a: 1, b: [2] });
  check(request, request, []);
  check(request, request.toReversed(), []);
});

Deno.test("a changed, added and removed source is named", () => {
  check(
    parts({ "methods/m.ts": "s1", "methods/lib/old.ts": "s2" }, {}),
    parts({ "methods/m.ts": "s9", "methods/lib/new.ts": "s2" }, {}),
    [
      "methods/lib/new.ts added",
      "methods/lib/old.ts removed",
      "methods/m.ts changed",
    ],
  );
});

Deno.test("an input is shown as it was and as it is", () => {
  check(parts({}, { n: 1, old: null }), parts({}, { n: "1", top: [true] }), [
    'input "n" 1 → "1"',
    'input "old" removed: null',
    'input "top" added: [true]',
  ]);
});

Deno.test("jobs, datasets and files are shown by their names", () => {
  check(
    parts({}, {
      a: jobRef(3),
      b: { "~": "dataset", job: "dev-3", name: "default" },
      c: { "~": "file", path: "old.csv" },
      d: { "~": "jobFile", job: "dev-3", path: "x.json" },
      e: [jobRef(3)],
    }),
    parts({}, {
      a: jobRef(9),
      b: { "~": "dataset", job: "dev-9", name: "default" },
      c: { "~": "file", path: "new.csv" },
      d: { "~": "jobFile", job: "dev-9", path: "x.json" },
      e: [jobRef(3), jobRef(9)],
    }),
    [
      'input "a" dev-3 → dev-9',
      'input "b" dev-3/default → dev-9/default',
      'input "c" old.csv → new.csv',
      'input "d" dev-3:x.json → dev-9:x.json',
      'input "e" ["dev-3"] → ["dev-3","dev-9"]',
    ],
  );
});

Deno.test("a file of the same name with other bytes has new content", () => {
  const value: Json = { "~": "file", path: "orders.csv" };
  check(
    [inputPart("file", "digest 1", value)],
    [inputPart("file", "digest 2", value)],
    ['input "file" orders.csv has new content'],
  );
});

Deno.test("long values are cut off, yet compared whole", () => {
  const long = "x".repeat(100);
  const cut = `"${"x".repeat(76)}...`;
  check(parts({}, { text: `${long}1` }), parts({}, { text: `${long}2` }), [
    `input "text" ${cut} → ${cut}`,
  ]);
});

Deno.test("changes stand by section: what is common, sources, inputs", () => {
  const before = parts({ "methods/m.ts": "s1" }, { b: 1, a: 1 });
  const after = [
    ...parts({ "methods/m.ts": "s2" }, { b: 2, a: 2 }, 4),
    { section: "permission", name: "granted", digest: "d", value: ["net"] },
  ] as const;
  check(before, after, [
    "slices 2 → 4",
    "methods/m.ts changed",
    'permission added: ["net"]',
    'input "a" 1 → 2',
    'input "b" 1 → 2',
  ]);
});

Deno.test("a part without a value is shown as unknown, not as undefined", () => {
  const before: KeyPart = { section: "api", name: "ax", digest: "1" };
  check([before], [{ ...before, digest: "2", value: 2 }], ["api unknown → 2"]);
});

const sourceChange: Change = {
  section: "source",
  name: "methods/load.ts",
  kind: "changed",
};

function inputChange(
  before: Json | undefined,
  after: Json | undefined,
): Change {
  return {
    section: "input",
    name: "source",
    kind: "changed",
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  };
}

function changed(
  changes: readonly Change[],
  roots: readonly RootCause[] = [],
): Why {
  return { kind: "changed", against: id(1), changes, roots };
}

/** Asserts which jobs lie behind changes, given why each job was built. */
function checkRoots(
  changes: readonly Change[],
  whys: Readonly<Record<number, Why>>,
  expected: readonly RootCause[],
): void {
  const jobs = new Map<string, Explained>();
  for (const [number, why] of Object.entries(whys)) {
    const job = id(Number(number));
    jobs.set(job, { id: job, method: `m${number}`, why });
  }
  assertEquals(rootCauses(changes, (job) => jobs.get(job)), expected);
}

const root: RootCause = { job: id(8), method: "m8", changes: [sourceChange] };

Deno.test("the root of a changed input is what changed in the job behind it", () => {
  const change = inputChange(jobRef(3), jobRef(8));
  checkRoots([change], { 8: changed([sourceChange]) }, [root]);
});

Deno.test("the root is found up the chain, at whatever height", () => {
  const middle = inputChange(jobRef(3), jobRef(8));
  const change = inputChange(jobRef(4), {
    "~": "dataset",
    job: id(9),
    name: "default",
  });
  checkRoots([change], { 9: changed([middle], [root]) }, [root]);
});

Deno.test("a job that changed itself is a root beside those above it", () => {
  const why = changed([sourceChange, inputChange(jobRef(3), jobRef(8))], [
    root,
  ]);
  const own = { job: id(9), method: "m9", changes: [sourceChange] };
  checkRoots([inputChange(jobRef(4), jobRef(9))], { 9: why }, [root, own]);
});

Deno.test("a root that is reached on two ways is given once", () => {
  const changes = [
    inputChange(jobRef(3), [jobRef(8), jobRef(9)]),
    inputChange(undefined, { "~": "jobFile", job: id(8), path: "x.json" }),
  ];
  const why = changed([inputChange(jobRef(3), jobRef(8))], [root]);
  checkRoots(changes, { 8: changed([sourceChange]), 9: why }, [root]);
});

Deno.test("of a chain in which each job changed, the highest and the nearest are roots", () => {
  const whys = new Map<number, Why>([[2, changed([sourceChange])]]);
  const find = (name: string): Explained | undefined => {
    const number = Number(name.slice("dev-".length));
    const why = whys.get(number);
    return why && { id: id(number), method: `m${number}`, why };
  };
  for (let number = 3; number <= 200; number++) {
    const up = inputChange(jobRef(number - 2), jobRef(number - 1));
    const roots = rootCauses([up], find);
    whys.set(number, changed([sourceChange, up], roots));
  }
  const why = whys.get(200);
  const roots = why?.kind === "changed" ? why.roots.map(({ job }) => job) : [];
  assertEquals(
    roots,
    [2, 3, 4, 5, 6, 7, 8, 9, 192, 193, 194, 195, 196, 197, 198, 199].map(id),
  );
});

Deno.test("countWishes() counts inputs that somebody has written otherwise", () => {
  const file = (path: string, sha256: string): Json => ({
    "~": "file",
    path,
    sha256,
  });
  const cases: [Change, number][] = [
    [sourceChange, 0],
    [inputChange(jobRef(3), jobRef(8)), 0],
    [inputChange([jobRef(3), jobRef(4)], [jobRef(3), jobRef(8)]), 0],
    [inputChange(file("a.csv", "1"), file("a.csv", "2")), 0],
    [inputChange(file("a.csv", "1"), file("b.csv", "1")), 1],
    [inputChange(1, 2), 1],
    [inputChange(null, jobRef(8)), 1],
    [inputChange([jobRef(3), jobRef(4)], [jobRef(3)]), 1],
    [{ section: "input", name: "n", kind: "added", after: 1 }, 1],
  ];
  for (const [change, wishes] of cases) {
    assertEquals(countWishes([change]), wishes, describeChange(change));
  }
  assertEquals(countWishes(cases.map(([change]) => change)), 5);
});

Deno.test("a job that the input named before is behind nothing", () => {
  const change = inputChange([jobRef(8)], [jobRef(8), jobRef(9)]);
  checkRoots(
    [change],
    { 8: changed([sourceChange]), 9: { kind: "first" } },
    [],
  );
});

Deno.test("what is no job, is gone or was not changed has no root", () => {
  const whys = { 8: { kind: "first" }, 9: { kind: "forced", against: id(1) } };
  checkRoots([sourceChange], whys as Record<number, Why>, []);
  for (const after of [7, "dev-8", null, jobRef(8), jobRef(9), jobRef(5)]) {
    checkRoots([inputChange(1, after)], whys as Record<number, Why>, []);
  }
  const file: Json = { "~": "file", path: "dev-8" };
  checkRoots([inputChange(file, file)], whys as Record<number, Why>, []);
  checkRoots([inputChange(jobRef(8), undefined)], {}, []);
});

Deno.test("summarizeWhy() says in one line why a job is built", () => {
  const against = id(4);
  const summaries: [Why, string][] = [
    [{ kind: "build" }, "a build script always runs"],
    [{ kind: "first" }, "first time"],
    [{ kind: "forced", against }, "forced"],
    [
      { kind: "again", against },
      "dev-4 answered the same request and is gone or unfit",
    ],
    [
      { kind: "subjob", against, subjobs: [id(2), id(3)] },
      "subjob dev-2, dev-3 is not current",
    ],
    [{ kind: "depends", on: ["load", "dev-3"] }, "depends on load, dev-3"],
    [changed([sourceChange]), "methods/load.ts changed"],
    [
      changed([inputChange(jobRef(3), jobRef(9)), sourceChange], [root]),
      'input "source" dev-3 → dev-9; methods/load.ts changed, ' +
      "because of dev-8: methods/load.ts changed",
    ],
    [
      changed([inputChange([jobRef(3)], [jobRef(8), jobRef(9)])], [
        root,
        { ...root, job: id(9) },
      ]),
      'input "source" ["dev-3"] → ["dev-8","dev-9"], ' +
      "because of dev-8, dev-9: methods/load.ts changed",
    ],
  ];
  for (const [why, expected] of summaries) {
    assertEquals(summarizeWhy(why), expected);
  }
});
