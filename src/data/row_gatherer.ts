/**
 * Takes rows out of one column of a batch, on the typed arrays it is stored
 * in: nothing is decoded, nothing rounded.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { BatchInput } from "./builder.ts";
import { RowMixer } from "./row_mixer.ts";

/** Takes rows out of batches of one column, into arrays it uses again. */
export class RowGatherer {
  readonly #mixer = new RowMixer(true);
  /** All rows come from the only vector there is. */
  #sources: Uint32Array = new Uint32Array(0);

  /**
   * Takes some rows, in the order they are named.
   *
   * @param input A column that has all of its rows; see {@linkcode isWhole}.
   * @returns What a builder takes, until the next call.
   */
  take(input: BatchInput, rows: Uint32Array): BatchInput {
    if (this.#sources.length < rows.length) {
      this.#sources = new Uint32Array(rows.length);
    }
    return this.#mixer.mix([input], { sources: this.#sources, rows });
  }
}

/**
 * Whether a column that a program has put together has all that its rows `from`
 * up to `to` need. Where it has not, its builder says what is missing.
 */
export function isWhole(input: BatchInput, to: number, from = 0): boolean {
  if (Array.isArray(input) || ArrayBuffer.isView(input)) {
    return reaches(input as ArrayLike<unknown>, to);
  }
  const { values, offsets, valid, elements } = input as VectorParts;
  if (valid !== undefined && !reaches(valid, to)) return false;
  const isTyped = ArrayBuffer.isView(values);
  if (offsets === undefined) return isTyped && reaches(values, to);
  if (!isGrowing(offsets, from, to)) return false;
  const end = offsets[to] as number;
  if (elements === undefined) return isTyped && reaches(values, end);
  // Where no list has an element, it takes whatever stands for them.
  return end === 0 || isWhole(elements, end, offsets[from]);
}

function reaches(array: ArrayLike<unknown> | undefined, end: number): boolean {
  return array !== undefined && array.length >= end;
}

function isGrowing(offsets: Int32Array, from: number, to: number): boolean {
  let last = 0;
  for (let row = from; row <= to; row++) {
    const offset = offsets[row];
    if (offset === undefined || offset < last) return false;
    last = offset;
  }
  return true;
}
