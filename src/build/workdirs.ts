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
import { openWorkdir, type Workdir } from "../store/workdir.ts";
import type { Project } from "./project.ts";

/** Opens every workdir of a project. */
export class Workdirs implements Disposable {
  readonly target: Workdir;
  readonly #byName = new Map<string, Workdir>();

  /**
   * @param target The workdir that new jobs go to. Default: the project's.
   * @throws {AxError} `workdir`, if the target cannot be written.
   */
  constructor(project: Project, target?: string) {
    const { config } = project;
    const name = target ?? config.target;
    if (!config.workdirs.has(name)) throw unknownWorkdir(name, config.workdirs);
    const names = [name, ...config.workdirs.keys()];
    for (const each of new Set(names)) this.#open(project, each);
    this.target = this.get(name);
    if (this.target.writable) return;
    throw new AxError(
      "workdir",
      `Cannot build in workdir "${name}": ${this.target.path} cannot be written`,
      { hint: 'Name another "target" in ax.json, or use --workdir.' },
    );
  }

  #open(project: Project, name: string): void {
    const { config, axDir } = project;
    const path = config.workdirs.get(name);
    if (path === undefined) return;
    const workdir = openWorkdir({
      name,
      path,
      slices: config.slices,
      durability: config.durability,
      access: "write",
      mirrorDir: `${axDir}/mirrors`,
    });
    this.#byName.set(name, workdir);
  }

  /** A workdir that may be built in. */
  getWritable(name: string | undefined): Workdir {
    const workdir = name === undefined ? this.target : this.get(name);
    if (workdir.writable) return workdir;
    throw new AxError(
      "workdir",
      `Cannot build in workdir "${name}": ${workdir.path} cannot be written`,
    );
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
    const paths: Record<string, string> = {};
    for (const { name, path } of this.all()) paths[name] = path;
    return paths;
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
