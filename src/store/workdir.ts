/**
 * A directory of jobs and their catalog.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { formatJobId, type JobId, parseJobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import type { Catalog } from "./catalog.ts";
import { farError } from "./commit.ts";
import { findInfo, mtimeOf } from "./disk.ts";
import { inScratch, type Layout } from "./layout.ts";
import { lockIfFree, lockWhenFree, type NotedLock } from "./locks.ts";
import { Owner } from "./owner.ts";
import { type Refusal, refusalError } from "./refusal.ts";
import {
  type EdgeRow,
  type JobFilter,
  type JobRow,
  rowOf,
  type StoredJob,
} from "./rows.ts";
import { findRecord, readJob } from "./scan.ts";
import { SourceStore } from "./sources.ts";
import { Staging, type StagingPlace } from "./staging.ts";

/** Which workdir to open, and how. */
export interface WorkdirOptions {
  /** Stands in the ids of its jobs. */
  readonly name: string;
  /** Absolute. Made when it is missing and may be written. */
  readonly path: string;
  readonly slices: number;
  /** `full`: what is committed survives power loss. `fast`: only the process. */
  readonly durability: "full" | "fast";
  /**
   * `read` never writes there, and keeps its catalog in `mirrorDir`. So does
   * `write` where the workdir cannot be written. `sweep` is `write`, but where
   * only room is lacking, jobs can be removed.
   */
  readonly access: "write" | "sweep" | "read";
  /** Absolute; `.ax/mirrors` of the project. */
  readonly mirrorDir: string;
  /** Called before each step of a commit, by tests that stop there. */
  readonly onStep?: (step: string) => void;
}

/** What a job is known by when it starts. */
export interface StageOptions {
  readonly method: string;
  /** What its manifest is to say, should ax be killed while it runs. */
  readonly known?: Partial<Manifest>;
}

/** What a workdir is opened with, and why it is not opened for writing. */
export interface OpenOptions extends WorkdirOptions {
  readonly refusal?: Refusal;
}

/** An open workdir. */
export class Workdir implements Disposable {
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly slices: number;
  /** Whether jobs can be added. */
  readonly writable: boolean;
  /** Whether jobs can be removed. */
  readonly sweepable: boolean;
  /** Why no jobs can be added. */
  readonly refusal: Refusal | undefined;
  /** What could not be cleaned up after killed builds, as sentences. */
  readonly warnings: string[] = [];
  /** For the store itself. */
  readonly layout: Layout;
  readonly #catalog: Catalog;
  readonly #durable: boolean;
  readonly #onStep: ((step: string) => void) | undefined;
  #owner: Owner | undefined;
  #sources: SourceStore | undefined;
  #scripts = 0;

  /** Use `openWorkdir`. */
  constructor(
    layout: Layout,
    catalog: Catalog,
    options: OpenOptions,
  ) {
    this.name = layout.name;
    this.path = layout.path;
    this.slices = options.slices;
    this.refusal = options.refusal;
    this.writable = this.refusal === undefined;
    this.sweepable = this.writable ||
      options.access === "sweep" && this.refusal?.isFull === true;
    this.layout = layout;
    this.#catalog = catalog;
    this.#durable = options.durability === "full";
    this.#onStep = options.onStep;
  }

