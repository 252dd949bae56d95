/**
 * The workdirs of a project as one: the target first, then the sources.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { parseJobId } from "../core/ids.ts";
import type { Manifest } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { didYouMean } from "../core/suggest.ts";
import type { JobRow } from "../store/rows.ts";
import { openWorkdir } from "../store/open.ts";
import { refusalError } from "../store/refusal.ts";
import type { Workdir } from "../store/workdir.ts";
import type { Project } from "./project.ts";

/** Which workdir counts, and what for. */
export interface WorkdirsOptions {
  /** The workdir that new jobs go to. Default: the project's. */
  readonly target?: string | undefined;
  /**
   * To add jobs, to remove some, or else to plan what would be added or to look
   * at them, for which the target need not be written. Default: to build.
   */
  readonly purpose?: "build" | "clear" | "plan" | "look";
}

/** Opens every workdir of a project. */
export class Workdirs implements Disposable {
  readonly target: Workdir;
  readonly #byName = new Map<string, Workdir>();

  /**
   * @throws {AxError} `workdir`, if the target cannot be written and must be.
   */
  constructor(project: Project, options: WorkdirsOptions = {}) {
    const { config } = project;
    const { target = config.target, purpose = "build" } = options;
    if (!config.workdirs.has(target)) {
      throw unknownWorkdir(target, config.workdirs);
    }
    using opened = new DisposableStack();
    const names = [target, ...config.workdirs.keys()];
    for (const name of new Set(names)) {
      this.#byName.set(name, opened.use(open(project, name, purpose)));
    }
    this.target = this.get(target);
    checkTarget(this.target, purpose);
    // A build may use the jobs of each.
    if (isBuild(purpose)) { for (const each of this.all()) each.claim(); }
    opened.move();
  }

  /** A workdir that may be built in. */
  getWritable(name: string | undefined): Workdir {
    const workdir = name === undefined ? this.target : this.get(name);
    if (!workdir.writable) throw unwritable(workdir, "build in");
    return workdir;
  }

  get(name: string): Workdir {
    const workdir = this.#byName.get(name);
    if (workdir !== undefined) return workdir;
    throw unknownWorkdir(name, this.#byName);
  }

  all(): Iterable<Workdir> {
    return this.#byName.values();
  }

  /** Every workdir's directory by name. */
  paths(): Record<string, string> {
    // Not by assignment: a workdir may be called "__proto__".
    return Object.fromEntries(
      [...this.all()].map(({ name, path }) => [name, path]),
    );
  }

  /** Done jobs with a fingerprint: the target's first, newest first. */
  *findByFingerprint(fingerprint: Sha256): Iterable<JobRow> {
    for (const workdir of this.all()) {
      yield* workdir.findByFingerprint(fingerprint);
    }
  }

  findJob(id: string): JobRow | undefined {
    const parts = parseJobId(id);
    if (parts === undefined) return undefined;
    return this.#byName.get(parts.workdir)?.findJob(id);
  }

  readManifest(id: string): Manifest {
    const parts = parseJobId(id);
    return this.get(parts?.workdir ?? id).readManifest(id);
  }

  [Symbol.dispose](): void {
    for (const workdir of this.all()) workdir[Symbol.dispose]();
  }
}

function open(
  { config, axDir }: Project,
  name: string,
  purpose: WorkdirsOptions["purpose"],
): Workdir {
  return openWorkdir({
    name,
    path: config.workdirs.get(name) ?? "",
    slices: config.slices,
    durability: config.durability,
    access: isBuild(purpose) ? "write" : "sweep",
    mirrorDir: `${axDir}/mirrors`,
  });
}

function isBuild(purpose: WorkdirsOptions["purpose"]): boolean {
  return purpose === "build" || purpose === "plan";
}

function checkTarget(
  target: Workdir,
  purpose: WorkdirsOptions["purpose"],
): void {
  if (purpose === "build" && !target.writable) {
    throw unwritable(
      target,
      "build in",
      'Name another "target" in ax.json, or use --workdir.',
    );
  }
  if (purpose === "clear" && !target.sweepable) {
    throw unwritable(target, "remove anything from");
  }
}

function unwritable(
  { name, path, refusal }: Workdir,
  what: string,
  hint?: string,
): AxError {
  return refusalError(`${what} workdir "${name}"`, { path, refusal, hint });
}

function unknownWorkdir(
  name: string,
  known: ReadonlyMap<string, unknown>,
): AxError {
  const names = [...known.keys()];
  return new AxError(
    "workdir",
    `Cannot find workdir "${name}": the project has ${names.join(", ")}` +
      didYouMean(name, names),
  );
}
