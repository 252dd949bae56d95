/**
 * Where the columns of a dataset lie on this machine.
 *
 * @module
 */

import type { ColumnSpec } from "./columns.ts";
import {
  datasetKey,
  parseDatasetFile,
  parseDatasetKey,
} from "./dataset_name.ts";
import type { DatasetEntry, StoredValue } from "./manifest.ts";

/** A column, and what is known of it without reading it. */
export interface ColumnPlace {
  readonly name: string;
  readonly type: ColumnSpec;
  readonly nullCount: number;
  readonly min: StoredValue;
  readonly max: StoredValue;
}

/** Columns that lie in the files of one dataset. */
export interface ColumnGroupPlace {
  /** The directory of the files. */
  readonly dir: string;
  /** For each slice the names of its files, in the order of their rows. */
  readonly files: readonly (readonly string[])[];
  /** The name that the dataset has for a column, and the name in the files. */
  readonly columns: readonly (readonly [name: string, storedName: string])[];
}

/** A dataset that a program may read, by its place on disk. */
export interface DatasetPlace {
  readonly name: string;
  /** Nothing as long as its job runs. */
  readonly digest?: string;
  readonly columns: readonly ColumnPlace[];
  /** Rows of each slice. */
  readonly rows: readonly number[];
  readonly hashBy?: string;
  readonly groups: readonly ColumnGroupPlace[];
  /** `JOB/NAME` of the dataset before it. */
  readonly previous?: string;
}

/** A job that has datasets. */
export interface DatasetJob {
  /** The job's directory. */
  readonly dir: string;
  readonly datasets: { readonly [name: string]: DatasetEntry };
}

/** Finds the dataset in a job; `undefined` if it has none of that name. */
export function findEntry(
  job: DatasetJob,
  name: string,
): DatasetEntry | undefined {
  return Object.hasOwn(job.datasets, name) ? job.datasets[name] : undefined;
}

/**
 * Works out where a dataset's columns lie, its own and inherited ones.
 *
 * @param key `JOB/NAME`.
 * @param getJob Reads what is known of a job.
 * @returns `undefined` if the job has no such dataset, or one that it inherits
 * from is gone.
 */
export function findPlace(
  key: string,
  getJob: (id: string) => DatasetJob,
): DatasetPlace | undefined {
  const { job, name } = parseDatasetKey(key);
  const entry = findEntry(getJob(job), name);
  if (entry === undefined) return undefined;
  const owners = new Map<string, [string, string][]>();
  for (const column of entry.columns) {
    const owner = column.from?.dataset ?? datasetKey(job, name);
    const pairs = owners.get(owner) ?? [];
    owners.set(owner, pairs);
    pairs.push([column.name, column.from?.column ?? column.name]);
  }
  const groups: ColumnGroupPlace[] = [];
  for (const [owner, columns] of owners) {
    const at = parseDatasetKey(owner);
    const { dir, datasets } = getJob(at.job);
    const owned = findEntry({ dir, datasets }, at.name);
    if (owned === undefined) return undefined;
    groups.push({
      dir: `${dir}/datasets/${owned.directory}`,
      files: filesBySlice(owned.files, owned.rows.length),
      columns,
    });
  }
  const { digest, rows, hashBy, previous } = entry;
  return {
    name,
    digest,
    columns: entry.columns.map(({ from: _, ...column }) => column),
    rows,
    ...(hashBy === undefined ? {} : { hashBy }),
    groups,
    ...(previous === undefined ? {} : { previous }),
  };
}

/** Sorts the files of a dataset by slice, and by part within a slice. */
export function filesBySlice(
  files: readonly { readonly path: string }[],
  slices: number,
): string[][] {
  const found = files.map(({ path }) => ({
    path,
    slice: parseDatasetFile(path)?.slice ?? 0,
    part: parseDatasetFile(path)?.part ?? 0,
  })).sort((a, b) => a.part - b.part);
  return Array.from(
    { length: slices },
    (_, slice) =>
      found.filter((file) => file.slice === slice).map(({ path }) => path),
  );
}
