/**
 * Column types taken apart: `"list<float64?>"` as a tree.
 *
 * @module
 */

import type { ColumnSpec, ScalarType } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";

/** Every type that is not a list, in the order in which help lists them. */
export const SCALAR_KINDS: readonly ScalarType[] = [
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
];

/**
 * Reads a value out of a text.
 *
 * @returns `undefined` if the text holds none of the column's type.
 */
export type TextParser = (text: string) => unknown;

/** A column type taken apart; {@linkcode formatType} puts it together. */
export type ParsedType =
  | {
    readonly kind: ScalarType;
    readonly nullable: boolean;
    /** Of a column to which texts are written that are to be read. */
    readonly parse?: TextParser;
  }
  | {
    readonly kind: "list";
    readonly nullable: boolean;
    readonly element: ParsedType;
    readonly parse?: never;
  };

/**
 * Takes a column type apart.
 *
 * @param spec As in `float64`, `int32?` or `list<string?>`.
 * @throws {AxError} If there is no such type.
 */
export function parseType(spec: string): ParsedType {
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
export function formatType(type: ParsedType): ColumnSpec {
  const base = type.kind === "list"
    ? `list<${formatType(type.element)}>`
    : type.kind;
  return (type.nullable ? `${base}?` : base) as ColumnSpec;
}

function findType(spec: string, depth: number): ParsedType | undefined {
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
