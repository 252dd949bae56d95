/**
 * What numbers the different values of a column, batch by batch.
 *
 * @module
 */

import type { FixedArray } from "ax";

/** The typed arrays behind the vector of a column of no list. */
export interface ValueParts {
  readonly length: number;
  /** Numbers; bytes of text; codes of categories. */
  readonly values: FixedArray;
  /** Of texts. */
  readonly offsets?: Int32Array;
  /** Of categories. */
  readonly dictionary?: readonly string[];
  readonly valid?: Uint8Array | undefined;
}

/** Stands for null until it has a code. */
export const NONE = -1;

/** Gives equal values one code, counted from 0 without a gap. */
export abstract class ValueCodes {
  #nullCode = NONE;
  /** Whether there may be values that no row has. */
  hasGaps = false;

  /** How many different values there are, null among them. */
  get size(): number {
    return this.valueCount + (this.#nullCode === NONE ? 0 : 1);
  }

  /** The code of null; -1 if there was none. */
  get nullCode(): number {
    return this.#nullCode;
  }

  /**
   * Finds the code of each row of a vector.
   *
   * @param codes Room for one code per row.
   */
  encode(vector: ValueParts, codes: Int32Array): void {
    const { length, valid } = vector;
    this.number(vector, codes);
    // Null gets a code after those of the first values, and shifts the rest.
    if (this.#nullCode === NONE) {
      const hasNull = valid?.subarray(0, length).includes(0) === true;
      if (!hasNull) return;
      this.#nullCode = this.valueCount;
    }
    const nullCode = this.#nullCode;
    for (let row = 0; row < length; row++) {
      const code = codes[row] as number;
      if (valid !== undefined && valid[row] === 0) codes[row] = nullCode;
      else if (code >= nullCode) codes[row] = code + 1;
    }
  }

  /** Bytes that they take. */
  abstract get byteCount(): number;

  /** Whether the values of a vector can be added, however much memory. */
  abstract fits(vector: ValueParts): boolean;

  /** Makes room for so many values. */
  abstract reserve(count: number): void;

  /** The different values, the place of each its code; texts as UTF-8. */
  abstract values(): ValueParts;

  /** How many values there are, without null. */
  protected abstract get valueCount(): number;

  /** Finds the number of each value; what null gets does not matter. */
  protected abstract number(vector: ValueParts, codes: Int32Array): void;

  /** Says which values are null; nothing if none is. */
  protected validity(): Uint8Array | undefined {
    if (this.#nullCode === NONE) return undefined;
    const valid = new Uint8Array(this.size).fill(1);
    valid[this.#nullCode] = 0;
    return valid;
  }

  /** Makes room for null among entries, one for each value. */
  protected withNull(values: Int32Array): Int32Array {
    const { nullCode } = this;
    if (nullCode === NONE) return values;
    const result = new Int32Array(this.size);
    result.set(values.subarray(0, nullCode));
    result.set(values.subarray(nullCode), nullCode + 1);
    return result;
  }
}
