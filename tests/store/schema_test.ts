/** The JSON Schema of `job.json`, held against manifests that ax wrote. */

import type { Json } from "../../src/core/canonical.ts";
import type { JobId } from "../../src/core/ids.ts";
import { formatManifest, type Manifest } from "../../src/core/manifest.ts";
import schema from "../../src/store/job.schema.json" with { type: "json" };
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { commitJob, fingerprintOf, manifestFor, openDev } from "./support.ts";

type Schema = { readonly [keyword: string]: Json };
type Members = { readonly [key: string]: Json };

function asMembers(value: Json | undefined): Members {
  return (value ?? {}) as Members;
}

/** Says where a value breaks the schema; nothing when it does not. */
function findProblem(
  rule: Schema,
  value: Json,
  at = "job",
): string | undefined {
  for (const [keyword, wanted] of Object.entries(rule)) {
    const check = keywords[keyword];
    if (check === undefined) throw new Error(`unknown keyword ${keyword}`);
    const problem = check(wanted, value, at, rule);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Check = (
  wanted: Json,
  value: Json,
  at: string,
  rule: Schema,
) => string | undefined;

const note: Check = () => undefined;

/** What the schema uses of JSON Schema 2020-12, and no more. */
const keywords: Readonly<Record<string, Check>> = {
  $schema: note,
  $defs: note,
  title: note,
  description: note,
  required: (wanted, value, at) =>
    (wanted as string[]).filter((key) => !Object.hasOwn(asMembers(value), key))
      .map((key) => `${at}.${key} is missing`)[0],
  $ref: (wanted, value, at) => {
    const [root, defs, name = ""] = String(wanted).split("/");
    assertEquals([root, defs], ["#", "$defs"]);
    return findProblem(
      (schema.$defs as Record<string, Schema>)[name] ?? {},
      value,
      at,
    );
  },
  type: (wanted, value, at) =>
    typeOf(value, wanted) ? undefined : `${at} is no ${wanted}`,
  const: (wanted, value, at) =>
    value === wanted ? undefined : `${at} is not ${wanted}`,
  enum: (wanted, value, at) =>
    (wanted as Json[]).includes(value)
      ? undefined
      : `${at} is none of ${wanted}`,
  minimum: (wanted, value, at) =>
    Number(value) >= Number(wanted) ? undefined : `${at} is under ${wanted}`,
  pattern: (wanted, value, at) =>
    new RegExp(String(wanted)).test(String(value))
      ? undefined
      : `${at} does not match`,
  anyOf: (wanted, value, at) =>
    (wanted as Schema[]).some((one) => findProblem(one, value) === undefined)
      ? undefined
      : `${at} fits none`,
  items: (wanted, value, at) =>
    first(
      (value as Json[]).map((item, index) =>
        findProblem(wanted as Schema, item, `${at}[${index}]`)
      ),
    ),
  properties: (wanted, value, at) =>
    first(
      Object.entries(asMembers(value)).map(([key, member]) =>
        findProblem(
          (wanted as Record<string, Schema>)[key] ?? {},
          member,
          `${at}.${key}`,
        )
      ),
    ),
  additionalProperties: (wanted, value, at, rule) =>
    first(
      Object.entries(asMembers(value))
        .filter(([key]) => !Object.hasOwn(asMembers(rule["properties"]), key))
        .map(([key, member]) =>
          wanted === false
            ? `${at}.${key} is unknown`
            : findProblem(wanted as Schema, member, `${at}.${key}`)
        ),
    ),
};

function typeOf(value: Json, type: Json): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "object":
      return typeof value === "object" && value !== null &&
        !Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    default:
      return String(typeof value) === type;
  }
}

function first(problems: (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined);
}

function problemOf(text: string): string | undefined {
  return findProblem(schema as unknown as Schema, JSON.parse(text));
}

Deno.test("the schema fits the jobs that ax commits", () => {
  using dir = tempDir();
  using workdir = openDev(dir.path);
  const killed = openDev(dir.path);
  killed.stage({ method: "slow" });
  killed[Symbol.dispose]();
  commitJob(workdir, { inputs: { n: 1, "~": { "~": "job", id: "dev-1" } } });
  commitJob(workdir, { kind: "build", method: "build" });
  openDev(dir.path)[Symbol.dispose]();
  for (const id of ["dev-1", "dev-2", "dev-3"]) {
    assertEquals(problemOf(dir.read(`workdir/${id}/job.json`)), undefined);
  }
  assertEquals(workdir.readManifest("dev-1").state, "failed");
});

