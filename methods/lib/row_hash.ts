/**
 * The hash that says in which slice a row belongs, over whole vectors.
 *
 * It is the one that writers check rows by: MurmurHash3 (x86, 32 bits, seed 0)
 * of whole numbers as int64, other numbers as float64, text as UTF-8, dates as
 * microseconds; 0 for null.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import { encodeTexts } from "./texts.ts";
import { wordsOf } from "./typed_arrays.ts";

/**
 * Hashes the rows of a vector.
 *
 * @param spec The column's type, which is no list and not `json`.
 * @param target Room for one hash per row.
 */
export function hashRows(
  vector: ColumnVector,
  spec: ColumnSpec,
  target: Uint32Array,
): void {
  const { valid, length } = vector;
  const hash = hasherOf(vector, spec.replace("?", ""));
  for (let row = 0; row < length; row++) {
    target[row] = valid !== undefined && valid[row] === 0 ? 0 : hash(row);
  }
}

/** The typed arrays behind a vector. */
interface Parts {
  readonly values: Uint8Array | Int32Array | Float64Array | BigInt64Array;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
}

function hasherOf(vector: ColumnVector, type: string): (row: number) => number {
  const { values, offsets, dictionary } = vector as unknown as Parts;
  if (dictionary !== undefined) {
    const hashes = hashesOf(dictionary);
    return (row) => hashes[values[row] as number] as number;
  }
  if (values instanceof BigInt64Array) {
    const words = wordsOf(values);
    return (row) =>
      hashWords(words[2 * row] as number, words[2 * row + 1] as number);
  }
  if (offsets !== undefined) {
    const bytes = values as Uint8Array;
    return (row) =>
      hashBytes(bytes, offsets[row] as number, offsets[row + 1] as number);
  }
  if (type === "date") {
    return (row) => hashNumber(values[row] as number * 86_400_000_000);
  }
  return (row) => hashNumber(values[row] as number);
}

const known = new WeakMap<readonly string[], Uint32Array>();

function hashesOf(dictionary: readonly string[]): Uint32Array {
  let hashes = known.get(dictionary);
  if (hashes === undefined) {
    const { offsets, values } = encodeTexts(dictionary);
    hashes = Uint32Array.from(
      dictionary,
      (_, code) =>
        hashBytes(values, offsets[code] as number, offsets[code + 1] as number),
    );
    known.set(dictionary, hashes);
  }
  return hashes;
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

function hashNumber(value: number): number {
  if (value !== value) return hashWords(0, 0x7ff8_0000);
  const high = Math.floor(value / 2 ** 32);
  const isWhole = Math.floor(value) === value;
  if (isWhole && high >= -(2 ** 31) && high < 2 ** 31) {
    return hashWords((value - high * 2 ** 32) | 0, high);
  }
  float[0] = value;
  return hashWords(floatWords[0] as number, floatWords[1] as number);
}

function mix(hash: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e_2d51);
  const turned = (scrambled << 15) | (scrambled >>> 17);
  const mixed = hash ^ Math.imul(turned, 0x1b87_3593);
  return Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe654_6b64 | 0;
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function hashWords(low: number, high: number): number {
  return finish(mix(mix(0, low), high), 8);
}

/** MurmurHash3 of the bytes from `start` up to `end`. */
export function hashBytes(
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  let hash = 0;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = (bytes[at] as number) | (bytes[at + 1] as number) << 8 |
      (bytes[at + 2] as number) << 16 | (bytes[at + 3] as number) << 24;
    hash = mix(hash, word);
  }
  if (at < end) {
    let tail = 0;
    for (let i = end - 1; i >= at; i--) tail = tail << 8 | (bytes[i] as number);
    const scrambled = Math.imul(tail, 0xcc9e_2d51);
    const turned = (scrambled << 15) | (scrambled >>> 17);
    hash ^= Math.imul(turned, 0x1b87_3593);
  }
  return finish(hash, end - start);
}
