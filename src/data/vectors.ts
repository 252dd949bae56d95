/**
 * Vectors: the values of one column in one batch, as the typed arrays they
 * are stored in.
 *
 * A vector of a nullable column has `valid`, one byte per row: 1 where there
 * is a value, 0 where there is null. It is `undefined` when no row is null.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { VectorParts } from "../core/rows.ts";
import type { ColumnVector, FixedArray } from "../core/vectors.ts";
import type { ParsedType } from "./types.ts";
import { decodeRun } from "./utf8.ts";

/** What every vector has. */
export interface Vector<V = unknown> extends ColumnVector<V> {
  /** The type of its column. */
  readonly type: ParsedType;
  /** The rows `from` up to `to`, without copying. */
  slice(from: number, to: number): Vector<V>;
}

abstract class FixedVector<A extends FixedArray, V> implements Vector<V> {
  readonly type: ParsedType;
  /** One entry per row; 0 where it is null. */
  readonly values: A;
  readonly valid: Uint8Array | undefined;
  readonly length: number;

  constructor(type: ParsedType, values: A, valid?: Uint8Array) {
    this.type = type;
    this.values = values;
    this.valid = valid;
    this.length = values.length;
  }

  abstract get(row: number): V;

  slice(from: number, to: number): this {
    const Self = this.constructor as new (
      type: ParsedType,
      values: FixedArray,
      valid?: Uint8Array,
    ) => this;
    const values = this.values.subarray(from, to);
    return new Self(this.type, values, this.valid?.subarray(from, to));
  }
}

/** `int32`, `float32`, `float64`, and `time` in milliseconds of the day. */
export class NumberVector<
  A extends Int32Array | Float32Array | Float64Array,
  V = number | null,
> extends FixedVector<A, V> {
  get(row: number): V {
    if (this.valid !== undefined && this.valid[row] === 0) return null as V;
    return this.values[row] as V;
  }
}

/** `int64`. */
export class Int64Vector extends FixedVector<BigInt64Array, bigint> {
  get(row: number): bigint {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    return this.values[row] as bigint;
  }
}

/** `bool`, one byte per row, 0 or 1. */
export class BoolVector extends FixedVector<Uint8Array, boolean> {
  get(row: number): boolean {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    return this.values[row] === 1;
  }
}

/** `date`, in days since 1970-01-01. */
export class DateVector extends FixedVector<Int32Array, Date> {
  get(row: number): Date {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    return new Date(this.values[row] as number * 86_400_000);
  }
}

/** `datetime`, in microseconds since 1970-01-01T00:00Z. */
export class DatetimeVector extends FixedVector<BigInt64Array, Date> {
  readonly #words: Int32Array;

  constructor(type: ParsedType, values: BigInt64Array, valid?: Uint8Array) {
    super(type, values, valid);
    const { buffer, byteOffset, length } = values;
    this.#words = new Int32Array(buffer, byteOffset, length * 2);
  }

  get(row: number): Date {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    const high = this.#words[2 * row + 1] as number;
    // Below 2^53 a double holds the microseconds; that is until the year 2255.
    if (high >= 0x20_0000 || high < -0x20_0000) {
      const micros = this.values[row] as bigint;
      const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
      return new Date(Number(millis));
    }
    const low = (this.#words[2 * row] as number) >>> 0;
    return new Date(Math.floor((high * 2 ** 32 + low) / 1000));
  }
}

/** `category`: a code per row, and the strings the codes stand for. */
export class CategoryVector implements Vector<string> {
  readonly type: ParsedType;
  /** The codes; 0 where it is null. */
  readonly values: Int32Array;
  readonly valid: Uint8Array | undefined;
  readonly length: number;
  /** One array per file: codes of equal arrays mean the same. */
  readonly dictionary: readonly string[];

  constructor(
    type: ParsedType,
    codes: { values: Int32Array; valid?: Uint8Array | undefined },
    dictionary: readonly string[],
  ) {
    this.type = type;
    this.values = codes.values;
    this.valid = codes.valid;
    this.length = codes.values.length;
    this.dictionary = dictionary;
  }

  get(row: number): string {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    return this.dictionary[this.values[row] as number] as string;
  }

  slice(from: number, to: number): CategoryVector {
    const values = this.values.subarray(from, to);
    const valid = this.valid?.subarray(from, to);
    return new CategoryVector(this.type, { values, valid }, this.dictionary);
  }
}

/** The data of a vector whose values differ in size. */
export interface VariableData {
  /** Where each value begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  /** The bytes of all values, one after the other. */
  readonly values: Uint8Array;
  readonly valid?: Uint8Array | undefined;
  /** How an error about the values begins. */
  readonly origin?: string | undefined;
}

abstract class VariableVector<V> implements Vector<V> {
  readonly type: ParsedType;
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
  readonly valid: Uint8Array | undefined;
  readonly length: number;
  protected readonly origin: string | undefined;

  constructor(type: ParsedType, data: VariableData) {
    this.type = type;
    this.offsets = data.offsets;
    this.values = data.values;
    this.valid = data.valid;
    this.length = data.offsets.length - 1;
    this.origin = data.origin;
  }

  abstract get(row: number): V;

