/**
 * Converters into int32 and int64.
 *
 * Spaces around a number are ignored. A number may have a sign. In base 16 it
 * may begin with `0x`; base 0 takes `0x` for base 16 and `0` for base 8.
 *
 * @module
 */

import { skipSpaces, textOf, trimEnd } from "./converter.ts";
import { FixedConverter, LongConverter } from "./convert_fixed.ts";
import type { ColumnSpec } from "./vectors.ts";

/** How a whole number is written. */
export interface IntegerOptions {
  /** 2 to 16, or 0 to tell by the prefix. Default: 10. */
  readonly base?: number;
  /** Ignores what follows the digits; no digits are 0. */
  readonly isPrefix?: boolean;
}

const MIN_INT32 = -2147483648;
const MAX_INT32 = 2147483647;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/** Makes int32 of whole numbers. */
export class Int32Converter extends FixedConverter<Int32Array> {
  readonly #options: IntegerOptions | undefined;

  /** @param options Left out for the plain decimal form. */
  constructor(type: ColumnSpec, options?: IntegerOptions) {
    super(type, Int32Array);
    this.#options = options;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const length = end - start;
    let value = 0;
    if (length > 9 || length === 0 || this.#options !== undefined) {
      return this.#parseOther(bytes, start, end, row);
    }
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) {
        return this.#parseOther(bytes, start, end, row);
      }
      value = value * 10 + digit;
    }
    this.values[row] = value;
    return true;
  }

  #parseOther(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const value = readInteger(bytes, start, end, this.#options);
    if (value === undefined) return false;
    if (value < MIN_INT32 || value > MAX_INT32) return false;
    this.values[row] = Number(value);
    return true;
  }
}

/** Makes int64 of whole numbers. */
export class Int64Converter extends LongConverter {
  readonly #options: IntegerOptions | undefined;

  /** @param options Left out for the plain decimal form. */
  constructor(type: ColumnSpec, options?: IntegerOptions) {
    super(type);
    this.#options = options;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const length = end - start;
    if (length > 15 || length === 0 || this.#options !== undefined) {
      return this.#parseOther(bytes, start, end, row);
    }
    let value = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) {
        return this.#parseOther(bytes, start, end, row);
      }
      value = value * 10 + digit;
    }
    this.put(row, value);
    return true;
  }

  #parseOther(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const value = readInteger(bytes, start, end, this.#options);
    if (value === undefined) return false;
    if (value < MIN_INT64 || value > MAX_INT64) return false;
    this.values[row] = BigInt(value);
    return true;
  }
}

/** Reads a whole number of any size; `undefined` if it is none. */
export function readInteger(
  bytes: Uint8Array,
  start: number,
  end: number,
  options: IntegerOptions = {},
): number | bigint | undefined {
  const isPrefix = options.isPrefix === true;
  let at = skipSpaces(bytes, start, end);
  const last = isPrefix ? end : trimEnd(bytes, at, end);
  const sign = bytes[at];
  const isNegative = at < last && sign === 45;
  if (isNegative || at < last && sign === 43) at++;
  const { base, skip } = findBase(bytes, at, last, options.base ?? 10);
  at += skip;
  const first = at;
  let value = 0;
  while (at < last && digitOf(bytes[at] as number) < base) {
    value = value * base + digitOf(bytes[at] as number);
    at++;
  }
  if (!isPrefix && (at < last || at === first)) return undefined;
  if (at === first) return 0;
  if (value > Number.MAX_SAFE_INTEGER) {
    const big = readBig(bytes, first, at, base);
    return isNegative ? -big : big;
  }
  return isNegative && value !== 0 ? -value : value;
}

function findBase(
  bytes: Uint8Array,
  at: number,
  end: number,
  base: number,
): { base: number; skip: number } {
  const isZero = at < end && bytes[at] === 48;
  const isX = isZero && at + 1 < end &&
    ((bytes[at + 1] as number) | 32) === 120;
  const hasHex = isX && at + 2 < end && digitOf(bytes[at + 2] as number) < 16;
  if (hasHex && (base === 16 || base === 0)) return { base: 16, skip: 2 };
  if (base !== 0) return { base, skip: 0 };
  return { base: isZero ? 8 : 10, skip: 0 };
}

function digitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : 99;
}

function readBig(
  bytes: Uint8Array,
  start: number,
  end: number,
  base: number,
): bigint {
  if (base === 10) return BigInt(textOf(bytes, start, end));
  let value = 0n;
  for (let at = start; at < end; at++) {
    value = value * BigInt(base) + BigInt(digitOf(bytes[at] as number));
  }
  return value;
}
