/**
 * Numbers the groups that rows fall into by the values of some columns.
 *
 * @module
 */

import type { ColumnVector } from "ax";
import { compareRaw, type Raw, rawReader } from "./raw_values.ts";

/** The groups seen so far, numbered from 0. */
export class RowGroups {
  readonly #names: readonly string[];
  readonly #coders: readonly ValueCoder[];
  /** By the group so far and the code of the next column. */
  readonly #pairs: readonly Map<number, number>[];
  readonly #counts: number[];
  /** For each group, its values by column. */
  readonly #keys: (Raw | null)[][] = [];

  /** @param names The columns; without any, all rows are one group. */
  constructor(names: readonly string[]) {
    this.#names = names;
    this.#coders = names.map(() => new ValueCoder());
    this.#pairs = names.map(() => new Map());
    this.#counts = names.map(() => 0);
    if (names.length === 0) this.#keys.push([]);
  }

  /** How many there are. */
  get count(): number {
    return this.#keys.length;
  }

  /** The values of each group, by column. */
  get keys(): readonly (readonly (Raw | null)[])[] {
    return this.#keys;
  }

  /** Finds the group of each row of a batch. */
  number(
    vectors: Readonly<Record<string, ColumnVector>>,
    rowCount: number,
  ): Int32Array {
    const groups = new Int32Array(rowCount);
    const last = this.#names.length - 1;
    for (const [index, name] of this.#names.entries()) {
      const coder = this.#coders[index] as ValueCoder;
      const codeAt = coder.reader(vectors[name] as ColumnVector);
      for (let row = 0; row < rowCount; row++) {
        const before = groups[row] as number;
        groups[row] = this.#step(index, before, codeAt(row));
      }
      if (index === last) this.#learn(groups, vectors);
    }
    return groups;
  }

  /** Finds the group of a key. */
  find(key: readonly (Raw | null)[]): number {
    let group = 0;
    for (const [index, value] of key.entries()) {
      const coder = this.#coders[index] as ValueCoder;
      group = this.#step(index, group, coder.codeOf(value));
    }
    if (group === this.#keys.length) this.#keys.push([...key]);
    return group;
  }

  /** The groups, sorted by their values; null comes first, NaN last. */
  sorted(): number[] {
    const numbers = this.#keys.map((_, group) => group);
    return numbers.sort((a, b) => {
      for (const index of this.#names.keys()) {
        const order = compareRaw(
          this.#keys[a]?.[index] ?? null,
          this.#keys[b]?.[index] ?? null,
        );
        if (order !== 0) return order;
      }
      return 0;
    });
  }

  #step(index: number, before: number, code: number): number {
    if (index === 0) {
      // Codes of the first column are numbered as they come, too.
      return code;
    }
    const pairs = this.#pairs[index] as Map<number, number>;
    const pair = before * MAX_CODES + code;
    let group = pairs.get(pair);
    if (group === undefined) {
      group = this.#counts[index] as number;
      this.#counts[index] = group + 1;
      pairs.set(pair, group);
    }
    return group;
  }

  /** Keeps the values of groups that a batch brought, in order. */
  #learn(
    groups: Int32Array,
    vectors: Readonly<Record<string, ColumnVector>>,
  ): void {
    let readers: ((row: number) => Raw | null)[] | undefined;
    for (let row = 0; row < groups.length; row++) {
      if (groups[row] !== this.#keys.length) continue;
      readers ??= this.#names.map((name) =>
        rawReader(vectors[name] as ColumnVector)
      );
      this.#keys.push(readers.map((read) => plainZero(read(row))));
    }
  }
}

/** More than a Map can hold. */
const MAX_CODES = 2 ** 25;

/** Numbers the values of one column. */
class ValueCoder {
  readonly #codes = new Map<Raw | null, number>();
  #dictionary: readonly string[] | undefined;
  #translated = new Int32Array(0);

  codeOf(value: Raw | null): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.#codes.size;
      this.#codes.set(plainZero(value), code);
    }
    return code;
  }

  /** Gives the code of each row; categories are looked up once per file. */
  reader(vector: ColumnVector): (row: number) => number {
    const { values, dictionary } = vector as unknown as {
      values: Int32Array;
      dictionary?: readonly string[];
    };
    if (dictionary === undefined) {
      const read = rawReader(vector);
      return (row) => this.codeOf(read(row));
    }
    if (dictionary !== this.#dictionary) {
      this.#dictionary = dictionary;
      this.#translated = new Int32Array(dictionary.length).fill(-1);
    }
    const translated = this.#translated;
    const { valid } = vector;
    return (row) => {
      if (valid !== undefined && valid[row] === 0) return this.codeOf(null);
      const code = values[row] as number;
      const known = translated[code] as number;
      if (known >= 0) return known;
      return translated[code] = this.codeOf(dictionary[code] as string);
    };
  }
}

function plainZero(value: Raw | null): Raw | null {
  return value === 0 ? 0 : value;
}
