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

/** A list's items: single values, `?` where they may be null. */
export type ItemType = ScalarType | `${ScalarType}?`;

/** A column of lists, or of lists of lists. */
export type ListType =
  | `list<${ItemType}>`
  | `list<list<${ItemType}>>`
  | `list<list<${ItemType}>?>`;

/** What a column holds; `list<float64>` holds arrays of its items. */
export type ColumnType = ScalarType | ListType;

/** How a column is declared; `?` allows nulls, as in `"float64?"`. */
export type ColumnSpec = ColumnType | `${ColumnType}?`;

/** The columns of a dataset by name. */
export type Columns = Readonly<Record<string, ColumnSpec>>;

/** What a program sees of a single value, by the column's type. */
export interface ScalarValues {
  /** True or false. */
  readonly bool: boolean;
  /** A whole number of 32 bits. */
  readonly int32: number;
  /** A whole number of 64 bits. */
  readonly int64: bigint;
  /** A number as 32 bits hold it. */
  readonly float32: number;
  /** Any number. */
  readonly float64: number;
  /** Text. */
  readonly string: string;
  /** Text of which there are few different ones. */
  readonly category: string;
  /** A parsed JSON value. */
  readonly json: unknown;
  /** Bytes. */
  readonly bytes: Uint8Array;
  /** A day, at 00:00 UTC. */
  readonly date: Date;
  /** A moment. */
  readonly datetime: Date;
  /** Milliseconds of the day. */
  readonly time: number;
}

/** What rows and columns give for a declared column. */
export type ColumnValue<Spec> = Spec extends `${infer Type}?`
  ? ColumnValue<Type> | null
  : Spec extends keyof ScalarValues ? ScalarValues[Spec]
  : Spec extends `list<${infer Item}>` ? ColumnValue<Item>[]
  : unknown;

const SCALAR_TYPE = "(?:bool|int32|int64|float32|float64|string|category|" +
  "json|bytes|date|datetime|time)";
const ITEM_TYPE = `${SCALAR_TYPE}\\??`;
const COLUMN_SPEC = new RegExp(
  `^(?:${ITEM_TYPE}|list<(?:${ITEM_TYPE}|list<${ITEM_TYPE}>\\??)>\\??)$`,
);

/** Whether a column can be declared so: what TypeScript knows, at run time. */
export function isColumnSpec(text: unknown): text is ColumnSpec {
  return typeof text === "string" && COLUMN_SPEC.test(text);
}
