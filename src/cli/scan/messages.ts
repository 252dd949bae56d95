/**
 * What is said between ax and the Workers that read datasets for it.
 *
 * @module
 */

import type { ColumnSpec } from "../../core/columns.ts";
import type { AxErrorCode } from "../../core/errors.ts";
import type { ColumnGroup } from "../../data/slice_reader.ts";
import type { GrepSettings } from "./grep_settings.ts";
import type { HistogramCounts, HistogramSettings } from "./hist_settings.ts";
import type { ParquetSettings } from "./parquet_settings.ts";

/** A column of a dataset. */
export interface ScanColumn {
  readonly name: string;
  readonly type: ColumnSpec;
  /** What it is called where it is written; its name, if left out. */
  readonly as?: string;
}

/** A slice of a dataset, or some of its rows, and where it lies. */
export interface ScanSlice {
  readonly slice: number;
  /** The first row that is read, and how many are. */
  readonly from: number;
  readonly rowCount: number;
  readonly groups: readonly ColumnGroup[];
}

/** What one Worker reads in one go. */
export interface ScanTask {
  /** As in `dev-3/default`. */
  readonly dataset: string;
  /** One slice; several if a row of each is read in turn. */
  readonly slices: readonly ScanSlice[];
  /** What comes out, in order. */
  readonly columns: readonly ScanColumn[];
  /** What is looked at. */
  readonly searched: readonly ScanColumn[];
  /** Where something is written for this task. */
  readonly path?: string;
}

/** What is done with each task. */
export type ScanSettings =
  | GrepSettings
  | HistogramSettings
  | ParquetSettings;

/** The first message to a Worker. */
export interface ScanStart {
  readonly settings: ScanSettings;
  /** Numbers that both sides see: {@linkcode STOP} and, after it, one for each Worker. */
  readonly shared: SharedArrayBuffer;
  /** How many rows were read, by task. */
  readonly progress: SharedArrayBuffer;
  /** The number of this Worker. */
  readonly worker: number;
}

/** In `shared`: not 0 when nobody wants more. */
export const STOP = 0;

/** A later message to a Worker: a task and its number. */
export interface ScanOrder {
  readonly index: number;
  readonly task: ScanTask;
}

/** Lines, ready to be printed. */
export interface ScanChunk {
  readonly type: "chunk";
  readonly index: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the lines of each match begin, if somebody counts. */
  readonly starts: readonly number[];
}

/** What came of a task. */
export interface ScanResult {
  readonly matches: number;
  readonly counts?: HistogramCounts;
  /** Bytes written to `path`. */
  readonly written?: number;
}

/** What a Worker says. */
export type ScanReport =
  | ScanChunk
  | {
    readonly type: "done";
    readonly index: number;
    readonly result: ScanResult;
  }
  | {
    readonly type: "failed";
    readonly message: string;
    /** Of an `AxError`. */
    readonly code?: AxErrorCode | undefined;
    readonly stack?: string | undefined;
  };
