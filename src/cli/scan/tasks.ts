/**
 * Cuts datasets into what one Worker reads in one go.
 *
 * @module
 */

import type {
  DatasetInspector,
  FoundDataset,
} from "../../build/inspect_dataset.ts";
import { sliceGroups } from "../../build/read_dataset.ts";
import { AxError } from "../../core/errors.ts";
import type { ScanColumn, ScanTask } from "./messages.ts";

/** What is read of one dataset. */
export interface TaskRequest {
  readonly found: FoundDataset;
  readonly columns: readonly ScanColumn[];
  readonly searched: readonly ScanColumn[];
}

/** How datasets are cut. */
export interface TaskOptions {
  /** Only these slices. */
  readonly slices?: readonly number[] | undefined;
  /** Whether a row of each slice is read in turn, by one Worker. */
  readonly inTurn?: boolean;
  /** Whether several Workers may read a slice, each some of its rows. */
  readonly splits?: boolean;
}

/** Rows of a slice that are read in one go, where it is split: 16 batches. */
const PART_ROWS = 16 * 65_536;

/**
 * Makes the tasks, dataset by dataset and slice by slice. Slices without rows
 * have none.
 *
 * @throws {AxError} `usage`, if a dataset has no such slice.
 */
export function makeTasks(
  requests: readonly TaskRequest[],
  datasets: DatasetInspector,
  { slices, inTurn = false, splits = false }: TaskOptions = {},
): ScanTask[] {
  return requests.flatMap(({ found, columns, searched }) => {
    const place = datasets.placeOf(found);
    checkSlices(found, slices ?? []);
    const parts = place.rows.flatMap((rowCount, slice) => {
      const isWanted = slices === undefined || slices.includes(slice);
      if (!isWanted || rowCount === 0) return [];
      const groups = sliceGroups(place, slice);
      const size = splits ? PART_ROWS : rowCount;
      return Array.from({ length: Math.ceil(rowCount / size) }, (_, part) => ({
        slice,
        from: part * size,
        rowCount: Math.min(size, rowCount - part * size),
        groups,
      }));
    });
    const rest = {
      dataset: found.key,
      columns: columns.map(bare),
      searched: searched.map(bare),
    };
    if (inTurn) return parts.length === 0 ? [] : [{ slices: parts, ...rest }];
    return parts.map((part) => ({ slices: [part], ...rest }));
  });
}

function bare({ name, type, as }: ScanColumn): ScanColumn {
  return { name, type, ...(as === undefined ? {} : { as }) };
}

function checkSlices(
  { key, entry }: FoundDataset,
  slices: readonly number[],
): void {
  const wrong = slices.find((slice) => slice >= entry.rows.length);
  if (wrong === undefined) return;
  throw new AxError(
    "usage",
    `Cannot read slice ${wrong} of ${key}: it has slices 0 to ${
      entry.rows.length - 1
    }`,
  );
}
