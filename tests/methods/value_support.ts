/**
 * What tests of keys and groups have in common.
 *
 * @module
 */

import type { ColumnSpec } from "../../src/core/columns.ts";
import type { Raw } from "../../methods/lib/raw_values.ts";
import { encodeTexts } from "../../methods/lib/texts.ts";
import type { ValueParts } from "../../methods/lib/value_coder.ts";

/** Values of one column. */
export type Values = readonly (Raw | null)[];

/**
 * The vector of some values.
 *
 * @param dictionary Of a category. Default: the values, as they come.
 */
export function vectorOf(
  type: ColumnSpec,
  values: Values,
  dictionary: readonly string[] = [...new Set(values)]
    .filter((value) => value !== null).map(String),
): ValueParts {
  const { length } = values;
  // Where no value is null, vectors may say so or leave it out.
  const isSaid = values.includes(null) || type.endsWith("?") && length % 2 > 0;
  const valid = isSaid
    ? Uint8Array.from(values, (value) => Number(value !== null))
    : undefined;
  const plain = type.replace("?", "");
  if (plain === "category") {
    const codes = values.map((value) => dictionary.indexOf(String(value)));
    const own = Int32Array.from(codes, (code) => Math.max(code, 0));
    return { length, values: own, dictionary, valid };
  }
  if (plain === "string") {
    const texts = encodeTexts(values.map((value) => String(value ?? "")));
    const { offsets } = texts;
    // More may lie behind them.
    const bytes = new Uint8Array(texts.values.length + 3);
    bytes.set(texts.values);
    return { length, offsets, values: bytes, valid };
  }
  const numbers = values.map((value) => value ?? 0) as number[];
  return { length, values: storedOf(plain, numbers), valid };
}

function storedOf(type: string, numbers: readonly number[]) {
  switch (type) {
    case "int64":
    case "datetime":
      return BigInt64Array.from(numbers, (value) => BigInt(value));
    case "float64":
      return Float64Array.from(numbers);
    case "float32":
      return Float32Array.from(numbers);
    case "bool":
      return Uint8Array.from(numbers);
  }
  return Int32Array.from(numbers);
}

const decoder = new TextDecoder();

/** What lies at one place of a vector without a dictionary. */
export function valueAt(vector: ValueParts, at: number): Raw | null {
  if (vector.valid?.[at] === 0) return null;
  if (vector.offsets === undefined) return vector.values[at] as Raw;
  const [start, end] = [vector.offsets[at], vector.offsets[at + 1]];
  return decoder.decode((vector.values as Uint8Array).subarray(start, end));
}

/** Compares values of one type; null comes first, and NaN last. */
export function compareRaw(a: Raw | null, b: Raw | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : a > b ? 1 : 0;
}
