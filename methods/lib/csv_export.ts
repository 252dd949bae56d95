/**
 * Exports one slice of datasets.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import { type ExportPlan, listDatasets } from "./csv_files.ts";
import { CsvFormatter } from "./csv_format.ts";
import { type ExportPart, openPart } from "./export_part.ts";

/** What a request says of the text. */
export interface ExportText {
  readonly sources: readonly Dataset[];
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
  readonly length: number | null;
  readonly separator: string;
  readonly newline: string;
  readonly columnsOnFirstLine: boolean;
  readonly quotes: string;
  readonly lazyQuotes: boolean;
}

/**
 * Writes the parts of a slice.
 *
 * @returns How many rows they have.
 */
export async function exportSlice(
  plan: ExportPlan,
  text: ExportText,
  { job, slice }: { job: Pick<RunningJob, "open">; slice: number },
): Promise<number> {
  const parts = plan.parts[slice] ?? [];
  let rowCount = 0;
  let part: ExportPart | undefined;
  for (const [index, dataset] of listDatasets(text).entries()) {
    const name = parts[index] as string;
    const isNew = index === 0 || name !== parts[index - 1];
    const formatter = makeFormatter(plan, text, dataset);
    if (isNew) {
      await part?.close();
      part = openPart(job, name, plan.compression);
      const isFirst = plan.files.includes(name);
      if (isFirst && text.columnsOnFirstLine) part.write(formatter.header());
    }
    for (const batch of dataset.batches(slice, plan.columns, { reuse: true })) {
      const { rowCount: count, columns } = batch;
      formatter.format(columns, count, (bytes) => part?.write(bytes));
      rowCount += count;
      await part?.flush();
    }
  }
  await part?.close();
  return rowCount;
}

function makeFormatter(
  { columns, nullAs }: ExportPlan,
  text: ExportText,
  dataset: Dataset,
): CsvFormatter {
  const typed = columns.map((name) => ({
    name,
    type: dataset.columns.get(name) ?? "string",
  }));
  return new CsvFormatter(typed, { ...text, nullAs });
}
