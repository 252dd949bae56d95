/**
 * Values as they are stored: days, microseconds, 0 and 1 for booleans.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import { plainType } from "./dataset_source.ts";

/** A stored value. */
export type Raw = number | bigint | string;

/** Whether values of a type are {@linkcode Raw}: no bytes, JSON or lists. */
export function isRawType(type: ColumnSpec): boolean {
  const plain = plainType(type);
  return !["json", "bytes"].includes(plain) && !plain.startsWith("list<");
}

/** Reads the values of a vector, which may be null. */
export function rawReader(vector: ColumnVector): (row: number) => Raw | null {
  const { valid } = vector;
  const { values, dictionary, offsets } = vector as unknown as {
    values: Float64Array;
    dictionary?: readonly string[];
    offsets?: Int32Array;
  };
  if (offsets !== undefined) return (row) => vector.get(row) as string | null;
  const isNull = (row: number): boolean =>
    valid !== undefined && valid[row] === 0;
  if (dictionary !== undefined) {
    return (row) =>
      isNull(row) ? null : dictionary[values[row] as number] as string;
  }
  return (row) => isNull(row) ? null : values[row] as number;
}
