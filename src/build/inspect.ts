/**
 * Looks at the jobs of a project without changing anything.
 *
 * @module
 */

import { join } from "node:path";
import { AxError } from "../core/errors.ts";
import { compareJobIds, parseJobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import { suggest } from "../core/suggest.ts";
import type { EdgeRow, JobFilter, JobRow } from "../store/rows.ts";
import { openWorkdir } from "../store/open.ts";
import type { Workdir } from "../store/workdir.ts";
import type { Project } from "./project.ts";

/** A job, its manifest read. */
export interface FoundJob {
  readonly manifest: Manifest;
  /** The job's directory. */
  readonly dir: string;
}

/** One workdir of a project, for listings. */
export interface WorkdirSummary {
  readonly name: string;
  readonly path: string;
  /** Whether new jobs go there. */
  readonly isTarget: boolean;
  readonly jobs: number;
  readonly done: number;
  readonly failed: number;
}

/** The workdirs of a project, each opened when it is first asked. */
export class Inspector implements Disposable {
  readonly project: Project;
  readonly #open = new Map<string, Workdir | undefined>();

  constructor(project: Project) {
    this.project = project;
  }

  /** The names of the workdirs, the target first. */
  names(): string[] {
    const { workdirs, target } = this.project.config;
    const others = [...workdirs.keys()].filter((name) => name !== target);
    return [target, ...others];
  }

  /**
   * Finds a job by id.
   *
   * @throws {AxError} `job`, if its manifest cannot be trusted.
   */
  findJob(id: string): FoundJob | undefined {
    const workdir = this.#workdir(parseJobId(id)?.workdir ?? "");
    const row = workdir?.findJob(id);
    if (workdir === undefined || row === undefined) return undefined;
    return { manifest: workdir.readManifest(id), dir: row.dir };
  }

  /**
   * Gets a job by id.
   *
   * @throws {AxError} `job`, with the newest job there is, or with the
   * workdirs there are.
   */
  getJob(id: string): FoundJob {
    const found = this.findJob(id);
    if (found !== undefined) return found;
    const name = parseJobId(id)?.workdir ?? "";
    if (!this.project.config.workdirs.has(name)) {
      const [near] = suggest(name, this.names());
      throw new AxError(
        "job",
        `Cannot find job ${JSON.stringify(id)}: there is no workdir "${name}"` +
          (near === undefined ? "" : `; did you mean "${near}"?`),
        { hint: `The workdirs are ${this.names().join(", ")}.` },
      );
    }
    const workdir = this.#workdir(name);
    if (workdir !== undefined && isDirectory(workdir.jobDir(id))) {
      // What no list has may be there all the same: it says what is wrong.
      return { manifest: workdir.readManifest(id), dir: workdir.jobDir(id) };
    }
    const newest = workdir?.list({ limit: 1 })[0];
    throw new AxError(
      "job",
      `Cannot find job ${JSON.stringify(id)}: ` +
        (newest === undefined
          ? `workdir "${name}" has no jobs`
          : `the newest is "${newest.id}"`),
    );
  }

  /** The name of a job's method; nothing when the job is gone. */
  methodOf(id: string): string | undefined {
    return this.#workdir(parseJobId(id)?.workdir ?? "")?.findJob(id)?.method;
  }

  /** Lists the jobs of one workdir, or of all, newest first. */
  list(filter: JobFilter, workdir?: string): JobRow[] {
    const names = workdir === undefined ? this.names() : [workdir];
    const lists = names.map((name) => this.#workdir(name)?.list(filter) ?? []);
    const [first = []] = lists;
    if (lists.length === 1) return [...first];
    const all = lists.flat().sort((a, b) =>
      a.startedAt === b.startedAt
        ? compareJobIds(b.id, a.id)
        : a.startedAt < b.startedAt
        ? 1
        : -1
    );
    return filter.limit === undefined ? all : all.slice(0, filter.limit);
  }

  /** What the catalog knows of a job; its manifest is not read. */
  findRow(id: string): JobRow | undefined {
    return this.#workdir(parseJobId(id)?.workdir ?? "")?.findJob(id);
  }

  /** The jobs of all workdirs that use a job, as an input or by a request. */
  usersOf(id: string): EdgeRow[] {
    return this.names().flatMap((name) =>
      this.#workdir(name)?.usersOf(id) ?? []
    );
  }

  /** The jobs and build scripts that asked for a job, newest first. */
  askersOf(id: string): JobRow[] {
    const askers = new Map<string, JobRow>();
    for (const name of this.names()) {
      const workdir = this.#workdir(name);
      for (const { job, kind } of workdir?.usersOf(id) ?? []) {
        if (kind !== "request" || askers.has(job)) continue;
        const row = workdir?.findJob(job);
        if (row !== undefined) askers.set(job, row);
      }
    }
    return [...askers.values()];
  }

  /** Where each workdir lies and how many jobs it has. */
  summaries(): WorkdirSummary[] {
    return this.names().map((name) => ({
      name,
      path: this.project.config.workdirs.get(name) ?? "",
      isTarget: name === this.project.config.target,
      ...this.#workdir(name)?.counts() ?? { jobs: 0, done: 0, failed: 0 },
    }));
  }

  /** Opens a workdir to read; `undefined` when nothing was ever built there. */
  #workdir(name: string): Workdir | undefined {
    if (this.#open.has(name)) return this.#open.get(name);
    const { config, axDir } = this.project;
    const path = config.workdirs.get(name);
    const workdir = path === undefined || !isDirectory(path)
      ? undefined
      : openWorkdir({
        name,
        path,
        slices: config.slices,
        durability: config.durability,
        // A catalog of our own is read where it lies, not mirrored.
        access: "write",
        mirrorDir: join(axDir, "mirrors"),
      });
    this.#open.set(name, workdir);
    return workdir;
  }

  [Symbol.dispose](): void {
    for (const workdir of this.#open.values()) workdir?.[Symbol.dispose]();
    this.#open.clear();
  }
}

function isDirectory(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false;
  }
}
