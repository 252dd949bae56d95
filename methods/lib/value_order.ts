/**
 * Sorts different values: null comes first and NaN last; texts are in the
 * order of their UTF-16 units, as in JavaScript.
 *
 * @module
 */

import { type ValueParts, wordsOf } from "./value_coder.ts";

/** Sorts values. @returns Their places, the least value's first. */
export function orderValues(values: ValueParts): Uint32Array<ArrayBuffer> {
  const { length, valid } = values;
  let rows = countUp(length);
  if (values.offsets !== undefined) sortTexts(values, rows);
  else {
    const { low, high } = sortableWords(values);
    rows = sortByWord(sortByWord(rows, low), high);
  }
  return valid === undefined ? rows : sortByWord(rows, Uint32Array.from(valid));
}

/** The numbers from 0 up to `length`. */
export function countUp(length: number): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(length);
  for (let number = 0; number < length; number++) numbers[number] = number;
  return numbers;
}

const DIGIT_BITS = 11;
const DIGIT_MASK = (1 << DIGIT_BITS) - 1;

/**
 * Sorts row numbers by a word for each row; equal ones keep their order.
 *
 * @returns The row numbers in their new order.
 */
export function sortByWord(
  rows: Uint32Array<ArrayBuffer>,
  words: Uint32Array,
): Uint32Array<ArrayBuffer> {
  let from = rows;
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const places = new Uint32Array(DIGIT_MASK + 2);
    for (let at = 0; at < from.length; at++) {
      const word = words[from[at] as number] as number;
      const digit = (word >>> shift & DIGIT_MASK) + 1;
      places[digit] = (places[digit] as number) + 1;
    }
    if (places.includes(from.length, 1)) continue; // one digit has them all
    for (let digit = 1; digit <= DIGIT_MASK; digit++) {
      places[digit] = (places[digit] as number) + (places[digit - 1] as number);
    }
    const to = new Uint32Array(from.length);
    for (let at = 0; at < from.length; at++) {
      const row = from[at] as number;
      const digit = (words[row] as number) >>> shift & DIGIT_MASK;
      const place = places[digit] as number;
      places[digit] = place + 1;
      to[place] = row;
    }
    from = to;
  }
  return from;
}

const SIGN = 0x8000_0000;
const float = new Float64Array(1);
const floatWords = new Uint32Array(float.buffer);

/** Words that sort as numbers do, the higher ones first. */
function sortableWords(
  { length, values }: ValueParts,
): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(length);
  const high = new Uint32Array(length);
  if (values instanceof BigInt64Array) {
    const words = wordsOf(values);
    for (let row = 0; row < length; row++) {
      low[row] = words[2 * row] as number;
      high[row] = (words[2 * row + 1] as number) ^ SIGN;
    }
    return { low, high };
  }
  for (let row = 0; row < length; row++) {
    const value = values[row] as number;
    float[0] = value;
    const top = floatWords[1] as number;
    const isNegative = top >= SIGN && value === value; // NaN comes last
    low[row] = isNegative
      ? ~(floatWords[0] as number)
      : floatWords[0] as number;
    high[row] = isNegative ? ~top : top | SIGN;
  }
  return { low, high };
}

/** Up to so many texts are sorted by comparing. */
const FEW = 12;
/** How many bytes are sorted by at once. */
const STEP = 8;

/** Texts that are equal in their first bytes. */
interface EqualTexts {
  readonly rows: Uint32Array;
  /** How many bytes these are. */
  readonly skip: number;
}

/** Sorts texts in place; a list of what is left serves those equal for long. */
function sortTexts(texts: ValueParts, rows: Uint32Array): void {
  const waiting: EqualTexts[] = [{ rows, skip: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    sortFrom(texts, next, waiting);
  }
}

/** Sorts by the next bytes. @param waiting Gets those that are equal so far. */
function sortFrom(
  texts: ValueParts,
  { rows, skip: before }: EqualTexts,
  waiting: EqualTexts[],
): void {
  const skip = rows.length <= FEW ? before : commonEnd(texts, rows, before);
  let isOver = true;
  for (let at = 0; isOver && at < rows.length; at++) {
    isOver = lengthOf(texts, rows[at] as number) <= skip;
  }
  if (rows.length <= FEW || isOver) {
    rows.sort((a, b) => compareFrom(texts, { a, b, skip }));
    return;
  }
  const low = prefixesOf(texts, rows, skip + 4);
  const high = prefixesOf(texts, rows, skip);
  const places = sortByWord(sortByWord(countUp(rows.length), low), high);
  rows.set(places.map((place) => rows[place] as number));
  let start = 0;
  for (let end = 1; end <= rows.length; end++) {
    const one = places[start] as number;
    const other = places[end] as number;
    if (
      end < rows.length && high[one] === high[other] && low[one] === low[other]
    ) continue;
    if (end - start > 1) {
      waiting.push({ rows: rows.subarray(start, end), skip: skip + STEP });
    }
    start = end;
  }
}

/** Up to where texts are equal that are so up to `from`. */
function commonEnd(
  { offsets, values }: ValueParts,
  rows: Uint32Array,
  from: number,
): number {
  const starts = offsets as Int32Array;
  const bytes = values as Uint8Array;
  const [first = 0] = rows;
  const own = starts[first] as number;
  let end = (starts[first + 1] as number) - own;
  for (let at = 1; at < rows.length && end > from; at++) {
    const row = rows[at] as number;
    const start = starts[row] as number;
    end = Math.min(end, (starts[row + 1] as number) - start);
    let equal = from;
    while (equal < end && bytes[own + equal] === bytes[start + equal]) equal++;
    end = equal;
  }
  return Math.max(end, from);
}

/** Four bytes of each text as a number; 0 stands for what is not there. */
function prefixesOf(
  texts: ValueParts,
  rows: Uint32Array,
  skip: number,
): Uint32Array {
  const offsets = texts.offsets as Int32Array;
  const bytes = texts.values as Uint8Array;
  const words = new Uint32Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] as number;
    const from = (offsets[row] as number) + skip;
    const end = Math.min(from + 4, offsets[row + 1] as number);
    let word = 0;
    for (let at = from; at < end; at++) {
      const byte = ORDER[bytes[at] as number] as number;
      word |= byte << (24 - 8 * (at - from));
    }
    words[place] = word;
  }
  return words;
}

function compareFrom(
  texts: ValueParts,
  { a, b, skip }: { a: number; b: number; skip: number },
): number {
  const offsets = texts.offsets as Int32Array;
  const bytes = texts.values as Uint8Array;
  const from = offsets[a] as number;
  const other = offsets[b] as number;
  const lengths = lengthOf(texts, a) - lengthOf(texts, b);
  const common = lengthOf(texts, lengths < 0 ? a : b);
  for (let at = skip; at < common; at++) {
    const one = ORDER[bytes[from + at] as number] as number;
    const difference = one - (ORDER[bytes[other + at] as number] as number);
    if (difference !== 0) return difference;
  }
  return lengths;
}

function lengthOf({ offsets }: ValueParts, row: number): number {
  return (offsets?.[row + 1] as number) - (offsets?.[row] as number);
}

/**
 * Where a byte of UTF-8 stands so that texts are sorted as in UTF-16: what
 * takes four bytes, F0 to F4, comes before U+E000, which begins with EE.
 */
export const ORDER: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0xf0 && byte <= 0xf4) return byte - 2;
  return byte === 0xee || byte === 0xef ? byte + 5 : byte;
});
