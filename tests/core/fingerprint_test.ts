import {
  API_VERSION,
  datasetDigest,
  type DigestedDataset,
  type DigestedJob,
  digestOf,
  FINGERPRINT_FORMAT,
  fingerprintOf,
  inputPart,
  type KeyPart,
  type MethodKey,
  methodParts,
} from "../../src/core/fingerprint.ts";
import { sha256, sha256OfJson } from "../../src/core/sha256.ts";
import { assert, assertEquals } from "../support/assert.ts";

const key: MethodKey = {
  method: "count_rows",
  slices: 2,
  sources: [
    { path: "methods/count_rows.ts", sha256: sha256("main") },
    { path: "methods/lib/sum.ts", sha256: sha256("sum") },
  ],
  permissions: {},
};

const parts: readonly KeyPart[] = [
  ...methodParts(key),
  inputPart("source", { "~": "dataset", digest: "d1" }, {
    "~": "dataset",
    job: "dev-1",
    name: "default",
  }),
  inputPart("label", "total", "total"),
];

const fingerprint =
  "a0f609530435528ee506a46d14a1e75d62204322a24e8c091173431739c67a34";

/** Asserts whether other parts make the same fingerprint as `parts`. */
function check(other: readonly KeyPart[], same: boolean): void {
  assertEquals(fingerprintOf(other) === fingerprint, same);
}

Deno.test("this request has this fingerprint for ever", () => {
  assertEquals([FINGERPRINT_FORMAT, API_VERSION], [1, 1]);
  assertEquals(fingerprintOf(parts), fingerprint);
});

Deno.test("each part has its section, name and digest, and what it shows", () => {
  assertEquals(methodParts(key), [
    part("format", "fingerprint", 1),
    part("api", "ax", 1),
    part("method", "name", "count_rows"),
    part("slices", "count", 2),
    {
      section: "source",
      name: "methods/count_rows.ts",
      digest: sha256("main"),
    },
    { section: "source", name: "methods/lib/sum.ts", digest: sha256("sum") },
  ]);
  assertEquals(inputPart("n", "digested", "shown"), {
    section: "input",
    name: "n",
    digest: sha256OfJson("digested"),
    value: "shown",
  });
});

function part(
  section: KeyPart["section"],
  name: string,
  value: string | number,
): KeyPart {
  return { section, name, digest: sha256(JSON.stringify(value)), value };
}

Deno.test("granted permissions are a part; none are none", () => {
  const granted = methodParts({
    ...key,
    permissions: { net: ["example.com"] },
  });
  assertEquals(
    granted.filter((part) => part.section === "permission")
      .map(({ name, value }) => ({ name, value })),
    [{ name: "granted", value: { net: ["example.com"] } }],
  );
  check([...granted, ...parts.slice(6)], false);
});

Deno.test("the order of parts does not count", () => {
  check(parts.toReversed(), true);
  const sources = key.sources.toReversed();
  check([...methodParts({ ...key, sources }), ...parts.slice(6)], true);
});

Deno.test("what a part shows does not count: ids and paths are not identity", () => {
  check(
    parts.map(({ section, name, digest }) => ({ section, name, digest })),
    true,
  );
  check([...parts.slice(0, -1), inputPart("label", "total", "shown")], true);
});

Deno.test("every digest, name and section counts", () => {
  for (const [index, part] of parts.entries()) {
    check(parts.with(index, { ...part, digest: sha256("other") }), false);
    check(parts.with(index, { ...part, name: `${part.name}2` }), false);
    check(parts.with(index, { ...part, section: "permission" }), false);
    check(parts.toSpliced(index, 1), false);
    check([...parts, part], false);
  }
});

Deno.test("digests that change places change the fingerprint: parts have names", () => {
  const [a, b] = [parts[4], parts[5]] as [KeyPart, KeyPart];
  const swapped = parts.with(4, { ...a, digest: b.digest })
    .with(5, { ...b, digest: a.digest });
  check(swapped, false);
});

