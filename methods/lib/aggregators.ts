/**
 * What is worked out for each group of rows.
 *
 * @module
 */

import { AxError, type ColumnSpec, type ColumnVector } from "ax";
import { plainType } from "./dataset_source.ts";
import { type ExactState, ExactSums } from "./exact_sums.ts";
import { isRawType, type Raw, rawReader } from "./raw_values.ts";

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

/** Rows to add. */
export interface GroupedRows {
  /** The group of each row. */
  readonly groups: Int32Array;
  /** The values; `undefined` if rows are counted. */
  readonly vector: ColumnVector | undefined;
  /** The place of row `row` among all rows. */
  readonly placeOf: (row: number) => number;
}

/** One value for each group. */
export interface Aggregator {
  /** The type of its values. */
  readonly type: ColumnSpec;
  /** Makes room for groups. */
  grow(groups: number): void;
  /** Adds the rows of a batch. */
  add(rows: GroupedRows): void;
  /** What is known, as plain data. */
  state(): unknown;
  /** Adds what another one knows. @param ids Of its groups, the ones here. */
  merge(state: unknown, ids: readonly number[]): void;
  /** The value of a group. */
  valueOf(group: number): Raw | null;
}

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
      return new ExtremeAggregator(same, op === "max");
    case "first":
    case "last":
      return new PlaceAggregator(same, op === "last");
    case "distinct":
      return new DistinctAggregator();
  }
}

class CountAggregator implements Aggregator {
  readonly type = "int64";
  readonly #counts: number[] = [];

  grow(groups: number): void {
    while (this.#counts.length < groups) this.#counts.push(0);
  }

  add({ groups, vector }: GroupedRows): void {
    const valid = vector?.valid;
    const counts = this.#counts;
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const group = groups[row] as number;
      counts[group] = (counts[group] as number) + 1;
    }
  }

  state(): number[] {
    return this.#counts;
  }

  merge(state: unknown, ids: readonly number[]): void {
    for (const [from, count] of (state as number[]).entries()) {
      const group = ids[from] as number;
      this.#counts[group] = (this.#counts[group] as number) + count;
    }
  }

  numberOf(group: number): number {
    return this.#counts[group] as number;
  }

  valueOf(group: number): bigint {
    return BigInt(this.numberOf(group));
  }
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
  readonly #counts = new CountAggregator();

  constructor(type: ColumnSpec, isMean: boolean, name: string) {
    this.type = type;
    this.#isMean = isMean;
    this.#name = name;
  }

  grow(groups: number): void {
    this.#sums.grow(groups);
    this.#counts.grow(groups);
  }

  add(rows: GroupedRows): void {
    const { groups } = rows;
    const vector = rows.vector as ColumnVector;
    const { valid } = vector;
    const { values } = vector as unknown as { values: Float64Array };
    this.#counts.add(rows);
    if (values as unknown instanceof BigInt64Array) {
      return this.#addWide(groups, vector);
    }
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      this.#sums.add(groups[row] as number, values[row] as number);
    }
  }

  /** Halves of wide integers are numbers without a loss. */
  #addWide(groups: Int32Array, vector: ColumnVector): void {
    const { valid } = vector;
    const { values } = vector as unknown as { values: BigInt64Array };
    const { buffer, byteOffset, length } = values;
    const words = new Int32Array(buffer, byteOffset, 2 * length);
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const group = groups[row] as number;
      this.#sums.add(group, (words[2 * row + 1] as number) * 2 ** 32);
      this.#sums.add(group, (words[2 * row] as number) >>> 0);
    }
  }

  state(): SumState {
    return { sums: this.#sums.state(), counts: this.#counts.state() };
  }

  merge(state: unknown, ids: readonly number[]): void {
    const { sums, counts } = state as SumState;
    this.#sums.merge(sums, ids);
    this.#counts.merge(counts, ids);
  }

  valueOf(group: number): Raw | null {
    if (this.#isMean) {
      const count = this.#counts.numberOf(group);
      return count === 0 ? null : this.#sums.sumOf(group) / count;
    }
    if (this.type !== "int64") return this.#sums.sumOf(group);
    const sum = this.#sums.wholeSumOf(group);
    if (BigInt.asIntN(64, sum) === sum) return sum;
    throw new AxError(
      "dataset",
      `Cannot add up column ${JSON.stringify(this.#name)}: ${sum} is no int64`,
    );
  }
}

