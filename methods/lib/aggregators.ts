/**
 * What is worked out for each group of rows.
 *
 * @module
 */

import { AxError, type ColumnSpec, type VectorParts } from "ax";
import type { Aggregator, GroupedRows, GroupStates } from "./aggregator.ts";
import { makeExtreme, PlaceAggregator } from "./chosen_values.ts";
import { plainType } from "./dataset_source.ts";
import { ExactSums, type Numbers } from "./exact_sums.ts";
import { isRawType } from "./raw_values.ts";
import { enlarge, pick, wordsOf } from "./typed_arrays.ts";
import type { ValueParts } from "./value_coder.ts";

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
      // Those that count distinct values say so in whole numbers of their own.
      return new CountAggregator();
  }
}

/** How many rows there are, or values that are not null. */
class CountAggregator implements Aggregator {
  readonly type = "int64";
  #counts = new Float64Array(16);

  get byteCount(): number {
    return this.#counts.byteLength;
  }

  grow(groups: number): void {
    this.#counts = enlarge(this.#counts, groups);
  }

  fits(): boolean {
    return true;
  }

  add({ groups, vector }: Pick<GroupedRows, "groups" | "vector">): void {
    const valid = vector?.valid;
    const counts = this.#counts;
    if (valid === undefined) {
      for (let row = 0; row < groups.length; row++) {
        const group = groups[row] as number;
        counts[group] = (counts[group] as number) + 1;
      }
      return;
    }
    for (let row = 0; row < groups.length; row++) {
      if (valid[row] === 0) continue;
      const group = groups[row] as number;
      counts[group] = (counts[group] as number) + 1;
    }
  }

  states(groups: Uint32Array): GroupStates {
    const values = new Float64Array(groups.length);
    return { counts: { values: pick(this.#counts, groups, values) } };
  }

  merge(states: GroupStates, ids: Int32Array): void {
    const counts = this.#counts;
    const others = states["counts"]?.values as Float64Array;
    for (let from = 0; from < others.length; from++) {
      const group = ids[from] as number;
      counts[group] = (counts[group] as number) + (others[from] as number);
    }
  }

  countOf(group: number): number {
    return this.#counts[group] as number;
  }

  column(groups: Uint32Array): VectorParts {
    const values = new BigInt64Array(groups.length);
    const words = wordsOf(values);
    for (let row = 0; row < groups.length; row++) {
      putWhole(words, row, this.#counts[groups[row] as number] as number);
    }
    return { values };
  }
}

/** Puts a whole number up to 2^53 into halves. */
function putWhole(words: Int32Array, at: number, value: number): void {
  words[2 * at] = value | 0;
  words[2 * at + 1] = Math.floor(value / 2 ** 32);
}

class SumAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isMean: boolean;
  readonly #name: string;
  readonly #sums = new ExactSums();
  /** Of a mean. */
  readonly #counts: CountAggregator | undefined;

  constructor(type: ColumnSpec, isMean: boolean, name: string) {
    this.type = type;
    this.#isMean = isMean;
    this.#name = name;
    this.#counts = isMean ? new CountAggregator() : undefined;
  }

  get byteCount(): number {
    return this.#sums.byteCount + (this.#counts?.byteCount ?? 0);
  }

  grow(groups: number): void {
    this.#sums.grow(groups);
    this.#counts?.grow(groups);
  }

  fits(): boolean {
    return true;
  }

  add({ groups, vector }: GroupedRows): void {
    const { values, valid } = vector as ValueParts;
    this.#counts?.add({ groups, vector });
    if (values instanceof BigInt64Array) this.#addWide(groups, values, valid);
    else this.#sums.addAll(groups, values as Numbers, valid);
  }

  /** Halves of wide integers are numbers without a loss. */
  #addWide(
    groups: Int32Array,
    values: BigInt64Array,
    valid: Uint8Array | undefined,
  ): void {
    const words = wordsOf(values);
    const low = new Float64Array(groups.length);
    const high = new Float64Array(groups.length);
    for (let row = 0; row < groups.length; row++) {
      low[row] = (words[2 * row] as number) >>> 0;
      high[row] = (words[2 * row + 1] as number) * 2 ** 32;
    }
    this.#sums.addAll(groups, high, valid);
    this.#sums.addAll(groups, low, valid);
  }

  states(groups: Uint32Array): GroupStates {
    return { ...this.#sums.states(groups), ...this.#counts?.states(groups) };
  }

  merge(states: GroupStates, ids: Int32Array): void {
    this.#sums.merge(states, ids);
    this.#counts?.merge(states, ids);
  }

  column(groups: Uint32Array): VectorParts {
    if (this.#isMean) return this.#means(groups);
    if (this.type === "int64") return this.#wholeSums(groups);
    const values = new Float64Array(groups.length);
    for (let row = 0; row < groups.length; row++) {
      values[row] = this.#sums.sumOf(groups[row] as number);
    }
    return { values };
  }

  #means(groups: Uint32Array): VectorParts {
    const values = new Float64Array(groups.length);
    const valid = new Uint8Array(groups.length).fill(1);
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const count = this.#counts?.countOf(group) ?? 0;
      if (count === 0) valid[row] = 0;
      else values[row] = this.#sums.sumOf(group) / count;
    }
    return valid.includes(0) ? { values, valid } : { values };
  }

  #wholeSums(groups: Uint32Array): VectorParts {
    const values = new BigInt64Array(groups.length);
    const words = wordsOf(values);
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const safe = this.#sums.safeSumOf(group);
      if (safe === undefined) values[row] = this.#wholeSumOf(group);
      else putWhole(words, row, safe);
    }
    return { values };
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
