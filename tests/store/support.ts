/**
 * What the tests of the store share: a workdir in a temporary directory, and
 * jobs that are committed without being run.
 *
 * @module
 */

import type { Json } from "../../src/core/canonical.ts";
import type { JobId } from "../../src/core/ids.ts";
import type {
  FileEntry,
  Manifest,
  RequestEntry,
} from "../../src/core/manifest.ts";
import { sha256 } from "../../src/core/sha256.ts";
import type { JobRow } from "../../src/store/rows.ts";
import type { Staging } from "../../src/store/staging.ts";
import { openWorkdir } from "../../src/store/open.ts";
import type { Workdir, WorkdirOptions } from "../../src/store/workdir.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { unprivileged } from "../support/other_user.ts";

/** Opens the workdir "dev" in `root`/workdir. */
export function openDev(
  root: string,
  options: Partial<WorkdirOptions> = {},
): Workdir {
  return openWorkdir({
    name: "dev",
    path: `${root}/workdir`,
    slices: 2,
    durability: "fast",
    access: "write",
    mirrorDir: `${root}/mirrors`,
    ...options,
  });
}

/** What a test says of a job; the rest is made up. */
export interface Told {
  readonly method?: string;
  readonly kind?: Manifest["kind"];
  readonly state?: Manifest["state"];
  readonly caption?: string;
  /** Hashed, it is the fingerprint. Default: the method. */
  readonly key?: string;
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly requests?: readonly RequestEntry[];
  readonly parent?: JobId;
  readonly startedAt?: string;
  /** Text by path in `files/`. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The fingerprint of a key. */
export const fingerprintOf: (key: string) => string = sha256;

/** A whole manifest. */
export function manifestFor(
  id: JobId,
  told: Told,
  entries: {
    readonly files: readonly FileEntry[];
    readonly output: readonly FileEntry[];
    readonly source: readonly FileEntry[];
  },
): Manifest {
  const { method = "count", kind = "job", state = "done" } = told;
  return {
    format: 1,
    id,
    kind,
    state,
    method,
    ...(told.caption === undefined ? {} : { caption: told.caption }),
    fingerprint: kind === "build" ? null : fingerprintOf(told.key ?? method),
    digest: state === "done" ? sha256("digest") : null,
    inputs: told.inputs ?? {},
    parts: [],
    why: { kind: kind === "build" ? "build" : "first" },
    ...(told.parent === undefined ? {} : { parent: told.parent }),
    ...entries,
    requests: told.requests ?? [],
    links: [],
    startedAt: told.startedAt ?? "2026-01-02T03:04:05.000Z",
    elapsedMs: 12,
    stages: [],
    peakMemoryBytes: 1000,
    slices: 2,
    versions: { ax: "0.1.0" },
    host: {},
    sandbox: { permissions: {}, confinement: "none" },
    datasets: {},
  };
}

/** The source of every made-up job. */
export const sources = [
  { path: "methods/count.ts", text: "export default 1;\n" },
  { path: "methods/lib/add.ts", text: "export const add = 2;\n" },
].map(({ path, text }) => {
  const bytes = new TextEncoder().encode(text);
  return { path, bytes, sha256: sha256(bytes) };
});

/** Stages a job and writes its files, as a run would. */
export function stageJob(
  workdir: Workdir,
  told: Told = {},
): { staging: Staging; source: FileEntry[] } {
  const { method = "count" } = told;
  const staging = told.kind === "build"
    ? workdir.stageBuild({ method })
    : workdir.stage({ method });
  const source = staging.linkSources(sources);
  const files = told.files ?? { "result.json": "1" };
  for (const [path, text] of Object.entries(files)) {
    const file = `${staging.dir}/files/${path}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, text);
  }
  staging.appendOutput("synthesis.txt", "hello\n");
  return { staging, source };
}

/** Stages and commits a job. */
export function commitJob(workdir: Workdir, told: Told = {}): JobRow {
  const { staging, source } = stageJob(workdir, told);
  return commitStaged(staging, source, told);
}

/** Commits what {@linkcode stageJob} staged. */
export function commitStaged(
  staging: Staging,
  source: readonly FileEntry[],
  told: Told = {},
): JobRow {
  const entries = { ...staging.digestFiles(), source };
  return staging.commit((id) => manifestFor(id, told, entries));
}

/** The names in a directory, sorted. */
export function namesIn(dir: string): string[] {
  return [...Deno.readDirSync(dir)].map(({ name }) => name).sort();
}

/** The ids of the job directories of a workdir, sorted by number. */
export function jobsIn(dir: string): string[] {
  return namesIn(dir).filter((name) => /^dev-\d+$/.test(name))
    .sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
}

/**
 * Fails unless the workdir is whole: each directory a sound, read-only job
 * with its row, each row a directory, and nothing left aside.
 */
export function assertWhole(workdir: Workdir): void {
  const ids = jobsIn(workdir.path);
  const rows = workdir.list().map(({ id }) => id).reverse();
  assertEquals(rows, ids as JobId[]);
  for (const id of ids) assertSound(workdir, id);
  for (const dir of ["staging", "trash"]) {
    assertEquals(namesIn(`${workdir.path}/.ax/${dir}`), [], dir);
  }
}

/** Fails unless a job is what its manifest says, and read-only. */
export function assertSound(workdir: Workdir, id: string): void {
  const manifest = workdir.readManifest(id);
  assertEquals(workdir.findJob(id)?.state, manifest.state);
  const dir = workdir.jobDir(id);
  const listed = (["files", "output", "source"] as const).flatMap((top) =>
    manifest[top].map((entry) => ({ ...entry, path: `${top}/${entry.path}` }))
  );
  for (const { path, size, sha256: digest } of listed) {
    const bytes = Deno.readFileSync(`${dir}/${path}`);
    assertEquals([path, bytes.length, sha256(bytes)], [path, size, digest]);
  }
  const found = modesIn(dir);
  assertEquals(
    found.filter(({ isFile }) => isFile).map(({ path }) => path).sort(),
    [...listed.map(({ path }) => path), "job.json"].sort(),
  );
  for (const { path, mode, isFile } of found) {
    assertEquals([path, mode], [path, isFile ? 0o444 : 0o555]);
  }
}

/** The mode of a directory and of all that is in it. */
export function modesIn(
  dir: string,
  path = "",
): { path: string; mode: number; isFile: boolean }[] {
  const info = Deno.lstatSync(`${dir}/${path}`);
  assert(info.isFile || info.isDirectory, path);
  const own = { path, mode: (info.mode ?? 0) & 0o7777, isFile: info.isFile };
  if (info.isFile) return [own];
  const inner = namesIn(`${dir}/${path}`);
  return [
    own,
    ...inner.flatMap((name) =>
      modesIn(dir, path === "" ? name : `${path}/${name}`)
    ),
  ];
}

/** How to start {@linkcode child}. */
export interface ChildOptions {
  /** As a user without rights, if we are root. */
  readonly unprivileged?: boolean;
  /** So that no file may be written. */
  readonly cramped?: boolean;
}

/** Starts `child.ts`, which does to a workdir what its arguments say. */
export function child(
  args: readonly string[],
  options: ChildOptions = {},
): Deno.ChildProcess {
  const pipes = { stdin: "null", stdout: "piped", stderr: "inherit" } as const;
  if (options.unprivileged === true) {
    const other = unprivileged("tests/store/child.ts", args);
    return new Deno.Command(other.file, { ...other.options, ...pipes }).spawn();
  }
  const script = decodeURIComponent(
    new URL("child.ts", import.meta.url).pathname,
  );
  const flags = ["-A", "--no-config", "--no-lock", "--no-check"];
  const own = [Deno.execPath(), "run", ...flags, script, ...args];
  // What is too large is then an error, and not a signal that kills.
  const limit = options.cramped ? 'trap "" XFSZ; ulimit -f 0; ' : "";
  return new Deno.Command("sh", {
    args: ["-c", `${limit}exec "$@"`, "sh", ...own],
    env: { DENO_NO_UPDATE_CHECK: "1" },
    ...pipes,
  }).spawn();
}

/** Reads what a child prints until it ends. */
export async function outputOf(process: Deno.ChildProcess): Promise<string> {
  const { stdout } = await process.output();
  return new TextDecoder().decode(stdout);
}

/** Waits until a child has printed a line; gives the line. */
export async function firstLine(process: Deno.ChildProcess): Promise<string> {
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream())
    .getReader();
  while (!text.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`The child ended after printing "${text}"`);
    text += value;
  }
  reader.releaseLock();
  return text.slice(0, text.indexOf("\n"));
}
