import { AxError } from "../../src/core/errors.ts";
import { formatJobId } from "../../src/core/ids.ts";
import {
  formatManifest,
  type Manifest,
  MANIFEST_FORMAT,
  parseManifest,
} from "../../src/core/manifest.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { assertEquals, assertMatch, assertThrows } from "../support/assert.ts";

/** A small manifest of a done job. */
const manifest: Manifest = {
  format: MANIFEST_FORMAT,
  id: formatJobId("dev", 42),
  kind: "job",
  state: "done",
  method: "count_rows",
  caption: "März \u2028 \ud800 😀",
  fingerprint: "f".repeat(64),
  digest: "d".repeat(64),
  inputs: { n: 1, source: { "~": "dataset", job: "dev-41", name: "default" } },
  parts: [],
  why: { kind: "first" },
  source: [{ path: "methods/count_rows.ts", size: 3, sha256: sha256("abc") }],
  requests: [],
  links: [],
  startedAt: "2024-05-01T12:00:00.000Z",
  elapsedMs: 12.5,
  stages: [{ stage: "synthesis", wallMs: 12, cpuMs: 11 }],
  peakMemoryBytes: 1e8,
  slices: 2,
  versions: { ax: "0.1.0" },
  host: { name: "machine" },
  sandbox: { permissions: {}, confinement: "none" },
  files: [],
  output: [],
  datasets: {},
};

/** Asserts that a manifest is what it was when it is read again. */
function check(value: Manifest): void {
  assertEquals(parseManifest(formatManifest(value), "job.json"), value);
}

function refuse(text: string, message: string): void {
  const error = assertThrows(
    () => parseManifest(text, "workdir/dev-42/job.json"),
    AxError,
  );
  assertEquals(error.message, message);
  assertEquals(error.code, "job");
}

Deno.test("a manifest is read as it was written", () => {
  check(manifest);
  check({ ...manifest, inputs: JSON.parse('{"__proto__": {"n": 1}}') });
  check({
    ...manifest,
    state: "failed",
    digest: null,
    failure: { message: "m", stack: "s", status: [], others: [] },
  });
});

Deno.test("what was read is written as the very same text", () => {
  const text = formatManifest(manifest);
  assertEquals(formatManifest(parseManifest(text, "job.json")), text);
});

Deno.test("job.json is JSON, indented, with its checksum last", () => {
  const text = formatManifest(manifest);
  assertMatch(text, '{\n  "format": 1,\n  "id": "dev-42",\n');
  assertEquals(Object.keys(JSON.parse(text)).at(-1), "checksum");
  const checksum =
    "288999c5bb7107775644f55c51411d96d9b3fdd05cc269583b4c953821bb7d8a";
  assertEquals(text.slice(-81), `"checksum": "${checksum}"\n}\n`);
});

Deno.test("the checksum is the SHA-256 of all that stands before its comma", () => {
  const [body = "", rest = ""] = formatManifest(manifest)
    .split(/(?=,\n {2}"checksum")/);
  assertMatch(rest, sha256(body));
});

Deno.test("a changed, cut or unfinished manifest is not trusted", () => {
  const text = formatManifest(manifest);
  const message = "Cannot trust workdir/dev-42/job.json: its checksum does " +
    "not match; it was changed or only partly written";
  refuse(text.replace('"done"', '"lost"'), message);
  refuse(text.replace("12.5", "12.50"), message);
  refuse(text.replace('"elapsedMs"', ' "elapsedMs"'), message);
  refuse(text.replace(/[0-9a-f](?="\n\}\n$)/, "z"), message);
  refuse(text.toUpperCase(), message);
  refuse(text.trimEnd(), message);
  refuse(`${text}\n`, message);
  refuse(text.slice(0, text.length / 2), message);
  refuse("", message);
  refuse("{}\n", message);
  refuse("not JSON", message);
});

Deno.test("every changed character of a manifest is noticed", () => {
  const text = formatManifest(manifest);
  for (let at = 0; at < text.length; at += 7) {
    const other = text[at] === "x" ? "y" : "x";
    const changed = text.slice(0, at) + other + text.slice(at + 1);
    assertThrows(() => parseManifest(changed, "job.json"), AxError, "trust");
  }
});

Deno.test("a checksum within the manifest is not taken for its own", () => {
  const trap = `a,\n  "checksum": "${"0".repeat(64)}"\n}\n`;
  check({ ...manifest, caption: trap, method: trap });
});

Deno.test("a newer format is refused politely", () => {
  const newer = { ...manifest, format: 2 } as unknown as Manifest;
  refuse(
    formatManifest(newer),
    "Cannot read workdir/dev-42/job.json: it has format 2, this ax reads " +
      "format 1; use a newer ax",
  );
});

Deno.test("what has a checksum and is no manifest is not trusted", () => {
  const others = [
    [1],
    { format: 1, id: "dev-42" },
    { ...manifest, inputs: null },
    { ...manifest, requests: [{}] },
    { ...manifest, elapsedMs: "long" },
    { ...manifest, kind: "other" },
    { ...manifest, caption: {} },
    { ...manifest, digest: 7 },
  ];
  for (const other of others) {
    refuse(
      formatManifest(other as unknown as Manifest),
      "Cannot trust workdir/dev-42/job.json: it is no manifest of a job",
    );
  }
});
