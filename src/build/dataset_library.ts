/**
 * What one build knows of datasets: each job's manifest is read once for them.
 *
 * @module
 */

import { datasetKey, parseDatasetKey } from "../core/dataset_name.ts";
import {
  type DatasetJob,
  type DatasetPlace,
  findEntry,
  findPlace,
} from "../core/dataset_place.ts";
import { AxError } from "../core/errors.ts";
import type { DatasetEntry } from "../core/manifest.ts";
import type { Workdirs } from "./workdirs.ts";

/** Finds datasets of jobs that are done. */
export class DatasetLibrary {
  readonly #workdirs: Workdirs;
  readonly #jobs = new Map<string, DatasetJob>();
  readonly #places = new Map<string, DatasetPlace>();
  readonly #texts = new WeakMap<DatasetPlace, string>();

  constructor(workdirs: Workdirs) {
    this.#workdirs = workdirs;
  }

  /**
   * The datasets of a job and where it lies.
   *
   * @throws {AxError} `job`, if there is no such job or it cannot be trusted.
   */
  job(id: string): DatasetJob {
    const known = this.#jobs.get(id);
    if (known !== undefined) return known;
    const { datasets } = this.#workdirs.readManifest(id);
    const job = { dir: this.#workdirs.findJob(id)?.dir ?? "", datasets };
    this.#jobs.set(id, job);
    return job;
  }

  /** What a job says of one of its datasets. */
  findEntry(key: string): DatasetEntry | undefined {
    const { job, name } = parseDatasetKey(key);
    return findEntry(this.job(job), name);
  }

  /** Every dataset of a job, as `JOB/NAME`. */
  keysOf(id: string): string[] {
    return Object.keys(this.job(id).datasets).map((name) =>
      datasetKey(id, name)
    );
  }

  /**
   * Where datasets lie, and all that their chains lead to.
   *
   * @throws {AxError} `dataset`, if one is gone.
   */
  places(keys: Iterable<string>): Record<string, DatasetPlace> {
    const places: Record<string, DatasetPlace> = Object.create(null);
    for (const first of keys) {
      for (
        let key: string | undefined = first;
        key !== undefined && places[key] === undefined;
        key = places[key]?.previous
      ) {
        places[key] = this.#place(key);
      }
    }
    return places;
  }

  /** Places as JSON. Later jobs of a chain have the same ones, and more. */
  texts(
    places: Readonly<Record<string, DatasetPlace>>,
  ): Record<string, string> {
    const texts: Record<string, string> = Object.create(null);
    for (const [key, place] of Object.entries(places)) {
      const text = this.#texts.get(place) ?? JSON.stringify(place);
      this.#texts.set(place, text);
      texts[key] = text;
    }
    return texts;
  }

  #place(key: string): DatasetPlace {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = findPlace(key, (id) => this.job(id));
    if (place === undefined) {
      throw new AxError(
        "dataset",
        `Cannot find dataset ${key}, or one whose columns it has`,
      );
    }
    this.#places.set(key, place);
    return place;
  }
}
