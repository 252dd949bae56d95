/**
 * The converter of complex numbers, into lists of two: real and imaginary part.
 *
 * @module
 */

import { type FloatOptions, pointed } from "./convert_float.ts";
import { Converter, trimmedText } from "./converter.ts";
import { doubleOf, singleOf } from "./float_text.ts";
import type { BatchColumn, ColumnSpec } from "./vectors.ts";

const PART = "(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?|nan|infinity|inf";
/** Real part, imaginary part, or both; `j` alone is one. */
const COMPLEX = new RegExp(
  `^(?:([+-]?(?:${PART}))(?![^+-])|(?=[^]*j))(?:([+-]?)(${PART}|)j)?$`,
  "i",
);

/** Makes `[1, -2]` of `1-2j`, `(1-2j)` and so on, as Python reads them. */
export class ComplexConverter extends Converter {
  readonly #options: FloatOptions;
  readonly #isSingle: boolean;
  #offsets = new Int32Array(1);
  #values: Float32Array | Float64Array;

  /** @param type `list<float64>` or `list<float32>`. */
  constructor(type: ColumnSpec, options: FloatOptions = {}) {
    super(type);
    this.#options = options;
    this.#isSingle = type.startsWith("list<float32>");
    this.#values = this.#make(0);
  }

  #make(length: number): Float32Array | Float64Array {
    return this.#isSingle ? new Float32Array(length) : new Float64Array(length);
  }

  protected override reserve(count: number): void {
    if (count < this.#offsets.length) return;
    const room = Math.max(count, 2 * this.#offsets.length);
    this.#offsets = new Int32Array(room + 1);
    this.#values = this.#make(2 * room);
  }

  protected override parse(
    bytes: Uint8Array,
    start: number,
    end: number,
    row: number,
  ): boolean {
    const text = trimmedText(bytes, start, end);
    const inner = /^\(\s*(.*?)\s*\)$/s.exec(text)?.[1] ?? text;
    const found = COMPLEX.exec(pointed(inner, this.#options));
    if (found === null) return false;
    const [, real, sign, size] = found;
    // Two parts need a sign between them.
    if (real !== undefined && sign === "") return false;
    const read = this.#isSingle ? singleOf : doubleOf;
    const at = this.#offsets[row] as number;
    this.#values[at] = real === undefined ? 0 : read(real);
    this.#values[at + 1] = sign === undefined ? 0 : read(`${sign}${size || 1}`);
    this.#offsets[row + 1] = at + 2;
    return true;
  }

  protected override skip(row: number): void {
    this.#offsets[row + 1] = this.#offsets[row] as number;
  }

  protected override give(
    count: number,
    valid: Uint8Array | undefined,
  ): BatchColumn {
    const offsets = this.#offsets.subarray(0, count + 1);
    const length = offsets[count] as number;
    const values = this.#values.subarray(0, length);
    const elements = { values, length } as never;
    const column = { values, offsets, elements };
    return valid ? { ...column, valid } : column;
  }
}
