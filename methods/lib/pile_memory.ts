/**
 * What all columns of a `Pile` have: arrays that grow, nulls, and rows that
 * are picked.
 *
 * @module
 */

import type { ColumnVector, FixedArray, VectorParts } from "ax";
import type { Offsets } from "./copy_bytes.ts";

/** A whole column, as the typed arrays behind it. */
export interface PileParts {
  readonly length: number;
  readonly valid: Uint8Array | undefined;
  readonly values: FixedArray;
  /** Where texts begin in `values`, and one more for the end. */
  readonly offsets?: Offsets;
  readonly dictionary?: readonly string[];
}

/** One column in memory. */
export interface PileColumn {
  /** Bytes that its rows take. */
  readonly byteCount: number;
  /** Those of them that are text. */
  readonly textBytes: number;
  /** The longest text or list there has been, at least: bytes, or elements. */
  readonly longest: number;
  /** Adds rows of a vector. @param rows Which. Default: the first `count`. */
  add(vector: ColumnVector, count: number, rows?: Uint32Array): void;
  /** All of it. */
  parts(): PileParts;
  /** Picks rows, into memory that the next call uses again. */
  gather(rows: Uint32Array): VectorParts;
  /** Forgets the rows. */
  clear(): void;
}

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

/** Which rows are null. */
export class Validity {
  readonly #expectedRows: number;
  #valid: Uint8Array | undefined;
  #picked = new Uint8Array(0);

  /** @param expectedRows To make room at once. */
  constructor(expectedRows: number) {
    this.#expectedRows = expectedRows;
  }

  /** Adds rows behind the first `length` ones. */
  add(
    valid: Uint8Array | undefined,
    length: number,
    { count, rows }: { count: number; rows: Uint32Array | undefined },
  ): void {
    if (valid === undefined && this.#valid === undefined) return;
    const added = rows?.length ?? count;
    this.#valid ??= new Uint8Array(Math.max(this.#expectedRows, length))
      .fill(1);
    const target = this.#valid = enlarge(this.#valid, length + added);
    if (valid === undefined) target.fill(1, length, length + added);
    else if (rows === undefined) target.set(valid.subarray(0, count), length);
    else pick(valid, rows, target.subarray(length));
  }

  /** Of the first rows; `undefined` if none is null. */
  parts(length: number): Uint8Array | undefined {
    return this.#valid?.subarray(0, length);
  }

  /** Of some rows, into memory that the next call uses again. */
  gather(rows: Uint32Array): Uint8Array | undefined {
    if (this.#valid === undefined) return undefined;
    this.#picked = enlarge(this.#picked, rows.length);
    return pick(this.#valid, rows, this.#picked);
  }

  /** Forgets all rows. */
  clear(): void {
    this.#valid = undefined;
  }
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