  /**
   * The done jobs that answer a request, newest first. Each is really there:
   * its manifest has the size and the mtime that the catalog knows.
   */
  findByFingerprint(fingerprint: Sha256): readonly JobRow[] {
    const stored = this.#catalog.read((tables) =>
      tables.listByFingerprint(fingerprint)
    );
    if (stored.length === 0) return [];
    const rows: JobRow[] = [];
    for (const job of stored) {
      const row = rowOf(job, this.layout);
      if (isAsStored(row.dir, job) || this.#review(job, fingerprint)) {
        rows.push(row);
      }
    }
    return rows;
  }

  /** The job of an id; nothing for an id of another workdir. */
  findJob(id: string): JobRow | undefined {
    const number = this.#numberOf(id);
    if (number === undefined) return undefined;
    return this.#row(this.#catalog.read((tables) => tables.findJob(number)));
  }

  /** The newest done job of a build script. */
  newestBuild(script: string): JobRow | undefined {
    return this.#row(
      this.#catalog.read((tables) => tables.findNewest(script, "build")),
    );
  }

  /** Jobs in any state, newest first. */
  list(filter: JobFilter = {}): readonly JobRow[] {
    return this.#catalog.read((tables) => tables.listJobs(filter))
      .map((job) => rowOf(job, this.layout));
  }

  /** What a job uses as inputs, in the order of its inputs. */
  inputsOf(id: string): readonly EdgeRow[] {
    return this.#edgesFrom(id, "input");
  }

  /** What a job asked for, in the order of the answers. */
  subjobsOf(id: string): readonly EdgeRow[] {
    return this.#edgesFrom(id, "request");
  }

  /**
   * The jobs of this workdir that use a job, which may be of another one;
   * newest first.
   */
  usersOf(id: string): readonly EdgeRow[] {
    return this.#catalog.read((tables) => tables.listEdges({ to: id }))
      .map((edge) => this.#edge(edge));
  }

  /** Which job uses which, of all that are here; the used may be elsewhere. */
  allEdges(): { readonly job: JobId; readonly dep: string }[] {
    return this.#catalog.read((tables) => tables.listAllEdges())
      .map(({ job, dep }) => ({ job: formatJobId(this.name, job), dep }));
  }

  /** The job that asked for this one while it ran. */
  parentOf(id: string): JobId | undefined {
    const number = this.#numberOf(id);
    if (number === undefined) return undefined;
    const job = this.#catalog.read((tables) => tables.findJob(number));
    return (job?.parent ?? undefined) as JobId | undefined;
  }

  /**
   * All that is known of a job.
   *
   * @throws {AxError} `job`, if there is none or it cannot be trusted.
   */
  readManifest(id: string): Manifest {
    const number = this.#numberOf(id);
    if (number !== undefined && findInfo(this.jobDir(id)) !== undefined) {
      return readJob(this.layout, number).manifest;
    }
    const [newest] = this.list({ limit: 1 });
    const truth = newest === undefined
      ? `workdir "${this.name}" has none`
      : `the newest is "${newest.id}"`;
    throw new AxError("job", `Cannot find job "${id}": ${truth}`);
  }

  /** Where a job lies, or would lie. */
  jobDir(id: string): string {
    return `${this.path}/${id}`;
  }

  /** How many jobs there are. */
  counts(): { jobs: number; done: number; failed: number } {
    const states = this.#catalog.read((tables) => tables.countStates());
    const done = states.get("done") ?? 0;
    const failed = states.get("failed") ?? 0;
    return { jobs: done + failed, done, failed };
  }

  /** Starts a job: gives it a number and a directory to be written. */
  stage(options: StageOptions): Staging {
    if (!this.writable) throw this.#readOnly();
    return inScratch(this.layout, () => {
      const place = this.place();
      const number = this.#catalog.allocate();
      const name = `${this.name}-${number}.${place.owner}`;
      return Staging.create(place, name, note("job", options));
    });
  }

  /** Starts a build script, which gets its number when it is committed. */
  stageBuild(options: StageOptions = { method: "build" }): Staging {
    if (!this.writable) throw this.#readOnly();
    return inScratch(this.layout, () => {
      const place = this.place();
      const name = `script.${++this.#scripts}.${place.owner}`;
      return Staging.create(place, name, note("build", options));
    });
  }

  /**
   * Takes the lock of a fingerprint, so that no other process runs the same
   * job; look again for it when you have the lock.
   */
  lock(fingerprint: Sha256, signal?: AbortSignal): Promise<NotedLock> {
    if (!this.writable) throw this.#readOnly();
    return lockWhenFree(() => this.tryLock(fingerprint), signal);
  }

  /** As {@linkcode Workdir.lock}; nothing at once if another holds it. */
  tryLock(fingerprint: Sha256): NotedLock | undefined {
    if (!this.writable) throw this.#readOnly();
    return inScratch(
      this.layout,
      () => lockIfFree(this.lockPath(fingerprint)),
    );
  }

  /** The file of a fingerprint's lock. */
  lockPath(fingerprint: Sha256): string {
    return `${this.layout.locks}/${fingerprint}`;
  }

  [Symbol.dispose](): void {
    this.#owner?.[Symbol.dispose]();
    this.#catalog[Symbol.dispose]();
  }

  /** Keeps others from removing jobs as long as this one is open. */
  claim(): void {
    if (this.writable) this.#own();
  }

  #own(): Owner {
    return this.#owner ??= new Owner(this.layout);
  }

  /** For the store itself: what staging, recovery and removal need. */
  place(): StagingPlace {
    if (!this.sweepable) throw this.#readOnly();
    const durable = this.#durable;
    if (this.#sources === undefined) checkNear(this.layout);
    const owner = this.#own().token;
    this.#sources ??= new SourceStore(this.layout, { durable, owner });
    return {
      layout: this.layout,
      catalog: this.#catalog,
      sources: this.#sources,
      durable,
      owner,
      onStep: this.#onStep,
    };
  }

  #readOnly(): AxError {
    const what = `add a job to workdir "${this.name}"`;
    return refusalError(what, this);
  }

  /**
   * Looks at a job whose manifest is not as the catalog knows it: it may have
   * been copied, or be gone.
   */
  #review(job: StoredJob, fingerprint: Sha256): boolean {
    const record = findRecord(this.layout, job.number);
    this.#catalog.tryToWrite((tables) => {
      if (record === undefined) tables.dropJob(job.number);
      else tables.putJob(record);
    });
    return record?.job.state === "done" &&
      record.job.fingerprint === fingerprint;
  }

  #numberOf(id: string): number | undefined {
    const parts = parseJobId(id);
    return parts?.workdir === this.name ? parts.number : undefined;
  }

  #row(job: StoredJob | undefined): JobRow | undefined {
    return job === undefined ? undefined : rowOf(job, this.layout);
  }

  #edgesFrom(id: string, kind: EdgeRow["kind"]): readonly EdgeRow[] {
    const from = this.#numberOf(id);
    if (from === undefined) return [];
    return this.#catalog.read((tables) => tables.listEdges({ from, kind }))
      .map((edge) => this.#edge(edge));
  }

  #edge(
    edge: { job: number; kind: EdgeRow["kind"]; name: string; dep: string },
  ): EdgeRow {
    const job = `${this.name}-${edge.job}` as JobId;
    return { job, kind: edge.kind, name: edge.name, dep: edge.dep as JobId };
  }
}

/** Refuses what could not be renamed into its place in the end. */
function checkNear(layout: Layout): void {
  const isFar = Deno.statSync(layout.staging).dev !==
    Deno.statSync(layout.path).dev;
  if (isFar) throw farError(`jobs in ${layout.path}`);
}

function note(
  kind: Manifest["kind"],
  options: StageOptions,
): { kind: Manifest["kind"]; method: string; startedAt: string } {
  return { kind, startedAt: new Date().toISOString(), ...options };
}

function isAsStored(dir: string, job: StoredJob): boolean {
  const info = findInfo(`${dir}/job.json`);
  return info !== undefined && info.size === job.size &&
    mtimeOf(info) === job.mtime;
}
