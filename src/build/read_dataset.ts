/**
 * Reads rows of datasets for a reader at a terminal.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import type { DatasetPlace } from "../core/dataset_place.ts";
import type { SliceChoice } from "../core/datasets.ts";
import type { IterateOptions, Row } from "../core/rows.ts";
import { OpenSlices } from "../data/open_slices.ts";
import type { ColumnGroup } from "../data/slice_reader.ts";
import { decodeStat } from "../data/stats.ts";
import type { TablePart } from "../data/table.ts";
import { TableReader } from "../data/table_reader.ts";
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

/** Datasets that are open for reading, as one table. */
export class DatasetRows implements Disposable {
  readonly #slices = new OpenSlices();
  readonly #reader: TableReader;

  /** Opens datasets. */
  constructor(places: readonly DatasetPlace[]) {
    this.#reader = new TableReader(places.map(partOf), {
      slices: this.#slices,
      watch: { begin: () => ({ tick: () => {}, end: () => {} }) },
    });
  }

  /** As `Dataset.rows`. */
  rows(
    choice: SliceChoice,
    names?: readonly string[],
    options?: IterateOptions<Row<Record<string, ColumnSpec>>>,
  ): Iterable<Readonly<Record<string, unknown>>> {
    return this.#reader.rows(choice, names, options);
  }

  [Symbol.dispose](): void {
    this.#slices.close();
  }
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

function partOf(place: DatasetPlace): TablePart {
  const { columns, rows, hashBy } = place;
  return {
    columns: new Map(columns.map(({ name, type }) => [name, type])),
    slices: rows.map((rowCount, slice) => ({
      rowCount,
      groups: sliceGroups(place, slice),
    })),
    hashBy,
    statsOf: (name) => columns.find((column) => column.name === name),
  };
}
