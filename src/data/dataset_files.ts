/**
 * What the files of a dataset hold, found out from the files themselves: the
 * main process does not believe what a stage says of them.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { parseDatasetFile } from "../core/dataset_name.ts";
import { filesBySlice } from "../core/dataset_place.ts";
import { AxError } from "../core/errors.ts";
import { readSliceInfo, type SliceInfo } from "./slice_info.ts";
import { type BatchStats, storedOrder } from "./stats.ts";
import { parseType } from "./types.ts";

// Taken while it is there: a Worker loses parts of Deno before a method runs.
const { readDirSync } = Deno;

/** A column over all slices. */
export interface FilesColumn extends BatchStats {
  readonly name: string;
  readonly type: ColumnSpec;
}

/** What the files of a dataset hold. */
export interface DatasetFiles {
  readonly columns: readonly FilesColumn[];
  /** Rows of each slice. */
  readonly rows: readonly number[];
  /** For each slice the names of its files, in the order of their rows. */
  readonly files: readonly (readonly string[])[];
  readonly compressed: boolean;
}

/** What the files should hold. */
export interface WantedFiles {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly slices: number;
  /** Which files count. Default: all. */
  readonly filter?: (file: string) => boolean;
}

/**
 * Reads the footers of all files of a dataset.
 *
 * @param directory Where they lie; it need not exist if there are none.
 * @throws {AxError} `dataset`, if one is garbled, is for a slice there is not,
 * or has other columns than were declared.
 */
export function readDatasetFiles(
  directory: string,
  wanted: WantedFiles,
): DatasetFiles {
  const { filter = (): boolean => true } = wanted;
  const paths = listFiles(directory, wanted.slices).filter(filter);
  const files = filesBySlice(paths.map((path) => ({ path })), wanted.slices);
  let columns: FilesColumn[] = wanted.columns.map(([name, type]) => ({
    name,
    type: type as ColumnSpec,
    nullCount: 0,
    min: null,
    max: null,
  }));
  let compressed = false;
  let total = 0;
  const rows = files.map((names, slice) => {
    const before = total;
    for (const name of names) {
      const info = readSliceInfo(`${directory}/${name}`);
      checkColumns(info, wanted.columns, slice);
      const rowCounts = [total, info.rowCount] as const;
      columns = columns.map((column, index) => {
        const found = info.columns[index];
        return found ? joinColumn(column, found, rowCounts) : column;
      });
      compressed ||= info.compression !== "none";
      total += info.rowCount;
    }
    return total - before;
  });
  return { columns, rows, files, compressed };
}

function listFiles(directory: string, slices: number): string[] {
  const names: string[] = [];
  try {
    for (const { name } of readDirSync(directory)) names.push(name);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "NotFound") throw error;
  }
  for (const name of names) {
    const parsed = parseDatasetFile(name);
    if (parsed !== undefined && parsed.slice < slices) continue;
    throw new AxError(
      "dataset",
      `a file ${JSON.stringify(name)} lies among its files`,
    );
  }
  return names;
}

function checkColumns(
  info: SliceInfo,
  wanted: WantedFiles["columns"],
  slice: number,
): void {
  const length = Math.max(info.columns.length, wanted.length);
  for (let index = 0; index < length; index++) {
    const [name, type] = wanted[index] ?? [];
    const found = info.columns[index];
    if (found?.name === name && found?.type === type) continue;
    const expected = name === undefined
      ? "no more columns"
      : `column ${JSON.stringify(name)} of type ${type}`;
    const got = found === undefined
      ? "none"
      : `column ${JSON.stringify(found.name)} of type ${found.type}`;
    throw new AxError(
      "dataset",
      `slice ${slice}: ${expected} expected, ${got}`,
    );
  }
}

function joinColumn(
  a: FilesColumn,
  b: BatchStats,
  [rowsOfA, rowsOfB]: readonly [number, number],
): FilesColumn {
  const type = parseType(a.type);
  const nullCount = a.nullCount + b.nullCount;
  if (isUnbounded(a, rowsOfA) || isUnbounded(b, rowsOfB)) {
    return { ...a, nullCount, min: null, max: null };
  }
  const pick = (key: "min" | "max"): BatchStats["min"] => {
    const x = storedOrder(type, a[key]);
    const y = storedOrder(type, b[key]);
    if (x === null || x !== x) return y === null ? a[key] : b[key];
    if (y === null || y !== y) return a[key];
    return (key === "min" ? y < x : y > x) ? b[key] : a[key];
  };
  return { ...a, nullCount, min: pick("min"), max: pick("max") };
}

/** Whether rows have values, but bounds of them were not kept. */
function isUnbounded(
  { nullCount, min }: BatchStats,
  rowCount: number,
): boolean {
  return min === null && nullCount < rowCount;
}
