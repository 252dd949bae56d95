/**
 * What is read as one table: slices of one or several datasets.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../core/columns.ts";
import type { OpenSlices } from "./open_slices.ts";
import type { ColumnGroup } from "./slice_reader.ts";
import type { BatchStats } from "./stats.ts";

/** One dataset of a table. */
export interface TablePart {
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  readonly slices: readonly TableSlice[];
  /** The column whose hash says in which slice a row is. */
  readonly hashBy: string | undefined;
  /** The statistics of a column over all slices, if they are known. */
  statsOf(name: string): BatchStats | undefined;
  /** Says whether a slice is to be left out; asked before it is read. */
  skips?(slice: number): boolean;
}

/** One slice of one dataset. The same object keeps its files open. */
export interface TableSlice {
  readonly rowCount: number;
  readonly groups: readonly ColumnGroup[];
}

/** How many rows a dataset has, in all slices. */
export function rowCountOf({ slices }: TablePart): number {
  return slices.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

/** Where a reading is. */
export interface ReadingPlace {
  /** The index of the dataset. */
  readonly part: number;
  readonly slice: number;
  /** The row within the slice. */
  readonly row: number;
}

/** Wants to know what is being read. */
export interface ReadingWatch {
  /** A reading begins. `where` tells where it is. */
  begin(where: () => ReadingPlace): Reading;
}

/** A reading that goes on. */
export interface Reading {
  /** Called now and then, once per batch. */
  tick(): void;
  /** It is over: everything was read, or nobody reads on. */
  end(done: boolean): void;
}

/** What a {@linkcode TableReader} reads with. */
export interface TableTools {
  readonly slices: OpenSlices;
  readonly watch: ReadingWatch;
  /** The types that columns are to be read as. Default: those they have. */
  readonly wanted?: Columns | undefined;
}
