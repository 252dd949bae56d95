/**
 * Converters into bool.
 *
 * @module
 */

import { FixedConverter } from "./convert_fixed.ts";
import { type FloatOptions, readFloat } from "./convert_float.ts";
import { textOf } from "./converter.ts";
import type { ColumnSpec } from "./vectors.ts";

const TRUE = new Set(["true", "t", "yes", "y", "on", "1"]);
const FALSE = new Set(["false", "f", "no", "n", "off", "0"]);
/** What the converter `strbool` takes for false; all else is true. */
const FALSY = new Set(["false", "0", "f", "no", "off", "nil", "null", ""]);

/** Makes bools of words, in upper or lower case. */
export class BoolConverter extends FixedConverter<Uint8Array> {
  readonly #isLenient: boolean;

  /** @param isLenient Takes any text; the words for false are few then. */
  constructor(type: ColumnSpec, isLenient = false) {
    super(type, Uint8Array);
    this.#isLenient = isLenient;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const word = end - start > 5
      ? "longer"
      : textOf(bytes, start, end).toLowerCase();
    if (this.#isLenient) {
      this.values[row] = FALSY.has(word) ? 0 : 1;
      return true;
    }
    const isTrue = TRUE.has(word);
    this.values[row] = isTrue ? 1 : 0;
    return isTrue || FALSE.has(word);
  }
}

/** Makes bools of numbers: whether they are not 0. */
export class FloatBoolConverter extends FixedConverter<Uint8Array> {
  readonly #options: FloatOptions;

  /** @param options How the numbers are written. */
  constructor(type: ColumnSpec, options: FloatOptions = {}) {
    super(type, Uint8Array);
    this.#options = options;
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const value = readFloat(bytes, start, end, this.#options);
    this.values[row] = value === 0 ? 0 : 1;
    return value !== undefined;
  }
}
