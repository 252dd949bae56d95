/**
 * What the Workers of a job may touch.
 *
 * @module
 */

import type { DatasetPlace } from "../core/dataset_place.ts";
import type { MethodPermissions } from "../core/method.ts";
import type { Place, WorkerGrants } from "./protocol.ts";

/** Above this many paths Deno's check becomes slow: 3 ms a file at 10,000. */
const MAX_PATHS = 64;

/** What {@linkcode grantsOf} decides from. */
export interface GrantRequest {
  /** The staging directory of the job. */
  readonly dir: string;
  readonly places: Iterable<Place>;
  /** Every dataset that the places lead to. */
  readonly datasets: Iterable<DatasetPlace>;
  /** Every workdir's directory. */
  readonly workdirs: readonly string[];
  /** The project's input directory. */
  readonly input: string;
  /** Whether the code may ask for jobs, and so may read all of them. */
  readonly builds: boolean;
  readonly permissions: MethodPermissions;
}

/** The grants, and whether whole workdirs stand for too many paths. */
export interface Grants {
  readonly grants: WorkerGrants;
  readonly widened: boolean;
}

/** Decides: its own files to write, its inputs to read, and no more. */
export function grantsOf(request: GrantRequest): Grants {
  const own = [`${request.dir}/files`, `${request.dir}/datasets`];
  const inputs = inputPaths(request);
  const widened = inputs.length > MAX_PATHS;
  const read = request.builds
    ? [...request.workdirs, request.input]
    : widened
    ? [...request.workdirs, ...inputs.filter((path) => !inAny(path, request))]
    : inputs;
  const { permissions } = request;
  return {
    widened: widened && !request.builds,
    grants: {
      read: [...own, ...read, ...(permissions.read ?? [])],
      write: own,
      net: [...(permissions.net ?? [])],
      env: [...(permissions.env ?? [])],
    },
  };
}

function inAny(path: string, { workdirs }: GrantRequest): boolean {
  return workdirs.some((workdir) => path.startsWith(`${workdir}/`));
}

function inputPaths({ places, datasets }: GrantRequest): string[] {
  const paths = new Set<string>();
  for (const place of places) {
    if (place.kind === "file") paths.add(place.path);
    if (place.kind !== "job") continue;
    for (const { dir } of [place, ...place.chain]) paths.add(`${dir}/files`);
  }
  for (const { groups } of datasets) {
    for (const { dir, files } of groups) {
      if (files.some((names) => names.length > 0)) paths.add(dir);
    }
  }
  return [...paths];
}
