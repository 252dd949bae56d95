/**
 * The static types of dataset columns.
 *
 * @module
 */

/** A column of single values. */
export type ScalarType =
  | "bool"
  | "int32"
  | "int64"
  | "float32"
  | "float64"
  | "string"
  | "category"
  | "json"
  | "bytes"
  | "date"
  | "datetime"
  | "time";

/** What a column holds; `list<float64>` holds arrays of its items. */
export type ColumnType = ScalarType | `list<${ScalarType}>`;

/** How a column is declared; `?` allows nulls, as in `"float64?"`. */
export type ColumnSpec = ColumnType | `${ColumnType}?`;

/** The columns of a dataset by name. */
export type Columns = Readonly<Record<string, ColumnSpec>>;

interface ScalarValues {
  bool: boolean;
  int32: number;
  int64: bigint;
  float32: number;
  float64: number;
  string: string;
  category: string;
  json: unknown;
  bytes: Uint8Array;
  date: Date;
  datetime: Date;
  time: number;
}

/** What rows and columns give for a declared column. */
export type ColumnValue<Spec> = Spec extends `${infer Type}?`
  ? ColumnValue<Type> | null
  : Spec extends keyof ScalarValues ? ScalarValues[Spec]
  : Spec extends `list<${infer Item}>` ? ColumnValue<Item>[]
  : unknown;
