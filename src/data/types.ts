/**
 * Column types: how they are written (`"float64?"`), what they are in a
 * program, and what TypeScript makes of them.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/** Every type that is not a list, in the order in which help lists them. */
export const SCALAR_KINDS = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "category",
  "json",
  "bytes",
  "date",
  "datetime",
  "time",
] as const;

/** A column type that is not a list. */
export type ScalarKind = typeof SCALAR_KINDS[number];

type Scalar = ScalarKind | `${ScalarKind}?`;
type ListOf<E extends string> = `list<${E}>` | `list<${E}>?`;

/**
 * A column type as it is written: a scalar type or `list<…>`, and `?` behind
 * it when the column may hold null. Lists nest two deep.
 */
export type ColumnSpec = Scalar | ListOf<Scalar> | ListOf<ListOf<Scalar>>;

/** The columns of a dataset in order, as in `{ amount: "float64" }`. */
export type Columns = { readonly [name: string]: ColumnSpec };

interface ScalarValues {
  readonly bool: boolean;
  readonly int32: number;
  readonly int64: bigint;
  readonly float32: number;
  readonly float64: number;
  readonly string: string;
  readonly category: string;
  readonly json: unknown;
  readonly bytes: Uint8Array;
  readonly date: Date;
  readonly datetime: Date;
  readonly time: number;
}

/** What a program reads from a column, as in `number | null` for `"int32?"`. */
export type ColumnValue<S extends string> = S extends `${infer T}?`
  ? ColumnValue<T> | null
  : S extends `list<${infer E}>` ? ColumnValue<E>[]
  : S extends ScalarKind ? ScalarValues[S]
  : unknown;

/**
 * What a program may write to a column: what it reads, and a whole number
 * where `int64` stands.
 */
export type ColumnInput<S extends string> = S extends `${infer T}?`
  ? ColumnInput<T> | null
  : S extends `list<${infer E}>` ? readonly ColumnInput<E>[]
  : S extends "int64" ? bigint | number
  : ColumnValue<S>;

/** One row as an object: a property for each column. */
export type Row<C extends Columns> = {
  -readonly [K in keyof C]: ColumnValue<C[K]>;
};

/** One row as a writer takes it. */
export type RowInput<C extends Columns> = {
  readonly [K in keyof C]: ColumnInput<C[K]>;
};

/** A column type taken apart; {@linkcode formatType} puts it together. */
export type ColumnType =
  | { readonly kind: ScalarKind; readonly nullable: boolean }
  | {
    readonly kind: "list";
    readonly nullable: boolean;
    readonly element: ColumnType;
  };

/** Says whether a column type is well formed, without throwing. */
export function isColumnSpec(spec: string): spec is ColumnSpec {
  return findType(spec, 2) !== undefined;
}

/**
 * Takes a column type apart.
 *
 * @param spec As in `float64`, `int32?` or `list<string?>`.
 * @throws {AxError} If there is no such type.
 */
export function parseType(spec: string): ColumnType {
  const type = findType(spec, 2);
  if (type !== undefined) return type;
  throw new AxError(
    "dataset",
    `Cannot use column type "${spec}": a type is one of ${
      SCALAR_KINDS.join(", ")
    } or list<TYPE>, with "?" behind it when nulls are allowed`,
  );
}

/** Writes a column type as {@linkcode parseType} reads it. */
export function formatType(type: ColumnType): ColumnSpec {
  const base = type.kind === "list"
    ? `list<${formatType(type.element)}>`
    : type.kind;
  return (type.nullable ? `${base}?` : base) as ColumnSpec;
}

function findType(spec: string, depth: number): ColumnType | undefined {
  const nullable = spec.endsWith("?");
  const base = nullable ? spec.slice(0, -1) : spec;
  if (base.startsWith("list<") && base.endsWith(">")) {
    if (depth === 0) return undefined;
    const element = findType(base.slice(5, -1), depth - 1);
    return element && { kind: "list", nullable, element };
  }
  const kind = SCALAR_KINDS.find((name) => name === base);
  return kind && { kind, nullable };
}
