/**
 * Exports one slice of datasets.
 *
 * @module
 */

import type { Dataset, OpenOutput, RunningJob } from "ax";
import { type ExportPlan, listDatasets } from "./csv_files.ts";
import { CsvFormatter } from "./csv_format.ts";

/** What a request says of the text. */
export interface ExportText {
  readonly source: readonly Dataset[];
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
  readonly separator: string;
  readonly lineSeparator: string;
  readonly labelsOnFirstLine: boolean;
  readonly quote: string;
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
  let part: Part | undefined;
  for (const [index, dataset] of listDatasets(text).entries()) {
    const name = parts[index] as string;
    const isNew = index === 0 || name !== parts[index - 1];
    const formatter = makeFormatter(plan, text, dataset);
    if (isNew) {
      await part?.close();
      part = openPart(job.open(name), plan.isGzip);
      const isFirst = plan.files.includes(name);
      if (isFirst && text.labelsOnFirstLine) part.write(formatter.header());
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

/** A file that is being written. */
interface Part {
  /** Takes bytes, which may be overwritten after the call. */
  write(bytes: Uint8Array): void;
  /** Waits until little is in memory. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

function openPart(output: OpenOutput, isGzip: boolean): Part {
  if (isGzip) return new GzipPart(output);
  return {
    write: (bytes) => output.write(bytes),
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(output.close()),
  };
}

class GzipPart implements Part {
  readonly #output: OpenOutput;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #copied: Promise<void>;
  #waiting: Promise<void>[] = [];

  constructor(output: OpenOutput) {
    const stream = new CompressionStream("gzip");
    this.#output = output;
    this.#writer = stream.writable.getWriter();
    this.#copied = this.#copy(stream.readable);
  }

  async #copy(readable: ReadableStream<Uint8Array>): Promise<void> {
    for await (const bytes of readable) this.#output.write(bytes);
  }

  write(bytes: Uint8Array): void {
    this.#waiting.push(this.#writer.write(Uint8Array.from(bytes)));
  }

  async flush(): Promise<void> {
    await Promise.all(this.#waiting);
    this.#waiting = [];
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#writer.close();
    await this.#copied;
    this.#output.close();
  }
}
