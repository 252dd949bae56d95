/**
 * The converter of whole numbers that may be written with decimals.
 *
 * @module
 */

import { LongConverter } from "./convert_fixed.ts";
import { type FloatOptions, joined } from "./convert_float.ts";
import { readInteger } from "./convert_integer.ts";
import { skipSpaces, textOf, trimEnd } from "./converter.ts";
import type { ColumnSpec } from "./vectors.ts";

const LIMIT = 2n ** 63n;
const ZERO = 48;

/** Makes int64 of `42`, `42.`, `42.0` and `1_000`. */
export class WholeConverter extends LongConverter {
  readonly #point: number;

  /** @param options The decimal sign. */
  constructor(type: ColumnSpec, options: FloatOptions = {}) {
    super(type);
    this.#point = options.point ?? 46;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    let last = trimEnd(bytes, start, end);
    const from = last;
    while (last > start && bytes[last - 1] === ZERO) last--;
    const hasPoint = last > start && bytes[last - 1] === this.#point;
    last = hasPoint ? last - 1 : from;
    const value = hasPoint && last === start
      ? from - last > 1 ? 0 : undefined
      : readInteger(bytes, start, last) ?? readGroups(bytes, start, from);
    if (value === undefined || value < -LIMIT || value >= LIMIT) return false;
    this.values[row] = BigInt(value);
    return true;
  }
}

/** Reads a whole number whose digits stand in groups, as in `1_000`. */
function readGroups(
  bytes: Uint8Array,
  start: number,
  end: number,
): bigint | undefined {
  const text = textOf(bytes, skipSpaces(bytes, start, end), end);
  const digits = joined(text);
  if (digits === text) return undefined;
  const size = BigInt(digits.replace(/^[+-]/, ""));
  return digits.startsWith("-") ? -size : size;
}
