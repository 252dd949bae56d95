/**
 * Makes words of column values that sort as the values do.
 *
 * @module
 */

import { AxError, type ColumnSpec, type ColumnVector } from "ax";
import { plainType } from "./dataset_source.ts";
import type { RowOrder } from "./radix_sort.ts";

/** The values of one column, as words to sort by. */
export interface SortKey {
  /** Takes the next rows. */
  add(vector: ColumnVector): void;
  /** Sorts by what was added. */
  sort(order: RowOrder, options: KeyOptions): void;
  /** Whether two rows have equal values. After `sort`. */
  areEqual(a: number, b: number): boolean;
}

/** In which order values come. */
export interface KeyOptions {
  readonly descending: boolean;
  readonly nullsLast: boolean;
}

/**
 * Makes the key of a column.
 *
 * @throws {AxError} `input`, if values of its type have no order.
 */
export function makeKey(name: string, type: ColumnSpec, size: number): SortKey {
  switch (plainType(type)) {
    case "string":
    case "category":
      return new WordKey(size, new TextWords());
    case "float32":
    case "float64":
      return new WordKey(size, new FloatWords(), true);
    case "int64":
    case "datetime":
      return new WordKey(size, new WideWords(), true);
    case "bool":
    case "int32":
    case "date":
    case "time":
      return new WordKey(size, new NarrowWords());
  }
  throw new AxError(
    "input",
    `Cannot sort by column ${JSON.stringify(name)}: its type is ${type}`,
  );
}

/** Turns the values of a vector into words. */
interface Words {
  fill(vector: ColumnVector, low: Uint32Array, high: Uint32Array): void;
  /** Called once, when all words are there. */
  finish?(low: Uint32Array): void;
}

class WordKey implements SortKey {
  readonly #words: Words;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  #nulls: Uint32Array | undefined;
  #length = 0;

  constructor(size: number, words: Words, isWide = false) {
    this.#words = words;
    this.#low = new Uint32Array(size);
    this.#high = new Uint32Array(isWide ? size : 0);
  }

  add(vector: ColumnVector): void {
    const { length, valid } = vector;
    const end = this.#length + length;
    const low = this.#low.subarray(this.#length, end);
    const high = this.#high.subarray(this.#length, end);
    this.#words.fill(vector, low, high);
    if (valid !== undefined) {
      this.#nulls ??= new Uint32Array(this.#low.length);
      for (let row = 0; row < length; row++) {
        if (valid[row] === 1) continue;
        this.#nulls[this.#length + row] = 1;
        low[row] = 0;
        if (high.length > 0) high[row] = 0;
      }
    }
    this.#length = end;
  }

  sort(order: RowOrder, { descending, nullsLast }: KeyOptions): void {
    this.#words.finish?.(this.#low);
    for (const words of [this.#low, this.#high]) {
      if (words.length === 0) continue;
      if (descending) invert(words);
      order.sortBy(words);
    }
    if (this.#nulls === undefined) return;
    if (!nullsLast) invert(this.#nulls);
    order.sortBy(this.#nulls);
  }

  areEqual(a: number, b: number): boolean {
    return [this.#low, this.#high, this.#nulls].every((words) =>
      words === undefined || words[a] === words[b]
    );
  }
}

function invert(words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) words[i] = ~(words[i] as number);
}

const SIGN = 0x8000_0000;

class NarrowWords implements Words {
  fill(vector: ColumnVector, low: Uint32Array): void {
    const { values } = vector as unknown as { values: Int32Array };
    for (let row = 0; row < low.length; row++) {
      low[row] = (values[row] as number) ^ SIGN;
    }
  }
}

class WideWords implements Words {
  fill(vector: ColumnVector, low: Uint32Array, high: Uint32Array): void {
    const { values } = vector as unknown as { values: BigInt64Array };
    const { buffer, byteOffset, length } = values;
    const words = new Uint32Array(buffer, byteOffset, 2 * length);
    for (let row = 0; row < low.length; row++) {
      low[row] = words[2 * row] as number;
      high[row] = (words[2 * row + 1] as number) ^ SIGN;
    }
  }
}

class FloatWords implements Words {
  readonly #float = new Float64Array(1);
  readonly #bits = new Uint32Array(this.#float.buffer);

  fill(vector: ColumnVector, low: Uint32Array, high: Uint32Array): void {
    const { values } = vector as unknown as { values: Float64Array };
    for (let row = 0; row < low.length; row++) {
      const value = values[row] as number;
      if (value !== value) { // above all numbers
        low[row] = high[row] = 0xffff_ffff;
        continue;
      }
      this.#float[0] = value + 0; // makes 0 of -0
      const top = this.#bits[1] as number;
      const isNegative = top >= SIGN;
      low[row] = isNegative
        ? ~(this.#bits[0] as number)
        : this.#bits[0] as number;
      high[row] = isNegative ? ~top : top ^ SIGN;
    }
  }
}

/** Numbers texts as they come, and ranks them when all are known. */
class TextWords implements Words {
  readonly #codes = new Map<string, number>();
  #dictionary: readonly string[] | undefined;
  #translated: number[] = [];

  fill(vector: ColumnVector, low: Uint32Array): void {
    const { valid } = vector;
    const { values, dictionary } = vector as unknown as {
      values: Int32Array;
      dictionary?: readonly string[];
    };
    if (dictionary !== undefined) this.#learn(dictionary);
    for (let row = 0; row < low.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      low[row] = dictionary === undefined
        ? this.#codeOf(vector.get(row) as string)
        : this.#translated[values[row] as number] as number;
    }
  }

  finish(low: Uint32Array): void {
    const ranks = new Uint32Array(this.#codes.size);
    const sorted = [...this.#codes.keys()].sort();
    for (const [rank, text] of sorted.entries()) {
      ranks[this.#codes.get(text) as number] = rank;
    }
    for (let row = 0; row < low.length; row++) {
      low[row] = ranks[low[row] as number] as number;
    }
    this.#codes.clear();
  }

  #learn(dictionary: readonly string[]): void {
    if (this.#dictionary === dictionary) return;
    this.#dictionary = dictionary;
    this.#translated = dictionary.map((text) => this.#codeOf(text));
  }

  #codeOf(text: string): number {
    let code = this.#codes.get(text);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(text, code);
    }
    return code;
  }
}
