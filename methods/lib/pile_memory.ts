/**
 * What all columns of a `Pile` have, and which of their rows are null.
 *
 * @module
 */

import type { ColumnVector, FixedArray, VectorParts } from "ax";
import type { Offsets } from "./copy_bytes.ts";
import { enlarge, pick } from "./typed_arrays.ts";

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
