/**
 * Types that hold the values of two others, and vectors turned into them.
 *
 * | types | hold both |
 * | --- | --- |
 * | `int32`, `int64` | `int64` |
 * | `float32`, `float64` | `float64` |
 * | an integer and a float | `float64`, as long as it is exact |
 * | `category`, `string` | `string` |
 * | `date`, `datetime` | `datetime` |
 *
 * @module
 */

import { AxError, type ColumnSpec, type ColumnVector } from "ax";
import { plainType } from "./dataset_source.ts";

const integers = ["int32", "int64"];
const floats = ["float32", "float64"];
const texts = ["category", "string"];
const moments = ["date", "datetime"];

/** The type that holds the values of both, if there is one. */
export function widerType(
  one: ColumnSpec,
  other: ColumnSpec,
): ColumnSpec | undefined {
  const types = [plainType(one), plainType(other)];
  const mark = one.endsWith("?") || other.endsWith("?") ? "?" : "";
  const within = (known: readonly string[]): boolean =>
    types.every((type) => known.includes(type));
  const type = types[0] === types[1]
    ? types[0]
    : within(integers)
    ? "int64"
    : within([...integers, ...floats])
    ? "float64"
    : within(texts)
    ? "string"
    : within(moments)
    ? "datetime"
    : undefined;
  return type === undefined ? undefined : `${type}${mark}` as ColumnSpec;
}

/** What a vector is turned into, and where it comes from. */
export interface Widening {
  readonly column: string;
  readonly from: ColumnSpec;
  /** As {@linkcode widerType} gives it. */
  readonly to: ColumnSpec;
  /** The number of the vector's first row. */
  readonly start: number;
}

/**
 * Turns a vector into one of a wider type: itself, if it is that already.
 *
 * @throws {AxError} `dataset`, for an `int64` that is no `float64`.
 */
export function widen(vector: ColumnVector, widening: Widening): ColumnVector {
  const from = plainType(widening.from);
  const to = plainType(widening.to);
  if (from === to) return vector;
  const parts = vector as unknown as {
    values: Int32Array;
    dictionary: readonly string[];
  };
  const { length, valid } = vector;
  const made = (rest: object): ColumnVector =>
    ({ length, valid, ...rest }) as unknown as ColumnVector;
  if (to === "string") return made(textsOf(parts.values, parts.dictionary));
  if (to === "int64") return made({ values: wideOf(parts.values) });
  if (to === "datetime") return made({ values: momentsOf(parts.values) });
  if (from !== "int64") {
    return made({ values: Float64Array.from(parts.values) });
  }
  const wide = parts.values as unknown as BigInt64Array;
  return made({ values: floatsOf(wide, widening) });
}

function wideOf(values: Int32Array): BigInt64Array {
  const words = new Int32Array(2 * values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    words[2 * row] = value;
    words[2 * row + 1] = value >> 31;
  }
  return new BigInt64Array(words.buffer);
}

/** The first microseconds of days. */
function momentsOf(days: Int32Array): BigInt64Array {
  return BigInt64Array.from(days, (day) => BigInt(day) * 86_400_000_000n);
}

function floatsOf(
  values: BigInt64Array,
  { column, start }: Widening,
): Float64Array {
  return Float64Array.from(values, (value, row) => {
    const float = Number(value);
    if (BigInt(float) === value) return float;
    throw new AxError(
      "dataset",
      `Cannot make column ${JSON.stringify(column)} float64, which holds ` +
        `float and int64 values together: row ${start + row} has ${value}, ` +
        `which float64 cannot hold`,
    );
  });
}

const encoder = new TextEncoder();
const MAX_BYTES = 2 ** 31 - 1;

/** Dictionaries, which all batches of a file share, as UTF-8. */
const encoded = new WeakMap<readonly string[], readonly Uint8Array[]>();

function encode(dictionary: readonly string[]): readonly Uint8Array[] {
  const known = encoded.get(dictionary);
  // It may have grown since.
  if (known?.length === dictionary.length) return known;
  const texts = dictionary.map((text) => encoder.encode(text));
  encoded.set(dictionary, texts);
  return texts;
}

function textsOf(
  codes: Int32Array,
  dictionary: readonly string[],
): { offsets: Int32Array; values: Uint8Array } {
  const texts = encode(dictionary);
  const offsets = new Int32Array(codes.length + 1);
  for (const [row, code] of codes.entries()) {
    // A null has code 0 even where there are no texts.
    const size = texts[code]?.length ?? 0;
    const end = (offsets[row] as number) + size;
    if (end > MAX_BYTES) {
      throw new AxError(
        "limit",
        `Cannot write categories as text: ${row + 1} rows have more than 2 GiB`,
      );
    }
    offsets[row + 1] = end;
  }
  const values = new Uint8Array(offsets[codes.length] as number);
  for (const [row, code] of codes.entries()) {
    values.set(texts[code] ?? [], offsets[row]);
  }
  return { offsets, values };
}
