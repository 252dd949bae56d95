/**
 * Minimum, maximum and null count of a column, per batch and per file.
 *
 * A minimum has two forms. Stored (in a footer, in a manifest) it is plain
 * JSON: `int64` and `datetime` (microseconds) as decimal digits, `date` in
 * days, a float that JSON lacks as `"NaN"`, `"Infinity"`, `"-Infinity"`. To a
 * program it is what the column's values are.
 *
 * NaN counts only where there is nothing else. `string`, `json`, `bytes` and
 * lists have null counts alone; a `category` has its minimum per file, in the
 * order of UTF-16 code units, unless it is longer than 256 of them.
 *
 * @module
 */

import type { Comparable } from "../core/rows.ts";
import type { FixedArray } from "../core/vectors.ts";
import type { ParsedType } from "./types.ts";

/** A minimum or maximum as JSON; `null` when there is none. */
export type StatValue = number | string | boolean | null;

/** What is known of one column in one batch. */
export interface BatchStats {
  readonly nullCount: number;
  readonly min: StatValue;
  readonly max: StatValue;
}

/** What is known of one column in one file. */
export interface ColumnStats extends BatchStats {
  readonly batches: readonly BatchStats[];
}

/** A minimum and maximum that compare by `<`. */
export type Extent = readonly [min: Comparable, max: Comparable];

/** A value of a column, as `rows()` gives it. */
export type StatResult = Comparable | Date | null;

/**
 * Finds minimum and maximum of typed values.
 *
 * @returns `undefined` if all are null.
 */
export function findExtent(
  values: FixedArray,
  valid: Uint8Array | undefined,
): Extent | undefined {
  if (values instanceof BigInt64Array) return findWideExtent(values, valid);
  // A loop that sees arrays of one type alone is three times as fast.
  if (valid === undefined && values.length > 0) {
    if (values instanceof Int32Array) return findWholeExtent(values);
    if (values instanceof Float64Array) return findDoubleExtent(values);
  }
  let min = Infinity;
  let max = -Infinity;
  let sawNaN = false;
  let sawNumber = false;
  for (let i = 0; i < values.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const value = values[i] as number;
    if (value !== value) {
      sawNaN = true;
      continue;
    }
    sawNumber = true;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (sawNumber) return [min, max];
  return sawNaN ? [NaN, NaN] : undefined;
}

function findWholeExtent(values: Int32Array): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function findDoubleExtent(values: Float64Array): Extent {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : [NaN, NaN];
}

/** Compares halves, because making a bigint per row takes five times longer. */
function findWideExtent(
  values: BigInt64Array,
  valid: Uint8Array | undefined,
): Extent | undefined {
  const { buffer, byteOffset, length } = values;
  const words = new Int32Array(buffer, byteOffset, length * 2);
  const first = valid === undefined ? 0 : valid.indexOf(1);
  if (first === -1 || length === 0) return undefined;
  let [min, max] = [first, first];
  let minHigh = words[2 * first + 1] as number;
  let minLow = (words[2 * first] as number) >>> 0;
  let [maxHigh, maxLow] = [minHigh, minLow];
  for (let i = first + 1; i < length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const high = words[2 * i + 1] as number;
    const low = (words[2 * i] as number) >>> 0;
    if (high < minHigh || high === minHigh && low < minLow) {
      [min, minHigh, minLow] = [i, high, low];
    }
    if (high > maxHigh || high === maxHigh && low > maxLow) {
      [max, maxHigh, maxLow] = [i, high, low];
    }
  }
  return [values[min] as bigint, values[max] as bigint];
}

/** The extent of two parts together; NaN gives way to any number. */
export function joinExtents(
  a: Extent | undefined,
  b: Extent | undefined,
): Extent | undefined {
  if (a === undefined || Number.isNaN(a[0])) return b ?? a;
  if (b === undefined || Number.isNaN(b[0])) return a;
  return [b[0] < a[0] ? b[0] : a[0], b[1] > a[1] ? b[1] : a[1]];
}

/** Makes the stored form of what typed values gave. */
export function encodeStats(
  type: ParsedType,
  extent: Extent | undefined,
  nullCount: number,
): BatchStats {
  const [min, max] = extent ?? [null, null];
  return { nullCount, min: encode(type, min), max: encode(type, max) };
}

function encode(type: ParsedType, value: Comparable | null): StatValue {
  if (value === null) return null;
  if (type.kind === "bool") return value === 1;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  return typeof value === "boolean" ? value : String(value);
}

/**
 * Makes a column value of a stored minimum or maximum.
 *
 * @throws {RangeError} If the stored form is not of the column's type.
 */
export function decodeStat(type: ParsedType, stored: StatValue): StatResult {
  if (stored === null) return null;
  switch (type.kind) {
    case "bool":
      return stored === true;
    case "int64":
      return toBigInt(stored);
    case "datetime": {
      const micros = toBigInt(stored);
      const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
      return new Date(Number(millis));
    }
    case "date":
      return new Date(Number(stored) * 86_400_000);
    case "category":
      return String(stored);
    default:
      return Number(stored);
  }
}

/**
 * What a stored minimum or maximum is compared by: exactly, where `Date` has
 * neither microseconds nor all years.
 *
 * @returns `null` where there is none.
 */
export function storedOrder(
  type: ParsedType,
  stored: StatValue,
): Comparable | null {
  if (stored === null) return null;
  if (type.kind === "datetime") return toBigInt(stored);
  if (type.kind === "date") return Number(stored);
  return comparable(decodeStat(type, stored));
}

function toBigInt(stored: StatValue): bigint {
  try {
    return BigInt(stored as string);
  } catch (cause) {
    throw new RangeError(`its statistics say "${stored}"`, { cause });
  }
}

/** What a column value is compared by; `null` for what has no order. */
export function comparable(value: unknown): Comparable | null {
  if (value instanceof Date) return value.getTime();
  switch (typeof value) {
    case "number":
    case "bigint":
    case "string":
    case "boolean":
      return value;
    default:
      return null;
  }
}

/**
 * Reads statistics from the JSON in a footer.
 *
 * @throws {RangeError} If the JSON is anything else, or of another type.
 */
export function parseStats(type: ParsedType, text: string): ColumnStats {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new RangeError("its statistics are no JSON", { cause });
  }
  const stats = parsed as ColumnStats;
  const isWhole = isStats(stats) && Array.isArray(stats.batches) &&
    stats.batches.every(isStats);
  if (!isWhole) throw new RangeError("its statistics are garbled");
  for (const { min, max } of [stats, ...stats.batches]) {
    decodeStat(type, min);
    decodeStat(type, max);
  }
  return stats;
}

function isStats(value: unknown): value is BatchStats {
  if (typeof value !== "object" || value === null) return false;
  const { nullCount, min, max } = value as Partial<BatchStats>;
  return Number.isSafeInteger(nullCount) && isStatValue(min) &&
    isStatValue(max);
}

function isStatValue(value: unknown): value is StatValue {
  return value === null ||
    ["number", "string", "boolean"].includes(typeof value);
}
