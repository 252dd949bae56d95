/**
 * What a Worker runs first whose stage or script uses datasets.
 *
 * @module
 */

import "./bootstrap.ts";
import { useDatasets } from "./dataset_door.ts";
import * as kit from "./dataset_kit.ts";
import { StageDatasets } from "./stage_datasets.ts";

useDatasets({ StageDatasets, kit });
