/**
 * All of `data/` that a stage needs; loaded only by stages that use datasets.
 *
 * @module
 */

export { readDatasetFiles } from "../../data/dataset_files.ts";
export { OpenSlices } from "../../data/open_slices.ts";
export { decodeStat } from "../../data/stats.ts";
export { TableReader } from "../../data/table_reader.ts";
export { parseType } from "../../data/types.ts";
export { startWriter } from "./dataset_writer.ts";
