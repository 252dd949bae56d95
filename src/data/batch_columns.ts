/**
 * Reads what a program hands over as a batch.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type { BatchColumn } from "../core/rows.ts";
import { type BatchInput, describe } from "./builder.ts";

/**
 * Reads all columns of a batch, in the order of the dataset's.
 *
 * @throws {AxError} `dataset`, if a column is missing or strange, or they
 * differ in length.
 */
export function readBatch(
  entries: readonly (readonly [string, ColumnSpec])[],
  batch: Readonly<Record<string, BatchColumn<ColumnSpec>>>,
): { readonly rowCount: number; readonly columns: readonly BatchInput[] } {
  const columns = entries.map(([name]): BatchInput => {
    const input = Object.hasOwn(batch, name) ? batch[name] : undefined;
    if (input !== undefined) return input;
    throw fault(name, "a column expected, got undefined");
  });
  const known = new Set(entries.map(([name]) => name));
  const extra = Object.keys(batch).find((name) => !known.has(name));
  if (extra !== undefined) throw fault(extra, "the dataset has no such column");
  const lengths = columns.map((input, index) =>
    lengthOf(entries[index]?.[0] ?? "", input)
  );
  const rowCount = lengths[0] ?? 0;
  const odd = lengths.findIndex((length) => length !== rowCount);
  if (odd === -1) return { rowCount, columns };
  throw fault(
    entries[odd]?.[0] ?? "",
    `as many rows expected as in column ${JSON.stringify(entries[0]?.[0])}, ` +
      `${rowCount}, got ${lengths[odd]}`,
  );
}

/**
 * How many rows one column of a batch has.
 *
 * @throws {AxError} `dataset`, if it is no array, typed array or vector.
 */
export function lengthOf(name: string, input: BatchInput): number {
  const parts = input as { length?: unknown; offsets?: unknown } | null;
  if (typeof parts === "object" && parts !== null) {
    const { values } = parts as { values?: unknown };
    const { offsets } = parts;
    if (typeof parts.length === "number") return parts.length;
    if (offsets instanceof Int32Array) return offsets.length - 1;
    const isPlain = offsets === undefined && ArrayBuffer.isView(values);
    if (isPlain && "length" in values) return values.length as number;
  }
  throw fault(
    name,
    `an array, a typed array or a vector expected, got ${describe(input)}`,
  );
}

function fault(name: string, problem: string): AxError {
  return new AxError("dataset", `column ${JSON.stringify(name)}: ${problem}`);
}
