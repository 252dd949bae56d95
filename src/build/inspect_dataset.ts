/**
 * Looks at the datasets of jobs without changing anything.
 *
 * @module
 */

import { basename, dirname } from "node:path";
import { listNames } from "../core/dataset_columns.ts";
import {
  datasetKey,
  DEFAULT_DATASET,
  parseDatasetKey,
} from "../core/dataset_name.ts";
import {
  type DatasetJob,
  type DatasetPlace,
  findEntry,
  findPlace,
} from "../core/dataset_place.ts";
import { AxError } from "../core/errors.ts";
import { parseJobId } from "../core/ids.ts";
import type { DatasetEntry } from "../core/manifest.ts";
import { didYouMean } from "../core/suggest.ts";
import type { FoundJob, Inspector } from "./inspect.ts";
import { getJobBySpec, type Resolved } from "./spec.ts";

/** A dataset, and the job that has it. */
export interface FoundDataset {
  /** As in `dev-3/default`. */
  readonly key: string;
  readonly name: string;
  readonly entry: DatasetEntry;
  readonly job: FoundJob;
  /** Something worth saying about the choice of the job. */
  readonly remark?: string;
}

/** Finds datasets and follows their chains. */
export class DatasetInspector {
  readonly #inspector: Inspector;
  readonly #cwd: string;
  /** Jobs that were found by path, in any workdir. */
  readonly #byPath = new Map<string, FoundJob>();

  /** @param cwd Where relative paths start. */
  constructor(inspector: Inspector, cwd: string) {
    this.#inspector = inspector;
    this.#cwd = cwd;
  }

  /**
   * Finds the dataset that a word means.
   *
   * @param spec What means a job stands for its `default`; behind it may stand
   * a slash and a name, as in `dev-3/bad` or `csvimport/bad`; or a path to the
   * directory of a dataset.
   * @throws {AxError} `job` or `dataset`, saying what there is instead.
   */
  get(spec: string): FoundDataset {
    const { job, name } = this.#resolve(spec);
    const { remark } = job;
    const found = this.#find(job, name);
    return remark === undefined ? found : { ...found, remark };
  }

  /** All datasets of the job that a word means. */
  listOf(spec: string): FoundDataset[] {
    const { job } = this.#resolve(spec);
    return Object.keys(job.manifest.datasets).map((name) =>
      this.#find(job, name)
    );
  }

  /** A dataset and what it follows, oldest first. */
  chainOf(newest: FoundDataset): FoundDataset[] {
    const chain = [newest];
    for (let at = newest; at.entry.previous !== undefined;) {
      const { job, name } = parseDatasetKey(at.entry.previous);
      at = this.#find(this.#job(job), name);
      chain.push(at);
    }
    return chain.reverse();
  }

  /** Where the columns of a dataset lie. */
  placeOf(dataset: FoundDataset): DatasetPlace {
    const place = findPlace(dataset.key, (id): DatasetJob => {
      const { manifest, dir } = this.#job(id);
      return { datasets: manifest.datasets, dir };
    });
    if (place !== undefined) return place;
    throw new AxError(
      "dataset",
      `Cannot read ${dataset.key}: a dataset whose columns it has is gone`,
    );
  }

  #resolve(spec: string): { job: Resolved; name: string } {
    const slash = spec.indexOf("/");
    const head = spec.slice(0, slash);
    const isName = slash > 0 && head !== "." && head !== ".." &&
      this.#isJob(head);
    if (isName) {
      return { job: this.#known(head), name: spec.slice(slash + 1) };
    }
    const job = this.#known(spec);
    return { job, name: this.#nameIn(job, spec) };
  }

  /** Whether the word before a slash means a job, and no directory. */
  #isJob(word: string): boolean {
    if (parseJobId(word) !== undefined) return true;
    if (word.endsWith("-LATEST")) return true;
    return this.#inspector.list({ method: word, limit: 1 }).length > 0;
  }

  #known(spec: string): Resolved {
    const job = getJobBySpec(this.#inspector, spec, this.#cwd);
    this.#byPath.set(job.manifest.id, job);
    return job;
  }

  /** The dataset whose directory a path leads to or lies in. */
  #nameIn(job: FoundJob, spec: string): string {
    if (!spec.includes("/")) return DEFAULT_DATASET;
    for (let at = realPath(spec, this.#cwd); at !== dirname(at);) {
      const above = dirname(at);
      if (above === `${job.dir}/datasets`) {
        const directory = basename(at);
        const found = Object.entries(job.manifest.datasets).find(
          ([, entry]) => entry.directory === directory,
        );
        return found?.[0] ?? DEFAULT_DATASET;
      }
      at = above;
    }
    return DEFAULT_DATASET;
  }

  #job(id: string): FoundJob {
    return this.#byPath.get(id) ?? this.#inspector.getJob(id);
  }

  #find(job: FoundJob, name: string): FoundDataset {
    const { id, datasets } = job.manifest;
    const entry = findEntry({ dir: job.dir, datasets }, name);
    if (entry !== undefined) {
      return { key: datasetKey(id, name), name, entry, job };
    }
    const names = Object.keys(datasets);
    throw new AxError(
      "dataset",
      `Cannot find dataset ${JSON.stringify(name)} in ${id}: it has ${
        listNames(names)
      }${didYouMean(name, names)}`,
    );
  }
}

function realPath(path: string, cwd: string): string {
  const full = path.startsWith("/") ? path : `${cwd}/${path}`;
  try {
    return Deno.realPathSync(full);
  } catch {
    return full;
  }
}
