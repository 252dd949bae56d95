/**
 * Digests of rows, 128 bits each, that depend on their values alone: equal
 * numbers are equal whatever the type of their column, and so are equal texts.
 *
 * The digest is MurmurHash3 (x86, 128 bits) of blocks of four words:
 *
 * | value | blocks |
 * | --- | --- |
 * | null | 0, 0, 0, 0 |
 * | a whole number within 64 bits; -0 as 0 | its halves as int64, 0, 1 |
 * | any other number | its halves as float64, 0, 2; every NaN as `7ff8…` |
 * | `date`, `datetime` | microseconds since 1970 UTC as int64, 0, 3 |
 * | `time` | milliseconds of the day as int64, 0, 4 |
 * | `bool` | 0 or 1, 0, 0, 5 |
 * | `string`, `category` | 16 bytes of UTF-8 at a time, and at last 8 or fewer, filled up by 0; how many bytes there are in all; 6 |
 * | `bytes`, `json` as text | the same, and 7 or 8 |
 * | a list | those of its elements; their number, 0, 0, 9 |
 *
 * It does not withstand whoever makes up rows so that their digests are equal:
 * it tells rows apart that differ by accident.
 *
 * @module
 */

import type { ColumnVector } from "ax";
import { encodeTexts, type Texts } from "./texts.ts";
import { wordsOf } from "./typed_arrays.ts";

/** Words of a digest. */
const WORDS = 4;

/** The typed arrays behind a vector. */
interface Parts {
  readonly valid: Uint8Array | undefined;
  readonly values: Uint8Array | Int32Array | Float64Array | BigInt64Array;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
  readonly elements?: ColumnVector;
}

/** Which values of a vector are mixed into which digests. */
interface Range {
  /** The first value, and how many there are. */
  readonly from: number;
  readonly count: number;
  /** The place of the first digest. */
  readonly at: number;
  /** How far the next digest is; 0 if all values are of one row. */
  readonly step: number;
}

/** Digests that are being worked out. */
export class RowDigests {
  /** Four words for each row. */
  readonly words: Int32Array;
  readonly #texts = new WeakMap<readonly string[], Texts>();

  /** @param capacity How many rows there may be at once. */
  constructor(capacity: number) {
    this.words = new Int32Array(WORDS * capacity);
  }

  /** Begins so many rows. */
  begin(count: number): void {
    const { words } = this;
    for (let at = 0; at < WORDS * count; at += WORDS) {
      words[at] = 0x243f_6a88; // of pi
      words[at + 1] = 0x85a3_08d3;
      words[at + 2] = 0x1319_8a2e;
      words[at + 3] = 0x0370_7344;
    }
  }

  /** Mixes a whole number into the digest of one row. */
  addNumber(row: number, value: number): void {
    const high = Math.floor(value / 2 ** 32);
    mixBlock(this.words, WORDS * row, value | 0, high, 0, 1);
  }

  /**
   * Mixes rows of a column into digests, from the first on.
   *
   * @param type The column's type; nulls are seen in any.
   */
  addColumn(
    vector: ColumnVector,
    type: string,
    { from, count }: { readonly from: number; readonly count: number },
  ): void {
    this.#mix(vector, type, { from, count, at: 0, step: WORDS });
  }

  /** Ends so many rows: their words are their digests now. */
  finish(count: number): void {
    for (let at = 0; at < WORDS * count; at += WORDS) finish(this.words, at);
  }

  #mix(vector: ColumnVector, type: string, range: Range): void {
    const plain = type.replace(/\?$/, "");
    const parts = vector as unknown as Parts;
    const { values, dictionary, offsets, elements } = parts;
    if (dictionary !== undefined) {
      return this.#mixTexts(parts, this.#textsOf(dictionary), range, 6);
    }
    if (elements !== undefined) {
      return this.#mixLists(parts, plain.slice("list<".length, -1), range);
    }
    if (offsets !== undefined) {
      const texts = { offsets, values: values as Uint8Array };
      const tag = plain === "bytes" ? 7 : plain === "json" ? 8 : 6;
      return this.#mixTexts(parts, texts, range, tag);
    }
    const tag = TAGS.get(plain) ?? 1;
    if (values instanceof BigInt64Array) {
      return this.#mixWide(parts, range, tag);
    }
    const unit = plain === "date" ? 86_400_000_000 : 1;
    this.#mixNumbers(parts, range, { tag, unit });
  }

  /** Texts by their number, which for categories is their code. */
  #mixTexts(
    { valid, values, dictionary }: Parts,
    texts: Texts,
    { from, count, at, step }: Range,
    tag: number,
  ): void {
    const { words } = this;
    const { offsets } = texts;
    const { buffer, byteOffset, byteLength } = texts.values;
    const view = new DataView(buffer, byteOffset, byteLength);
    for (let i = 0; i < count; i++) {
      const target = at + i * step;
      if (valid !== undefined && valid[from + i] === 0) {
        mixBlock(words, target, 0, 0, 0, 0);
        continue;
      }
      const text = dictionary === undefined
        ? from + i
        : values[from + i] as number;
      const start = offsets[text] as number;
      mixText(words, target, view, start, offsets[text + 1] as number, tag);
    }
  }

  #mixNumbers(
    { valid, values }: Parts,
    { from, count, at, step }: Range,
    { tag, unit }: { readonly tag: number; readonly unit: number },
  ): void {
    const { words } = this;
    for (let i = 0; i < count; i++) {
      const target = at + i * step;
      if (valid !== undefined && valid[from + i] === 0) {
        mixBlock(words, target, 0, 0, 0, 0);
        continue;
      }
      const value = (values[from + i] as number) * unit;
      if ((value | 0) === value) { // -0 becomes 0
        mixBlock(words, target, value | 0, value < 0 ? -1 : 0, 0, tag);
        continue;
      }
      const high = Math.floor(value / 2 ** 32);
      if (Math.floor(value) === value && high >= -(2 ** 31) && high < 2 ** 31) {
        mixBlock(words, target, value - high * 2 ** 32 | 0, high, 0, tag);
        continue;
      }
      float[0] = value;
      if (value === value) {
        mixBlock(words, target, floatWords[0] ?? 0, floatWords[1] ?? 0, 0, 2);
      } else mixBlock(words, target, 0, 0x7ff8_0000, 0, 2);
    }
  }

  #mixWide(
    { valid, values }: Parts,
    { from, count, at, step }: Range,
    tag: number,
  ): void {
    const { words } = this;
    const halves = wordsOf(values as BigInt64Array);
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const isNull = valid !== undefined && valid[row] === 0;
      const low = isNull ? 0 : halves[2 * row] as number;
      const high = isNull ? 0 : halves[2 * row + 1] as number;
      mixBlock(words, at + i * step, low, high, 0, isNull ? 0 : tag);
    }
  }

  #mixLists(
    { valid, offsets, elements }: Parts,
    type: string,
    { from, count, at, step }: Range,
  ): void {
    for (let i = 0; i < count; i++) {
      const row = from + i;
      const target = at + i * step;
      if (valid !== undefined && valid[row] === 0) {
        mixBlock(this.words, target, 0, 0, 0, 0);
        continue;
      }
      const first = offsets?.[row] as number;
      const size = (offsets?.[row + 1] as number) - first;
      const range = { from: first, count: size, at: target, step: 0 };
      this.#mix(elements as ColumnVector, type, range);
      mixBlock(this.words, target, size, 0, 0, 9);
    }
  }

  #textsOf(dictionary: readonly string[]): Texts {
    const known = this.#texts.get(dictionary);
    if (known !== undefined) return known;
    const texts = encodeTexts(dictionary);
    this.#texts.set(dictionary, texts);
    return texts;
  }
}

