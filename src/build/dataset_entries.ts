/**
 * What is kept of the datasets that a job wrote. The stages say what they
 * declared; everything else is read off the files.
 *
 * @module
 */

import { join } from "node:path";
import {
  datasetDirectory,
  datasetKey,
  parseDatasetKey,
} from "../core/dataset_name.ts";
import { filesBySlice } from "../core/dataset_place.ts";
import type { DeclaredDataset } from "../core/declared_datasets.ts";
import { AxError, messageOf } from "../core/errors.ts";
import { planColumns } from "../core/inherited_columns.ts";
import { datasetDigest } from "../core/fingerprint.ts";
import type { ColumnEntry, DatasetEntry, FileEntry } from "../core/manifest.ts";
import type { Sha256 } from "../core/sha256.ts";
import { type DatasetFiles, readDatasetFiles } from "../data/dataset_files.ts";

/** What {@linkcode datasetEntries} is made from. */
export interface EntriesRequest {
  /** The job's id. */
  readonly id: string;
  /** The directory `datasets/` of the job, staged. */
  readonly dir: string;
  readonly slices: number;
  readonly declared: readonly DeclaredDataset[];
  /** Everything below `dir`. */
  readonly files: readonly FileEntry[];
  /** Whether the job could know a dataset of another job, `JOB/NAME`. */
  isReachable(key: string): boolean;
  /** What another job says of a dataset. */
  findEntry(key: string): DatasetEntry | undefined;
}

/**
 * Checks what was declared against the files, and digests it.
 *
 * @throws {AxError} `dataset`, naming the dataset and what is wrong with it.
 */
export function datasetEntries(
  request: EntriesRequest,
): Record<string, DatasetEntry> {
  const maker = new EntryMaker(request);
  const entries: Record<string, DatasetEntry> = Object.create(null);
  const directories = new Set<string>();
  for (const { name } of request.declared) {
    const entry = maker.entry(name);
    entries[name] = entry;
    directories.add(entry.directory);
  }
  const stray = request.files.find(({ path }) =>
    !directories.has(directoryOf(path))
  );
  if (stray === undefined) return entries;
  throw new AxError(
    "dataset",
    `Cannot keep ${
      JSON.stringify(`datasets/${stray.path}`)
    }: no dataset was declared for it`,
  );
}

class EntryMaker {
  readonly #request: EntriesRequest;
  readonly #entries = new Map<string, DatasetEntry | undefined>();
  readonly #declared: ReadonlyMap<string, DeclaredDataset>;
  /** By the directory of their dataset; paths from there. */
  readonly #files: ReadonlyMap<string, readonly FileEntry[]>;

  constructor(request: EntriesRequest) {
    this.#request = request;
    this.#declared = new Map(request.declared.map((one) => [one.name, one]));
    this.#files = filesByDirectory(request.files);
  }

  /** Makes the entry of a dataset, after those that it refers to. */
  entry(name: string): DatasetEntry {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const declared = this.#declared.get(name);
    if (declared === undefined) {
      throw fault(name, "the job has not made it, but refers to it");
    }
    if (this.#entries.has(name)) throw fault(name, "it leads to itself");
    this.#entries.set(name, undefined);
    const entry = this.#make(declared);
    this.#entries.set(name, entry);
    return entry;
  }

  #make(declared: DeclaredDataset): DatasetEntry {
    const { name } = declared;
    const directory = datasetDirectory(name);
    const files = this.#files.get(directory) ?? [];
    const found = this.#read(declared, directory);
    const previous = this.#key(name, declared.previous);
    const parents = (declared.parents ?? []).map((key) => {
      const own = this.#key(name, key) ?? "";
      return { key: own, entry: this.#get(own) };
    });
    this.#checkRelated(declared, parents.map(({ key }) => key));
    const rows = rowsOf(declared, found.rows, parents.map((p) => p.entry));
    const { columns, hashBy } = columnsOf(declared, found, parents);
    const entry = {
      columns,
      rows,
      ...(hashBy !== undefined && { hashBy }),
      ...(previous !== undefined && { previous }),
      ...(parents.length > 0 && { parents: parents.map(({ key }) => key) }),
      directory,
      files,
      ...(found.compressed && { compressed: true }),
    };
    return { digest: this.#digest(name, entry), ...entry };
  }

  #read(declared: DeclaredDataset, directory: string): DatasetFiles {
    const { dir, slices } = this.#request;
    const { columns } = declared;
    try {
      return readDatasetFiles(join(dir, directory), { columns, slices });
    } catch (thrown) {
      throw fault(declared.name, messageOf(thrown));
    }
  }

  /** The key of a dataset of this or another job, if it may be named. */
  #key(name: string, key: string | undefined): string | undefined {
    if (key === undefined) return undefined;
    const { id, isReachable } = this.#request;
    const { job, name: other } = parseDatasetKey(key);
    if (job === "" || job === id) return datasetKey(id, other);
    if (isReachable(key)) return key;
    throw fault(name, `no input of the job leads to ${key}`);
  }

