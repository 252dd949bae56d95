/**
 * Converters into columns whose values have a fixed size: what they share.
 *
 * @module
 */

import { Converter } from "./converter.ts";
import type { BatchColumn, ColumnSpec, FixedValues } from "./vectors.ts";

/** Keeps one typed array. */
export abstract class FixedConverter<A extends FixedValues> extends Converter {
  /** One entry per row. */
  protected values: A;
  readonly #Values: new (length: number) => A;

  /** @param Values What the column is stored in. */
  constructor(type: ColumnSpec, Values: new (length: number) => A) {
    super(type);
    this.#Values = Values;
    this.values = new Values(0);
  }

  protected override reserve(count: number): void {
    if (count <= this.values.length) return;
    this.values = new this.#Values(Math.max(count, 2 * this.values.length));
    this.grown(this.values);
  }

  /** Called with each new array. */
  protected grown(_values: A): void {}

  protected override skip(row: number): void {
    this.values.fill(0 as never, row, row + 1);
  }

  protected override give(
    count: number,
    valid: Uint8Array | undefined,
  ): BatchColumn {
    const values = this.values.subarray(0, count) as A;
    return valid === undefined ? { values } : { values, valid };
  }
}

/** For 64-bit integers, which it writes without making a bigint of each. */
export abstract class LongConverter extends FixedConverter<BigInt64Array> {
  #words = new Int32Array(0);

  /** @param type An int64 or datetime column. */
  constructor(type: ColumnSpec) {
    super(type, BigInt64Array);
  }

  protected override grown(values: BigInt64Array): void {
    this.#words = new Int32Array(values.buffer as ArrayBuffer);
  }

  protected override skip(row: number): void {
    this.values[row] = 0n;
  }

  /** Stores a whole number between -2^53 and 2^53. */
  protected put(row: number, value: number): void {
    const high = Math.floor(value / 4294967296);
    this.#words[2 * row] = value - high * 4294967296;
    this.#words[2 * row + 1] = high;
  }
}
