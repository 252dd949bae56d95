/**
 * Makes words of column values that compare as the values do.
 *
 * Text is in the order of UTF-16 code units. That is the order of its UTF-8
 * bytes, but for characters beyond U+FFFF, whose first byte has to stand
 * before those of U+E000 to U+FFFF.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type ColumnVector,
  type FixedArray,
} from "ax";
import type { Offsets } from "./copy_bytes.ts";
import { plainType } from "./dataset_source.ts";
import { encodeTexts } from "./texts.ts";

/** The values of one column, as they compare. */
export interface KeyValues {
  readonly valid: Uint8Array | undefined;
  /** The upper 32 bits, if there are any. */
  readonly high: Uint32Array | undefined;
  readonly low: Uint32Array;
  /** Where equal words are not all. */
  readonly texts?: KeyTexts | undefined;
}

/** Texts, whose first eight bytes are the words. */
export interface KeyTexts {
  /** Their bytes. */
  readonly values: Uint8Array;
  readonly offsets: Offsets;
  /** Which text each row has. Default: its own. */
  readonly codes?: Int32Array;
}

/** The typed arrays behind a vector, or behind a whole column. */
export interface KeySource {
  readonly length: number;
  readonly valid: Uint8Array | undefined;
  readonly values: FixedArray;
  readonly offsets?: Offsets;
  readonly dictionary?: readonly string[];
}

/** In which order values come. */
export interface KeyOrder {
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/**
 * Checks that the values of a column have an order.
 *
 * @throws {AxError} `input`, if they have none.
 */
export function checkKey(name: string, type: ColumnSpec): void {
  const plain = plainType(type);
  const isOdd = plain === "bytes" || plain === "json" ||
    plain.startsWith("list<");
  if (!isOdd) return;
  throw new AxError(
    "input",
    `Cannot sort by column ${JSON.stringify(name)}: its type is ${type}`,
  );
}

/** The keys of a batch. Those of null mean nothing. */
export function keysOf(vector: ColumnVector, type: ColumnSpec): KeyValues {
  const source = vector as unknown as KeySource;
  const { dictionary, offsets, values, valid } = source;
  if (dictionary !== undefined) return categoryKeys(source, dictionary);
  if (offsets === undefined) return { ...fixedKeys(source, type), valid };
  const texts = { values: values as Uint8Array, offsets };
  return { ...textWords(texts, source.length), valid, texts };
}

/** The keys of values of a fixed size; not of categories. */
export function fixedKeys(
  { length, values }: KeySource,
  type: ColumnSpec,
): Pick<KeyValues, "low" | "high"> {
  if (values instanceof Uint8Array) {
    return { low: Uint32Array.from(values), high: undefined };
  }
  const { buffer, byteOffset, byteLength } = values;
  const words = new Uint32Array(buffer, byteOffset, byteLength / 4);
  const low = new Uint32Array(length);
  switch (plainType(type)) {
    case "float32":
      for (let row = 0; row < length; row++) {
        low[row] = floatWord(words[row] as number, values[row] as number);
      }
      return { low, high: undefined };
    case "float64":
      return doubleKeys(words, values as Float64Array);
    case "int64":
    case "datetime":
      return longKeys(words, length);
  }
  for (let row = 0; row < length; row++) {
    low[row] = (words[row] as number) ^ SIGN;
  }
  return { low, high: undefined };
}

const SIGN = 0x8000_0000;

function longKeys(
  words: Uint32Array,
  length: number,
): Pick<KeyValues, "low" | "high"> {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    low[row] = words[2 * row] as number;
    high[row] = (words[2 * row + 1] as number) ^ SIGN;
  }
  return { low, high };
}

/** The upper word of a number: NaN above all, and -0 as 0. */
function floatWord(word: number, value: number): number {
  if (value !== value) return 0xffff_ffff;
  if (value === 0) return SIGN;
  return word >= SIGN ? ~word : word ^ SIGN;
}

function doubleKeys(
  words: Uint32Array,
  values: Float64Array,
): Pick<KeyValues, "low" | "high"> {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as number;
    const word = words[2 * row] as number;
    high[row] = floatWord(words[2 * row + 1] as number, value);
    low[row] = value !== value ? 0xffff_ffff : value < 0 ? ~word : word;
  }
  return { low, high };
}

/** Of each dictionary, the keys of its texts. */
const dictionaryKeys = new WeakMap<readonly string[], KeyValues>();

function categoryKeys(
  { length, values, valid }: KeySource,
  dictionary: readonly string[],
): KeyValues {
  let known = dictionaryKeys.get(dictionary);
  if (known === undefined) {
    const texts = encodeTexts(dictionary);
    known = { ...textWords(texts, dictionary.length), valid: undefined, texts };
    dictionaryKeys.set(dictionary, known);
  }
  const codes = values as Int32Array;
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const from = known.high as Uint32Array;
  for (let row = 0; row < length; row++) {
    const code = codes[row] as number;
    low[row] = known.low[code] as number;
    high[row] = from[code] as number;
  }
  return { low, high, valid, texts: { ...known.texts as KeyTexts, codes } };
}