  /** Rows belong together when the parents were made from one dataset. */
  #checkRelated(declared: DeclaredDataset, keys: readonly string[]): void {
    const [first, ...others] = keys;
    if (first === undefined || declared.unrelated === true) return;
    const roots = this.#ancestorsOf(first);
    for (const key of others) {
      if ([...this.#ancestorsOf(key)].some((each) => roots.has(each))) continue;
      throw fault(
        declared.name,
        `${first} and ${key} were not made from one dataset, so their rows ` +
          `may not belong together; say unrelated: true if they do`,
      );
    }
  }

  /** A dataset and all that it has columns of. */
  #ancestorsOf(key: string): Set<string> {
    const found = new Set([key]);
    for (const each of found) {
      for (const parent of this.#get(each).parents ?? []) found.add(parent);
    }
    return found;
  }

  #get(key: string): DatasetEntry {
    const { job, name } = parseDatasetKey(key);
    if (job === this.#request.id) return this.entry(name);
    const entry = this.#request.findEntry(key);
    if (entry !== undefined) return entry;
    throw new AxError("dataset", `Cannot find dataset ${key}`);
  }

  #digest(name: string, entry: Omit<DatasetEntry, "digest">): Sha256 {
    const { columns, rows, hashBy, previous, parents = [] } = entry;
    const own = datasetKey(this.#request.id, name);
    const groups = new Map<string, (readonly [string, string])[]>();
    for (const column of columns) {
      const owner = column.from?.dataset ?? own;
      const pairs = groups.get(owner) ?? [];
      groups.set(owner, pairs);
      pairs.push([column.name, column.from?.column ?? column.name]);
    }
    return datasetDigest({
      name,
      columns,
      hashBy,
      rows,
      groups: [...groups].map(([owner, columns]) => ({
        columns,
        sha256: digestsOf(owner === own ? entry : this.#get(owner)),
      })),
      previous: previous === undefined ? undefined : this.#get(previous).digest,
      parents: parents.map((key) => this.#get(key).digest),
    });
  }
}

function filesByDirectory(
  files: readonly FileEntry[],
): Map<string, FileEntry[]> {
  const found = new Map<string, FileEntry[]>();
  for (const { path, ...file } of files) {
    const directory = directoryOf(path);
    const list = found.get(directory) ?? [];
    found.set(directory, list);
    list.push({ path: path.slice(directory.length + 1), ...file });
  }
  return found;
}

/** The first step of a path; empty when it has no other. */
function directoryOf(path: string): string {
  return path.slice(0, Math.max(0, path.indexOf("/")));
}

function digestsOf(
  { files, rows }: Pick<DatasetEntry, "files" | "rows">,
): Sha256[][] {
  const digests = new Map(files.map(({ path, sha256 }) => [path, sha256]));
  return filesBySlice(files, rows.length).map((names) =>
    names.map((path) => digests.get(path) ?? "")
  );
}

interface Parent {
  readonly key: string;
  readonly entry: DatasetEntry;
}

/** Own columns and inherited ones, which point to the files that hold them. */
function columnsOf(
  declared: DeclaredDataset,
  found: DatasetFiles,
  parents: readonly Parent[],
): { columns: ColumnEntry[]; hashBy: string | undefined } {
  const { columns, hashBy } = planColumns(
    declared,
    parents.map(({ entry }) => ({
      names: entry.columns.map(({ name }) => name),
      hashBy: entry.hashBy,
    })),
  );
  const entries = columns.map(({ name, parent, column }): ColumnEntry => {
    const from = parents[parent];
    const source: readonly ColumnEntry[] = from?.entry.columns ??
      found.columns;
    const known = source.find((each) => each.name === column) as ColumnEntry;
    if (from === undefined) return known;
    return {
      ...known,
      name,
      from: known.from ?? { dataset: from.key, column },
    };
  });
  return { columns: entries, hashBy };
}

/** The rows of each slice: its own, and those of each parent. */
function rowsOf(
  { name, columns }: DeclaredDataset,
  own: readonly number[],
  parents: readonly DatasetEntry[],
): readonly number[] {
  const [first] = parents;
  const rows = columns.length === 0 && first !== undefined ? first.rows : own;
  for (const parent of parents) {
    const slice = rows.findIndex((count, at) => count !== parent.rows[at]);
    if (slice === -1 && rows.length === parent.rows.length) continue;
    const whose = columns.length === 0 ? "in one parent" : "";
    throw fault(
      name,
      `slice ${slice} has ${rows[slice]} rows${whose && ` ${whose}`}, and ${
        parent.rows[slice]
      } in ${whose === "" ? "its parent" : "another"}; ` +
        `a dataset has just as many`,
    );
  }
  return rows;
}

function fault(name: string, what: string): AxError {
  return new AxError(
    "dataset",
    `Cannot keep dataset ${JSON.stringify(name)}: ${what}`,
  );
}
