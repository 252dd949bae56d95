/**
 * `job.json`: everything that is known of one run.
 *
 * @module
 */

import type { Json } from "./canonical.ts";
import type { ColumnSpec } from "./columns.ts";
import { AxError } from "./errors.ts";
import type { KeyPart } from "./fingerprint.ts";
import type { JobId } from "./ids.ts";
import type { MethodPermissions, Stage } from "./method.ts";
import { type Sha256, sha256 } from "./sha256.ts";
import type { Why } from "./why.ts";

/** The version of the manifest and of the job directory. */
export const MANIFEST_FORMAT = 1;

/** A file of a job: `path` is relative, with `/`. */
export interface FileEntry {
  readonly path: string;
  readonly size: number;
  readonly sha256: Sha256;
}

/** How long one slice of `analysis` took. */
export interface SliceTimes {
  readonly slice: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** How long one stage took; `slices` for `analysis` alone, in slice order. */
export interface StageTimes {
  readonly stage: Stage | "main";
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly slices?: readonly SliceTimes[];
}

/** A job that another job or a build script asked for. */
export interface RequestEntry {
  readonly method: string;
  /** What the script calls it; the method's name unless it says otherwise. */
  readonly name: string;
  readonly fingerprint: Sha256;
  /** The job that answered. */
  readonly job: JobId;
  /** Whether it was built for this request. */
  readonly built: boolean;
  /** Inputs whose job differs from the answer's but has the same digest. */
  readonly cutOff?: readonly CutOff[];
}

/** `asked` was passed, the answer was made with `answered`; equal by digest. */
export interface CutOff {
  readonly input: string;
  readonly asked: string;
  readonly answered: string;
}

/** A link that a build script made into the results directory. */
export interface LinkEntry {
  readonly name: string;
  readonly job: JobId;
  readonly file: string;
}

/** A minimum or maximum as JSON; `null` when there is none. */
export type StoredValue = number | string | boolean | null;

/** A column of a dataset. */
export interface ColumnEntry {
  readonly name: string;
  readonly type: ColumnSpec;
  readonly nullCount: number;
  /** `int64` and `datetime` (microseconds) as digits, `date` in days. */
  readonly min: StoredValue;
  readonly max: StoredValue;
  /** The dataset whose files hold it, as `JOB/NAME`; its own when left out. */
  readonly from?: { readonly dataset: string; readonly column: string };
}

/** A dataset of a job. */
export interface DatasetEntry {
  readonly digest: Sha256;
  /** Own and inherited ones, in order. */
  readonly columns: readonly ColumnEntry[];
  /** Rows of each slice. */
  readonly rows: readonly number[];
  readonly hashBy?: string;
  /** `JOB/NAME`, as are the parents. */
  readonly previous?: string;
  readonly parents?: readonly string[];
  /** Where it lies under `datasets/`. */
  readonly directory: string;
  /** `SLICE.arrow` or `SLICE.PART.arrow`; a slice without rows may lack it. */
  readonly files: readonly FileEntry[];
  /** Buffers of its files are compressed with zstd. */
  readonly compressed?: boolean;
}

/** Why a job failed. */
export interface Failure {
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
  /** The stack in the user's own source lines. */
  readonly stack: string;
  readonly stage?: Stage | "main";
  readonly slice?: number;
  /** What it was doing, outermost first. */
  readonly status: readonly string[];
  /** What the other slices were doing. */
  readonly others: readonly { slice: number; status: readonly string[] }[];
}

/** Everything that is known of one run. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly id: JobId;
  readonly kind: "job" | "build";
  readonly state: "done" | "failed";
  readonly method: string;
  readonly caption?: string;
  /** What equal requests share; `null` for a build script. */
  readonly fingerprint: Sha256 | null;
  /** What equal outputs share; `null` unless done. */
  readonly digest: Sha256 | null;
  /** Every input in canonical spelling; jobs and datasets by id. */
  readonly inputs: { readonly [name: string]: Json };
  /** What the fingerprint is made of. */
  readonly parts: readonly KeyPart[];
  /** Why it was built. */
  readonly why: Why;
  /** The job whose stage asked for this one. */
  readonly parent?: JobId;
  /** The import closure, the entry last; of a killed job, sorted by path. */
  readonly source: readonly FileEntry[];
  /** The jobs it asked for, in the order of the answers. */
  readonly requests: readonly RequestEntry[];
  readonly links: readonly LinkEntry[];
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly stages: readonly StageTimes[];
  readonly peakMemoryBytes: number;
  readonly slices: number;
  readonly versions: { readonly [name: string]: string };
  readonly host: { readonly [name: string]: string };
  readonly sandbox: {
    readonly permissions: MethodPermissions;
    readonly confinement: string;
  };
  readonly files: readonly FileEntry[];
  readonly output: readonly FileEntry[];
  readonly datasets: { readonly [name: string]: DatasetEntry };
  readonly failure?: Failure;
}