  slice(from: number, to: number): this {
    const Self = this.constructor as new (
      type: ParsedType,
      data: VariableData,
    ) => this;
    return new Self(this.type, {
      offsets: this.offsets.subarray(from, to + 1),
      values: this.values,
      valid: this.valid?.subarray(from, to),
      origin: this.origin,
    });
  }
}

/** Rows that are decoded together. */
const RUN = 256;

/** `string`, as UTF-8. Decodes runs of rows, when they are asked for. */
export class StringVector extends VariableVector<string> {
  #run: string[] = [];
  #runIndex = -1;
  /** All runs, kept as soon as rows are not read from front to back. */
  #runs: (string[] | undefined)[] | undefined;

  get(row: number): string {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    const index = row >>> 8;
    if (index !== this.#runIndex) this.#turnTo(index);
    return this.#run[row & (RUN - 1)] as string;
  }

  #turnTo(index: number): void {
    if (this.#runs === undefined && index !== this.#runIndex + 1) {
      this.#runs = [];
      if (this.#runIndex >= 0) this.#runs[this.#runIndex] = this.#run;
    }
    const known = this.#runs?.[index];
    const from = index * RUN;
    const to = Math.min(from + RUN, this.length);
    this.#run = known ?? decodeRun(this.values, this.offsets, { from, to });
    this.#runIndex = index;
    if (this.#runs !== undefined) this.#runs[index] = this.#run;
  }
}

/** `json`: the text of each value, parsed when it is read. */
export class JsonVector extends VariableVector<unknown> {
  readonly #texts: StringVector;

  constructor(type: ParsedType, data: VariableData) {
    super(type, data);
    this.#texts = new StringVector(type, data);
  }

  get(row: number): unknown {
    if (this.valid !== undefined && this.valid[row] === 0) return null;
    const text = this.#texts.get(row);
    try {
      return JSON.parse(text);
    } catch (cause) {
      const origin = this.origin ?? "Cannot read a column";
      const message = `${origin} has text that is no JSON: ${
        text.slice(0, 60)
      }`;
      throw new AxError("dataset", message, { cause });
    }
  }
}

/** `bytes`. */
export class BytesVector extends VariableVector<Uint8Array> {
  /** A copy, so that it may be kept and changed. */
  get(row: number): Uint8Array {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    return this.values.slice(this.offsets[row], this.offsets[row + 1]);
  }
}

/** `list<…>`: the elements of all rows are one vector. */
export class ListVector implements Vector<unknown[]> {
  readonly type: ParsedType;
  /** Where each list begins in `elements`, and one more for the end. */
  readonly offsets: Int32Array;
  readonly elements: Vector;
  readonly valid: Uint8Array | undefined;
  readonly length: number;

  constructor(
    type: ParsedType,
    data: { offsets: Int32Array; valid?: Uint8Array | undefined },
    elements: Vector,
  ) {
    this.type = type;
    this.offsets = data.offsets;
    this.elements = elements;
    this.valid = data.valid;
    this.length = data.offsets.length - 1;
  }

  get(row: number): unknown[] {
    if (this.valid !== undefined && this.valid[row] === 0) return null as never;
    const end = this.offsets[row + 1] as number;
    const result: unknown[] = [];
    for (let i = this.offsets[row] as number; i < end; i++) {
      result.push(this.elements.get(i));
    }
    return result;
  }

  slice(from: number, to: number): ListVector {
    const offsets = this.offsets.subarray(from, to + 1);
    const valid = this.valid?.subarray(from, to);
    return new ListVector(this.type, { offsets, valid }, this.elements);
  }
}

/** Counts the nulls of a vector. */
export function countNulls(vector: Vector): number {
  const { valid } = vector;
  if (valid === undefined) return 0;
  let count = 0;
  for (let i = 0; i < valid.length; i++) if (valid[i] === 0) count++;
  return count;
}

/**
 * Puts a vector together; the elements of a list may be parts, too. Bytes that
 * back up other types than these are the caller's mistake.
 */
export function makeVector(
  type: ParsedType,
  parts: VectorParts,
  origin?: string,
): Vector {
  const { valid, offsets = new Int32Array(1) } = parts;
  const values = parts.values as never;
  switch (type.kind) {
    case "bool":
      return new BoolVector(type, values, valid);
    case "int64":
      return new Int64Vector(type, values, valid);
    case "date":
      return new DateVector(type, values, valid);
    case "datetime":
      return new DatetimeVector(type, values, valid);
    case "string":
      return new StringVector(type, { values, offsets, valid });
    case "json":
      return new JsonVector(type, { values, offsets, valid, origin });
    case "bytes":
      return new BytesVector(type, { values, offsets, valid });
    case "category":
      return new CategoryVector(
        type,
        { values, valid },
        parts.dictionary ?? [],
      );
    case "list": {
      const elements = toVector(type.element, parts.elements as Vector);
      return new ListVector(type, { offsets, valid }, elements);
    }
    default:
      return new NumberVector<Float64Array>(type, values, valid);
  }
}

function toVector(type: ParsedType, elements: Vector | VectorParts): Vector {
  return "get" in elements ? elements : makeVector(type, elements);
}
