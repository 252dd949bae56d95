/**
 * The hash that says to which slice a value belongs.
 *
 * MurmurHash3, the x86 variant of 32 bits, with seed 0, over these bytes:
 *
 * | value | bytes |
 * | --- | --- |
 * | a whole number within 64 bits, of any numeric type; -0 as 0 | int64, little-endian |
 * | any other number | float64, little-endian; every NaN as `7ff8…` |
 * | `false`, `true` | as 0, 1 |
 * | `time` | milliseconds of the day, as a number |
 * | `date`, `datetime` | microseconds since 1970 UTC, as a whole number |
 * | `string`, `category` | UTF-8 |
 * | `bytes` | as they are |
 * | null | none at all, which gives 0 |
 *
 * So equal values hash equal whatever the column type, `string` and `bytes`
 * agree, and `float32` hashes as the number it was rounded to. The slice is
 * the hash modulo the number of slices. `json` and lists are not hashed.
 *
 * @module
 */

import type { ColumnVector } from "../core/vectors.ts";
import type { ParsedType } from "./types.ts";
import { encodeUtf8 } from "./utf8.ts";
import { CategoryVector, DateVector, type Vector } from "./vectors.ts";

/** A value that has a hash. */
export type Hashable =
  | number
  | bigint
  | string
  | boolean
  | Date
  | Uint8Array
  | null;

/** The largest number of slices that a hash can tell apart. */
export const MAX_HASH: number = 0xffff_ffff;

/**
 * Hashes a value as a column gives it.
 *
 * @returns A whole number from 0 to {@linkcode MAX_HASH}.
 * @throws {RangeError} If a bigint has more than 64 bits.
 */
export function hashValue(value: Hashable): number {
  switch (typeof value) {
    case "string":
      return hashString(value);
    case "number":
      return hashNumber(value);
    case "boolean":
      return hashWords(value ? 1 : 0, 0);
    case "bigint":
      return hashBigInt(value);
  }
  if (value === null) return 0;
  if (value instanceof Date) return hashMillis(value.getTime());
  return hashBytes(value, value.length);
}

/** Which slice a value belongs in. */
export function sliceOf(value: Hashable, slices: number): number {
  return hashValue(value) % slices;
}

/**
 * Makes the function that hashes what is written to a column, before it is
 * stored: a `date` drops the time of day, a `float32` is rounded, a text is
 * read where texts are.
 *
 * @returns `undefined` for a type that is not hashed. The function gives
 * `undefined` for a value that the column does not take.
 */
export function findHasher(
  type: ParsedType,
): ((value: unknown) => number | undefined) | undefined {
  const plain = findPlainHasher(type);
  if (plain === undefined) return undefined;
  const { parse, nullable } = type;
  const hash: typeof plain = parse === undefined
    ? plain
    : (value) => plain(typeof value === "string" ? parse(value) : value);
  return nullable ? (value) => value === null ? 0 : hash(value) : hash;
}

function findPlainHasher(
  type: ParsedType,
): ((value: unknown) => number | undefined) | undefined {
  switch (type.kind) {
    case "bool":
      return (v) =>
        typeof v === "boolean" ? hashWords(v ? 1 : 0, 0) : undefined;
    case "int32":
      return (v) => isInt32(v) ? hashNumber(v) : undefined;
    case "time":
      return (v) => isInt32(v) && v >= 0 && v < DAY ? hashNumber(v) : undefined;
    case "int64":
      return (v) =>
        typeof v === "bigint" && BigInt.asIntN(64, v) === v
          ? hashBigInt(v)
          : Number.isSafeInteger(v)
          ? hashNumber(v as number)
          : undefined;
    case "float32":
      return (v) =>
        typeof v === "number" ? hashNumber(Math.fround(v)) : undefined;
    case "float64":
      return (v) => typeof v === "number" ? hashNumber(v) : undefined;
    case "string":
    case "category":
      return (v) => typeof v === "string" ? findStringHash(v) : undefined;
    case "bytes":
      return (v) =>
        v instanceof Uint8Array ? hashBytes(v, v.length) : undefined;
    case "date":
      return (v) => isDate(v) ? hashDay(Math.floor(+v / DAY)) : undefined;
    case "datetime":
      return (v) => isDate(v) ? hashMillis(+v) : undefined;
    default:
      return undefined;
  }
}

const DAY = 86_400_000;

function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function isDate(value: unknown): value is Date {
  return value instanceof Date && !Number.isNaN(value.getTime());
}

/**
 * Hashes every row of a vector that a reader gave.
 *
 * @param target Room for one hash per row.
 */
export function hashVector(vector: ColumnVector, target: Uint32Array): void {
  if (vector instanceof CategoryVector) return hashCategories(vector, target);
  const { valid } = vector;
  const hash = rowHasher(vector as Vector);
  for (let row = 0; row < vector.length; row++) {
    target[row] = valid !== undefined && valid[row] === 0 ? 0 : hash(row);
  }
}