const CHECKSUM = /,\n {2}"checksum": "([0-9a-f]{64})"\n\}\n$/;

/** Writes a manifest as the text of `job.json`, its own checksum last. */
export function formatManifest(manifest: Manifest): string {
  const body = JSON.stringify(manifest, null, 2).slice(0, -2);
  return `${body},\n  "checksum": "${sha256(body)}"\n}\n`;
}

/**
 * Reads the text of a `job.json`.
 *
 * @param path Where it was read, for the message.
 * @throws {AxError} `job`, if the checksum is wrong, the format is newer, or
 * what every manifest says is missing.
 */
export function parseManifest(text: string, path: string): Manifest {
  const match = CHECKSUM.exec(text);
  if (match === null || sha256(text.slice(0, match.index)) !== match[1]) {
    throw new AxError(
      "job",
      `Cannot trust ${path}: its checksum does not match; it was changed or ` +
        `only partly written`,
    );
  }
  const manifest = readBody(text.slice(0, match.index));
  const format = manifest?.["format"];
  if (typeof format === "number" && format !== MANIFEST_FORMAT) {
    throw new AxError(
      "job",
      `Cannot read ${path}: it has format ${format}, this ax reads ` +
        `format ${MANIFEST_FORMAT}; use a newer ax`,
    );
  }
  if (isManifest(manifest)) return manifest;
  throw new AxError("job", `Cannot trust ${path}: it is no manifest of a job`);
}

type Members = { readonly [name: string]: unknown };

function readBody(body: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(`${body}\n}`);
    return isRecord(value) ? value : undefined;
  } catch {
    // Whoever made the checksum did not make it over a manifest.
    return undefined;
  }
}

/**
 * Whether a value has what catalogs and listings go by. Anyone can put a
 * directory into a workdir; what is in it must not stop the work on others.
 */
function isManifest(value: Members | undefined): value is Members & Manifest {
  if (value === undefined) return false;
  const { kind, state, caption, parent, elapsedMs, inputs } = value;
  const { fingerprint, digest } = value;
  const texts = ["id", "method", "startedAt"];
  const lists = ["parts", "source", "links", "stages", "files", "output"];
  return ["job", "build"].includes(kind as string) &&
    ["done", "failed"].includes(state as string) &&
    texts.every((name) => isText(value[name])) &&
    lists.every((name) => Array.isArray(value[name])) &&
    [fingerprint, digest].every((item) => item === null || isText(item)) &&
    [caption, parent].every((item) => item === undefined || isText(item)) &&
    typeof elapsedMs === "number" && isRecord(inputs) &&
    isRecord(value["datasets"]) && isRecord(value["why"]) &&
    isRequests(value["requests"]);
}

function isRequests(value: unknown): boolean {
  return Array.isArray(value) &&
    value.every((item) =>
      isRecord(item) && isText(item["name"]) && isText(item["job"])
    );
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
