/**
 * What the leaves of a Parquet schema become.
 *
 * | stored | becomes |
 * | --- | --- |
 * | integers up to 32 bits | `int32`; unsigned 32 bits: `int64` |
 * | integers of 64 bits | `int64`; unsigned ones must be below 2^63 |
 * | float, float16 / double | `float32` / `float64` |
 * | date, time, timestamp | `date`, `time`, `datetime`, or `int64` if asked for |
 * | decimal | `float64` up to 15 digits, else `string`; either if asked for |
 * | string, enum, UUID | `string`, or `category` |
 * | JSON | `json` |
 * | other bytes | `bytes` |
 *
 * @module
 */

import { AxError, type ScalarType } from "ax";
// @ts-types="../vendor/hyparquet.d.ts"
import type { SchemaElement } from "../vendor/hyparquet.js";

/** How a leaf is read. */
export interface Leaf {
  readonly type: ScalarType;
  readonly how:
    | "same"
    | "seconds"
    | "unsigned"
    | "millis"
    | "micros"
    | "nanos"
    | "decimal"
    | "days in millis"
    | "half"
    | "uuid";
  /** Of decimals: how many digits follow the point. */
  readonly scale: number;
}

/** What an element means: its logical type, or what stood for it before. */
interface Meaning {
  readonly name: string;
  readonly unit?: string | undefined;
  readonly isSigned?: boolean;
  readonly bits?: number;
}

const HOW = { MILLIS: "millis", MICROS: "micros", NANOS: "nanos" } as const;

/**
 * Decides how a leaf is read.
 *
 * @param wanted The type that was asked for.
 * @throws {AxError} `input`, for what has no such type.
 */
export function leafOf(element: SchemaElement, wanted?: string): Leaf {
  const { name: meaning } = meaningOf(element);
  const what = meaning === "" ? element.type ?? "" : meaning;
  return chooseLeaf({ name: element.name, what }, leavesOf(element), wanted);
}

/**
 * Chooses one of the ways in which a column can be read.
 *
 * @param column What messages call it, and what it is.
 * @param leaves The usual one first.
 * @throws {AxError} `input`, if there is none, or none of the wanted type.
 */
export function chooseLeaf(
  column: { readonly name: string; readonly what: string },
  leaves: readonly Leaf[],
  wanted: string | undefined,
): Leaf {
  const [first] = leaves;
  const leaf = wanted === undefined
    ? first
    : leaves.find(({ type }) => type === wanted);
  if (leaf !== undefined) return leaf;
  const name = JSON.stringify(column.name);
  const { what } = column;
  if (first === undefined) {
    throw new AxError("input", `Cannot import column ${name}: it is ${what}`, {
      hint: `Pass discard: [${name}].`,
    });
  }
  throw new AxError(
    "input",
    `Cannot import column ${name} as ${wanted}: it is ${what}, which can be ` +
      leaves.map(({ type }) => type).join(", "),
  );
}

/** Makes a leaf. */
export function leaf(
  type: ScalarType,
  how: Leaf["how"] = "same",
  scale = 0,
): Leaf {
  return { type, how, scale };
}

/** What a leaf can become, the usual first. */
function leavesOf(element: SchemaElement): Leaf[] {
  const { type } = element;
  const { name, unit, isSigned, bits } = meaningOf(element);
  const how = HOW[unit as keyof typeof HOW] ?? "millis";
  const isWhole = type === "INT32" || type === "INT64";
  const whole = leaf(type === "INT64" ? "int64" : "int32");
  if (name === "DECIMAL") {
    const { precision, scale } = digitsOf(element);
    return decimalLeaves(precision, scale);
  }
  if (isWhole && name === "TIMESTAMP") return [leaf("datetime", how), whole];
  if (isWhole && name === "TIME") return [leaf("time", how), whole];
  if (type === "INT32" && name === "DATE") return [leaf("date"), whole];
  if (isWhole && isSigned === false) {
    if (bits === 64 || bits === 32) return [leaf("int64", "unsigned")];
  }
  if (name === "BSON" || name === "INTERVAL") return [];
  switch (type) {
    case "BOOLEAN":
      return [leaf("bool")];
    case "INT32":
    case "INT64":
      return [whole];
    case "INT96":
      return [leaf("datetime", "nanos")];
    case "FLOAT":
      return [leaf("float32")];
    case "DOUBLE":
      return [leaf("float64")];
  }
  if (name === "FLOAT16") return [leaf("float32", "half")];
  const texts = [leaf("string"), leaf("category")];
  const rest = [leaf("json"), leaf("bytes")];
  if (name === "UUID") return [leaf("string", "uuid"), leaf("bytes")];
  if (name === "STRING" || name === "ENUM") return [...texts, ...rest];
  if (name === "JSON") return [leaf("json"), ...texts, leaf("bytes")];
  return [leaf("bytes"), ...texts, leaf("json")];
}

/** How many digits a decimal may have, and how many behind the point. */
export function digitsOf(
  element: SchemaElement,
): { readonly precision: number; readonly scale: number } {
  const logical = element.logical_type;
  const scale = element.scale ?? logical?.scale ?? 0;
  const precision = element.precision ?? logical?.precision ?? 99;
  return { precision, scale };
}

const MAX_SCALE = 1000;

/** Decimals, of which a double holds up to 15 digits. */
export function decimalLeaves(precision: number, scale: number): Leaf[] {
  // Of a damaged schema: 128 bits have 39 digits, and 256 bits 77.
  if (!(Math.abs(scale) <= MAX_SCALE)) return [];
  const [number, text] = [
    leaf("float64", "decimal", scale),
    leaf("string", "decimal", scale),
  ];
  return precision > 15 ? [text, number] : [number, text];
}

function meaningOf(element: SchemaElement): Meaning {
  const { converted_type: converted = "", logical_type: logical } = element;
  if (logical !== undefined && logical.type !== undefined) {
    const { type: name, unit, isSigned = true, bitWidth: bits = 0 } = logical;
    return { name, unit, isSigned, bits };
  }
  const [, name, unit] = /^(TIME|TIMESTAMP)_(MILLIS|MICROS)$/
    .exec(converted) ?? [];
  if (name !== undefined) return { name, unit };
  const integer = /^(U?)INT_(\d+)$/.exec(converted);
  if (integer === null) {
    return { name: converted === "UTF8" ? "STRING" : converted };
  }
  const isSigned = integer[1] === "";
  return { name: "INTEGER", isSigned, bits: Number(integer[2]) };
}
