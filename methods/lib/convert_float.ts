/**
 * Converters into float64 and float32, rounded as `Number()` rounds.
 *
 * @module
 */

import { skipSpaces, textOf, trimEnd } from "./converter.ts";
import { FixedConverter } from "./convert_fixed.ts";
import type { ColumnSpec } from "./vectors.ts";

/** How a number is written. */
export interface FloatOptions {
  /** The byte before the decimals. Default: a point. */
  readonly point?: number;
  /** Ignores what follows the number; no number is 0. */
  readonly isPrefix?: boolean;
  /**
   * Refuses what is not written in digits, what is too large, and whole
   * numbers that would be rounded.
   */
  readonly isStrict?: boolean;
}

const POINT = 46;
/** The powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/** Makes float64 or float32 of numbers. */
export class FloatConverter
  extends FixedConverter<Float64Array | Float32Array> {
  readonly #options: FloatOptions;
  readonly #point: number;

  /** @param type A float64 or float32 column. */
  constructor(type: ColumnSpec, options: FloatOptions = {}) {
    super(type, type.startsWith("float32") ? Float32Array : Float64Array);
    this.#options = options;
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
    }
    this.values[row] = isNegative ? -mantissa : mantissa;
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
const NAMED = /^[+-]?(?:nan|infinity|inf)/i;

/** Reads a number in any form; `undefined` if it is none. */
export function readFloat(
  bytes: Uint8Array,
  start: number,
  end: number,
  options: FloatOptions = {},
): number | undefined {
  const { point = POINT, isPrefix = false, isStrict = false } = options;
  const from = skipSpaces(bytes, start, end);
  let text = textOf(bytes, from, isPrefix ? end : trimEnd(bytes, from, end));
  if (point !== POINT) text = swapPoint(text, String.fromCharCode(point));
  const found = NUMBER.exec(text) ?? (isStrict ? null : NAMED.exec(text));
  if (found === null) return isPrefix ? 0 : undefined;
  if (!isPrefix && found[0].length < text.length) return undefined;
  const value = valueOf(found[0]);
  if (isStrict && !isExact(found[0], value)) return undefined;
  return value;
}

/** Whether a number is finite, and no whole one that was rounded. */
function isExact(text: string, value: number): boolean {
  if (Math.abs(value) <= Number.MAX_SAFE_INTEGER) return true;
  const [, digits] = /^[+-]?(\d+)\.?0*$/.exec(text) ?? [];
  if (digits === undefined || !Number.isFinite(value)) {
    return Number.isFinite(value);
  }
  return BigInt(digits) === BigInt(Math.abs(value));
}

/** Makes the decimal sign a point, and a point something that is no number. */
function swapPoint(text: string, point: string): string {
  return text.replaceAll(".", "x").replaceAll(point, ".");
}

function valueOf(text: string): number {
  const letter = text.replace(/^[+-]/, "")[0]?.toLowerCase();
  if (letter === "n") return NaN;
  if (letter !== "i") return Number(text);
  return text.startsWith("-") ? -Infinity : Infinity;
}
