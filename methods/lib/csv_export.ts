/**
 * Exports one slice of datasets as CSV.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import type { Exported, ExportPlan } from "./csv_files.ts";
import { CsvFormatter } from "./csv_format.ts";
import { exportSlice, type Formatter } from "./export_slice.ts";

/** What a request says of the text. */
export interface ExportText extends Exported {
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
export async function exportCsv(
  plan: ExportPlan,
  text: ExportText,
  { job, slice }: { job: Pick<RunningJob, "open">; slice: number },
): Promise<number> {
  const formatterOf = (dataset: Dataset): Formatter =>
    makeFormatter(plan, text, dataset);
  return await exportSlice(plan, text, { job, slice, formatterOf });
}

function makeFormatter(
  { columns, nullAs }: ExportPlan,
  text: ExportText,
  dataset: Dataset,
): Formatter {
  const typed = columns.map((name) => ({
    name,
    type: dataset.columns.get(name) ?? "string",
  }));
  const formatter = new CsvFormatter(typed, { ...text, nullAs });
  if (text.columnsOnFirstLine) return formatter;
  return {
    format: (columns, rowCount, sink) =>
      formatter.format(columns, rowCount, sink),
  };
}
