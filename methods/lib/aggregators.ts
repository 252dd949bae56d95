/**
 * What is worked out for each group of rows.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
} from "ax";
import type { Aggregator, GroupedRows } from "./aggregator.ts";
import { makeExtreme, PlaceAggregator } from "./chosen_values.ts";
import { plainType } from "./dataset_source.ts";
import { type ExactState, ExactSums, type Numbers } from "./exact_sums.ts";
import { isRawType } from "./raw_values.ts";
import {
  makeCodes,
  type ValueCodes,
  type ValueParts,
  wordsOf,
} from "./value_codes.ts";
import { WordTable } from "./word_table.ts";

/** What can be worked out. */
export const operations = [
  "count",
  "sum",
  "mean",
  "min",
  "max",
  "first",
  "last",
  "distinct",
] as const;

/** One of {@linkcode operations}. */
export type Operation = typeof operations[number];

/**
 * Makes an aggregator.
 *
 * @param source The column; `undefined` to count rows.
 * @param mayBeEmpty Whether there may be a group without rows.
 * @throws {AxError} `input`, if the operation does not go with the column.
 */
export function makeAggregator(
  op: Operation,
  source: { readonly name: string; readonly type: ColumnSpec } | undefined,
  mayBeEmpty: boolean,
): Aggregator {
  if (source === undefined) {
    if (op === "count") return new CountAggregator();
    throw new AxError("input", `Cannot work out a ${op} without a "column"`);
  }
  if (op === "count") return new CountAggregator();
  const { name, type } = source;
  const made = findAggregator(op, source, mayBeEmpty);
  if (made !== undefined && isRawType(type)) return made;
  throw new AxError(
    "input",
    `Cannot work out the ${op} of column ${JSON.stringify(name)}: its type ` +
      `is ${type}`,
  );
}

function findAggregator(
  op: Exclude<Operation, "count">,
  { name, type }: { readonly name: string; readonly type: ColumnSpec },
  mayBeEmpty: boolean,
): Aggregator | undefined {
  const plain = plainType(type);
  const mark = mayBeEmpty || type !== plain ? "?" : "";
  const same = `${plain}${mark}` as ColumnSpec;
  const isWhole = plain === "int32" || plain === "int64";
  const isNumber = isWhole || plain === "float32" || plain === "float64";
  switch (op) {
    case "sum":
      if (!isNumber) return undefined;
      return new SumAggregator(isWhole ? "int64" : "float64", false, name);
    case "mean":
      if (!isNumber) return undefined;
      return new SumAggregator(mark ? "float64?" : "float64", true, name);
    case "min":
    case "max":
      return makeExtreme(same, op === "max");
    case "first":
    case "last":
      return new PlaceAggregator(same, op === "last");
    case "distinct":
      return isRawType(type) ? new DistinctAggregator(type) : undefined;
  }
}

class CountAggregator implements Aggregator {
  readonly type = "int64";
  #counts = new Float64Array(16);
  #count = 0;

  grow(groups: number): void {
    this.#count = Math.max(this.#count, groups);
    if (groups <= this.#counts.length) return;
    const larger = new Float64Array(2 * groups);
    larger.set(this.#counts);
    this.#counts = larger;
  }

  add({ groups, vector }: Pick<GroupedRows, "groups" | "vector">): void {
    const valid = vector?.valid;
    const counts = this.#counts;
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const group = groups[row] as number;
      counts[group] = (counts[group] as number) + 1;
    }
  }

  state(): Float64Array {
    return this.#counts.slice(0, this.#count);
  }

  merge(state: unknown, ids: Int32Array): void {
    const counts = this.#counts;
    const others = state as Float64Array;
    for (let from = 0; from < others.length; from++) {
      const group = ids[from] as number;
      counts[group] = (counts[group] as number) + (others[from] as number);
    }
  }

  countOf(group: number): number {
    return this.#counts[group] as number;
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    return wholeNumbers(groups, (group) => this.countOf(group));
  }
}

/** Makes a column of whole numbers from 0 to 2^53. */
function wholeNumbers(
  groups: Uint32Array,
  valueOf: (group: number) => number,
): BatchColumn<ColumnSpec> {
  const values = new BigInt64Array(groups.length);
  const words = wordsOf(values);
  for (let row = 0; row < groups.length; row++) {
    const value = valueOf(groups[row] as number);
    words[2 * row] = value | 0;
    words[2 * row + 1] = value / 2 ** 32;
  }
  return { values };
}

interface SumState {
  readonly sums: ExactState;
  readonly counts: unknown;
}

class SumAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isMean: boolean;
  readonly #name: string;
  readonly #sums = new ExactSums();
  /** Of a mean. */
  readonly #counts = new CountAggregator();

