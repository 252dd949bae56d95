/**
 * Typed arrays: some grow, some count, and entries are picked out of them.
 *
 * @module
 */

import type { FixedArray } from "ax";

/** Arrays that grow. */
export type Growing = FixedArray | Uint32Array;

/** Makes arrays. */
export interface ArrayType<A extends Growing> {
  new (length: number): A;
  /** Bytes of an entry. */
  readonly BYTES_PER_ELEMENT: number;
}

/** An array with room for `needed` entries, those of the given one in it. */
export function enlarge<A extends Growing>(array: A, needed: number): A {
  if (needed <= array.length) return array;
  const Type = array.constructor as ArrayType<A>;
  const larger = new Type(Math.max(needed, Math.ceil(array.length * 1.5), 64));
  larger.set(array as never);
  return larger;
}

/**
 * Picks entries, whatever they mean: a function that sees arrays of many types
 * is slow.
 */
export function pick<A extends FixedArray>(
  source: A,
  rows: Uint32Array,
  target: A,
): A {
  switch (source.BYTES_PER_ELEMENT) {
    case 1:
      pickBytes(source as Uint8Array, rows, target as Uint8Array);
      break;
    case 4:
      pickWords(wordsOf(source), rows, wordsOf(target));
      break;
    default:
      pickPairs(wordsOf(source), rows, wordsOf(target));
  }
  return target.subarray(0, rows.length) as A;
}

/** The same memory as words of 32 bits. */
export function wordsOf(
  { buffer, byteOffset, byteLength }: FixedArray,
): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength / 4);
}

function pickBytes(
  source: Uint8Array,
  rows: Uint32Array,
  target: Uint8Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    target[i] = source[rows[i] as number] as number;
  }
}

function pickWords(
  source: Int32Array,
  rows: Uint32Array,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    target[i] = source[rows[i] as number] as number;
  }
}

function pickPairs(
  source: Int32Array,
  rows: Uint32Array,
  target: Int32Array,
): void {
  for (let i = 0; i < rows.length; i++) {
    const at = 2 * (rows[i] as number);
    target[2 * i] = source[at] as number;
    target[2 * i + 1] = source[at + 1] as number;
  }
}

/** The numbers from 0 up to `length`. */
export function countUp(length: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(length);
  for (let number = 0; number < length; number++) numbers[number] = number;
  return numbers;
}
