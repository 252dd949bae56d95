/**
 * Numbers the different values of a column, batch by batch.
 *
 * @module
 */

import type { ColumnSpec, FixedArray } from "ax";
import { ByteTable } from "./byte_table.ts";
import { plainType } from "./dataset_source.ts";
import { WordTable } from "./word_table.ts";

/** The typed arrays behind the vector of a column of no list. */
export interface ValueParts {
  readonly length: number;
  /** Numbers; bytes of text; codes of categories. */
  readonly values: FixedArray;
  /** Of texts. */
  readonly offsets?: Int32Array;
  /** Of categories. */
  readonly dictionary?: readonly string[];
  readonly valid?: Uint8Array | undefined;
}

/** Stands for null until it has a code. */
const NONE = -1;

/** Gives equal values one code, counted from 0 without a gap. */
export abstract class ValueCodes {
  #nullCode = NONE;

  /** How many different values there are, null among them. */
  get size(): number {
    return this.valueCount + (this.#nullCode === NONE ? 0 : 1);
  }

  /** The code of null; -1 if there was none. */
  get nullCode(): number {
    return this.#nullCode;
  }

  /**
   * Finds the code of each row of a vector.
   *
   * @param codes Room for one code per row.
   */
  encode(vector: ValueParts, codes: Int32Array): void {
    const { length, valid } = vector;
    this.number(vector, codes);
    if (valid === undefined && this.#nullCode === NONE) return;
    // Null gets a code after those of the first values, and shifts the rest.
    if (this.#nullCode === NONE) this.#nullCode = this.valueCount;
    const nullCode = this.#nullCode;
    for (let row = 0; row < length; row++) {
      const code = codes[row] as number;
      if (valid !== undefined && valid[row] === 0) codes[row] = nullCode;
      else if (code >= nullCode) codes[row] = code + 1;
    }
  }

  /** The different values, the place of each its code; texts as UTF-8. */
  abstract values(): ValueParts;

  /** How many values there are, without null. */
  protected abstract get valueCount(): number;

  /** Finds the number of each value; what null gets does not matter. */
  protected abstract number(vector: ValueParts, codes: Int32Array): void;

  /** Says which values are null; nothing if none is. */
  protected validity(): Uint8Array | undefined {
    if (this.#nullCode === NONE) return undefined;
    const valid = new Uint8Array(this.size).fill(1);
    valid[this.#nullCode] = 0;
    return valid;
  }

  /** Makes room for null in an array with one entry for each value. */
  protected withNull<A extends Int32Array | Uint32Array>(values: A): A {
    const { size } = this;
    const result = values.slice(0, this.valueCount + 1) as A;
    if (this.#nullCode === NONE) return result.subarray(0, size) as A;
    result.copyWithin(this.#nullCode + 1, this.#nullCode, size - 1);
    result[this.#nullCode] = 0;
    return result;
  }
}

/** Makes the codes of a column. @param type Neither a list, `json` nor `bytes`. */
export function makeCodes(type: ColumnSpec): ValueCodes {
  switch (plainType(type)) {
    case "string":
    case "category":
      return new TextCodes();
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

class TextCodes extends ValueCodes {
  readonly #table = new ByteTable();
  /** The dictionary seen last, and the number of each of its texts. */
  #dictionary: readonly string[] | undefined;
  #numbers = new Int32Array(0);
  #scratch = new Uint8Array(256);

  protected override get valueCount(): number {
    return this.#table.size;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const { dictionary, offsets, valid, length } = vector;
    if (dictionary !== undefined) {
      return this.#translate(vector, dictionary, codes);
    }
    const bytes = vector.values as Uint8Array;
    if (offsets === undefined) return;
    const table = this.#table;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const start = offsets[row] as number;
      codes[row] = table.add(bytes, start, offsets[row + 1] as number);
    }
  }

  /** Categories are looked up once for each file. */
  #translate(
    { length, valid, values }: ValueParts,
    dictionary: readonly string[],
    codes: Int32Array,
  ): void {
    if (dictionary !== this.#dictionary) {
      this.#dictionary = dictionary;
      this.#numbers = new Int32Array(dictionary.length).fill(NONE);
    }
    const numbers = this.#numbers;
    const own = values as Int32Array;
    for (let row = 0; row < length; row++) {
      const known = numbers[own[row] as number] as number;
      codes[row] = known;
      if (known !== NONE || (valid !== undefined && valid[row] === 0)) continue;
      const code = own[row] as number;
      codes[row] = numbers[code] = this.#numberOf(dictionary[code] as string);
    }
  }

  #numberOf(text: string): number {
    if (this.#scratch.length < 3 * text.length) {
      this.#scratch = new Uint8Array(6 * text.length);
    }
    const scratch = this.#scratch;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit > 127) {
        const { written } = encoder.encodeInto(text, scratch);
        return this.#table.add(scratch, 0, written);
      }
      scratch[at] = unit;
    }
    return this.#table.add(scratch, 0, text.length);
  }

  override values(): ValueParts {
    const { offsets, values } = this.#table.texts();
    const { length } = offsets;
    const { nullCode, size } = this;
    const valid = this.validity();
    const copied = new Int32Array(size + 1);
    copied.set(offsets);
    if (nullCode !== NONE) {
      copied.copyWithin(nullCode + 1, nullCode, length);
    }
    return { length: size, offsets: copied, values: values.slice(), valid };
  }
}

const encoder = new TextEncoder();

type NumberArray = Uint8Array | Int32Array | Float32Array | Float64Array;

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);

/** Numbers of 64 bits or less: as float64, all of them without a loss. */
class NumberCodes<A extends NumberArray> extends ValueCodes {
  readonly #table = new WordTable();
  readonly #make: new (length: number) => A;

  constructor(make: new (length: number) => A) {
    super();
    this.#make = make;
  }

  protected override get valueCount(): number {
    return this.#table.size;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const values = vector.values as NumberArray;
    const table = this.#table;
    for (let row = 0; row < vector.length; row++) {
      if (vector.valid !== undefined && vector.valid[row] === 0) continue;
      const value = values[row] as number;
      float[0] = value + 0; // makes 0 of -0
      codes[row] = value === value
        ? table.add(floatWords[0] as number, floatWords[1] as number)
        : table.add(0, NAN_WORD);
    }
  }

  override values(): ValueParts {
    const { size } = this;
    const low = this.withNull(this.#table.low);
    const high = this.withNull(this.#table.high);
    const values = new this.#make(size);
    for (let code = 0; code < size; code++) {
      floatWords[0] = low[code] as number;
      floatWords[1] = high[code] as number;
      values[code] = float[0] as number;
    }
    return { length: size, values, valid: this.validity() };
  }
}

const NAN_WORD = 0x7ff8_0000;

/** Integers of 64 bits, as their halves. */
class WideCodes extends ValueCodes {
  readonly #table = new WordTable();

  protected override get valueCount(): number {
    return this.#table.size;
  }

  protected override number(vector: ValueParts, codes: Int32Array): void {
    const { values, length, valid } = vector;
    const words = wordsOf(values as BigInt64Array);
    const table = this.#table;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const low = words[2 * row] as number;
      codes[row] = table.add(low, words[2 * row + 1] as number);
    }
  }

  override values(): ValueParts {
    const { size } = this;
    const low = this.withNull(this.#table.low);
    const high = this.withNull(this.#table.high);
    const values = new BigInt64Array(size);
    const words = wordsOf(values);
    for (let code = 0; code < size; code++) {
      words[2 * code] = low[code] as number;
      words[2 * code + 1] = high[code] as number;
    }
    return { length: size, values, valid: this.validity() };
  }
}

/** The halves of wide integers, the lower one first. */
export function wordsOf(values: BigInt64Array): Int32Array {
  const { buffer, byteOffset, length } = values;
  return new Int32Array(buffer, byteOffset, 2 * length);
}

/** Picks values, none of them categories, by their places. */
export function pickValues(
  { values, offsets, valid }: ValueParts,
  places: Uint32Array,
): ValueParts {
  const { length } = places;
  const own = valid && Uint8Array.from(places, (at) => valid[at] as number);
  if (offsets !== undefined) {
    return { length, valid: own, ...pickTexts({ values, offsets }, places) };
  }
  if (values instanceof BigInt64Array) {
    const picked = new BigInt64Array(length);
    const [from, to] = [wordsOf(values), wordsOf(picked)];
    for (let row = 0; row < length; row++) {
      const at = places[row] as number;
      to[2 * row] = from[2 * at] as number;
      to[2 * row + 1] = from[2 * at + 1] as number;
    }
    return { length, values: picked, valid: own };
  }
  const Values = values.constructor as new (length: number) => NumberArray;
  const picked = new Values(length);
  for (let row = 0; row < length; row++) {
    picked[row] = values[places[row] as number] as number;
  }
  return { length, values: picked, valid: own };
}

function pickTexts(
  { values, offsets }: { values: FixedArray; offsets: Int32Array },
  places: Uint32Array,
): { offsets: Int32Array; values: Uint8Array } {
  const from = values as Uint8Array;
  const starts = new Int32Array(places.length + 1);
  for (let row = 0; row < places.length; row++) {
    const at = places[row] as number;
    const size = (offsets[at + 1] as number) - (offsets[at] as number);
    starts[row + 1] = (starts[row] as number) + size;
  }
  const to = new Uint8Array(starts[places.length] as number);
  for (let row = 0; row < places.length; row++) {
    let at = offsets[places[row] as number] as number;
    const end = starts[row + 1] as number;
    for (let byte = starts[row] as number; byte < end; byte++) {
      to[byte] = from[at++] as number;
    }
  }
  return { offsets: starts, values: to };
}
