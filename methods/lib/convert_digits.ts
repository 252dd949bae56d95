/**
 * Converters of numbers of any size into text that has all their digits.
 *
 * Equal numbers become equal texts, so that they can be grouped, joined and
 * hashed: no zeros at either end, no exponent, no plus sign, no `-0`.
 *
 * @module
 */

import { type FloatOptions, joined, pointed } from "./convert_float.ts";
import { VariableConverter } from "./convert_text.ts";
import { trimmedText } from "./converter.ts";
import type { ColumnSpec } from "./vectors.ts";

/** How a number is written, and which are taken. */
export interface DigitOptions extends FloatOptions {
  /** Takes whole numbers only, and none with an exponent. */
  readonly isWhole?: boolean;
}

/** How far an exponent moves the point: more than doubles reach. */
const MAX_EXPONENT = 400;

/** Makes text of numbers, as `12` of `+012.0` and `0.001` of `1e-3`. */
export class DigitConverter extends VariableConverter {
  readonly #options: DigitOptions;

  /** @param type A string column. */
  constructor(type: ColumnSpec, options: DigitOptions = {}) {
    super(type);
    this.#options = options;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const text = pointed(trimmedText(bytes, start, end), this.#options);
    const digits = spell(joined(text), this.#options);
    if (digits === undefined) return false;
    const at = this.room(row, digits.length);
    for (let i = 0; i < digits.length; i++) {
      this.bytes[at + i] = digits.charCodeAt(i);
    }
    this.close(row, at + digits.length);
    return true;
  }
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** The one way to write a number; `undefined` if it is none. */
function spell(
  text: string,
  { isWhole = false }: DigitOptions,
): string | undefined {
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = "", decimals = "", power] = found;
  const exponent = Number(power ?? 0);
  if (whole + decimals === "" || Math.abs(exponent) > MAX_EXPONENT) {
    return undefined;
  }
  const { before, after } = movePoint(whole, decimals, exponent);
  const front = trimZeros(before, "front") || "0";
  const back = trimZeros(after, "back");
  if (isWhole && (back !== "" || power !== undefined)) return undefined;
  const size = back === "" ? front : `${front}.${back}`;
  return sign === "-" && size !== "0" ? `-${size}` : size;
}

function movePoint(
  whole: string,
  decimals: string,
  exponent: number,
): { before: string; after: string } {
  const at = whole.length + exponent;
  if (at < 0) return { before: "", after: "0".repeat(-at) + whole + decimals };
  const digits = (whole + decimals).padEnd(at, "0");
  return { before: digits.slice(0, at), after: digits.slice(at) };
}

/** By hand: a pattern for zeros at the end tries each zero within, too. */
function trimZeros(digits: string, end: "front" | "back"): string {
  let from = 0;
  let to = digits.length;
  if (end === "front") { while (from < to && digits[from] === "0") from++; }
  else while (to > from && digits[to - 1] === "0") to--;
  return digits.slice(from, to);
}
