/**
 * Exports one slice of datasets as text.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import { type Exported, type ExportPlan, listDatasets } from "./csv_files.ts";
import { type ExportPart, openPart } from "./export_part.ts";

/** Makes text of the rows of a dataset. */
export interface Formatter {
  /** What a file begins with, if it does. */
  header?(): Uint8Array;
  /** @param sink Takes bytes, which are overwritten after the call. */
  format(
    columns: never,
    rowCount: number,
    sink: (bytes: Uint8Array) => void,
  ): void;
}

/**
 * Writes the parts of a slice.
 *
 * @param formatterOf Makes what formats a dataset.
 * @returns How many rows they have.
 */
export async function exportSlice(
  plan: ExportPlan,
  request: Exported,
  { job, slice, formatterOf }: {
    readonly job: Pick<RunningJob, "open">;
    readonly slice: number;
    readonly formatterOf: (dataset: Dataset) => Formatter;
  },
): Promise<number> {
  const parts = plan.parts[slice] ?? [];
  let rowCount = 0;
  let part: ExportPart | undefined;
  for (const [index, dataset] of listDatasets(request).entries()) {
    const name = parts[index] as string;
    const formatter = formatterOf(dataset);
    if (index === 0 || name !== parts[index - 1]) {
      await part?.close();
      part = openPart(job, name, plan.compression);
      const header = plan.files.includes(name) && formatter.header?.();
      if (header) part.write(header);
    }
    for (const batch of dataset.batches(slice, plan.columns, { reuse: true })) {
      const { rowCount: count, columns } = batch;
      formatter.format(columns as never, count, (bytes) => part?.write(bytes));
      rowCount += count;
      await part?.flush();
    }
  }
  await part?.close();
  return rowCount;
}
