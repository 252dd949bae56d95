/**
 * The way to datasets for a stage or script. What lies behind it is only there
 * in Workers that begin with `bootstrap_datasets.ts`, because loading it takes
 * as long as half a Worker's start; even naming it in a dynamic import would
 * cost each Worker 2 ms.
 *
 * @module
 */

import type { Dataset } from "../../core/datasets.ts";
import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { AxError } from "../../core/errors.ts";
import type { WorkerStart } from "../protocol.ts";
import type { DatasetKit } from "./dataset_shelf.ts";
import type { StageDatasets } from "./stage_datasets.ts";
import type { Status } from "./status.ts";

/** What stands behind the door, where it is loaded. */
export interface DatasetModules {
  readonly StageDatasets: typeof StageDatasets;
  readonly kit: DatasetKit;
}

let modules: DatasetModules | undefined;

/** Says that this Worker has loaded what datasets need. */
export function useDatasets(loaded: DatasetModules): void {
  modules = loaded;
}

/** Opens when a stage begins; shut where no datasets are in sight. */
export class DatasetDoor {
  #stage: StageDatasets | undefined;

  /** Gets ready what the stage is going to need. */
  open(start: WorkerStart, status: Status): void {
    const { setup } = start;
    if (setup === undefined || modules === undefined) return;
    const { StageDatasets, kit } = modules;
    this.#stage = new StageDatasets(setup, start, { status, kit });
  }

  /** What lies behind it. @throws {AxError} `dataset`, if it is shut. */
  get stage(): StageDatasets {
    return this.#stage ?? refuse();
  }

  /** As `RunningJob.dataset`: behind a shut door there is none. */
  own(name: string = "default"): Dataset {
    if (this.#stage !== undefined) return this.#stage.own(name);
    throw new AxError(
      "dataset",
      `Cannot find dataset ${JSON.stringify(name)}: ` +
        `the stages so far have made none`,
    );
  }

  /** Closes what is still open, and says what was made. */
  finish(): DeclaredDataset[] {
    return this.#stage?.finish() ?? [];
  }

  /** Lets go of everything; what is not finished counts for nothing. */
  close(): void {
    this.#stage?.close();
  }
}

/** Says why datasets cannot be used. */
function refuse(): never {
  throw new AxError(
    "dataset",
    "Cannot use datasets here: ax gets ready for them when an input has one, " +
      'or when the code says "createDataset" or, in a build script, ".dataset"',
  );
}