/** The first eight bytes of texts, or those from `depth` on. */
export function textWords(
  { values, offsets }: KeyTexts,
  length: number,
  { rows, depth = 0 }: { rows?: Uint32Array; depth?: number } = {},
): { readonly low: Uint32Array; readonly high: Uint32Array } {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  const view = new DataView(values.buffer, values.byteOffset);
  const safe = view.byteLength - 8;
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : rows[i] as number;
    const start = (offsets[row] as number) + depth;
    const size = (offsets[row + 1] as number) - start;
    if (size <= 0) continue;
    if (start <= safe) {
      high[i] = wordAt(view, start, size);
      if (size > 4) low[i] = wordAt(view, start + 4, size - 4);
    } else {
      high[i] = wordByBytes(view, start, size);
      if (size > 4) low[i] = wordByBytes(view, start + 4, size - 4);
    }
  }
  return { low, high };
}

function wordAt(view: DataView, at: number, size: number): number {
  const word = view.getUint32(at, false);
  const cut = size >= 4 ? word : word & -1 << 8 * (4 - size);
  return (cut & 0x8080_8080) === 0 ? cut : wordByBytes(view, at, size);
}

function wordByBytes(view: DataView, at: number, size: number): number {
  let word = 0;
  for (let i = 0; i < 4; i++) {
    const byte = i < size ? ordered(view.getUint8(at + i)) : 0;
    word = word << 8 | byte;
  }
  return word;
}

/** Puts first bytes of four-byte characters below EE and EF. */
export function ordered(byte: number): number {
  if (byte < 0xee) return byte;
  return byte >= 0xf0 ? byte - 2 : byte + 5;
}

/** Compares texts from the byte `depth` on. */
export function compareTexts(
  a: KeyTexts,
  i: number,
  { texts: b, row: j, depth }: { texts: KeyTexts; row: number; depth: number },
): number {
  const x = a.codes === undefined ? i : a.codes[i] as number;
  const y = b.codes === undefined ? j : b.codes[j] as number;
  let at = (a.offsets[x] as number) + depth;
  let other = (b.offsets[y] as number) + depth;
  const end = a.offsets[x + 1] as number;
  const otherEnd = b.offsets[y + 1] as number;
  while (at < end && other < otherEnd) {
    const left = a.values[at++] as number;
    const right = b.values[other++] as number;
    if (left !== right) return ordered(left) - ordered(right);
  }
  return (end - at) - (otherEnd - other);
}

/** Compares a value of one batch with one of another, or of the same. */
export function compareKeys(
  a: KeyValues,
  i: number,
  { keys: b, row: j, descending, nullsLast }: KeyOrder & {
    readonly keys: KeyValues;
    readonly row: number;
  },
): number {
  const isNull = a.valid !== undefined && a.valid[i] === 0;
  const isOtherNull = b.valid !== undefined && b.valid[j] === 0;
  if (isNull || isOtherNull) {
    return (Number(isNull) - Number(isOtherNull)) * (nullsLast ? 1 : -1);
  }
  const high = (a.high?.[i] ?? 0) - (b.high?.[j] ?? 0);
  const words = high !== 0 ? high : (a.low[i] as number) - (b.low[j] as number);
  const found = words !== 0 || a.texts === undefined || b.texts === undefined
    ? words
    : compareTexts(a.texts, i, { texts: b.texts, row: j, depth: 0 });
  return descending ? -found : found;
}

/** The key of one row, apart from all others. */
export function oneKey(
  { values, valid, offsets, dictionary }: KeySource,
  row: number,
  type: ColumnSpec,
): KeyValues {
  const one = { length: 1, valid: valid?.slice(row, row + 1) };
  if (one.valid?.[0] === 0) {
    return {
      ...one,
      valid: one.valid,
      low: new Uint32Array(1),
      high: undefined,
    };
  }
  if (dictionary === undefined && offsets === undefined) {
    const source = { ...one, values: values.slice(row, row + 1) as FixedArray };
    return { ...fixedKeys(source, type), valid: one.valid };
  }
  const texts = dictionary !== undefined
    ? encodeTexts([dictionary[values[row] as number] as string])
    : {
      values: (values as Uint8Array).slice(offsets?.[row], offsets?.[row + 1]),
      offsets: Uint32Array.of(
        0,
        (offsets?.[row + 1] ?? 0) - (offsets?.[row] ?? 0),
      ),
    };
  return { ...textWords(texts, 1), valid: one.valid, texts };
}
