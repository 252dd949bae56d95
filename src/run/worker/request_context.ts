/**
 * What requests and their answers need.
 *
 * @module
 */

import type { JobSetup } from "../protocol.ts";
import type { DatasetDoor } from "./dataset_door.ts";
import type { WorkerLink } from "./link.ts";
import type { StageValues } from "./values.ts";

/** The line to the main process, and what values are read with. */
export interface RequestContext {
  readonly link: WorkerLink;
  readonly values: StageValues;
  readonly datasets: DatasetDoor;
  readonly setup: JobSetup;
}
