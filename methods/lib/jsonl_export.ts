/**
 * Exports datasets as lines of JSON objects.
 *
 * @module
 */

import type { Dataset, RunningJob } from "ax";
import type { Exported, ExportPlan } from "./csv_files.ts";
import { exportSlice, type Formatter } from "./export_slice.ts";
import {
  type JsonCells,
  JsonOutput,
  type JsonVector,
  makeJsonCells,
} from "./json_cells.ts";

/** What a request says. */
export interface LinesExport extends Exported {
  readonly omitNulls: boolean;
}

/** Bytes that are handed on at once, about. */
const PART_BYTES = 256 * 1024;

/** Formats batches, one after the other. */
export class LinesFormatter implements Formatter {
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
 * @returns How many rows they have.
 */
export async function exportLines(
  plan: ExportPlan,
  request: LinesExport,
  { job, slice }: { job: Pick<RunningJob, "open">; slice: number },
): Promise<number> {
  const formatterOf = ({ columns }: Dataset): LinesFormatter => {
    const typed = plan.columns.map((name) =>
      [name, columns.get(name) ?? ""] as const
    );
    return new LinesFormatter(typed, request.omitNulls);
  };
  return await exportSlice(plan, request, { job, slice, formatterOf });
}
