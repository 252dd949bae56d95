/**
 * What the catalog knows of a job, and how it is taken from the manifest.
 *
 * @module
 */

import { formatJobId, type JobId, parseJobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { refsIn } from "../core/wire.ts";

/** A job as the catalog lists it. */
export interface JobRow {
  readonly id: JobId;
  readonly number: number;
  /** The name of the workdir, as it stands in the id. */
  readonly workdir: string;
  readonly kind: Manifest["kind"];
  readonly state: Manifest["state"];
  readonly method: string;
  readonly caption: string | undefined;
  /** Nothing for a build script. */
  readonly fingerprint: Sha256 | undefined;
  /** Nothing unless the job is done. */
  readonly digest: Sha256 | undefined;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly elapsedMs: number;
  /** Whether it asked for other jobs. */
  readonly hasRequests: boolean;
  /** The job's directory: absolute, read-only. */
  readonly dir: string;
}

/** Which jobs to list. What is left out does not count. */
export interface JobFilter {
  readonly method?: string;
  readonly state?: Manifest["state"];
  readonly kind?: Manifest["kind"];
  /** Started at this time or later; ISO 8601, UTC. */
  readonly since?: string;
  /** How many at most, the newest. Default: all. */
  readonly limit?: number;
}

/** That one job uses another: as an input, or because it asked for it. */
export interface EdgeRow {
  /** The job that uses `dep`. */
  readonly job: JobId;
  readonly kind: "input" | "request";
  /** The input's name, or what the request is called. */
  readonly name: string;
  /** The job that is used; maybe of another workdir. */
  readonly dep: JobId;
}

/** A row of the table `job`. */
export interface StoredJob {
  readonly number: number;
  readonly kind: Manifest["kind"];
  readonly state: Manifest["state"];
  readonly method: string;
  readonly caption: string | null;
  readonly fingerprint: string | null;
  readonly digest: string | null;
  readonly startedAt: string;
  readonly elapsedMs: number;
  readonly hasRequests: number;
  readonly parent: string | null;
  /** Size of `job.json` in bytes. */
  readonly size: number;
  /** When `job.json` was written, in milliseconds since 1970. */
  readonly mtime: number;
}

/** An edge of a {@linkcode JobRecord}. */
export interface StoredEdge {
  readonly kind: EdgeRow["kind"];
  readonly name: string;
  readonly dep: string;
}

/** All that the catalog keeps of one job. */
export interface JobRecord {
  readonly job: StoredJob;
  readonly edges: readonly StoredEdge[];
}

/** What is known of the file `job.json` besides its content. */
export interface FileStamp {
  readonly size: number;
  readonly mtime: number;
}

/** Takes from a manifest what the catalog keeps. */
export function recordOf(manifest: Manifest, stamp: FileStamp): JobRecord {
  return {
    job: {
      number: parseJobId(manifest.id)?.number ?? 0,
      kind: manifest.kind,
      state: manifest.state,
      method: manifest.method,
      caption: manifest.caption ?? null,
      fingerprint: manifest.fingerprint,
      digest: manifest.digest,
      startedAt: manifest.startedAt,
      elapsedMs: manifest.elapsedMs,
      hasRequests: manifest.requests.length > 0 ? 1 : 0,
      parent: manifest.parent ?? null,
      size: stamp.size,
      mtime: stamp.mtime,
    },
    edges: edgesOf(manifest),
  };
}

function edgesOf(manifest: Manifest): StoredEdge[] {
  const edges: StoredEdge[] = [];
  for (const [name, value] of Object.entries(manifest.inputs)) {
    for (const ref of refsIn(value)) {
      if (ref["~"] === "file") continue;
      const dep = ref["~"] === "job" ? ref.id : ref.job;
      edges.push({ kind: "input", name, dep });
    }
  }
  for (const { name, job } of manifest.requests) {
    edges.push({ kind: "request", name, dep: job });
  }
  return edges;
}

/** Makes the public row of a stored one. */
export function rowOf(
  stored: StoredJob,
  workdir: { readonly name: string; readonly path: string },
): JobRow {
  const id = formatJobId(workdir.name, stored.number);
  return {
    id,
    number: stored.number,
    workdir: workdir.name,
    kind: stored.kind,
    state: stored.state,
    method: stored.method,
    caption: stored.caption ?? undefined,
    fingerprint: stored.fingerprint ?? undefined,
    digest: stored.digest ?? undefined,
    startedAt: stored.startedAt,
    elapsedMs: stored.elapsedMs,
    hasRequests: stored.hasRequests !== 0,
    dir: `${workdir.path}/${id}`,
  };
}
