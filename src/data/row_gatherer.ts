/**
 * Takes rows out of one column of a batch, on the typed arrays it is stored
 * in: nothing is decoded, nothing rounded.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { FixedArray } from "../core/vectors.ts";
import type { BatchInput } from "./builder.ts";

/** Bytes from which on copying them at once beats a loop. */
const LONG = 96;

/** Takes rows out of batches of one column, into arrays it uses again. */
export class RowGatherer {
  #values: FixedArray | undefined;
  #valid: Uint8Array = new Uint8Array(0);
  #offsets: Int32Array = new Int32Array(0);
  #items: Int32Array = new Int32Array(0);
  #elements: RowGatherer | undefined;

  /**
   * Takes some rows, in the order they are named.
   *
   * @returns What a builder takes, until the next call. Input that is none of
   * a column is given back as it is, for the builder to refuse.
   */
  take(input: BatchInput, rows: Int32Array): BatchInput {
    if (Array.isArray(input)) return takeItems(input, rows);
    if (ArrayBuffer.isView(input)) {
      return this.#takeFixed(input as FixedArray, rows);
    }
    const parts = input as VectorParts;
    const { values, offsets, elements } = parts;
    const valid = parts.valid && this.#takeValid(parts.valid, rows);
    if (offsets !== undefined && elements !== undefined) {
      return { ...this.#takeLists(offsets, elements, rows), valid };
    }
    if (!ArrayBuffer.isView(values)) return input;
    if (offsets !== undefined) {
      const bytes = values as Uint8Array;
      return { ...this.#takeBytes(offsets, bytes, rows), valid };
    }
    const { dictionary } = parts;
    const taken = this.#takeFixed(values, rows);
    return { values: taken, valid, ...(dictionary && { dictionary }) };
  }

  #takeFixed<A extends FixedArray>(values: A, rows: Int32Array): A {
    const target = this.#room(values, rows.length);
    for (let i = 0; i < rows.length; i++) {
      target[i] = values[rows[i] as number] as never;
    }
    return target;
  }

  #takeValid(valid: Uint8Array, rows: Int32Array): Uint8Array {
    if (this.#valid.length < rows.length) {
      this.#valid = new Uint8Array(rows.length);
    }
    const target = this.#valid.subarray(0, rows.length);
    for (let i = 0; i < rows.length; i++) {
      target[i] = valid[rows[i] as number] as number;
    }
    return target;
  }

  #takeBytes(
    offsets: Int32Array,
    values: Uint8Array,
    rows: Int32Array,
  ): VectorParts {
    const ends = this.#takeOffsets(offsets, rows);
    const target = this.#room(values, ends[rows.length] as number);
    let at = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const end = offsets[row + 1] as number;
      let from = offsets[row] as number;
      if (end - from > LONG) {
        target.set(values.subarray(from, end), at);
        at += end - from;
        continue;
      }
      while (from < end) target[at++] = values[from++] as number;
    }
    return { values: target, offsets: ends };
  }

  #takeLists(
    offsets: Int32Array,
    elements: NonNullable<VectorParts["elements"]>,
    rows: Int32Array,
  ): VectorParts {
    const ends = this.#takeOffsets(offsets, rows);
    const count = ends[rows.length] as number;
    if (this.#items.length < count) this.#items = new Int32Array(count);
    const items = this.#items.subarray(0, count);
    let at = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const end = offsets[row + 1] as number;
      for (let item = offsets[row] as number; item < end; item++) {
        items[at++] = item;
      }
    }
    this.#elements ??= new RowGatherer();
    const taken = this.#elements.take(elements, items);
    return { elements: taken as typeof elements, offsets: ends };
  }

  /** Where the values of the rows begin when only these are left. */
  #takeOffsets(offsets: Int32Array, rows: Int32Array): Int32Array {
    const length = rows.length + 1;
    if (this.#offsets.length < length) this.#offsets = new Int32Array(length);
    const target = this.#offsets.subarray(0, length);
    let end = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      target[i] = end;
      end += (offsets[row + 1] as number) - (offsets[row] as number);
    }
    target[rows.length] = end;
    return target;
  }

  /** An array like another, long enough, with whatever it held before. */
  #room<A extends FixedArray>(like: A, length: number): A {
    const Values = like.constructor as new (length: number) => A;
    const isKept = this.#values instanceof Values &&
      this.#values.length >= length;
    const known = isKept ? this.#values as A : new Values(length);
    this.#values = known;
    return known.subarray(0, length) as A;
  }
}

function takeItems(items: readonly unknown[], rows: Int32Array): unknown[] {
  const taken: unknown[] = [];
  for (let i = 0; i < rows.length; i++) taken.push(items[rows[i] as number]);
  return taken;
}
