/**
 * Numbers the groups that rows fall into by the values of some columns.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector } from "ax";
import { Gatherer } from "./gather.ts";
import { RowOrder } from "./radix_sort.ts";
import { countUp } from "./typed_arrays.ts";
import type { ValueCodes, ValueParts } from "./value_coder.ts";
import { makeCodes } from "./value_codes.ts";
import { orderValues } from "./value_order.ts";
import { WordTable } from "./word_table.ts";

/** What groups are made of. */
export interface GroupKeys {
  /** How many numbers there are. */
  readonly count: number;
  /** Which of them are groups that have rows; nothing if all are. */
  readonly seen: Uint8Array | undefined;
  /** By column: its type. */
  readonly types: readonly ColumnSpec[];
  /** By column: its different values. */
  readonly values: readonly ValueParts[];
  /** By column: for each group, the place of its value among them. */
  readonly codes: readonly Int32Array[];
}

type Vectors = Readonly<Record<string, ValueParts>>;

/** The groups seen so far, numbered from 0. */
export class RowGroups {
  readonly #names: readonly string[];
  readonly #types: readonly ColumnSpec[];
  readonly #coders: readonly ValueCodes[];
  /** From the second column on: the group so far and the column's code. */
  readonly #pairs: readonly WordTable[];
  #codes: Int32Array = new Int32Array(0);
  #groups: Int32Array = new Int32Array(0);
  /** Of one column, which numbers were given to rows. */
  #seen: Uint8Array | undefined;

  /** @param columns What to group by; without any, all rows are one group. */
  constructor(columns: ReadonlyMap<string, ColumnSpec>) {
    this.#names = [...columns.keys()];
    this.#types = [...columns.values()];
    this.#coders = this.#types.map((type) => makeCodes(type, true));
    this.#pairs = this.#coders.slice(1).map(() => new WordTable());
  }

  /** How many numbers there are, not all of which need be groups. */
  get count(): number {
    const pairs = this.#pairs.at(-1);
    if (pairs !== undefined) return pairs.size;
    return this.#coders[0]?.size ?? 1;
  }

