/**
 * Builders for the columns whose values have a fixed size.
 *
 * @module
 */

import type { ColumnVector, FixedArray } from "../core/vectors.ts";
import {
  bytesOf,
  ColumnBuilder,
  describe,
  type FlushedColumn,
  packBits,
  ValueError,
} from "./builder.ts";
import { encodeStats, findExtent } from "./stats.ts";
import { formatType, type ParsedType } from "./types.ts";

const MILLIS_PER_DAY = 86_400_000;

/** Makes the builder of a fixed-size column, if it is one. */
export function findFixedBuilder(type: ParsedType): ColumnBuilder | undefined {
  switch (type.kind) {
    case "bool":
      return new BoolBuilder(type, Uint8Array);
    case "int32":
      return new Int32Builder(type, Int32Array);
    case "int64":
      return new Int64Builder(type, BigInt64Array);
    case "float32":
      return new FloatBuilder(type, Float32Array);
    case "float64":
      return new FloatBuilder(type, Float64Array);
    case "date":
      return new DateBuilder(type, Int32Array);
    case "datetime":
      return new DatetimeBuilder(type, BigInt64Array);
    case "time":
      return new TimeBuilder(type, Int32Array);
    default:
      return undefined;
  }
}

/** Rows of a typed array, and which of them are null. */
interface RawRows {
  readonly from: number;
  readonly to: number;
  readonly valid: Uint8Array | undefined;
}

abstract class FixedBuilder<A extends FixedArray> extends ColumnBuilder {
  protected values: A;
  readonly #Values: new (length: number) => A;

  constructor(type: ParsedType, Values: new (length: number) => A) {
    super(type);
    this.#Values = Values;
    this.values = new Values(0);
  }

  protected resize(capacity: number): void {
    const larger = new this.#Values(capacity);
    larger.set(this.values as never);
    this.values = larger;
  }

  protected appendZero(): void {
    this.values[this.length++] = this.zero() as never;
  }

  protected zero(): number | bigint {
    return 0;
  }

  protected appendRaw(
    input: ArrayBufferView | ColumnVector,
    from: number,
    count: number,
  ): void {
    const isView = ArrayBuffer.isView(input);
    const values = isView ? input : (input as unknown as { values: A }).values;
    if (!(values instanceof this.#Values)) {
      throw new ValueError(
        `${this.#Values.name} expected, got ${describe(values)}`,
      );
    }
    if (values.length < from + count) {
      throw new ValueError(
        `${from + count} values expected, got ${values.length}`,
      );
    }
    const valid = isView ? undefined : (input as ColumnVector).valid;
    const wrong = this.findWrong(values, { from, to: from + count, valid });
    if (wrong !== -1) {
      throw new ValueError(
        `${formatType(this.type)} expected, got ${values[wrong]}`,
        wrong - from,
      );
    }
    const at = this.length;
    this.values.set(values.subarray(from, from + count) as never, at);
    this.markNulls(valid, from, count);
    if (valid !== undefined) {
      const zero = this.zero() as never;
      for (let i = 0; i < count; i++) {
        if (valid[from + i] === 0) this.values[at + i] = zero;
      }
    }
    this.length += count;
  }

  /** The first of typed values that is wrong all the same, or -1. */
  protected findWrong(_values: A, _rows: RawRows): number {
    return -1;
  }

  flush(): FlushedColumn {
    const { length, nullCount } = this;
    const values = this.values.subarray(0, length) as A;
    const valid = nullCount > 0 ? this.valid?.subarray(0, length) : undefined;
    const extent = findExtent(values, valid);
    const stats = encodeStats(this.type, extent, nullCount);
    const buffers = [this.flushValidity(), this.pack(values)];
    this.length = 0;
    return { nodes: [{ length, nullCount }], buffers, stats, extent };
  }

  protected pack(values: A): Uint8Array {
    return bytesOf(values, values.byteLength);
  }
}

class FloatBuilder extends FixedBuilder<Float32Array | Float64Array> {
  append(value: unknown): void {
    if (typeof value !== "number") return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }
}

class Int32Builder extends FixedBuilder<Int32Array> {
  append(value: unknown): void {
    if (typeof value !== "number" || (value | 0) !== value) {
      return this.appendOther(value);
    }
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }
}

class TimeBuilder extends FixedBuilder<Int32Array> {
  append(value: unknown): void {
    if (
      typeof value !== "number" || (value | 0) !== value || value < 0 ||
      value >= MILLIS_PER_DAY
    ) return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value;
  }

  protected override findWrong(
    values: Int32Array,
    { from, to, valid }: RawRows,
  ): number {
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (value >= 0 && value < MILLIS_PER_DAY) continue;
      if (valid === undefined || valid[i] !== 0) return i;
    }
    return -1;
  }
}

class Int64Builder extends FixedBuilder<BigInt64Array> {
  append(value: unknown): void {
    let big: bigint;
    if (typeof value === "bigint") big = value;
    else if (Number.isSafeInteger(value)) big = BigInt(value as number);
    else return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length] = big;
    if (this.values[this.length] !== big) return this.appendOther(value);
    this.length++;
  }

  protected override zero(): bigint {
    return 0n;
  }
}

class BoolBuilder extends FixedBuilder<Uint8Array> {
  append(value: unknown): void {
    if (typeof value !== "boolean") return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = value ? 1 : 0;
  }

  protected override findWrong(
    values: Uint8Array,
    { from, to, valid }: RawRows,
  ): number {
    for (let i = from; i < to; i++) {
      if ((values[i] as number) <= 1) continue;
      if (valid === undefined || valid[i] !== 0) return i;
    }
    return -1;
  }

  protected override pack(values: Uint8Array): Uint8Array {
    return packBits(values, values.length);
  }
}

/** Takes the UTC day of a Date; its time of day is dropped. */
class DateBuilder extends FixedBuilder<Int32Array> {
  append(value: unknown): void {
    const millis = value instanceof Date ? value.getTime() : NaN;
    if (millis !== millis) return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    this.values[this.length++] = Math.floor(millis / MILLIS_PER_DAY);
  }
}

class DatetimeBuilder extends FixedBuilder<BigInt64Array> {
  #words = new Int32Array(0);

  append(value: unknown): void {
    const millis = value instanceof Date ? value.getTime() : NaN;
    if (millis !== millis) return this.appendOther(value);
    if (this.length === this.capacity) this.reserve(1);
    const row = this.length++;
    if (Math.abs(millis) > 9e12) { // microseconds that no double holds
      this.values[row] = BigInt(millis) * 1000n;
      return;
    }
    const micros = millis * 1000;
    const high = Math.floor(micros / 2 ** 32);
    this.#words[2 * row] = micros - high * 2 ** 32;
    this.#words[2 * row + 1] = high;
  }

  protected override resize(capacity: number): void {
    super.resize(capacity);
    this.#words = new Int32Array(this.values.buffer as ArrayBuffer);
  }

  protected override zero(): bigint {
    return 0n;
  }
}
