/**
 * The datasets that one stage, or one script, may read.
 *
 * @module
 */

import type { Columns } from "../../core/columns.ts";
import { listNames } from "../../core/dataset_columns.ts";
import {
  datasetKey,
  DEFAULT_DATASET,
  parseDatasetKey,
} from "../../core/dataset_name.ts";
import {
  type DatasetJob,
  type DatasetPlace,
  findPlace,
} from "../../core/dataset_place.ts";
import type { Dataset } from "../../core/datasets.ts";
import { AxError } from "../../core/errors.ts";
import { getJobIdParts } from "../../core/ids.ts";
import { didYouMean } from "../../core/suggest.ts";
import { type Ref, refOf } from "../../core/wire.ts";
import type { OpenSlices } from "../../data/open_slices.ts";
import type { TablePart } from "../../data/table.ts";
import type { TableReader } from "../../data/table_reader.ts";
import type { JobPlace, WorkerStart } from "../protocol.ts";
import { StageDataset } from "./dataset_handle.ts";
import type { Status } from "./status.ts";

/** All of `data/`. */
export type DatasetKit = typeof import("./dataset_kit.ts");

/** What a shelf is made of. */
export interface ShelfTools {
  readonly status: Status;
  readonly kit: DatasetKit;
}

/** Finds datasets and reads them. */
export class DatasetShelf {
  readonly #start: WorkerStart;
  readonly #status: Status;
  /** All of `data/`. */
  readonly kit: DatasetKit;
  readonly #slices: OpenSlices;
  readonly #jobs = new Map<string, DatasetJob>();
  readonly #own = new Map<string, () => DatasetPlace>();
  readonly #places = new Map<string, DatasetPlace>();

  constructor(start: WorkerStart, { status, kit }: ShelfTools) {
    this.#start = start;
    this.#status = status;
    this.kit = kit;
    this.#slices = new kit.OpenSlices();
  }

  /** Makes a handle; one that can be passed on, where jobs can be asked for. */
  handle(key: string, label: string, wanted?: Columns): StageDataset {
    const { job, name } = parseDatasetKey(key);
    const findPlace = (): DatasetPlace => this.place(key);
    const options = { key, name, label, wanted, shelf: this, findPlace };
    const handle = new StageDataset(options);
    if (this.#start.setup?.builds !== true) return handle;
    if (job === "") {
      return Object.defineProperty(handle, refOf, { get: () => unfit(name) });
    }
    const ref: Ref = { "~": "dataset", job, name };
    return Object.defineProperty(handle, refOf, { value: ref });
  }

  /** As `FinishedJob.dataset`. */
  ofJob(
    job: Pick<JobPlace, "id" | "datasets">,
    name: string = DEFAULT_DATASET,
  ): Dataset {
    if (job.datasets.includes(name)) {
      return this.handle(datasetKey(job.id, name), name);
    }
    throw new AxError(
      "dataset",
      `Cannot find dataset ${JSON.stringify(name)} in the job: it has ${
        listNames(job.datasets)
      }${didYouMean(name, job.datasets)}`,
    );
  }

  /** Makes the handle of a dataset that a dry run does not make. */
  planned(
    job: string,
    name: string = DEFAULT_DATASET,
    findPlace: () => never,
  ): Dataset {
    const key = datasetKey(job, name);
    const handle = new StageDataset({
      key,
      name,
      label: name,
      shelf: this,
      findPlace,
    });
    const ref: Ref = { "~": "dataset", job, name };
    return Object.defineProperty(handle, refOf, { value: ref });
  }

  /** Remembers where a dataset of the running job lies. */
  addOwn(name: string, findPlace: () => DatasetPlace): void {
    let known: DatasetPlace | undefined;
    this.#own.set(name, () => known ??= findPlace());
  }

  /** Forgets a dataset of the running job. */
  dropOwn(name: string): void {
    this.#own.delete(name);
  }

  /** The names of the running job's datasets that can be read. */
  ownNames(): string[] {
    return [...this.#own.keys()];
  }

  /**
   * Where a dataset lies.
   *
   * @throws {AxError} `dataset`, if the stage may not know it, or it is gone.
   */
  place(key: string): DatasetPlace {
    const { job, name } = parseDatasetKey(key);
    if (job === "") {
      const place = this.#own.get(name);
      if (place !== undefined) return place();
    }
    const { setup } = this.#start;
    const found = this.#input(key) ??
      (setup?.builds === true && job !== ""
        ? findPlace(key, (id) => this.job(id))
        : undefined);
    if (found !== undefined) return found;
    throw new AxError(
      "dataset",
      `Cannot find dataset ${JSON.stringify(name)}: it is gone, or no input ` +
        `leads to it`,
    );
  }

  /** A dataset that inputs lead to. */
  #input(key: string): DatasetPlace | undefined {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const { setup } = this.#start;
    const text = setup !== undefined && Object.hasOwn(setup.datasets, key)
      ? setup.datasets[key]
      : undefined;
    if (text === undefined) return undefined;
    const place = JSON.parse(text) as DatasetPlace;
    this.#places.set(key, place);
    return place;
  }

  /** What a script or a job that builds may know of a job's datasets. */
  job(id: string): DatasetJob {
    const known = this.#jobs.get(id);
    if (known !== undefined) return known;
    const { workdir } = getJobIdParts(id);
    const dir = `${this.#start.setup?.workdirs[workdir]}/${id}`;
    const text = Deno.readTextFileSync(`${dir}/job.json`);
    const { datasets } = JSON.parse(text) as DatasetJob;
    const job = { dir, datasets };
    this.#jobs.set(id, job);
    return job;
  }

  /** Reads datasets, with a status line that says how far it is. */
  table(
    parts: readonly TablePart[],
    label: string,
    wanted?: Columns,
  ): TableReader {
    return new this.kit.TableReader(parts, {
      slices: this.#slices,
      wanted,
      watch: {
        begin: (where) =>
          this.#status.watch(() => {
            const { part, slice, row } = where();
            const of = parts.length > 1 ? ` ${part + 1}/${parts.length}` : "";
            const own = slice === this.#start.slice ? "" : `, slice ${slice}`;
            return `reading ${label}${of}${own}, row ${row}`;
          }),
      },
    });
  }

  /** Closes what is still open. */
  close(): void {
    this.#slices.close();
  }
}

/** Says why a dataset of the running job is no input of another. */
function unfit(name: string): never {
  throw new AxError(
    "input",
    `cannot pass dataset ${JSON.stringify(name)} of the job that is running: ` +
      `it has no digest before the job is done; let a method make it`,
  );
}