/** A manifest in which nothing is left out. */
function fullManifest(): Manifest {
  const sha256 = fingerprintOf("x");
  const file = { path: "a/b.json", size: 3, sha256 };
  const entries = { files: [file], output: [file], source: [file] };
  const [id, other] = ["dev-2", "base.x-1"] as [JobId, JobId];
  const change = {
    section: "input",
    name: "n",
    kind: "changed",
    before: 1,
    after: [2],
  } as const;
  return {
    ...manifestFor(id, { caption: "c", parent: other }, entries),
    parts: [{ section: "input", name: "n", digest: sha256, value: 2 }],
    why: {
      kind: "changed",
      against: other,
      changes: [change],
      roots: [{ job: other, method: "m", changes: [change] }],
    },
    requests: [{
      method: "m",
      name: "n",
      fingerprint: sha256,
      job: other,
      built: false,
      cutOff: [{ input: "n", asked: "dev-1", answered: "dev-0" }],
    }],
    links: [{ name: "a.json", job: other, file: "a.json" }],
    stages: [{
      stage: "analysis",
      wallMs: 1.5,
      cpuMs: 1,
      slices: [{ slice: 0, wallMs: 1, cpuMs: 1 }],
    }],
    sandbox: {
      permissions: { net: ["a:1"], env: ["A"], read: ["/a"] },
      confinement: "none",
    },
    datasets: {
      default: {
        digest: sha256,
        columns: [
          { name: "a", type: "int32", nullCount: 0, min: 1, max: 2 },
          {
            name: "b",
            type: "string?",
            nullCount: 3,
            min: null,
            max: null,
            from: { dataset: "dev-1/default", column: "c" },
          },
        ],
        rows: [1, 2],
        hashBy: "a",
        previous: "dev-1/default",
        parents: ["dev-1/default"],
        directory: "default",
        files: [{ path: "0.arrow", size: 3, sha256 }],
        compressed: true,
      },
    },
    failure: {
      message: "m",
      stack: "s",
      stage: "main",
      slice: 1,
      status: ["x"],
      others: [{ slice: 0, status: [] }],
    },
  };
}

Deno.test("the schema knows every key of a manifest", () => {
  assertEquals(problemOf(formatManifest(fullManifest())), undefined);
  const keys = [...Object.keys(fullManifest()), "checksum"].sort();
  assertEquals(Object.keys(schema.properties).sort(), keys);
  // The compiler complains here when a manifest gets a new key.
  const all: { readonly [Key in keyof Manifest]-?: true } = {
    format: true,
    id: true,
    kind: true,
    state: true,
    method: true,
    caption: true,
    fingerprint: true,
    digest: true,
    inputs: true,
    parts: true,
    why: true,
    parent: true,
    source: true,
    requests: true,
    links: true,
    startedAt: true,
    elapsedMs: true,
    stages: true,
    peakMemoryBytes: true,
    slices: true,
    versions: true,
    host: true,
    sandbox: true,
    files: true,
    output: true,
    datasets: true,
    failure: true,
  };
  assertEquals([...Object.keys(all), "checksum"].sort(), keys);
});

Deno.test("the schema refuses what is no manifest", () => {
  const good = JSON.parse(formatManifest(fullManifest()));
  const bad: Readonly<Record<string, Members>> = {
    "job.extra is unknown": { ...good, extra: 1 },
    "job.id does not match": { ...good, id: "dev" },
    "job.format is not 1": { ...good, format: 2 },
    "job.state is none of done,failed": { ...good, state: "running" },
    "job.why fits none": { ...good, why: { kind: "because" } },
    "job.digest fits none": { ...good, digest: "abc" },
    "job.elapsedMs is under 0": { ...good, elapsedMs: -1 },
    "job.files[0].size is no integer": {
      ...good,
      files: [{ ...good.files[0], size: 1.5 }],
    },
  };
  for (const [problem, manifest] of Object.entries(bad)) {
    assertEquals(findProblem(schema as unknown as Schema, manifest), problem);
  }
  delete good.inputs;
  assert(problemOf(JSON.stringify(good))?.includes("inputs is missing"));
});
