/**
 * Finds the jobs that a user names, from within a project or without one.
 *
 * @module
 */

import { lstatSync } from "node:fs";
import { dirname, join } from "node:path";
import { AxError } from "../core/errors.ts";
import { parseJobId } from "../core/ids.ts";
import { type FoundJob, Inspector } from "./inspect.ts";
import { findProject, type Project } from "./project.ts";
import {
  getJobByPath,
  getJobBySpec,
  isPath,
  readJob,
  type Resolved,
} from "./spec.ts";

/** Where a job's relatives are looked up. */
export interface Surroundings {
  findJob(id: string): FoundJob | undefined;
  /** The name of a job's method; nothing when the job is gone. */
  methodOf(id: string): string | undefined;
  /** The jobs and build scripts that asked for a job, newest first. */
  askersOf(id: string): readonly {
    readonly id: string;
    readonly method: string;
  }[];
}

/** Jobs by what a user calls them. */
export class JobLookup implements Disposable {
  readonly #cwd: string;
  readonly #own: Inspector | AxError;
  readonly #others: Inspector[] = [];

  /**
   * Looks from a directory. A path to a job needs no project there.
   *
   * @throws {AxError} `config`, if the project's configuration is wrong.
   */
  constructor(cwd: string, options: { readonly config?: string } = {}) {
    this.#cwd = cwd;
    this.#own = findOwn(cwd, options);
  }

  /**
   * Finds a job, see {@linkcode getJobBySpec}.
   *
   * @throws {AxError} `job`, if there is none; `project`, if the words need a
   * project and there is none.
   */
  get(spec: string): Resolved {
    if (this.#own instanceof Inspector) {
      return getJobBySpec(this.#own, spec, this.#cwd);
    }
    if (isPath(spec) || exists(join(this.#cwd, spec))) {
      return getJobByPath(spec, this.#cwd);
    }
    throw this.#own;
  }

  /** Where the relatives of a job are: those of its own project. */
  around(job: FoundJob): Surroundings {
    const workdir = dirname(job.dir);
    if (this.#own instanceof Inspector && has(this.#own.project, job)) {
      return this.#own;
    }
    try {
      const project = findProject(workdir);
      if (!has(project, job)) return new Neighbours(workdir);
      const inspector = new Inspector(project);
      this.#others.push(inspector);
      // Opens the workdir, which we might not be allowed to.
      inspector.findJob(job.manifest.id);
      return inspector;
    } catch {
      return new Neighbours(workdir);
    }
  }

  [Symbol.dispose](): void {
    for (const inspector of this.#others) inspector[Symbol.dispose]();
    if (this.#own instanceof Inspector) this.#own[Symbol.dispose]();
  }
}

function findOwn(
  cwd: string,
  options: { readonly config?: string },
): Inspector | AxError {
  try {
    return new Inspector(findProject(cwd, options));
  } catch (error) {
    if (error instanceof AxError && error.code === "project") return error;
    throw error;
  }
}

/** Whether a job lies in a workdir of a project. */
function has({ config }: Project, { dir, manifest }: FoundJob): boolean {
  const name = parseJobId(manifest.id)?.workdir ?? "";
  const path = config.workdirs.get(name);
  return path !== undefined && exists(path) &&
    Deno.realPathSync(path) === Deno.realPathSync(dirname(dir));
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** What a workdir's own directories tell, where there is no project. */
class Neighbours implements Surroundings {
  readonly #workdir: string;

  constructor(workdir: string) {
    this.#workdir = workdir;
  }

  findJob(id: string): FoundJob | undefined {
    return parseJobId(id) === undefined
      ? undefined
      : readJob(join(this.#workdir, id));
  }

  methodOf(id: string): string | undefined {
    return this.findJob(id)?.manifest.method;
  }

  /** Only a catalog knows. */
  askersOf(): [] {
    return [];
  }
}
