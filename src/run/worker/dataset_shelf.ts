/**
 * The datasets that one stage, or one script, may read.
 *
 * @module
 */

import type { Columns } from "../../core/columns.ts";
import { datasetKey, parseDatasetKey } from "../../core/dataset_name.ts";
import {
  type DatasetJob,
  type DatasetPlace,
  findEntry,
  findPlace,
} from "../../core/dataset_place.ts";
import type { Dataset } from "../../core/datasets.ts";
import { AxError } from "../../core/errors.ts";
import { getJobIdParts } from "../../core/ids.ts";
import { type Ref, refOf } from "../../core/wire.ts";
import type { OpenSlices } from "../../data/open_slices.ts";
import type { TablePart } from "../../data/table.ts";
import type { TableReader } from "../../data/table_reader.ts";
import type { WorkerStart } from "../protocol.ts";
import { StageDataset } from "./dataset_handle.ts";
import type { Status } from "./status.ts";

/** All of `data/`, once it is loaded. */
export type DatasetKit = typeof import("./dataset_kit.ts");

/** Calls that need `data/`; scripts without them do not load it. */
const READS = /\.(?:batches|column|rows|summaryOf)\b/;
const WRITES = /\bcreateDataset\b/;

/** Finds datasets and reads them. */
export class DatasetShelf {
  readonly #start: WorkerStart;
  readonly #status: Status;
  readonly #jobs = new Map<string, DatasetJob>();
  readonly #own = new Map<string, () => DatasetPlace>();
  #kit: DatasetKit | undefined;
  #slices: OpenSlices | undefined;

  constructor(start: WorkerStart, status: Status) {
    this.#start = start;
    this.#status = status;
  }

  /** Loads `data/`, and the codec, when this stage is going to need them. */
  async prepare(): Promise<void> {
    const { setup, closure, made, stage } = this.#start;
    if (setup === undefined || stage === "describe") return;
    const has = (pattern: RegExp): boolean =>
      closure.modules.some(({ code }) => pattern.test(code));
    const places = Object.values(setup.datasets);
    const writes = has(WRITES);
    const reads = places.length > 0 || made.length > 0 ||
      (setup.builds && has(READS));
    if (!reads && !writes) return;
    this.#kit = await import("./dataset_kit.ts");
    this.#slices = new this.#kit.OpenSlices();
    const zstd = setup.compression === "zstd" || has(/\bzstd\b/);
    if (zstd || places.some(({ compressed }) => compressed) || setup.builds) {
      await this.#kit.loadCodec();
    }
  }

  /** All of `data/`. */
  get kit(): DatasetKit {
    if (this.#kit !== undefined) return this.#kit;
    throw new AxError(
      "dataset",
      "Cannot use datasets here: ax loads what reads and writes them when it " +
        "finds createDataset, batches, column or rows in the code",
    );
  }

  /** Makes a handle; one that can be passed on, where jobs can be asked for. */
  handle(key: string, label: string, wanted?: Columns): StageDataset {
    const { job, name } = parseDatasetKey(key);
    const findPlace = (): DatasetPlace => this.place(key);
    const options = { key, name, label, wanted, shelf: this, findPlace };
    const handle = new StageDataset(options);
    if (job === "" || this.#start.setup?.builds !== true) return handle;
    const ref: Ref = { "~": "dataset", job, name };
    return Object.defineProperty(handle, refOf, { value: ref });
  }

  /** Makes the handle of a dataset that a dry run does not make. */
  planned(ref: Ref & { "~": "dataset" }, refuse: () => never): Dataset {
    const handle = new StageDataset({
      key: datasetKey(ref.job, ref.name),
      name: ref.name,
      label: ref.name,
      shelf: this,
      findPlace: refuse,
    });
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
    const known = setup !== undefined && Object.hasOwn(setup.datasets, key)
      ? setup.datasets[key]
      : undefined;
    const found = known ??
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

  /** Whether a job has a dataset, for scripts. */
  hasDataset(id: string, name: string): boolean {
    return findEntry(this.job(id), name) !== undefined;
  }

  /** Reads datasets, with a status line that says how far it is. */
  table(parts: readonly TablePart[], label: string): TableReader {
    const { kit } = this;
    const slices = this.#slices as OpenSlices;
    return new kit.TableReader(parts, {
      slices,
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
    this.#slices?.close();
  }
}
