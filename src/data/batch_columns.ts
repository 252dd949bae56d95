/**
 * Reads what a program hands over as a batch.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type { BatchColumn } from "../core/rows.ts";
import type { BatchInput } from "./builder.ts";

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
  const lengths = columns.map(lengthOf);
  const rowCount = lengths[0] ?? 0;
  const odd = lengths.findIndex((length) => length !== rowCount);
  if (odd === -1) return { rowCount, columns };
  throw fault(
    entries[odd]?.[0] ?? "",
    `as many rows expected as in column ${JSON.stringify(entries[0]?.[0])}, ` +
      `${rowCount}, got ${lengths[odd]}`,
  );
}

/** How many rows one column of a batch has. */
export function lengthOf(input: BatchInput): number {
  if ("length" in input) return input.length as number;
  const { offsets, values } = input as unknown as {
    offsets?: Int32Array;
    values: { length: number };
  };
  return offsets === undefined ? values.length : offsets.length - 1;
}

function fault(name: string, problem: string): AxError {
  return new AxError("dataset", `column ${JSON.stringify(name)}: ${problem}`);
}
