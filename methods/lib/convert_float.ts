/**
 * Converters into float64 and float32, each rounded once, to the nearest.
 *
 * @module
 */

import { skipSpaces, textOf, trimEnd } from "./converter.ts";
import { FixedConverter } from "./convert_fixed.ts";
import { doubleOf, isHalfway, singleOf } from "./float_text.ts";
import type { ColumnSpec } from "./vectors.ts";

/** How a number is written. */
export interface FloatOptions {
  /** The byte before the decimals. Default: a point. */
  readonly point?: number;
  /** Ignores what follows the number; no number is 0. */
  readonly isPrefix?: boolean;
  /**
   * Refuses what is not written in digits, what is too large or too small, and
   * whole numbers that would be rounded; takes `1_000`. There is no -0 then.
   */
  readonly isStrict?: boolean;
  /** Rounds to the nearest single. */
  readonly isSingle?: boolean;
}

const POINT = 46;
/** The powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Makes float64 or float32 of numbers. */
export class FloatConverter
  extends FixedConverter<Float64Array | Float32Array> {
  readonly #options: FloatOptions;
  readonly #point: number;
  readonly #isSingle: boolean;
  readonly #isStrict: boolean;

  /** @param type A float64 or float32 column. */
  constructor(type: ColumnSpec, options: FloatOptions = {}) {
    const isSingle = type.startsWith("float32");
    super(type, isSingle ? Float32Array : Float64Array);
    this.#options = { ...options, isSingle };
    this.#isSingle = isSingle;
    this.#isStrict = options.isStrict === true;
    this.#point = options.point ?? POINT;
  }

  /** Reads plain decimals of up to 15 digits: both parts are exact then. */
  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    let at = start;
    const isNegative = bytes[at] === 45 && at < end;
    if (isNegative) at++;
    if (end - at > 16 || at === end) {
      return this.#parseOther(bytes, start, end, row);
    }
    let mantissa = 0;
    let pointAt = -1;
    for (; at < end; at++) {
      const byte = bytes[at] as number;
      const digit = byte - 48;
      if (digit >= 0 && digit <= 9) mantissa = mantissa * 10 + digit;
      else if (byte === this.#point && pointAt === -1) pointAt = at;
      else return this.#parseOther(bytes, start, end, row);
    }
    if (pointAt === -1) {
      if (mantissa > Number.MAX_SAFE_INTEGER) {
        return this.#parseOther(bytes, start, end, row);
      }
    } else {
      if (end - start <= 1 + (isNegative ? 1 : 0)) {
        return this.#parseOther(bytes, start, end, row);
      }
      mantissa /= POWERS[end - pointAt - 1] as number;
      if (this.#isSingle && isHalfway(mantissa)) {
        return this.#parseOther(bytes, start, end, row);
      }
    }
    const isMinus = isNegative && !(this.#isStrict && mantissa === 0);
    this.values[row] = isMinus ? -mantissa : mantissa;
    return true;
  }

  #parseOther(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const value = readFloat(bytes, start, end, this.#options);
    if (value === undefined) return false;
    this.values[row] = value;
    return true;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/;
const OTHER =
  /^[+-]?(?:nan|infinity|inf|0x(?:[\da-f]+\.?[\da-f]*|\.[\da-f]+)(?:p[+-]?\d+)?)/i;

/** Reads a number in any form; `undefined` if it is none. */
export function readFloat(
  bytes: Uint8Array,
  start: number,
  end: number,
  options: FloatOptions = {},
): number | undefined {
  const { isPrefix = false, isStrict = false, isSingle = false } = options;
  const from = skipSpaces(bytes, start, end);
  const last = isPrefix ? end : trimEnd(bytes, from, end);
  const text = pointed(textOf(bytes, from, last), options);
  const found = isStrict
    ? NUMBER.exec(joined(text))
    : OTHER.exec(text) ?? NUMBER.exec(text);
  if (found === null) return isPrefix ? 0 : undefined;
  const { input, 0: number } = found;
  if (!isPrefix && number.length < input.length) return undefined;
  if (isSingle) return singleOf(number);
  const value = doubleOf(number);
  if (!isStrict) return value;
  return isExact(number, value) ? value + 0 : undefined;
}

/**
 * A number with a point before its decimals; what was a point before is no
 * part of a number then.
 */
export function pointed(text: string, { point = POINT }: FloatOptions): string {
  return point === POINT
    ? text
    : text.replaceAll(".", "?").replaceAll(String.fromCharCode(point), ".");
}

/** A whole number without what stands between its groups, as in `1_000`. */
export function joined(text: string): string {
  return /^[+-]?\d+(?:_\d+)+$/.test(text) ? text.replaceAll("_", "") : text;
}

/** Whether a number is finite, not lost, and no whole one that was rounded. */
function isExact(text: string, value: number): boolean {
  if (value === 0) return !/^[^e]*[1-9]/i.test(text);
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  const [, digits] = /^[+-]?(\d+)\.?0*$/.exec(text) ?? [];
  if (digits === undefined || !Number.isFinite(value)) {
    return Number.isFinite(value);
  }
  return BigInt(digits) === BigInt(Math.abs(value));
}