/** The digest of a row of one text, as 32 hexadecimal digits. */
export function digestText(text: string): string {
  const digests = new RowDigests(1);
  digests.begin(1);
  const vector = encodeTexts([text]) as unknown as ColumnVector;
  digests.addColumn(vector, "string", { from: 0, count: 1 });
  digests.finish(1);
  return Array.from(
    digests.words,
    (word) => (word >>> 0).toString(16).padStart(8, "0"),
  ).join("");
}

const TAGS = new Map([["date", 3], ["datetime", 3], ["time", 4], ["bool", 5]]);
const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** Mixes the bytes from `start` to `end` into a digest. */
function mixText(
  words: Int32Array,
  at: number,
  ...text: [view: DataView, start: number, end: number, tag: number]
): void {
  const [view, start, end, tag] = text;
  let next = start;
  for (; end - next > 8; next += 16) {
    const first = view.getInt32(next, true);
    const second = view.getInt32(next + 4, true);
    const third = wordAt(view, next + 8, end);
    mixBlock(words, at, first, second, third, wordAt(view, next + 12, end));
  }
  const first = wordAt(view, next, end);
  const second = wordAt(view, next + 4, end);
  mixBlock(words, at, first, second, end - start, tag);
}

/** Four bytes as a word, or as many as there are; 0 if there are none. */
function wordAt(view: DataView, from: number, end: number): number {
  if (from + 4 <= end) return view.getInt32(from, true);
  let word = 0;
  for (let at = end - 1; at >= from; at--) word = word << 8 | view.getUint8(at);
  return word;
}

const C1 = 0x239b_961b;
const C2 = 0xab0e_9789;
const C3 = 0x38b3_4ae5;
const C4 = 0xa1e3_8b93;

/** Mixes a block of four words into a digest. */
function mixBlock(
  words: Int32Array,
  at: number,
  ...block: [k1: number, k2: number, k3: number, k4: number]
): void {
  const [k1, k2, k3, k4] = block;
  let h1 = words[at] as number;
  let h2 = words[at + 1] as number;
  let h3 = words[at + 2] as number;
  let h4 = words[at + 3] as number;
  h1 ^= Math.imul(turn(Math.imul(k1, C1), 15), C2);
  h1 = Math.imul(turn(h1, 19) + h2 | 0, 5) + 0x561c_cd1b | 0;
  h2 ^= Math.imul(turn(Math.imul(k2, C2), 16), C3);
  h2 = Math.imul(turn(h2, 17) + h3 | 0, 5) + 0x0bca_a747 | 0;
  h3 ^= Math.imul(turn(Math.imul(k3, C3), 17), C4);
  h3 = Math.imul(turn(h3, 15) + h4 | 0, 5) + 0x96cd_1c35 | 0;
  h4 ^= Math.imul(turn(Math.imul(k4, C4), 18), C1);
  h4 = Math.imul(turn(h4, 13) + h1 | 0, 5) + 0x32ac_3b17 | 0;
  words[at] = h1;
  words[at + 1] = h2;
  words[at + 2] = h3;
  words[at + 3] = h4;
}

function turn(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** Makes each bit of a digest depend on all others. */
function finish(words: Int32Array, at: number): void {
  spread(words, at);
  for (let i = 0; i < WORDS; i++) {
    let h = words[at + i] as number;
    h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
    words[at + i] = h ^ (h >>> 16);
  }
  spread(words, at);
}

function spread(words: Int32Array, at: number): void {
  const first = (words[at] as number) + (words[at + 1] as number) +
      (words[at + 2] as number) + (words[at + 3] as number) | 0;
  words[at] = first;
  for (let i = 1; i < WORDS; i++) {
    words[at + i] = (words[at + i] as number) + first;
  }
}
