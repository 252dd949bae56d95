/**
 * Works out the order of rows that are in memory.
 *
 * Words are made as narrow as their values allow, since the fewer bits they
 * have, the fewer passes it takes to sort by them: seconds in microseconds
 * are counted in seconds, prices in cents, all from the smallest one.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import { plainType } from "./dataset_source.ts";
import { RowOrder } from "./radix_sort.ts";
import { fixedKeys, type KeyOrder, type KeySource } from "./sort_keys.ts";
import { type OrderedTexts, sortTexts } from "./sort_texts.ts";
import { countUp } from "./typed_arrays.ts";

/** A column to sort by. */
export interface OrderColumn extends KeyOrder {
  readonly type: ColumnSpec;
  /** All its values. */
  readonly source: KeySource;
}

/**
 * The numbers of rows in their order; equal rows keep theirs.
 *
 * @param columns The weightiest first.
 */
export function orderRows(
  columns: readonly OrderColumn[],
  rowCount: number,
): Uint32Array {
  const order = new RowOrder(rowCount);
  for (const column of columns.toReversed()) {
    sortByColumn(order, column);
    const { valid } = column.source;
    if (valid === undefined) continue;
    const words = Uint32Array.from(valid);
    if (column.nullsLast) invert(words, 1);
    order.sortBy(words, 1);
  }
  return order.rows;
}

function sortByColumn(order: RowOrder, column: OrderColumn): void {
  const { source, descending, type } = column;
  if (source.offsets !== undefined) {
    sortTexts(order, source as OrderedTexts, descending);
    return;
  }
  const words = source.dictionary !== undefined
    ? [rankCodes(source, source.dictionary)]
    : narrowValues(source, type);
  for (const { word, most } of words) {
    if (source.valid !== undefined) clearNulls(word, source.valid);
    if (descending) invert(word, most);
    order.sortBy(word, 32 - Math.clz32(most));
  }
}

/** Words to sort by, the least weighty first, and their maximum. */
interface Words {
  readonly word: Uint32Array;
  readonly most: number;
}

function invert(words: Uint32Array, most: number): void {
  for (let i = 0; i < words.length; i++) words[i] = most - (words[i] as number);
}

/** Keeps words of nulls within the bits that the others have. */
function clearNulls(words: Uint32Array, valid: Uint8Array): void {
  for (let i = 0; i < words.length; i++) if (valid[i] === 0) words[i] = 0;
}

function rankCodes(
  { values, valid, length }: KeySource,
  dictionary: readonly string[],
): Words {
  const codes = countUp(dictionary.length);
  codes.sort((a, b) =>
    (dictionary[a] as string) < (dictionary[b] as string) ? -1 : 1
  );
  const ranks = new Uint32Array(dictionary.length);
  for (const [rank, code] of codes.entries()) ranks[code] = rank;
  const word = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    if (valid !== undefined && valid[row] === 0) continue;
    word[row] = ranks[(values as Int32Array)[row] as number] as number;
  }
  return { word, most: Math.max(0, ranks.length - 1) };
}

function narrowValues(source: KeySource, type: ColumnSpec): Words[] {
  if (plainType(type) === "float64") {
    const word = scaleNumbers(source);
    if (word !== undefined) return [word];
  }
  const { low, high } = fixedKeys(source, type);
  if (high === undefined) return [narrowWord(low, source.valid)];
  return narrowPairs(low, high, source.valid);
}

function narrowWord(word: Uint32Array, valid: Uint8Array | undefined): Words {
  let least = 0xffff_ffff;
  let most = 0;
  for (let i = 0; i < word.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const value = word[i] as number;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least > most) return { word, most: 0 };
  for (let i = 0; i < word.length; i++) word[i] = (word[i] as number) - least;
  return { word, most: most - least };
}

/** Of microseconds, how many make a second, and a millisecond. */
const UNITS = [1_000_000, 1000, 1];

/** One word for values that lie close enough, or are multiples of a unit. */
function narrowPairs(
  low: Uint32Array,
  high: Uint32Array,
  valid: Uint8Array | undefined,
): Words[] {
  const tops = narrowWord(high, valid);
  // Above the smallest upper word, values are numbers that doubles can hold.
  if (tops.most < 2 ** 21) {
    const values = new Float64Array(low.length);
    let least = Infinity;
    for (let i = 0; i < low.length; i++) {
      const value = (high[i] as number) * 2 ** 32 + (low[i] as number);
      values[i] = value;
      if (value < least && (valid === undefined || valid[i] === 1)) {
        least = value;
      }
    }
    for (const unit of UNITS) {
      const found = inUnits(values, { least, unit, valid });
      if (found !== undefined) return [found];
    }
  }
  return [{ word: low, most: 0xffff_ffff }, tops];
}

/** Counts from the smallest value, if that gives whole numbers of 32 bits. */
function inUnits(
  values: Float64Array,
  { least, unit, valid }: {
    readonly least: number;
    readonly unit: number;
    readonly valid: Uint8Array | undefined;
  },
): Words | undefined {
  const word = new Uint32Array(values.length);
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const distance = (values[i] as number) - least;
    const count = Math.floor(distance / unit);
    if (count * unit !== distance || count >= 2 ** 32) return undefined;
    word[i] = count;
    if (count > most) most = count;
  }
  return { word, most };
}

/** The powers of ten that numbers may be whole multiples of. */
const SCALES = [1, 100, 10_000];

/** Words of numbers with few decimals. */
function scaleNumbers({ values, valid }: KeySource): Words | undefined {
  const numbers = values as Float64Array;
  for (const scale of SCALES) {
    const scaled = scaleBy(numbers, valid, scale);
    if (scaled !== undefined) return scaled;
  }
  return undefined;
}

function scaleBy(
  values: Float64Array,
  valid: Uint8Array | undefined,
  scale: number,
): Words | undefined {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const value = values[i] as number;
    const count = Math.round(value * scale);
    if (count / scale !== value || Math.abs(count) > 2 ** 52) return undefined;
    if (count < least) least = count;
    if (count > most) most = count;
  }
  if (most - least >= 2 ** 32) return undefined;
  const word = new Uint32Array(values.length);
  if (most < least) return { word, most: 0 };
  for (let i = 0; i < values.length; i++) {
    word[i] = Math.round((values[i] as number) * scale) - least;
  }
  return { word, most: most - least };
}
