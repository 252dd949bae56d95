/**
 * Values as they are stored: days, microseconds, 0 and 1 for booleans.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, ColumnVector } from "ax";
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

/** Compares values of one type; null comes first, and NaN last. */
export function compareRaw(a: Raw | null, b: Raw | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Makes a column to be written of values. */
export function rawColumn(
  type: ColumnSpec,
  values: readonly (Raw | null)[],
): BatchColumn<ColumnSpec> {
  const plain = plainType(type);
  if (plain === "string" || plain === "category") {
    return values as (string | null)[];
  }
  const filled = arrayOf(plain, values);
  if (!values.includes(null)) return { values: filled };
  const valid = Uint8Array.from(values, (value) => value === null ? 0 : 1);
  return { values: filled, valid };
}

function arrayOf(
  type: string,
  values: readonly (Raw | null)[],
): Uint8Array | Int32Array | Float32Array | Float64Array | BigInt64Array {
  const numbers = values as readonly number[];
  switch (type) {
    case "int64":
    case "datetime":
      return BigInt64Array.from(values as readonly bigint[], (v) => v ?? 0n);
    case "float64":
      return Float64Array.from(numbers);
    case "float32":
      return Float32Array.from(numbers);
    case "bool":
      return Uint8Array.from(numbers);
    default:
      return Int32Array.from(numbers);
  }
}
