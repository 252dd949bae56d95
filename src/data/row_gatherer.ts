/**
 * Takes rows out of one column of a batch, on the typed arrays it is stored
 * in: nothing is decoded, nothing rounded.
 *
 * @module
 */

import type { VectorParts } from "../core/rows.ts";
import type { FixedArray } from "../core/vectors.ts";
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
   * @returns What a builder takes, until the next call. Input that is none of
   * a column is given back as it is, for the builder to refuse.
   */
  take(input: BatchInput, rows: Uint32Array): BatchInput {
    if (Array.isArray(input)) return takeItems(input, rows);
    if (ArrayBuffer.isView(input)) {
      const values = input as FixedArray;
      return this.#mix({ values }, rows).values as FixedArray;
    }
    const parts = input as VectorParts;
    const isColumn = parts.elements !== undefined ||
      ArrayBuffer.isView(parts.values);
    return isColumn ? this.#mix(parts, rows) : input;
  }

  #mix(parts: VectorParts, rows: Uint32Array): VectorParts {
    if (this.#sources.length < rows.length) {
      this.#sources = new Uint32Array(rows.length);
    }
    return this.#mixer.mix([parts], { sources: this.#sources, rows });
  }
}

function takeItems(items: readonly unknown[], rows: Uint32Array): unknown[] {
  const taken: unknown[] = [];
  for (let i = 0; i < rows.length; i++) taken.push(items[rows[i] as number]);
  return taken;
}