  constructor(type: ColumnSpec, isMean: boolean, name: string) {
    this.type = type;
    this.#isMean = isMean;
    this.#name = name;
  }

  grow(groups: number): void {
    this.#sums.grow(groups);
    if (this.#isMean) this.#counts.grow(groups);
  }

  add({ groups, vector }: GroupedRows): void {
    const { valid } = vector as ColumnVector;
    const { values } = vector as unknown as { values: Numbers };
    if (this.#isMean) this.#counts.add({ groups, vector });
    if (values as unknown instanceof BigInt64Array) {
      return this.#addWide(groups, vector as unknown as ValueParts);
    }
    this.#sums.addAll(groups, values, valid);
  }

  /** Halves of wide integers are numbers without a loss. */
  #addWide(groups: Int32Array, { values, valid }: ValueParts): void {
    const words = wordsOf(values as BigInt64Array);
    const low = new Float64Array(groups.length);
    const high = new Float64Array(groups.length);
    for (let row = 0; row < groups.length; row++) {
      low[row] = (words[2 * row] as number) >>> 0;
      high[row] = (words[2 * row + 1] as number) * 2 ** 32;
    }
    this.#sums.addAll(groups, high, valid);
    this.#sums.addAll(groups, low, valid);
  }

  state(): SumState {
    const counts = this.#isMean ? this.#counts.state() : undefined;
    return { sums: this.#sums.state(), counts };
  }

  merge(state: unknown, ids: Int32Array): void {
    const { sums, counts } = state as SumState;
    this.#sums.merge(sums, ids);
    if (this.#isMean) this.#counts.merge(counts, ids);
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    if (this.#isMean) return this.#means(groups);
    if (this.type === "int64") {
      const wide = Array.from(groups, (group) => this.#wholeSumOf(group));
      return { values: BigInt64Array.from(wide) };
    }
    const sums = Float64Array.from(groups, (group) => this.#sums.sumOf(group));
    return { values: sums };
  }

  #means(groups: Uint32Array): BatchColumn<ColumnSpec> {
    const values = new Float64Array(groups.length);
    const valid = new Uint8Array(groups.length).fill(1);
    for (const [row, group] of groups.entries()) {
      const count = this.#counts.countOf(group);
      if (count === 0) valid[row] = 0;
      else values[row] = this.#sums.sumOf(group) / count;
    }
    return valid.includes(0) ? { values, valid } : { values };
  }

  #wholeSumOf(group: number): bigint {
    const sum = this.#sums.wholeSumOf(group);
    if (BigInt.asIntN(64, sum) === sum) return sum;
    throw new AxError(
      "dataset",
      `Cannot add up column ${JSON.stringify(this.#name)}: ${sum} is no int64`,
    );
  }
}

interface DistinctState {
  readonly values: ValueParts;
  /** Of each pair of a group and a value. */
  readonly groups: Int32Array;
  /** The places of the values. */
  readonly codes: Int32Array;
}

/** How many different values there are; null is none. */
class DistinctAggregator implements Aggregator {
  readonly type = "int64";
  readonly #values: ValueCodes;
  readonly #pairs = new WordTable();
  #codes = new Int32Array(0);
  #counts: Float64Array | undefined;
  #groups = 0;

  constructor(type: ColumnSpec) {
    this.#values = makeCodes(type);
  }

  grow(groups: number): void {
    this.#groups = Math.max(this.#groups, groups);
  }

  add({ groups, vector }: GroupedRows): void {
    const parts = vector as unknown as ValueParts;
    const codes = this.#encode(parts);
    const { valid } = parts;
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      this.#pairs.add(groups[row] as number, codes[row] as number);
    }
  }

  #encode(vector: ValueParts): Int32Array {
    if (this.#codes.length < vector.length) {
      this.#codes = new Int32Array(vector.length);
    }
    this.#values.encode(vector, this.#codes);
    return this.#codes;
  }

  state(): DistinctState {
    const { low, high, size } = this.#pairs;
    const values = this.#values.values();
    return { values, groups: low.slice(0, size), codes: high.slice(0, size) };
  }

  merge(state: unknown, ids: Int32Array): void {
    const { values, groups, codes } = state as DistinctState;
    const known = this.#encode(values);
    for (let pair = 0; pair < groups.length; pair++) {
      const group = ids[groups[pair] as number] as number;
      this.#pairs.add(group, known[codes[pair] as number] as number);
    }
    this.#counts = undefined;
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    const counts = this.#counts ??= this.#count();
    return wholeNumbers(groups, (group) => counts[group] as number);
  }

  #count(): Float64Array {
    const counts = new Float64Array(this.#groups);
    const { low, size } = this.#pairs;
    for (let pair = 0; pair < size; pair++) {
      const group = low[pair] as number;
      counts[group] = (counts[group] as number) + 1;
    }
    return counts;
  }
}
