/**
 * Writes rows as bytes that depend on their values alone: equal numbers give
 * equal bytes whatever the type of their column, and so do equal texts.
 *
 * | value | bytes |
 * | --- | --- |
 * | null | 0 |
 * | a whole number within 64 bits; -0 as 0 | 1, then int64 |
 * | any other number | 2, then float64; every NaN as `7ff8…` |
 * | `date`, `datetime` | 3, then microseconds since 1970 UTC as int64 |
 * | `time` | 4, then milliseconds of the day as int64 |
 * | `bool` | 5, then 0 or 1 as int64 |
 * | `string`, `category` | 6, then the length as int64, and UTF-8 |
 * | `bytes`, `json` as text | 7 or 8, then as text |
 * | a list | 9, then the length as int64, and its elements |
 *
 * Numbers of several bytes begin with the least one.
 *
 * @module
 */

import type { ColumnVector } from "ax";

/** Bytes that grow. */
export class RowBytes {
  /** The bytes of the row, and room behind them. */
  bytes: Uint8Array = new Uint8Array(4096);
  /** How many there are. */
  length = 0;
  #view = new DataView(this.bytes.buffer);

  /** Begins a row. */
  clear(): void {
    this.length = 0;
  }

  /** Makes room, and for what a hash needs behind it. */
  reserve(size: number): void {
    const needed = this.length + size + 128;
    if (needed <= this.bytes.length) return;
    const larger = new Uint8Array(needed * 2);
    larger.set(this.bytes);
    this.bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  /** Writes the number 0, which stands for null. */
  none(): void {
    this.reserve(1);
    this.bytes[this.length++] = 0;
  }

  /** Writes an int64 given by its halves. */
  words(tag: number, low: number, high: number): void {
    this.reserve(9);
    this.bytes[this.length] = tag;
    this.#view.setInt32(this.length + 1, low, true);
    this.#view.setInt32(this.length + 5, high, true);
    this.length += 9;
  }

  /** Writes a number as an int64, or as what it is under the tag 2. */
  number(tag: number, value: number): void {
    const high = Math.floor(value / 2 ** 32);
    const isWhole = Math.floor(value) === value;
    if (isWhole && high >= -(2 ** 31) && high < 2 ** 31) {
      this.words(tag, (value - high * 2 ** 32) | 0, high);
      return;
    }
    if (value !== value) return this.words(2, 0, 0x7ff8_0000);
    this.reserve(9);
    this.bytes[this.length] = 2;
    this.#view.setFloat64(this.length + 1, value, true);
    this.length += 9;
  }

  /** Writes bytes and how many they are. */
  text(tag: number, text: Uint8Array): void {
    this.number(tag, text.length);
    this.reserve(text.length);
    this.bytes.set(text, this.length);
    this.length += text.length;
  }
}

/** The typed arrays behind a vector. */
interface Parts {
  readonly values: Float64Array;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
  readonly elements?: ColumnVector;
}

const encoder = new TextEncoder();

/**
 * Makes what writes a row of a vector.
 *
 * @param type The column's type; nulls are seen in any.
 */
export function rowWriter(
  vector: ColumnVector,
  type: string,
  out: RowBytes,
): (row: number) => void {
  const write = valueWriter(vector, type.replace(/\?$/, ""), out);
  const { valid } = vector;
  if (valid === undefined) return write;
  return (row) => valid[row] === 0 ? out.none() : write(row);
}

function valueWriter(
  vector: ColumnVector,
  type: string,
  out: RowBytes,
): (row: number) => void {
  const { values, offsets, dictionary, elements } = vector as unknown as Parts;
  if (dictionary !== undefined) {
    const texts = dictionary.map((text) => encoder.encode(text));
    return (row) => out.text(6, texts[values[row] as number] as Uint8Array);
  }
  if (offsets !== undefined && elements !== undefined) {
    const write = rowWriter(elements, type.slice("list<".length, -1), out);
    return (row) => {
      const start = offsets[row] as number;
      const end = offsets[row + 1] as number;
      out.number(9, end - start);
      for (let i = start; i < end; i++) write(i);
    };
  }
  if (offsets !== undefined) {
    const tag = type === "bytes" ? 7 : type === "json" ? 8 : 6;
    const bytes = values as unknown as Uint8Array;
    return (row) =>
      out.text(tag, bytes.subarray(offsets[row], offsets[row + 1]));
  }
  const tag = TAGS.get(type) ?? 1;
  if (values as unknown instanceof BigInt64Array) {
    const { buffer, byteOffset, length } = values;
    const words = new Int32Array(buffer, byteOffset, 2 * length);
    return (row) =>
      out.words(tag, words[2 * row] as number, words[2 * row + 1] as number);
  }
  const unit = type === "date" ? 86_400_000_000 : 1;
  return (row) => out.number(tag, (values[row] as number) * unit);
}

const TAGS = new Map([["date", 3], ["datetime", 3], ["time", 4], ["bool", 5]]);
