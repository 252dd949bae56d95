/**
 * Reads a slice as if rows lay by the hash of a column.
 *
 * @module
 */

import type { SliceChoice } from "../core/datasets.ts";
import { AxError } from "../core/errors.ts";
import type { ReadOptions } from "../core/rows.ts";
import { findHasher, type Hashable, hashValue } from "./hash.ts";
import type { TablePart } from "./table.ts";
import { parseType } from "./types.ts";

/**
 * Makes the test for the rows of one slice.
 *
 * @throws {AxError} If it is not one slice that is read, or the column has no
 * hash.
 */
export function rehashTest(
  column: string,
  parts: readonly TablePart[],
  read: {
    readonly choice: SliceChoice;
    readonly rowRange: ReadOptions["rowRange"];
  },
): (value: unknown) => boolean {
  const { choice, rowRange } = read;
  if (typeof choice !== "number" || rowRange !== undefined) {
    throw refused(column, "read a slice by its number, without rowRange");
  }
  for (const { columns } of parts) {
    const type = columns.get(column);
    if (type === undefined || findHasher(parseType(type))) continue;
    throw refused(column, `its type is ${type}`);
  }
  const slices = parts[0]?.slices.length ?? 1;
  return (value) => hashValue(value as Hashable) % slices === choice;
}

function refused(column: string, reason: string): AxError {
  return new AxError(
    "dataset",
    `Cannot rehash by ${JSON.stringify(column)}: ${reason}`,
  );
}
