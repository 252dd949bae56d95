/**
 * Copies values of a fixed size from row to row.
 *
 * A loop that sees arrays of many types is thirty times slower than one that
 * sees one or two, and one over doubles may change the bits of a NaN. So what
 * takes four bytes is copied as a word, and what takes eight as two.
 *
 * @module
 */

import type { FixedArray } from "../core/vectors.ts";

/** Where rows lie, in the order they are to have. */
export interface Places {
  /** Which vector has each row. */
  readonly sources: Uint32Array;
  /** Its number in that vector. */
  readonly rows: Uint32Array;
}

type Units = Uint8Array | Int32Array;

/**
 * Copies rows of arrays of one type.
 *
 * @param target An array of that type, with room for all of the rows.
 */
export function copyRows(
  arrays: readonly FixedArray[],
  places: Places,
  target: FixedArray,
): void {
  switch (target.BYTES_PER_ELEMENT) {
    case 4:
      return copyUnits(arrays.map(wordsOf), places, wordsOf(target));
    case 8:
      return copyPairs(arrays.map(wordsOf), places, wordsOf(target));
    default:
      copyUnits(arrays as readonly Units[], places, target as Units);
  }
}

function wordsOf({ buffer, byteOffset, byteLength }: FixedArray): Int32Array {
  return new Int32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
}

function copyUnits(
  arrays: readonly Units[],
  { sources, rows }: Places,
  target: Units,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = arrays[sources[i] as number] as Units;
    target[i] = source[rows[i] as number] as number;
  }
}

function copyPairs(
  arrays: readonly Int32Array[],
  { sources, rows }: Places,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const source = arrays[sources[i] as number] as Int32Array;
    const at = 2 * (rows[i] as number);
    target[2 * i] = source[at] as number;
    target[2 * i + 1] = source[at + 1] as number;
  }
}
