/**
 * How datasets are read and written, row by row and batch by batch. Types
 * only; `data/` does it.
 *
 * @module
 */

import type { Columns, ColumnSpec, ColumnValue } from "./columns.ts";
import type { ColumnVector, FixedArray, VectorOf } from "./vectors.ts";

/**
 * What a program may write to a column: what it reads, and a whole number
 * where `int64` stands.
 */
export type ColumnInput<Spec> = Spec extends `${infer Type}?`
  ? ColumnInput<Type> | null
  : Spec extends `list<${infer Item}>` ? readonly ColumnInput<Item>[]
  : Spec extends "int64" ? bigint | number
  : ColumnValue<Spec>;

/** One row as an object: a property for each column. */
export type Row<C extends Columns> = {
  -readonly [Name in keyof C]: ColumnValue<C[Name]>;
};

/** One row as a writer takes it; `Parsed` are columns that take texts, too. */
export type RowInput<C extends Columns, Parsed extends string = never> = {
  readonly [Name in keyof C]:
    | ColumnInput<C[Name]>
    | (Name extends Parsed ? string : never);
};

/** What column values are compared as: dates in milliseconds. */
export type Comparable = number | bigint | string | boolean;

/** Rows whose value in one column is at least `from` and less than `to`. */
export interface ValueRange {
  /** The column, which need not be among those that are read. */
  readonly column: string;
  /** The least value. Default: no bound. */
  readonly from?: Comparable | Date;
  /** The first value that is too large. Default: no bound. */
  readonly to?: Comparable | Date;
  /** Leaves out whole batches only, by their minimum and maximum. */
  readonly sloppy?: boolean;
}

/** Which rows are read. */
export interface ReadOptions {
  /**
   * Rows by their number, as in `Array.prototype.slice`: `[0, 10]`, `[-5]`.
   * Counted before `range` and `filter` leave any out.
   */
  readonly rowRange?: readonly [from: number, to?: number];
  /**
   * Rows by a value. Batches are skipped by their minimum and maximum. Null
   * and NaN are in no range.
   */
  readonly range?: ValueRange;
  /**
   * Reads a slice as it would be if rows lay by the hash of this column:
   * datasets that lie otherwise are read whole, and the rows of other slices
   * left out. Only for a slice by its number, and not with `rowRange`.
   */
  readonly rehash?: string;
}

/** How batches are read. */
export interface BatchOptions extends ReadOptions {
  /** Each batch overwrites the one before, which saves memory and time. */
  readonly reuse?: boolean;
}

/** How values and rows are read. */
export interface IterateOptions<Item, Result = Item> extends ReadOptions {
  /** Makes something else of each item, before `filter`. */
  readonly translate?: (item: Item) => Result;
  /** Leaves out the items for which it is `false`. */
  readonly filter?: (item: Result) => boolean;
}

/** Rows that lie together, as vectors. */
export interface Batch<C extends Columns = Columns> {
  /**
   * The number of its first row in the slice; of those given, by `rehash`; of
   * those that come in turn, by `"roundrobin"`.
   */
  readonly start: number;
  /** How many rows it has. */
  readonly rowCount: number;
  /** A vector for each column. */
  readonly columns: { readonly [Name in keyof C]: VectorOf<C[Name]> };
}

/** A vector in parts, as a program can make it by hand. */
export interface VectorParts {
  /** Values of a fixed size, bytes, or codes; see {@linkcode VectorOf}. */
  readonly values?: FixedArray;
  /** Where each value begins, and one more for the end. */
  readonly offsets?: Int32Array;
  /** One byte per row, 0 where it is null. */
  readonly valid?: Uint8Array | undefined;
  /** The strings of a `category`. */
  readonly dictionary?: readonly string[];
  /** The elements of a list. */
  readonly elements?: ColumnVector;
}

/** Says which array holds the values of a fixed-size column. */
export type ValuesOf<Spec> = Spec extends ColumnSpec
  ? VectorOf<Spec> extends { readonly values: infer A } ? A : never
  : never;

/** A column filled by the batch: values, a typed array, or a vector. */
export type BatchColumn<Spec> =
  | readonly ColumnInput<Spec>[]
  | ValuesOf<Spec>
  | ColumnVector
  | VectorParts;

/**
 * A whole batch: equally many rows for each column. `Parsed` are columns that
 * take texts, too, in arrays and as vectors of texts.
 */
export type BatchRecord<C extends Columns, Parsed extends string = never> = {
  readonly [Name in keyof C]:
    | BatchColumn<C[Name]>
    | (Name extends Parsed ? readonly (ColumnInput<C[Name]> | string)[]
      : never);
};
