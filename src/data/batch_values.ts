/**
 * Reads what a program hands over as a batch, row by row.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type { BatchColumn, VectorParts } from "../core/rows.ts";
import type { BatchInput } from "./builder.ts";
import { parseType } from "./types.ts";
import { makeVector } from "./vectors.ts";

/** The values of one column of a batch. */
export interface BatchValues {
  readonly length: number;
  get(row: number): unknown;
}

/**
 * Reads all columns of a batch, in the order of the dataset's.
 *
 * @throws {AxError} `dataset`, if a column is missing or strange, or they
 * differ in length.
 */
export function readBatch(
  entries: readonly (readonly [string, ColumnSpec])[],
  batch: Readonly<Record<string, BatchColumn<ColumnSpec>>>,
): { readonly rowCount: number; readonly columns: readonly BatchValues[] } {
  const columns = entries.map(([name, spec]) => {
    const input = Object.hasOwn(batch, name) ? batch[name] : undefined;
    if (input !== undefined) return valuesOf(spec, input);
    throw fault(name, "a column expected, got undefined");
  });
  const known = new Set(entries.map(([name]) => name));
  const extra = Object.keys(batch).find((name) => !known.has(name));
  if (extra !== undefined) throw fault(extra, "the dataset has no such column");
  const rowCount = columns[0]?.length ?? 0;
  const odd = columns.findIndex(({ length }) => length !== rowCount);
  if (odd === -1) return { rowCount, columns };
  throw fault(
    entries[odd]?.[0] ?? "",
    `as many rows expected as in column ${JSON.stringify(entries[0]?.[0])}, ` +
      `${rowCount}, got ${columns[odd]?.length}`,
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

function valuesOf(spec: ColumnSpec, input: BatchInput): BatchValues {
  if (Array.isArray(input)) {
    return { length: input.length, get: (row) => input[row] };
  }
  if ("get" in input && typeof input.get === "function") {
    return input as BatchValues;
  }
  const parts = ArrayBuffer.isView(input) ? { values: input } : input;
  const vector = makeVector(parseType(spec), parts as VectorParts);
  return { length: lengthOf(input), get: (row) => vector.get(row) };
}

function fault(name: string, problem: string): AxError {
  return new AxError("dataset", `column ${JSON.stringify(name)}: ${problem}`);
}
