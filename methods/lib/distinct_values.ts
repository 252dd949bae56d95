/**
 * The different values of a column, for each group of rows.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import type { BlockRows, GroupBlock } from "./group_blocks.ts";
import { RowOrder } from "./radix_sort.ts";
import {
  type GroupKeys,
  pickKeys,
  pickRows,
  sortByRank,
} from "./row_groups.ts";
import type { ValueCodes, ValueParts } from "./value_coder.ts";
import { makeCodes } from "./value_codes.ts";
import { orderValues } from "./value_order.ts";
import { WordTable } from "./word_table.ts";

/** Pairs in no order. */
export interface SentPairs {
  readonly values: ValueParts;
  /** Of each pair. */
  readonly groups: Int32Array;
  /** The places of the values. */
  readonly codes: Int32Array;
}

/** Pairs of a group and a value; null is no value. */
export class DistinctValues {
  readonly #values: ValueCodes;
  readonly #type: ColumnSpec;
  readonly #pairs = new WordTable();
  #codes = new Int32Array(0);

  constructor(type: ColumnSpec) {
    this.#type = type;
    this.#values = makeCodes(type, true);
  }

  /** Bytes that they take. */
  get byteCount(): number {
    return this.#values.byteCount + this.#pairs.byteCount;
  }

  /** Whether the rows of a batch can be added, however much memory. */
  fits(vector: ValueParts): boolean {
    return this.#values.fits(vector) && this.#pairs.fits(vector.length);
  }

  /** Adds the rows of a batch. */
  add(groups: Int32Array, vector: ValueParts): void {
    if (this.#codes.length < vector.length) {
      this.#codes = new Int32Array(vector.length);
    }
    const codes = this.#codes;
    this.#values.encode(vector, codes);
    const { valid } = vector;
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      this.#pairs.add(groups[row] as number, codes[row] as number);
    }
  }

  /** All pairs. @param rows Which groups are sent. */
  send(rows: Uint32Array): SentPairs {
    const { low, high } = this.#pairs.words();
    const places = new Int32Array((rows.at(-1) ?? -1) + 1);
    for (let row = 0; row < rows.length; row++) {
      places[rows[row] as number] = row;
    }
    const groups = low.map((group) => places[group] as number);
    return { values: this.#values.values(), groups, codes: high };
  }

  /** Adds the pairs of others. @param ids For each of their groups, the one here. */
  merge({ values, groups, codes }: SentPairs, ids: Int32Array): void {
    const known = new Int32Array(values.length);
    this.#values.encode(values, known);
    for (let pair = 0; pair < groups.length; pair++) {
      const group = ids[groups[pair] as number] as number;
      this.#pairs.add(group, known[codes[pair] as number] as number);
    }
  }

  /** How many values each of the first groups has. */
  countsOf(groups: number): Float64Array {
    const counts = new Float64Array(groups);
    for (const group of this.#pairs.words().low) {
      counts[group] = (counts[group] as number) + 1;
    }
    return counts;
  }

  /**
   * All pairs as groups of their own, whose last key is the value.
   *
   * @param order The groups in the order of their keys.
   */
  *blocks(
    keys: GroupKeys,
    order: Uint32Array,
    rowsOf: BlockRows,
  ): Generator<GroupBlock> {
    const { low, high } = this.#pairs.words();
    const values = this.#values.values();
    const sorted = new RowOrder(low.length);
    sortByRank(sorted, orderValues(values, this.#type), high);
    sortByRank(sorted, order, low);
    const pairs = sorted.rows;
    const mostRows = rowsOf(pairs.length, this.byteCount);
    for (let from = 0; from < pairs.length; from += mostRows) {
      const own = pairs.subarray(from, from + mostRows);
      const groups = own.map((pair) => low[pair] as number);
      const codes = own.map((pair) => high[pair] as number);
      const picked = [...pickKeys(keys, groups), pickRows(values, codes)];
      yield { rowCount: own.length, keys: picked, states: [] };
    }
  }
}
