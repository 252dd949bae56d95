/**
 * What jobs cost in the store, at 1,000, 10,000 and 100,000 jobs: to be found,
 * to be staged and committed, to be opened, and to be indexed again.
 *
 * Run: `deno run -A scripts/bench/catalog.ts [DIRECTORY]`. The directory must
 * be on the disk that is to be measured. Default: the temporary one.
 *
 * @module
 */

import { API_VERSION, FINGERPRINT_FORMAT } from "../../src/core/fingerprint.ts";
import { formatJobId, type JobId } from "../../src/core/ids.ts";
import {
  type FileEntry,
  formatManifest,
  type Manifest,
} from "../../src/core/manifest.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { openWorkdir } from "../../src/store/open.ts";
import type { Workdir } from "../../src/store/workdir.ts";

const sizes = [1_000, 10_000, 100_000];
const source = new TextEncoder().encode("export default 1;\n".repeat(50));
const sources = [{
  path: "methods/count.ts",
  bytes: source,
  sha256: sha256(source),
}];

/** What is alike in all manifests here. */
const usual = {
  requests: [],
  links: [],
  elapsedMs: 12.5,
  stages: [{ stage: "synthesis", wallMs: 10, cpuMs: 9 }],
  peakMemoryBytes: 50_000_000,
  slices: 2,
  versions: { ax: "0.1.0", deno: "2.9.6", v8: "14" },
  host: { os: "linux", arch: "x86_64" },
  sandbox: { permissions: {}, confinement: "none" },
  datasets: {},
} as const;

/** A manifest as big as that of a usual small job: 2.5 kB. */
function manifestOf(
  id: JobId,
  number: number,
  entries: { files: FileEntry[]; output: FileEntry[]; source: FileEntry[] },
): Manifest {
  const value = (section: "input" | "api" | "format", name: string) => ({
    section,
    name,
    digest: sha256(name),
    value: number,
  });
  return {
    format: 1,
    id,
    kind: "job",
    state: "done",
    method: `count_${number % 20}`,
    fingerprint: sha256(`job ${number}`),
    digest: sha256(`result ${number}`),
    inputs: {
      n: number,
      source: { "~": "job", id: `dev-${Math.max(1, number - 1)}` },
    },
    parts: [
      { ...value("api", "ax"), value: API_VERSION },
      { ...value("format", "fingerprint"), value: FINGERPRINT_FORMAT },
      value("input", "n"),
      value("input", "source"),
    ],
    why: { kind: "first" },
    ...entries,
    ...usual,
    startedAt: new Date(1.7e12 + number * 1000).toISOString(),
  };
}

const HEAD = [
  "jobs",
  "rebuild",
  "open",
  "hit",
  "miss",
  "newest of a method",
  "list 50",
  "commit, full",
  "commit, fast",
];

function open(root: string, durability: "full" | "fast"): Workdir {
  return openWorkdir({
    name: "dev",
    path: `${root}/workdir`,
    slices: 2,
    durability,
    access: "write",
    mirrorDir: `${root}/mirrors`,
  });
}

/** Writes job directories as commits would, but for what takes time. */
export function fill(root: string, from: number, to: number): void {
  const entry = { path: "result.json", size: 1, sha256: sha256("1") };
  const entries = { files: [entry], output: [entry], source: [entry] };
  for (let number = from; number <= to; number++) {
    const id = formatJobId("dev", number);
    const dir = `${root}/workdir/${id}`;
    Deno.mkdirSync(dir, { recursive: true });
    const text = formatManifest(manifestOf(id, number, entries));
    Deno.writeTextFileSync(`${dir}/job.json`, text);
  }
}

/** Milliseconds that something takes, the median of some times. */
function median(times: number, run: (time: number) => void): number {
  const all = Array.from({ length: times }, (_, time) => {
    const start = performance.now();
    run(time);
    return performance.now() - start;
  });
  return all.sort((a, b) => a - b)[times >> 1] ?? 0;
}

/** Microseconds of one look-up, in runs of a thousand. */
function lookUpUs(workdir: Workdir, keyOf: (time: number) => string): number {
  const rounds = Array.from({ length: 7 }, (_, round) => {
    const keys = Array.from(
      { length: 1000 },
      (_, time) => sha256(keyOf(round * 1000 + time)),
    );
    return median(
      1,
      () => keys.forEach((key) => workdir.findByFingerprint(key)),
    );
  });
  return rounds.sort((a, b) => a - b)[3] ?? 0;
}

/** Milliseconds to stage and commit a job with one source and one file. */
function commitMs(root: string, durability: "full" | "fast"): number {
  using workdir = open(root, durability);
  return median(101, () => {
    const staging = workdir.stage({ method: "count" });
    const linked = staging.linkSources(sources);
    Deno.writeTextFileSync(`${staging.dir}/files/result.json`, "1");
    const entries = { ...staging.digestFiles(), source: linked };
    staging.commit((id) => manifestOf(id, 0, entries));
  });
}

/** A size's line of the table. */
function measure(root: string, jobs: number): string[] {
  const catalog = `${root}/workdir/.ax/catalog.sqlite`;
  const rebuild = median(jobs > 10_000 ? 1 : 5, () => {
    for (const suffix of ["", "-wal", "-shm"]) {
      try {
        Deno.removeSync(catalog + suffix);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    open(root, "full")[Symbol.dispose]();
  });
  const opened = median(21, () => open(root, "full")[Symbol.dispose]());
  using workdir = open(root, "full");
  const step = 7919;
  const hit = lookUpUs(workdir, (time) => `job ${1 + time * step % jobs}`);
  const miss = lookUpUs(workdir, (time) => `none ${time}`);
  const newest = median(
    21,
    () =>
      workdir.list({
        method: "count_7",
        kind: "job",
        state: "done",
        limit: 12,
      }),
  );
  const listed = median(21, () => workdir.list({ limit: 50 }));
  const commits = [commitMs(root, "full"), commitMs(root, "fast")];
  return [
    jobs.toLocaleString("en"),
    `${(rebuild / 1000).toFixed(2)} s`,
    `${opened.toFixed(2)} ms`,
    `${hit.toFixed(1)} µs`,
    `${miss.toFixed(1)} µs`,
    `${(newest * 1000).toFixed(0)} µs`,
    `${listed.toFixed(2)} ms`,
    ...commits.map((ms) => `${ms.toFixed(2)} ms`),
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths =
    rows[0]?.map((_, column) =>
      Math.max(...rows.map((row) => row[column]?.length ?? 0))
    ) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padStart(widths[column] ?? 0));
    console.log(cells.join("  "));
  }
}

/** Measures everything; gives the lines of the table. */
export function measureCatalog(parent?: string): string[][] {
  const root = Deno.makeTempDirSync(
    parent === undefined ? {} : { dir: parent },
  );
  const rows = [HEAD];
  try {
    let last = 0;
    for (const size of sizes) {
      fill(root, last + 1, size);
      rows.push(measure(root, size));
      using workdir = open(root, "fast");
      last = workdir.list({ limit: 1 })[0]?.number ?? 0;
    }
  } finally {
    new Deno.Command("chmod", { args: ["-R", "u+w", root] }).outputSync();
    Deno.removeSync(root, { recursive: true });
  }
  return rows;
}

if (import.meta.main) printTable(measureCatalog(Deno.args[0]));
