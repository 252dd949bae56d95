/**
 * What makes two requests the same.
 *
 * @module
 */

import { canonicalJson, type Json } from "./canonical.ts";
import { type Sha256, sha256, sha256OfJson } from "./sha256.ts";

/** The version of how fingerprints are made. */
export const FINGERPRINT_FORMAT = 1;

/**
 * The version of what `"ax"` does to data: iteration order, hashing,
 * conversion, seeding. Not of ax.
 */
export const API_VERSION = 1;

/** What a part of a fingerprint speaks of. */
export type KeySection =
  | "format"
  | "api"
  | "method"
  | "slices"
  | "source"
  | "input"
  | "permission";

/** One named part of a fingerprint. */
export interface KeyPart {
  readonly section: KeySection;
  readonly name: string;
  readonly digest: Sha256;
  /** What was digested, as a reader wants to see it; not for sources. */
  readonly value?: Json;
}

/** A source file of a closure. */
export interface SourcePart {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly sha256: Sha256;
}

/** What is the same for every request of one method in one build. */
export interface MethodKey {
  readonly method: string;
  readonly slices: number;
  readonly sources: readonly SourcePart[];
  readonly permissions: Json;
}

/** Makes the parts that do not depend on the inputs. */
export function methodParts(key: MethodKey): KeyPart[] {
  const parts = [
    valuePart("format", "fingerprint", FINGERPRINT_FORMAT),
    valuePart("api", "ax", API_VERSION),
    valuePart("method", "name", key.method),
    valuePart("slices", "count", key.slices),
  ];
  if (Object.keys(key.permissions ?? {}).length > 0) {
    parts.push(valuePart("permission", "granted", key.permissions));
  }
  for (const { path, sha256 } of key.sources) {
    parts.push({ section: "source", name: path, digest: sha256 });
  }
  return parts;
}

/**
 * Makes the part of one input.
 *
 * @param identity What counts: digests where jobs and files stand.
 * @param value What is shown: ids and paths.
 */
export function inputPart(name: string, identity: Json, value: Json): KeyPart {
  return {
    section: "input",
    name,
    digest: sha256OfJson(identity),
    value,
  };
}

function valuePart(section: KeySection, name: string, value: Json): KeyPart {
  return { section, name, digest: sha256OfJson(value), value };
}

/** Hashes the parts; their order does not count, their names do. */
export function fingerprintOf(parts: readonly KeyPart[]): Sha256 {
  return sha256(`[${parts.map(rowOf).sort().join(",")}]`);
}

/** The parts of a method are the same objects in each of its requests. */
const rows = new WeakMap<KeyPart, string>();

function rowOf(part: KeyPart): string {
  const known = rows.get(part);
  if (known !== undefined) return known;
  const { section, name, digest } = part;
  const row = canonicalJson([section, name, digest]);
  rows.set(part, row);
  return row;
}

/** What a job's digest covers. */
export interface DigestedJob {
  readonly files: readonly { readonly path: string; readonly sha256: Sha256 }[];
  readonly datasets: { readonly [name: string]: { readonly digest: Sha256 } };
  /** The digest of its `previous` job, if it has one. */
  readonly previous?: Sha256;
}

/** Hashes what a job made, so that equal outputs are known to be equal. */
export function digestOf(job: DigestedJob): Sha256 {
  const files: Record<string, Json> = Object.create(null);
  for (const { path, sha256 } of job.files) files[path] = sha256;
  const datasets: Record<string, Json> = Object.create(null);
  for (const [name, { digest }] of Object.entries(job.datasets)) {
    datasets[name] = digest;
  }
  return sha256OfJson({
    format: FINGERPRINT_FORMAT,
    files,
    datasets,
    previous: job.previous ?? null,
  });
}

/** What a dataset's digest covers. */
export interface DigestedDataset {
  readonly name: string;
  /** In order. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly hashBy?: string | undefined;
  /** Rows of each slice. */
  readonly rows: readonly number[];
  /** The files of each slice, for the columns that lie in them together. */
  readonly groups: readonly {
    readonly columns: readonly (readonly [name: string, storedName: string])[];
    /** By slice, in the order of their rows. */
    readonly sha256: readonly (readonly Sha256[])[];
  }[];
  readonly previous?: Sha256 | undefined;
  readonly parents: readonly Sha256[];
}

/** Hashes a dataset: all that a stage can see of it, and what it came from. */
export function datasetDigest(dataset: DigestedDataset): Sha256 {
  const { name, columns, hashBy, rows, groups, previous, parents } = dataset;
  return sha256OfJson({
    format: FINGERPRINT_FORMAT,
    name,
    columns: columns.map((column) => [column.name, column.type]),
    hashBy: hashBy ?? null,
    rows,
    groups: groups.map((group) => ({
      columns: group.columns,
      sha256: group.sha256,
    })),
    previous: previous ?? null,
    parents,
  });
}