  /** Bytes that they take. */
  get byteCount(): number {
    return [...this.#coders, ...this.#pairs]
      .reduce((sum, { byteCount }) => sum + byteCount, 0);
  }

  /** Whether the rows of a batch can be added, however much memory. */
  fits(vectors: Vectors, rowCount: number): boolean {
    return this.#pairs.every((pairs) => pairs.fits(rowCount)) &&
      this.#coders.every((coder, index) =>
        coder.fits(vectors[this.#names[index] as string] as ValueParts)
      );
  }

  /** Makes room for so many, of which each has values of its own. */
  reserve(count: number): void {
    if (this.#coders.length === 1) this.#coders[0]?.reserve(count);
    this.#pairs.at(-1)?.reserve(count);
  }

  /**
   * Finds the group of each row of a batch.
   *
   * @returns Overwritten by the next call.
   */
  number(vectors: Vectors, rowCount: number): Int32Array {
    const groups = this.#makeRoom(rowCount);
    for (const [index, coder] of this.#coders.entries()) {
      const vector = vectors[this.#names[index] as string] as ValueParts;
      const pairs = this.#pairs[index - 1];
      const codes = pairs === undefined ? groups : this.#codes;
      coder.encode(vector, codes);
      if (pairs !== undefined) addPairs(pairs, groups, codes);
    }
    this.#see(groups);
    return groups;
  }

  /** What the groups are made of. */
  keys(): GroupKeys {
    const { count } = this;
    const codes: Int32Array[] = [];
    let groups = Int32Array.from(countUp(count));
    for (let index = this.#coders.length - 1; index > 0; index--) {
      const { low, high } = (this.#pairs[index - 1] as WordTable).words();
      codes[index] = groups.map((group) => high[group] as number);
      groups = groups.map((group) => low[group] as number);
    }
    if (this.#coders.length > 0) codes[0] = groups;
    const values = this.#coders.map((each) => each.values());
    const isPart = this.#seen !== undefined &&
      (this.#seen.length < count || this.#seen.includes(0));
    const seen = isPart ? this.#seen : undefined;
    return { count, seen, types: this.#types, codes, values };
  }

  /** Notes which groups of one column have rows, where others may be. */
  #see(groups: Int32Array): void {
    const [only, ...others] = this.#coders;
    if (only?.hasGaps !== true || others.length > 0) return;
    const { count } = this;
    let seen = this.#seen;
    if (seen === undefined || seen.length < count) {
      const larger = new Uint8Array(count);
      if (seen !== undefined) larger.set(seen);
      this.#seen = seen = larger;
    }
    for (let row = 0; row < groups.length; row++) {
      seen[groups[row] as number] = 1;
    }
  }

  #makeRoom(count: number): Int32Array {
    if (this.#groups.length < count) {
      this.#groups = new Int32Array(count);
      if (this.#pairs.length > 0) this.#codes = new Int32Array(count);
    }
    const groups = this.#groups.subarray(0, count);
    return this.#coders.length === 0 ? groups.fill(0) : groups;
  }
}

/** Goes on from groups by the columns before to those by one more. */
function addPairs(
  pairs: WordTable,
  groups: Int32Array,
  codes: Int32Array,
): void {
  for (let row = 0; row < groups.length; row++) {
    groups[row] = pairs.add(groups[row] as number, codes[row] as number);
  }
}

/** The groups that there are. */
export function listGroups({ count, seen }: GroupKeys): Uint32Array {
  const all = countUp(count);
  return seen === undefined ? all : all.filter((group) => seen[group] === 1);
}

/** Sorts groups by their values, those of the first column first. */
export function sortGroups(
  { count, seen, types, values, codes }: GroupKeys,
): Uint32Array {
  const orders = values.map((vector, index) =>
    orderValues(vector, types[index] as ColumnSpec)
  );
  const [only] = orders;
  // The groups of one column are its values.
  if (only !== undefined && orders.length === 1) {
    return seen === undefined
      ? only
      : only.filter((group) => seen[group] === 1);
  }
  const order = new RowOrder(count);
  for (let index = orders.length - 1; index >= 0; index--) {
    const own = orders[index] as Uint32Array;
    sortByRank(order, own, codes[index] as Int32Array);
  }
  return order.rows;
}

/** Sorts rows by where their values stand among those that were sorted. */
export function sortByRank(
  order: RowOrder,
  sorted: Uint32Array,
  codes: Int32Array,
): void {
  let most = 0;
  for (const code of codes) if (code > most) most = code;
  const ranks = new Uint32Array(most + 1);
  for (let rank = 0; rank < sorted.length; rank++) {
    const code = sorted[rank] as number;
    if (code <= most) ranks[code] = rank;
  }
  const words = new Uint32Array(codes.length);
  for (let at = 0; at < words.length; at++) {
    words[at] = ranks[codes[at] as number] as number;
  }
  order.sortBy(words, 32 - Math.clz32(Math.max(0, sorted.length - 1)));
}

/** The values that groups are made of, column by column. */
export function pickKeys(
  { values, codes }: GroupKeys,
  groups: Uint32Array,
): ValueParts[] {
  return values.map((vector, index) => {
    const own = codes[index] as Int32Array;
    const rows = new Uint32Array(groups.length);
    for (let at = 0; at < rows.length; at++) {
      rows[at] = own[groups[at] as number] as number;
    }
    return pickRows(vector, rows);
  });
}

/** Picks values, none of them categories, by their places. */
export function pickRows(vector: ValueParts, rows: Uint32Array): ValueParts {
  const picked = new Gatherer().pick(vector as unknown as ColumnVector, rows);
  return { ...picked, length: rows.length } as ValueParts;
}
