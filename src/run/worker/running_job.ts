/**
 * The job that is running, in the hands of its own stages.
 *
 * @module
 */

import { AxError } from "../../core/errors.ts";
import type { Columns } from "../../core/columns.ts";
import type { DatasetOptions, DatasetWriter } from "../../core/datasets.ts";
import type {
  BuildingJob,
  OpenOutput,
  OutputOptions,
  RunningJob,
} from "../../core/handles.ts";
import { checkOptionNames } from "../../core/option_names.ts";
import { compressFrame } from "../../data/codec.ts";
import type { JobSetup } from "../protocol.ts";
import type { DatasetDoor } from "./dataset_door.ts";
import { openNew, writeNew } from "./files.ts";
import type { WorkerLink } from "./link.ts";
import type { Status } from "./status.ts";
import { requester } from "./urd.ts";
import { pathFor, type StageValues } from "./values.ts";

/** Carries a stage out of the method's own code. */
export class EarlyFinish {
  readonly signal: Error = new Error("the job finished early");
  /** Whether it was asked for; the method may catch what is thrown. */
  called = false;
  result: unknown;
}

/** What a running job's handle is made of. */
export interface RunningJobOptions {
  readonly setup: JobSetup;
  readonly slice: number;
  readonly link: WorkerLink;
  readonly status: Status;
  readonly values: StageValues;
  readonly datasets: DatasetDoor;
  readonly early: EarlyFinish;
}

/** Makes the handle, and what closes the files left open. */
export function runningJob(
  options: RunningJobOptions,
): { readonly handle: RunningJob; closeAll(): void } {
  const { setup, slice, status, values, datasets, early } = options;
  const files = `${setup.dir}/files`;
  const opened: OpenOutput[] = [];
  const handle: RunningJob = {
    save: (value, name) => values.save(files, value, name),
    write: (name, data) => writeNew(files, name, data),
    open: (name, given) => {
      const frame = isCompressed(given) ? compressFrame : undefined;
      const output = openNew(files, name, frame);
      opened.push(output);
      return output;
    },
    path: (name) => pathFor(files, name),
    createDataset: <Declared extends Columns, Parsed extends string>(
      name: string | DatasetOptions<Declared, Parsed>,
      options?: DatasetOptions<Declared, Parsed>,
    ) =>
      datasets.stage.create(name, options) as DatasetWriter<Declared, Parsed>,
    dataset: (name) => datasets.own(name),
    status: (text) => status.push(text),
    finishEarly: (result) => {
      if (slice >= 0 && result !== undefined) {
        throw new AxError(
          "job",
          "Cannot pass a result to finishEarly in analysis: slices have none",
        );
      }
      early.called = true;
      early.result = result;
      throw early.signal;
    },
  };
  const closeAll = (): void => opened.forEach((output) => output.close());
  if (!setup.builds || setup.kind === "build") return { handle, closeAll };
  const builder: BuildingJob = { ...handle, build: buildFor(options) };
  return { handle: builder, closeAll };
}

/** @throws {AxError} `job`, for options that there are not. */
function isCompressed(options: OutputOptions = {}): boolean {
  checkOptionNames("open", options, ["compression"]);
  const { compression = "none" } = options;
  if (compression === "none" || compression === "zstd") {
    return compression === "zstd";
  }
  throw new AxError(
    "job",
    `Cannot open a file: compression is "none" or "zstd", got ${
      JSON.stringify(compression)
    }`,
  );
}

function buildFor(options: RunningJobOptions): BuildingJob["build"] {
  const { slice } = options;
  if (slice < 0) return requester(options).build;
  return () =>
    Promise.reject(
      new AxError(
        "job",
        "Cannot build in analysis: ask for jobs in prepare or synthesis",
      ),
    );
}