/** The least or greatest value; NaN where there is nothing else. */
class ExtremeAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isMax: boolean;
  readonly #values: (Raw | null)[] = [];

  constructor(type: ColumnSpec, isMax: boolean) {
    this.type = type;
    this.#isMax = isMax;
  }

  grow(groups: number): void {
    while (this.#values.length < groups) this.#values.push(null);
  }

  add({ groups, vector }: GroupedRows): void {
    const read = rawReader(vector as ColumnVector);
    for (let row = 0; row < groups.length; row++) {
      this.#take(groups[row] as number, read(row));
    }
  }

  #take(group: number, value: Raw | null): void {
    if (value === null) return;
    const known = this.#values[group] as Raw | null;
    const isBetter = known === null || known !== known ||
      (this.#isMax ? value > known : value < known);
    // 0 and -0 are equal: which came first must not show.
    if (isBetter) this.#values[group] = value === 0 ? 0 : value;
  }

  state(): (Raw | null)[] {
    return this.#values;
  }

  merge(state: unknown, ids: readonly number[]): void {
    for (const [from, value] of (state as (Raw | null)[]).entries()) {
      this.#take(ids[from] as number, value);
    }
  }

  valueOf(group: number): Raw | null {
    return this.#values[group] as Raw | null;
  }
}

interface PlaceState {
  readonly values: readonly (Raw | null)[];
  readonly places: readonly number[];
}

/** The value in the first or last row, which may be null. */
class PlaceAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isLast: boolean;
  readonly #values: (Raw | null)[] = [];
  readonly #places: number[] = [];

  constructor(type: ColumnSpec, isLast: boolean) {
    this.type = type;
    this.#isLast = isLast;
  }

  grow(groups: number): void {
    while (this.#values.length < groups) {
      this.#values.push(null);
      this.#places.push(this.#isLast ? -1 : Infinity);
    }
  }

  add({ groups, vector, placeOf }: GroupedRows): void {
    const read = rawReader(vector as ColumnVector);
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const place = placeOf(row);
      if (!this.#isNearer(group, place)) continue;
      this.#values[group] = read(row);
      this.#places[group] = place;
    }
  }

  #isNearer(group: number, place: number): boolean {
    const known = this.#places[group] as number;
    return this.#isLast ? place > known : place < known;
  }

  state(): PlaceState {
    return { values: this.#values, places: this.#places };
  }

  merge(state: unknown, ids: readonly number[]): void {
    const { values, places } = state as PlaceState;
    for (const [from, group] of ids.entries()) {
      const place = places[from] as number;
      if (!this.#isNearer(group, place)) continue;
      this.#values[group] = values[from] as Raw | null;
      this.#places[group] = place;
    }
  }

  valueOf(group: number): Raw | null {
    return this.#values[group] as Raw | null;
  }
}

/** How many different values there are; null is none. */
class DistinctAggregator implements Aggregator {
  readonly type = "int64";
  readonly #values: Set<Raw>[] = [];

  grow(groups: number): void {
    while (this.#values.length < groups) this.#values.push(new Set());
  }

  add({ groups, vector }: GroupedRows): void {
    const read = rawReader(vector as ColumnVector);
    for (let row = 0; row < groups.length; row++) {
      const value = read(row);
      if (value !== null) this.#values[groups[row] as number]?.add(value);
    }
  }

  state(): Set<Raw>[] {
    return this.#values;
  }

  merge(state: unknown, ids: readonly number[]): void {
    for (const [from, values] of (state as Set<Raw>[]).entries()) {
      const mine = this.#values[ids[from] as number];
      for (const value of values) mine?.add(value);
    }
  }

  valueOf(group: number): bigint {
    return BigInt(this.#values[group]?.size ?? 0);
  }
}