function hashCategories(vector: CategoryVector, target: Uint32Array): void {
  const hashes = hashesOf(vector.dictionary);
  const { values, valid } = vector;
  for (let row = 0; row < vector.length; row++) {
    const isNull = valid !== undefined && valid[row] === 0;
    target[row] = isNull ? 0 : hashes[values[row] as number] as number;
  }
}

/** Hashes of the first strings of a dictionary, and room for more. */
interface KnownHashes {
  hashes: Uint32Array;
  count: number;
}

const dictionaryHashes = new WeakMap<readonly string[], KnownHashes>();

function hashesOf(dictionary: readonly string[]): Uint32Array {
  const { length } = dictionary;
  const known = dictionaryHashes.get(dictionary) ??
    { hashes: new Uint32Array(length), count: 0 };
  dictionaryHashes.set(dictionary, known);
  // It may have grown: a program that writes categories adds to its list.
  if (known.hashes.length < length) {
    const larger = new Uint32Array(2 * length);
    larger.set(known.hashes);
    known.hashes = larger;
  }
  for (; known.count < length; known.count++) {
    // A text without a hash is none of a column: its slice refuses it.
    const hash = findStringHash(dictionary[known.count] as string);
    known.hashes[known.count] = hash ?? 0;
  }
  return known.hashes;
}

interface Typed {
  readonly values: Uint8Array | Int32Array | Float64Array | BigInt64Array;
  readonly offsets?: Int32Array;
}

function rowHasher(vector: Vector): (row: number) => number {
  const { kind } = vector.type;
  if (kind === "json" || kind === "list") {
    throw new TypeError(`Cannot hash a column of type ${kind}`);
  }
  const { values, offsets } = vector as unknown as Typed;
  if (values instanceof BigInt64Array) {
    const { buffer, byteOffset, length } = values;
    const words = new Int32Array(buffer, byteOffset, 2 * length);
    return (row) =>
      hashWords(words[2 * row] as number, words[2 * row + 1] as number);
  }
  if (vector instanceof DateVector) {
    return (row) => hashDay(vector.values[row] as number);
  }
  if (offsets !== undefined) {
    return (row) => {
      const start = offsets[row] as number;
      return hashBytes(values as Uint8Array, offsets[row + 1] as number, start);
    };
  }
  return (row) => hashNumber(values[row] as number);
}

function hashDay(day: number): number {
  return hashNumber(day * DAY * 1000);
}

function hashMillis(millis: number): number {
  if (Math.abs(millis) < 9e12) return hashNumber(millis * 1000);
  return hashBigInt(BigInt(millis) * 1000n);
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

function hashNumber(value: number): number {
  if (Math.floor(value) === value && Math.abs(value) <= 2 ** 63) {
    const high = Math.floor(value / 2 ** 32);
    // 2^63 itself is no int64; -2^63 is.
    if (high < 2 ** 31) return hashWords((value - high * 2 ** 32) | 0, high);
  }
  if (value !== value) return hashWords(0, 0x7ff8_0000);
  float[0] = value;
  return hashWords(floatWords[0] as number, floatWords[1] as number);
}

function hashBigInt(value: bigint): number {
  if (BigInt.asIntN(64, value) !== value) {
    throw new RangeError(`Cannot hash ${value}: it has more than 64 bits`);
  }
  return hashWords(
    Number(BigInt.asIntN(32, value)),
    Number(BigInt.asIntN(32, value >> 32n)),
  );
}

let scratch = new Uint8Array(256);

function hashString(value: string): number {
  const hash = findStringHash(value);
  if (hash !== undefined) return hash;
  throw new RangeError("Cannot hash a string with half a surrogate pair");
}

/** The hash of a text; nothing, if it has half a surrogate pair. */
function findStringHash(value: string): number | undefined {
  if (scratch.length < value.length * 3) {
    scratch = new Uint8Array(value.length * 6);
  }
  const end = encodeUtf8(value, scratch, 0);
  return end === -1 ? undefined : hashBytes(scratch, end);
}

const C1 = 0xcc9e_2d51;
const C2 = 0x1b87_3593;

function mix(hash: number, word: number): number {
  const scrambled = Math.imul(word, C1);
  const turned = (scrambled << 15) | (scrambled >>> 17);
  const mixed = hash ^ Math.imul(turned, C2);
  return Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe654_6b64 | 0;
}

function finish(hash: number, length: number): number {
  let h = hash ^ length;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The hash of eight bytes, given as two words of 32 bits. */
function hashWords(low: number, high: number): number {
  return finish(mix(mix(0, low), high), 8);
}

/** MurmurHash3 x86 32 of the bytes from `start` up to `end`, seed 0. */
export function hashBytes(
  bytes: Uint8Array,
  end: number,
  start = 0,
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
    const scrambled = Math.imul(tail, C1);
    hash ^= Math.imul((scrambled << 15) | (scrambled >>> 17), C2);
  }
  return finish(hash, end - start);
}
