/**
 * What the columns of datasets are in Parquet files.
 *
 * | type | stored as |
 * | --- | --- |
 * | `bool`, `float32`, `float64` | the same |
 * | `int32`, `int64` | integers with a sign |
 * | `date`, `time`, `datetime` | date, time in milliseconds, timestamp in microseconds, UTC |
 * | `string`, `category` | string |
 * | `json`, `bytes` | JSON, bytes |
 * | `list<…>` | list |
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import type { SchemaElement } from "./parquet_file.ts";

type Leaf = Pick<SchemaElement, "type" | "converted_type" | "logical_type">;

const UTC = { isAdjustedToUTC: true };
const STRING: Leaf = {
  type: "BYTE_ARRAY",
  converted_type: "UTF8",
  logical_type: { type: "STRING" },
};
const LEAVES: Readonly<Record<string, Leaf>> = {
  bool: { type: "BOOLEAN" },
  int32: { type: "INT32" },
  int64: { type: "INT64" },
  float32: { type: "FLOAT" },
  float64: { type: "DOUBLE" },
  string: STRING,
  category: STRING,
  // Without the older name, for which the writer would encode values again.
  json: { type: "BYTE_ARRAY", logical_type: { type: "JSON" } },
  bytes: { type: "BYTE_ARRAY" },
  date: {
    type: "INT32",
    converted_type: "DATE",
    logical_type: { type: "DATE" },
  },
  time: {
    type: "INT32",
    converted_type: "TIME_MILLIS",
    logical_type: { type: "TIME", unit: "MILLIS", ...UTC },
  },
  datetime: {
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", unit: "MICROS", ...UTC },
  },
};

/**
 * How a column is encoded, if the writer may not choose: its dictionaries hold
 * 0 and -0 for the same.
 */
export function encodingOf(type: ColumnSpec): { encoding?: "PLAIN" } {
  return /float/.test(type) ? { encoding: "PLAIN" } : {};
}

/** The schema of a file with some columns. */
export function schemaOf(
  columns: Iterable<readonly [name: string, type: ColumnSpec]>,
): SchemaElement[] {
  const all = [...columns];
  return [
    { name: "schema", num_children: all.length },
    ...all.flatMap(([name, type]) => elementsOf(name, type)),
  ];
}

function elementsOf(name: string, type: string): SchemaElement[] {
  const { base, repetition } = takeApart(type);
  const leaf = LEAVES[base];
  if (leaf !== undefined) {
    return [{ name, ...leaf, repetition_type: repetition }];
  }
  return [
    {
      name,
      repetition_type: repetition,
      num_children: 1,
      converted_type: "LIST",
      logical_type: { type: "LIST" },
    },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...elementsOf("element", itemOf(base)),
  ];
}

function takeApart(type: string): { base: string; repetition: string } {
  return type.endsWith("?")
    ? { base: type.slice(0, -1), repetition: "OPTIONAL" }
    : { base: type, repetition: "REQUIRED" };
}

/** A type without the mark that allows nulls. */
export function plainBase(type: string): string {
  return takeApart(type).base;
}

/** The physical type of a leaf. */
export function storedType(type: string): string {
  return LEAVES[plainBase(type)]?.type ?? "";
}

function itemOf(base: string): string {
  return base.slice("list<".length, -1);
}

/**
 * The values of a vector as they are stored: numbers, big integers, booleans,
 * bytes, and arrays of them; null where they are.
 */
export function physicalValues(
  type: string,
  vector: ColumnVector,
  count: number,
): ArrayLike<unknown> {
  const { base } = takeApart(type);
  const values = valuesOf(base, vector, count);
  const { valid } = vector;
  if (valid === undefined) return values;
  return Array.from(
    values,
    (value, row) => valid[row] === 0 ? null : value,
  );
}

/** The arrays of any vector. */
interface Parts {
  readonly values: Int32Array;
  readonly offsets: Int32Array;
  readonly dictionary: readonly string[];
  readonly elements: ColumnVector;
}

function valuesOf(
  base: string,
  vector: ColumnVector,
  count: number,
): ArrayLike<unknown> {
  const { values, offsets, dictionary, elements } = vector as unknown as Parts;
  if (base.startsWith("list<")) {
    const end = offsets[count] as number;
    const items = physicalValues(itemOf(base), elements, end);
    const all = Array.isArray(items) ? items : Array.from(items);
    return Array.from(
      { length: count },
      (_, row) => all.slice(offsets[row], offsets[row + 1]),
    );
  }
  if (base === "category") {
    const texts = encodeAll(dictionary);
    return Array.from(values.subarray(0, count), (code) => texts[code]);
  }
  if (base === "bool") {
    return Array.from(values.subarray(0, count), (value) => value === 1);
  }
  if (offsets === undefined) return values.subarray(0, count);
  return Array.from(
    { length: count },
    (_, row) => values.subarray(offsets[row], offsets[row + 1]),
  );
}

const encoded = new WeakMap<readonly string[], Uint8Array[]>();

/** The texts of a dictionary as UTF-8, the same objects each time. */
export function encodeAll(
  dictionary: readonly string[],
): readonly Uint8Array[] {
  const known = encoded.get(dictionary);
  if (known !== undefined && known.length === dictionary.length) return known;
  const encoder = new TextEncoder();
  const texts = dictionary.map((text) => encoder.encode(text));
  encoded.set(dictionary, texts);
  return texts;
}
