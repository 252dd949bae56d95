/**
 * Numbers the different values of a column of any type, batch by batch.
 *
 * @module
 */

import type { ColumnSpec, FixedArray } from "ax";
import { plainType } from "./dataset_source.ts";
import { TextCodes } from "./text_codes.ts";
import { wordsOf } from "./typed_arrays.ts";
import { ValueCodes, type ValueParts } from "./value_coder.ts";
import { WordTable } from "./word_table.ts";

/**
 * Makes the codes of a column.
 *
 * @param type Neither a list, `json` nor `bytes`.
 * @param takesCodes Whether there may be codes that no row has, because those
 * of a dictionary are taken as they are.
 */
export function makeCodes(type: ColumnSpec, takesCodes = false): ValueCodes {
  switch (plainType(type)) {
    case "string":
    case "category":
      return new TextCodes(takesCodes);
    case "float32":
      return new NumberCodes(Float32Array);
    case "float64":
      return new NumberCodes(Float64Array);
    case "int64":
    case "datetime":
      return new WideCodes();
    case "bool":
      return new NumberCodes(Uint8Array);
  }
  return new NumberCodes(Int32Array);
}

type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array;

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** Values that are told apart by two words. */
abstract class WordCodes extends ValueCodes {
  protected readonly table: WordTable = new WordTable();

  override get byteCount(): number {
    return this.table.byteCount;
  }

  override fits({ length }: ValueParts): boolean {
    return this.table.fits(length);
  }

  override reserve(count: number): void {
    this.table.reserve(count);
  }

  protected override get valueCount(): number {
    return this.table.size;
  }

  override values(): ValueParts {
    const words = this.table.words();
    const low = this.withNull(words.low);
    const high = this.withNull(words.high);
    const values = this.join(low, high);
    return { length: this.size, values, valid: this.validity() };
  }

  /** The values of which the words are. */
  protected abstract join(low: Int32Array, high: Int32Array): FixedArray;
}

/** Numbers of 64 bits or less: as float64, all of them without a loss. */
class NumberCodes<A extends NumberArray> extends WordCodes {
  readonly #make: new (length: number) => A;

  constructor(make: new (length: number) => A) {
    super();
    this.#make = make;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const values = vector.values as NumberArray;
    const { table } = this;
    for (let row = 0; row < vector.length; row++) {
      if (vector.valid !== undefined && vector.valid[row] === 0) continue;
      const value = values[row] as number;
      float[0] = value + 0; // makes 0 of -0
      codes[row] = value === value
        ? table.add(floatWords[0] as number, floatWords[1] as number)
        : table.add(0, NAN_WORD);
    }
  }

  protected override join(low: Int32Array, high: Int32Array): A {
    const values = new this.#make(low.length);
    for (let code = 0; code < low.length; code++) {
      floatWords[0] = low[code] as number;
      floatWords[1] = high[code] as number;
      values[code] = float[0] as number;
    }
    return values;
  }
}

const NAN_WORD = 0x7ff8_0000;

/** Integers of 64 bits, as their halves. */
class WideCodes extends WordCodes {
  protected override number(vector: ValueParts, codes: Int32Array): void {
    const { values, length, valid } = vector;
    const words = wordsOf(values as BigInt64Array);
    const { table } = this;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const low = words[2 * row] as number;
      codes[row] = table.add(low, words[2 * row + 1] as number);
    }
  }

  protected override join(low: Int32Array, high: Int32Array): BigInt64Array {
    const values = new BigInt64Array(low.length);
    const words = wordsOf(values);
    for (let code = 0; code < low.length; code++) {
      words[2 * code] = low[code] as number;
      words[2 * code + 1] = high[code] as number;
    }
    return values;
  }
}
