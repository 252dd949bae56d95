/**
 * Whether a job is what the present source, input files and jobs before it
 * would make; and if not, because of what. Runs nothing.
 *
 * @module
 */

import { join } from "node:path";
import { briefStandard, partChanges } from "../core/brief_why.ts";
import type { Json } from "../core/canonical.ts";
import { AxError } from "../core/errors.ts";
import { type KeyPart, methodParts } from "../core/fingerprint.ts";
import type { JobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { compareParts, describeChange } from "../core/why.ts";
import { markOf } from "../core/wire.ts";
import type { DigestCache } from "../store/digests.ts";
import { readClosure, sourceParts } from "./closure.ts";
import { jobsIn } from "./identify.ts";
import type { Inspector } from "./inspect.ts";
import { MethodIndex } from "./methods.ts";
import type { Project } from "./project.ts";

/** One thing that has changed since a job was built. */
export interface Staleness {
  /** The job that is no longer current: the one asked about, or before it. */
  readonly job: JobId;
  readonly method: string;
  /** As in `methods/lib/sums.ts has changed`. */
  readonly what: string;
}

/** Tells current jobs from stale ones; each is looked at once. */
export class Freshness {
  readonly #inspector: Inspector;
  readonly #project: Project;
  readonly #digests: DigestCache;
  readonly #index: MethodIndex;
  readonly #methods = new Map<string, Promise<readonly KeyPart[] | string>>();
  readonly #jobs = new Map<string, Promise<readonly Staleness[]>>();

  constructor(inspector: Inspector, digests: DigestCache) {
    this.#inspector = inspector;
    this.#project = inspector.project;
    this.#digests = digests;
    this.#index = MethodIndex.scan(this.#project, digests);
  }

  /** What has changed up the chain of a job, nearest first; nothing if none. */
  causes(id: JobId): Promise<readonly Staleness[]> {
    const known = this.#jobs.get(id);
    if (known !== undefined) return known;
    const computed = this.#compute(id);
    this.#jobs.set(id, computed);
    return computed;
  }

  /** Whether a build script is what it was when a build of it was kept. */
  async scriptChanges(build: Manifest): Promise<readonly string[]> {
    const now = await this.#sources(build.method, "script");
    if (typeof now === "string") return [now];
    const before = build.source.map(({ path, sha256 }): KeyPart => ({
      section: "source",
      name: path,
      digest: sha256,
    }));
    const files = now.filter(({ section, name }) =>
      section === "source" && !name.startsWith("deno.json ")
    );
    return differences(build.method, before, files);
  }

  async #compute(id: JobId): Promise<readonly Staleness[]> {
    const found = this.#inspector.findJob(id);
    if (found === undefined) {
      return [{ job: id, method: "", what: `${id} is gone` }];
    }
    const { manifest } = found;
    const { method } = manifest;
    const own = await this.#ownChanges(manifest);
    const causes = own.map((what) => ({ job: id, method, what }));
    for (const input of jobsIn(manifest.inputs)) {
      causes.push(...await this.#inputCauses(input as JobId));
    }
    for (const subjob of new Set(manifest.requests.map(({ job }) => job))) {
      causes.push(...await this.causes(subjob));
    }
    const seen = new Set<string>();
    return causes.filter(({ job, what }) => {
      const key = `${job} ${what}`;
      return seen.has(key) ? false : seen.add(key);
    });
  }

  /**
   * An input is current if any job with the same output is. Otherwise, what
   * the one lacks that lacks least.
   */
  async #inputCauses(id: JobId): Promise<readonly Staleness[]> {
    const causes = await this.causes(id);
    if (causes.length === 0) return causes;
    const found = this.#inspector.findJob(id)?.manifest;
    if (found?.digest === undefined || found.digest === null) return causes;
    const filter = { method: found.method, state: "done" } as const;
    let fewest = causes;
    for (const row of this.#inspector.list(filter)) {
      if (row.id === id || row.digest !== found.digest) continue;
      const twin = await this.causes(row.id);
      if (twin.length < fewest.length) fewest = twin;
      if (fewest.length === 0) break;
    }
    return fewest;
  }

  async #ownChanges(manifest: Manifest): Promise<readonly string[]> {
    const now = await this.#sources(manifest.method, "method");
    if (typeof now === "string") return [now];
    // Grants follow from the source, which is compared.
    const fixed = manifest.parts.filter(({ section }) =>
      section !== "input" && section !== "permission"
    );
    return [
      ...differences(manifest.method, fixed, now),
      ...this.#changedFiles(manifest),
    ];
  }

  /** Files under the input directory that hold something else now. */
  #changedFiles({ parts }: Manifest): string[] {
    const files = new Map(
      parts.flatMap(({ section, value = null }) =>
        section === "input" ? filesIn(value) : []
      ),
    );
    return [...files].flatMap(([path, before]) => {
      try {
        const { input } = this.#project.config;
        const { sha256 } = this.#digests.fileDigest(join(input, path));
        return sha256 === before ? [] : [`${path} has new content`];
      } catch (thrown) {
        if (!(thrown instanceof AxError)) throw thrown;
        return [`${path} is gone`];
      }
    });
  }

  /** The parts that its method has now, or what is wrong with it. */
  #sources(
    name: string,
    kind: "method" | "script",
  ): Promise<readonly KeyPart[] | string> {
    const known = this.#methods.get(name);
    if (known !== undefined) return known;
    const read = this.#readSources(name, kind);
    this.#methods.set(name, read);
    return read;
  }

  async #readSources(
    name: string,
    kind: "method" | "script",
  ): Promise<readonly KeyPart[] | string> {
    try {
      const file = kind === "method"
        ? this.#index.get(name)
        : this.#index.getScript(name);
      const closure = await readClosure(this.#project, file, this.#digests);
      return methodParts({
        method: name,
        slices: this.#project.config.slices,
        sources: sourceParts(closure),
        permissions: {},
      });
    } catch (thrown) {
      if (thrown instanceof AxError) return thrown.message;
      throw thrown;
    }
  }
}

/**
 * What differs between the parts of two fingerprints, in words. The files of a
 * method of ax are one thing.
 */
function differences(
  method: string,
  before: readonly KeyPart[],
  now: readonly KeyPart[],
): string[] {
  const { standard, own, others } = partChanges(compareParts(before, now));
  return [
    ...(standard.length === 0 ? [] : [briefStandard(standard, method)]),
    ...[...others, ...own].map(describeChange),
  ];
}

/** The files of the input directory in a part of a fingerprint. */
function filesIn(value: Json): [path: string, digest: Sha256][] {
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((item: Json) => filesIn(item));
  const record = value as { readonly [name: string]: Json };
  const mark = markOf(value);
  const { path, sha256, value: inner } = record;
  if (mark === "file" && typeof sha256 === "string") {
    return [[String(path), sha256]];
  }
  // What a plain record holds may look like a file, and is none.
  const members = mark === "plain" ? inner ?? {} : record;
  return Object.values(members as typeof record).flatMap(filesIn);
}
