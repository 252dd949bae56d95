/**
 * Numbers the groups that rows fall into by the values of some columns.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import { makeCodes, type ValueCodes, type ValueParts } from "./value_codes.ts";
import { countUp, orderValues, sortByWord } from "./value_order.ts";
import { WordTable } from "./word_table.ts";

/** What groups are made of, to be sent to another stage. */
export interface GroupKeys {
  /** How many groups there are. */
  readonly count: number;
  /** By column: its different values. */
  readonly values: readonly ValueParts[];
  /** By column: for each group, the place of its value among them. */
  readonly codes: readonly Int32Array[];
}

/** The groups seen so far, numbered from 0. */
export class RowGroups {
  readonly #columns: ReadonlyMap<string, ColumnSpec>;
  readonly #coders: readonly ValueCodes[];
  /** From the second column on: the group so far and the column's code. */
  readonly #pairs: readonly WordTable[];
  #codes: Int32Array = new Int32Array(0);
  #groups: Int32Array = new Int32Array(0);

  /** @param columns What to group by; without any, all rows are one group. */
  constructor(columns: ReadonlyMap<string, ColumnSpec>) {
    this.#columns = columns;
    this.#coders = [...columns.values()].map(makeCodes);
    this.#pairs = this.#coders.slice(1).map(() => new WordTable());
  }

  /** How many there are. */
  get count(): number {
    const pairs = this.#pairs.at(-1);
    if (pairs !== undefined) return pairs.size;
    return this.#coders[0]?.size ?? 1;
  }

  /**
   * Finds the group of each row of a batch.
   *
   * @returns Overwritten by the next call.
   */
  number(
    vectors: Readonly<Record<string, ValueParts>>,
    rowCount: number,
  ): Int32Array {
    const groups = this.#makeRoom(rowCount);
    [...this.#columns.keys()].forEach((name, index) => {
      const vector = vectors[name] as ValueParts;
      this.#step(index, groups, (codes) => {
        (this.#coders[index] as ValueCodes).encode(vector, codes);
      });
    });
    return groups;
  }

  /** Takes the groups of others. @returns For each of them, its number here. */
  merge({ count, values, codes }: GroupKeys): Int32Array {
    const groups = this.#makeRoom(count);
    values.forEach((vector, index) => {
      const known = new Int32Array(vector.length);
      (this.#coders[index] as ValueCodes).encode(vector, known);
      const own = codes[index] as Int32Array;
      this.#step(index, groups, (target) => {
        for (let group = 0; group < count; group++) {
          target[group] = known[own[group] as number] as number;
        }
      });
    });
    return groups;
  }

  /** What the groups are made of. */
  keys(): GroupKeys {
    const { count } = this;
    const codes: Int32Array[] = [];
    const groups = Int32Array.from({ length: count }, (_, group) => group);
    for (let index = this.#coders.length - 1; index > 0; index--) {
      const { low, high } = this.#pairs[index - 1] as WordTable;
      codes[index] = groups.map((group) => high[group] as number);
      groups.forEach((group, at) => groups[at] = low[group] as number);
    }
    if (this.#coders.length > 0) codes[0] = groups;
    return { count, codes, values: this.#coders.map((each) => each.values()) };
  }

  /** Goes on from groups by the columns before to those by one more. */
  #step(
    index: number,
    groups: Int32Array,
    encode: (codes: Int32Array) => void,
  ): void {
    const pairs = this.#pairs[index - 1];
    if (pairs === undefined) return encode(groups);
    const codes = this.#codes;
    encode(codes);
    for (let row = 0; row < groups.length; row++) {
      groups[row] = pairs.add(groups[row] as number, codes[row] as number);
    }
  }

  #makeRoom(count: number): Int32Array {
    if (this.#groups.length < count) {
      this.#groups = new Int32Array(count);
      if (this.#pairs.length > 0) this.#codes = new Int32Array(count);
    }
    return this.#groups.subarray(0, count).fill(0);
  }
}

/** Sorts groups by their values, those of the first column first. */
export function sortGroups({ count, values, codes }: GroupKeys): Uint32Array {
  const [only] = values;
  // The groups of one column are its values.
  if (only !== undefined && values.length === 1) return orderValues(only);
  let groups = countUp(count);
  for (let index = values.length - 1; index >= 0; index--) {
    const own = codes[index] as Int32Array;
    const ranks = ranksOf(orderValues(values[index] as ValueParts));
    const words = new Uint32Array(count);
    for (let group = 0; group < count; group++) {
      words[group] = ranks[own[group] as number] as number;
    }
    groups = sortByWord(groups, words);
  }
  return groups;
}

function ranksOf(order: Uint32Array): Uint32Array {
  const ranks = new Uint32Array(order.length);
  for (let rank = 0; rank < ranks.length; rank++) {
    ranks[order[rank] as number] = rank;
  }
  return ranks;
}