Deno.test("names cannot run into each other, whatever they hold", () => {
  const source = (name: string, digest: string): KeyPart => {
    return { section: "source", name, digest };
  };
  const one = fingerprintOf([source('a","d"],["source","b', "e")]);
  const two = fingerprintOf([source("a", "d"), source("b", "e")]);
  assert(one !== two);
});

const job: DigestedJob = {
  files: [
    { path: "result.json", sha256: sha256("1") },
    { path: "plots/a.svg", sha256: sha256("2") },
  ],
  datasets: { default: { digest: "d1" }, __sums: { digest: "d2" } },
};

/** Asserts whether another job has the same digest as `job`. */
function checkDigest(other: DigestedJob, same: boolean): void {
  assertEquals(digestOf(other) === digestOf(job), same);
}

Deno.test("these jobs have these digests for ever", () => {
  assertEquals(
    digestOf(job),
    "a0e30ca47477ee4c5274725b6c84760b296ea3ad046dbacbcde7ef21310bafda",
  );
  assertEquals(
    digestOf({ files: [], datasets: {} }),
    "4210c6377ac9fd5d635b6e09c6b4b6162b43b9532b69d7f129951fc44e152beb",
  );
});

Deno.test("a job's digest knows nothing of the order of files and datasets", () => {
  checkDigest({
    files: job.files.toReversed(),
    datasets: Object.fromEntries(Object.entries(job.datasets).toReversed()),
  }, true);
});

Deno.test("a job's digest covers paths, contents, datasets by name and previous", () => {
  const [first, ...rest] = job.files;
  assert(first !== undefined);
  checkDigest({ ...job, files: rest }, false);
  checkDigest({ ...job, files: [{ ...first, path: "x" }, ...rest] }, false);
  checkDigest({ ...job, files: [{ ...first, sha256: "x" }, ...rest] }, false);
  checkDigest({ ...job, datasets: {} }, false);
  checkDigest(
    { ...job, datasets: { ...job.datasets, a: { digest: "d" } } },
    false,
  );
  checkDigest({ ...job, previous: sha256("before") }, false);
});

Deno.test("a file or dataset called __proto__ counts like others", () => {
  const hidden = { path: "__proto__", sha256: sha256("3") };
  checkDigest({ ...job, files: [...job.files, hidden] }, false);
  const datasets = JSON.parse('{"__proto__": {"digest": "d"}}');
  assert(
    digestOf({ files: [], datasets }) !== digestOf({ files: [], datasets: {} }),
  );
});

const table = {
  name: "default",
  columns: [{ name: "a", type: "int32" }, { name: "b", type: "string?" }],
  hashBy: "a",
  rows: [2, 1],
  groups: [
    { columns: [["b", "text"]], sha256: [["p0"], ["p1", "p2"]] },
    { columns: [["a", "a"]], sha256: [["s0"], ["s1"]] },
  ],
  previous: "before",
  parents: ["parent"],
} as const satisfies DigestedDataset;

Deno.test("a dataset's digest is a fixed number", () => {
  assertEquals(
    datasetDigest(table),
    "f7b35fa986dc4517c2c23113542268cd1f1559bef732144354a24f374d88172c",
  );
});

Deno.test("a dataset's digest covers all that can be seen of it, and what it came from", () => {
  const others: readonly DigestedDataset[] = [
    { ...table, name: "other" },
    { ...table, columns: table.columns.toReversed() },
    { ...table, columns: [{ name: "a", type: "int64" }, table.columns[1]] },
    { ...table, hashBy: undefined },
    { ...table, hashBy: "b" },
    { ...table, rows: [1, 2] },
    { ...table, groups: table.groups.slice(1) },
    {
      ...table,
      groups: [{ columns: [["b", "b"]], sha256: table.groups[0].sha256 }],
    },
    {
      ...table,
      groups: [{ ...table.groups[0], sha256: [["p0"], ["p2", "p1"]] }],
    },
    { ...table, previous: undefined },
    { ...table, parents: [] },
  ];
  const digests = [table, ...others].map(datasetDigest);
  assertEquals(new Set(digests).size, digests.length);
});
