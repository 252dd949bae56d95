/**
 * What is read of datasets, for a reader at a terminal.
 *
 * @module
 */

import type { DatasetPlace } from "../core/dataset_place.ts";
import type { ColumnGroup } from "../data/slice_reader.ts";
import { decodeStat } from "../data/stats.ts";
import { parseType } from "../data/types.ts";
import type { ColumnEntry } from "../core/manifest.ts";

/** A column's least and greatest value, as rows give them. */
export interface Extent {
  readonly min: unknown;
  readonly max: unknown;
}

/** The least and greatest value of a column; `null` where there is none. */
export function extentOf({ type, min, max }: ColumnEntry): Extent {
  const parsed = parseType(type);
  return { min: decodeStat(parsed, min), max: decodeStat(parsed, max) };
}

/** The files of one slice of a dataset, as readers take them. */
export function sliceGroups(
  { groups }: DatasetPlace,
  slice: number,
): ColumnGroup[] {
  return groups.map(({ dir, files, columns }) => ({
    paths: (files[slice] ?? []).map((file) => `${dir}/${file}`),
    columns: new Map(columns),
  }));
}
