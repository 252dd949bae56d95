/**
 * Says which rows of a batch go to which slice.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { BatchInput } from "./builder.ts";
import { hashVector } from "./hash.ts";
import type { ParsedType } from "./types.ts";
import { makeVector } from "./vectors.ts";

/** The rows of a batch, put together by slice. */
export interface RowPartition {
  /** The rows of slice 0, then those of slice 1; in order within a slice. */
  readonly rows: Uint32Array;
  /** Where each slice begins in `rows`, and one more for the end. */
  readonly starts: Int32Array;
}

/**
 * Sorts rows by their slices.
 *
 * @param targets The slice of each row.
 * @param first The number of the first row.
 */
export function partitionRows(
  targets: Uint32Array,
  slices: number,
  first: number,
): RowPartition {
  const starts = new Int32Array(slices + 1);
  for (let row = 0; row < targets.length; row++) {
    (starts[(targets[row] as number) + 1] as number)++;
  }
  for (let slice = 0; slice < slices; slice++) {
    (starts[slice + 1] as number) += starts[slice] as number;
  }
  const next = starts.slice(0, slices);
  const rows = new Uint32Array(targets.length);
  for (let row = 0; row < targets.length; row++) {
    rows[(next[targets[row] as number] as number)++] = first + row;
  }
  return { rows, starts };
}

/**
 * Hashes the rows of a column that comes as typed arrays, as its values would
 * be hashed one by one. What is not of the type gets 0: the slice it goes to
 * refuses it.
 *
 * @returns Whether it is of the type.
 */
export function hashParts(
  type: ParsedType,
  input: BatchInput,
  { target, fallback }: {
    readonly target: Uint32Array;
    /** The hash of what is stored for a null where none may be. */
    readonly fallback: number | undefined;
  },
): boolean {
  const parts = (ArrayBuffer.isView(input) ? { values: input } : input) as
    & VectorParts
    & { readonly values: never };
  if (!isOfType(type, parts)) return false;
  hashVector(makeVector(type, parts), target);
  const { valid } = parts;
  const isReplaced = !type.nullable && fallback !== undefined;
  for (let row = 0; isReplaced && valid && row < target.length; row++) {
    if (valid[row] === 0) target[row] = fallback;
  }
  return true;
}

function isOfType({ kind }: ParsedType, parts: VectorParts): boolean {
  const { values, offsets, dictionary } = parts;
  switch (kind) {
    case "string":
    case "bytes":
      return values instanceof Uint8Array && offsets instanceof Int32Array;
    case "category":
      return values instanceof Int32Array && Array.isArray(dictionary);
    case "int64":
    case "datetime":
      return values instanceof BigInt64Array;
    default:
      return ArrayBuffer.isView(values) && !(values instanceof BigInt64Array);
  }
}
