/**
 * What batches of a dataset give: the values of one column as the typed
 * arrays they are stored in. Types only; `data/` makes the vectors.
 *
 * @module
 */

import type { ColumnValue } from "./columns.ts";

/** The values of one column in one batch. */
export interface ColumnVector<Value = unknown> {
  /** How many rows it has. */
  readonly length: number;
  /** One byte per row, 0 where it is null; `undefined` if nothing is null. */
  readonly valid: Uint8Array | undefined;
  /** The value of one row, as `rows()` and `column()` give it. */
  get(row: number): Value;
}

/** The typed arrays that hold values of a fixed size. */
export type FixedArray =
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array;

/**
 * Numbers as they are; `bool` as 0 and 1; `date` in days, `datetime` in
 * microseconds, both since 1970 UTC; `time` in milliseconds of the day.
 */
export interface FixedColumnVector<A extends FixedArray, Value = unknown>
  extends ColumnVector<Value> {
  /** One entry per row; 0 where it is null. */
  readonly values: A;
}

/** `string` and `json` as UTF-8, and `bytes`. */
export interface VariableColumnVector<Value = unknown>
  extends ColumnVector<Value> {
  /** Where each value begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  /** The bytes of all values, one after the other. */
  readonly values: Uint8Array;
}

/** `category`: a code per row, and the strings the codes stand for. */
export interface CategoryColumnVector<Value = unknown>
  extends ColumnVector<Value> {
  /** The codes; 0 where it is null. */
  readonly values: Int32Array;
  /** The same array for all batches of one file; so are its codes. */
  readonly dictionary: readonly string[];
}

/** `list<…>`: the elements of all rows are one vector. */
export interface ListColumnVector<Value = unknown> extends ColumnVector<Value> {
  /** Where each list begins in `elements`, and one more for the end. */
  readonly offsets: Int32Array;
  /** The elements of all lists, one after the other. */
  readonly elements: ColumnVector;
}

/** The arrays of the fixed-size types. */
export interface FixedArrays {
  /** 0 or 1. */
  readonly bool: Uint8Array;
  /** As they are. */
  readonly int32: Int32Array;
  /** As they are. */
  readonly int64: BigInt64Array;
  /** As they are. */
  readonly float32: Float32Array;
  /** As they are. */
  readonly float64: Float64Array;
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly datetime: BigInt64Array;
  /** Milliseconds of the day. */
  readonly time: Int32Array;
}

/** The vector that a batch has for a declared column. */
export type VectorOf<Spec extends string, Value = ColumnValue<Spec>> =
  Spec extends `${infer Type}?` ? VectorOf<Type, Value>
    : Spec extends keyof FixedArrays
      ? FixedColumnVector<FixedArrays[Spec], Value>
    : Spec extends "category" ? CategoryColumnVector<Value>
    : Spec extends "string" | "json" | "bytes" ? VariableColumnVector<Value>
    : Spec extends `list<${string}>` ? ListColumnVector<Value>
    : ColumnVector<Value>;
