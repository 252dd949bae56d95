/**
 * Numbers the keys of rows: the values of some columns taken together.
 *
 * Equal numbers are equal whatever their types, and so are equal texts; NaN is
 * equal to itself. Null is equal to nothing.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import { ByteTable } from "./byte_table.ts";
import { plainType } from "./dataset_source.ts";
import type { KeyKind } from "./join_plan.ts";
import { encodedBytes } from "./texts.ts";
import { wordsOf } from "./typed_arrays.ts";
import { WordTable } from "./word_table.ts";

/** Says that a row has no key, or one that is not there. */
const NONE = -1;

/** The columns of one side that are compared. */
export interface KeyColumns {
  readonly names: readonly string[];
  readonly types: readonly ColumnSpec[];
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Keys, numbered from 0 in the order they come. */
export class JoinKeys {
  readonly #columns: readonly KeyColumn[];
  /** By the number so far and that of the next column's value. */
  readonly #pairs: readonly WordTable[];
  #codes = new Int32Array(0);

  constructor(kinds: readonly KeyKind[]) {
    this.#columns = kinds.map((kind) => new KeyColumn(kind));
    this.#pairs = kinds.slice(1).map(() => new WordTable());
  }

  /** How many there are. */
  get size(): number {
    return (this.#pairs.at(-1) ?? this.#columns[0])?.size ?? 0;
  }

  /** Bytes that they take. */
  get byteCount(): number {
    return [...this.#columns, ...this.#pairs]
      .reduce((sum, { byteCount }) => sum + byteCount, 0);
  }

  /** Whether the keys of rows can be added, however much memory there is. */
  fits(vectors: Vectors, { names }: KeyColumns): boolean {
    const [first = ""] = names;
    const { length } = vectors[first] as ColumnVector;
    return this.#pairs.every((pairs) => pairs.fits(length)) &&
      this.#columns.every((column, index) =>
        column.fits(vectors[names[index] as string] as ColumnVector)
      );
  }

  /**
   * Finds the number of each row's key, or -1.
   *
   * @param target Room for one number per row.
   * @param isNew Whether keys are added that are not there.
   */
  number(
    vectors: Vectors,
    { names, types }: KeyColumns,
    { rowCount, target, isNew }: {
      readonly rowCount: number;
      readonly target: Int32Array;
      readonly isNew: boolean;
    },
  ): void {
    for (const [index, column] of this.#columns.entries()) {
      const vector = vectors[names[index] as string] as ColumnVector;
      const type = plainType(types[index] as ColumnSpec);
      const table = this.#pairs[index - 1];
      if (table === undefined) {
        column.code(vector, type, { codes: target, isNew });
        continue;
      }
      if (this.#codes.length < rowCount) this.#codes = new Int32Array(rowCount);
      const codes = this.#codes;
      column.code(vector, type, { codes, isNew });
      for (let row = 0; row < rowCount; row++) {
        const before = target[row] as number;
        const code = codes[row] as number;
        target[row] = before < 0 || code < 0
          ? NONE
          : isNew
          ? table.add(before, code)
          : table.find(before, code);
      }
    }
  }
}

interface Coding {
  readonly codes: Int32Array;
  readonly isNew: boolean;
}

/** The typed arrays behind a vector. */
interface Parts {
  readonly length: number;
  readonly valid: Uint8Array | undefined;
  readonly values: Int32Array;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
}

const float = new Float64Array(1);
const floatWords = new Int32Array(float.buffer);
const encoder = new TextEncoder();
const DAY = 86_400_000_000;

/** Numbers the values of one column. */
class KeyColumn {
  readonly #kind: KeyKind;
  readonly #texts = new ByteTable();
  readonly #pairs = new WordTable();
  /** Of the dictionary seen last, the number of each text. */
  #known: {
    dictionary: readonly string[];
    isNew: boolean;
    codes: Int32Array;
  } | undefined;

  constructor(kind: KeyKind) {
    this.#kind = kind;
  }

  get size(): number {
    return this.#kind === "text" ? this.#texts.size : this.#pairs.size;
  }

  get byteCount(): number {
    return this.#texts.byteCount + this.#pairs.byteCount;
  }

  /** Whether the values of a vector can be added. */
  fits(vector: ColumnVector): boolean {
    const { length, dictionary, offsets } = vector as unknown as Parts;
    if (this.#kind !== "text") return this.#pairs.fits(length);
    const byteCount = dictionary === undefined
      ? offsets?.[length] ?? 0
      : encodedBytes(dictionary);
    return this.#texts.fits(dictionary?.length ?? length, byteCount);
  }

  code(vector: ColumnVector, type: string, coding: Coding): void {
    const parts = vector as unknown as Parts;
    if (this.#kind === "word") this.#codeWords(parts, coding);
    else if (this.#kind === "float") this.#codeFloats(parts, coding);
    else if (this.#kind === "wide") this.#codeWide(parts, type, coding);
    else if (parts.dictionary === undefined) this.#codeTexts(parts, coding);
    else this.#codeCategories(parts, parts.dictionary, coding);
    const { valid, length } = parts;
    if (valid === undefined) return;
    for (let row = 0; row < length; row++) {
      if (valid[row] === 0) coding.codes[row] = NONE;
    }
  }

  #codeWords({ values, length }: Parts, { codes, isNew }: Coding): void {
    const table = this.#pairs;
    for (let row = 0; row < length; row++) {
      const value = values[row] as number;
      codes[row] = isNew ? table.add(value, 0) : table.find(value, 0);
    }
  }

  #codeFloats({ values, length }: Parts, { codes, isNew }: Coding): void {
    const table = this.#pairs;
    for (let row = 0; row < length; row++) {
      const value = values[row] as number;
      float[0] = value === value ? value + 0 : NaN; // makes 0 of -0
      const low = value === value ? floatWords[0] as number : 0;
      const high = value === value ? floatWords[1] as number : 0x7ff8_0000;
      codes[row] = isNew ? table.add(low, high) : table.find(low, high);
    }
  }

  #codeWide(parts: Parts, type: string, { codes, isNew }: Coding): void {
    const { values, length } = parts;
    const table = this.#pairs;
    if (values as unknown instanceof BigInt64Array) {
      const words = wordsOf(values);
      for (let row = 0; row < length; row++) {
        const low = words[2 * row] as number;
        const high = words[2 * row + 1] as number;
        codes[row] = isNew ? table.add(low, high) : table.find(low, high);
      }
      return;
    }
    const unit = type === "date" ? DAY : 1;
    for (let row = 0; row < length; row++) {
      const value = (values[row] as number) * unit;
      const high = Math.floor(value / 2 ** 32);
      // What is no whole number of 64 bits is equal to none.
      const isWhole = Math.floor(value) === value && high >= -(2 ** 31) &&
        high < 2 ** 31;
      const low = (value - high * 2 ** 32) | 0;
      codes[row] = !isWhole
        ? NONE
        : isNew
        ? table.add(low, high)
        : table.find(low, high);
    }
  }

  #codeTexts(parts: Parts, { codes, isNew }: Coding): void {
    const table = this.#texts;
    const { length, valid } = parts;
    const offsets = parts.offsets as Int32Array;
    const bytes = parts.values as unknown as Uint8Array;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const start = offsets[row] as number;
      const end = offsets[row + 1] as number;
      codes[row] = isNew
        ? table.add(bytes, start, end)
        : table.find(bytes, start, end);
    }
  }

  /** Categories are looked up once for each file. */
  #codeCategories(
    { values, length, valid }: Parts,
    dictionary: readonly string[],
    { codes, isNew }: Coding,
  ): void {
    let known = this.#known;
    if (known?.dictionary !== dictionary || known.isNew !== isNew) {
      const codes = new Int32Array(dictionary.length).fill(UNKNOWN);
      known = this.#known = { dictionary, isNew, codes };
    }
    const numbers = known.codes;
    for (let row = 0; row < length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const code = values[row] as number;
      let number = numbers[code] as number;
      if (number === UNKNOWN) {
        const bytes = encoder.encode(dictionary[code] as string);
        number = isNew
          ? this.#texts.add(bytes, 0, bytes.length)
          : this.#texts.find(bytes, 0, bytes.length);
        numbers[code] = number;
      }
      codes[row] = number;
    }
  }
}

const UNKNOWN = -2;
