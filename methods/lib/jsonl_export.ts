/**
 * Exports datasets as lines of JSON objects.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import { listDatasets } from "./csv_files.ts";
import {
  type ExportPart,
  type FileCompression,
  openPart,
} from "./export_part.ts";
import {
  type JsonCells,
  JsonOutput,
  type JsonVector,
  makeJsonCells,
} from "./json_cells.ts";

/** What a request says. */
export interface LinesExport {
  readonly sources: readonly Dataset[];
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
  readonly length: number | null;
  readonly omitNulls: boolean;
  readonly columns: readonly string[];
}

/** Bytes that are handed on at once, about. */
const PART_BYTES = 256 * 1024;

/** Formats batches, one after the other. */
export class LinesFormatter {
  readonly #columns: readonly (readonly [name: string, cells: JsonCells])[];
  readonly #keys: readonly Uint8Array[];
  readonly #omitNulls: boolean;
  readonly #out = new JsonOutput();

  /**
   * @param columns Names and types, in order.
   * @param omitNulls Whether keys of nulls are left out.
   */
  constructor(
    columns: Iterable<readonly [name: string, type: string]>,
    omitNulls = false,
  ) {
    this.#columns = Array.from(
      columns,
      ([name, type]) => [name, makeJsonCells(type)] as const,
    );
    this.#keys = this.#columns.map(([name]) =>
      new TextEncoder().encode(`,${JSON.stringify(name)}:`)
    );
    this.#omitNulls = omitNulls;
  }

  /**
   * Formats the rows of a batch.
   *
   * @param sink Takes bytes, which are overwritten after the call.
   */
  format(
    vectors: Readonly<Record<string, JsonVector>>,
    rowCount: number,
    sink: (bytes: Uint8Array) => void,
  ): void {
    const out = this.#out;
    for (const [name, cells] of this.#columns) {
      cells.read(vectors[name] as JsonVector);
    }
    for (let row = 0; row < rowCount; row++) {
      this.#row(row);
      if (out.length >= PART_BYTES) sink(out.take());
    }
    if (out.length > 0) sink(out.take());
  }

  #row(row: number): void {
    const out = this.#out;
    const start = out.length;
    for (let index = 0; index < this.#columns.length; index++) {
      const [, cells] = this.#columns[index] as (readonly [string, JsonCells]);
      if (this.#omitNulls && cells.isNull(row)) continue;
      out.raw(this.#keys[index] as Uint8Array);
      cells.write(out, row);
    }
    out.reserve(3);
    if (out.length === start) out.length++;
    out.bytes[start] = 123; // in place of the first comma
    out.bytes[out.length++] = 125;
    out.bytes[out.length++] = 10;
  }
}

/**
 * Writes the parts of a slice.
 *
 * @param names The file of each dataset's part; one file for equal names that
 * follow each other.
 * @returns How many rows they have.
 */
export async function exportLines(
  request: LinesExport,
  { columns, names, compression }: {
    readonly columns: readonly string[];
    readonly names: readonly string[];
    readonly compression: FileCompression;
  },
  { job, slice }: { job: Pick<RunningJob, "open">; slice: number },
): Promise<number> {
  let rowCount = 0;
  let file: ExportPart | undefined;
  for (const [index, dataset] of listDatasets(request).entries()) {
    if (index === 0 || names[index] !== names[index - 1]) {
      await file?.close();
      file = openPart(job, names[index] as string, compression);
    }
    const typed = columns.map((name) =>
      [name, dataset.columns.get(name) ?? ""] as const
    );
    const formatter = new LinesFormatter(typed, request.omitNulls);
    for (const batch of dataset.batches(slice, columns, { reuse: true })) {
      formatter.format(
        batch.columns,
        batch.rowCount,
        (bytes) => file?.write(bytes),
      );
      rowCount += batch.rowCount;
      await file?.flush();
    }
  }
  await file?.close();
  return rowCount;
}
