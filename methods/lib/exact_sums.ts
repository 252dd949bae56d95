/**
 * Sums of floating-point numbers that do not depend on the order of what is
 * added.
 *
 * @module
 */

import type { VectorParts } from "ax";
import type { GroupStates } from "./aggregator.ts";
import { roundedUnits, unitsOf } from "./exact_units.ts";
import { enlarge, pick } from "./typed_arrays.ts";

/** The typed arrays whose numbers a float64 holds. */
export type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;

/**
 * One sum for each group, kept as numbers that add up to it exactly; most sums
 * need two, and three are at hand.
 */
export class ExactSums {
  #high = new Float64Array(16);
  #low = new Float64Array(16);
  #least = new Float64Array(16);
  /** What the three leave over. */
  readonly #rest = new Map<number, number[]>();
  /** Sums of infinities and NaN. */
  readonly #odd = new Map<number, number>();
  /** Numbers that would have made a partial sum infinite. */
  readonly #huge = new Map<number, bigint>();
  #scratch = new Float64Array(0);

  /** Bytes that they take. */
  get byteCount(): number {
    const sums = this.#rest.size + this.#odd.size + this.#huge.size;
    return 3 * this.#high.byteLength + 100 * sums;
  }

  /** Makes room for groups. */
  grow(groups: number): void {
    this.#high = enlarge(this.#high, groups);
    this.#low = enlarge(this.#low, groups);
    this.#least = enlarge(this.#least, groups);
  }

  /**
   * Adds numbers to the sums of their groups.
   *
   * @param valid One byte for each number, 0 where it is left out.
   */
  addAll(
    groups: Int32Array,
    numbers: Numbers,
    valid: Uint8Array | undefined,
  ): void {
    const values = this.#asFloats(numbers, valid);
    const high = this.#high;
    const low = this.#low;
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const value = values[row] as number;
      const before = high[group] as number;
      const sum = before + value;
      const back = sum - before;
      const error = (before - (sum - back)) + (value - back);
      const lowBefore = low[group] as number;
      const lowSum = lowBefore + error;
      const lowBack = lowSum - lowBefore;
      const left = (lowBefore - (lowSum - lowBack)) + (error - lowBack);
      // It is NaN if the sum is not finite.
      if (left !== 0) {
        this.add(group, value);
        continue;
      }
      high[group] = sum;
      low[group] = lowSum;
    }
  }

  /** Adds a number to a group's sum. */
  add(group: number, value: number): void {
    const high = this.#high[group] as number;
    const sum = high + value;
    if (!Number.isFinite(sum)) return this.#setAside(group, value);
    const error = errorOf(high, value, sum);
    const low = this.#low[group] as number;
    const lowSum = low + error;
    const left = errorOf(low, error, lowSum);
    this.#high[group] = sum;
    this.#low[group] = lowSum;
    if (left === 0) return;
    const least = this.#least[group] as number;
    const leastSum = least + left;
    this.#least[group] = leastSum;
    const last = errorOf(least, left, leastSum);
    if (last !== 0) this.#keep(group, last);
  }

  /** What has no part in a finite sum of three. */
  #setAside(group: number, value: number): void {
    if (!Number.isFinite(value)) {
      this.#odd.set(group, (this.#odd.get(group) ?? 0) + value);
    } else {
      // So large a number is a whole one.
      this.#huge.set(group, (this.#huge.get(group) ?? 0n) + BigInt(value));
    }
  }

  /** The sum of a group, rounded once. */
  sumOf(group: number): number {
    const least = this.#least[group] as number;
    if (least === 0 && this.#isPlain()) {
      return (this.#high[group] as number) + (this.#low[group] as number);
    }
    const odd = this.#odd.get(group);
    if (odd !== undefined) return odd === odd ? odd : NaN;
    const parts = this.#partsOf(group);
    const huge = this.#huge.get(group);
    if (huge === undefined && parts.every((part) => Math.abs(part) < LARGE)) {
      return roundedSum(parts);
    }
    const whole = unitsOf(1) * (huge ?? 0n);
    return roundedUnits(
      parts.reduce((sum, part) => sum + unitsOf(part), whole),
    );
  }

  /** The sum of a group to which only whole numbers were added. */
  wholeSumOf(group: number): bigint {
    return this.#partsOf(group).reduce((sum, part) => sum + BigInt(part), 0n);
  }

  /** The same where a number holds it; nothing where it may not. */
  safeSumOf(group: number): number | undefined {
    const high = this.#high[group] as number;
    const isSafe = this.#low[group] === 0 && this.#least[group] === 0 &&
      Math.abs(high) < 2 ** 53 && this.#rest.size === 0;
    return isSafe ? high : undefined;
  }

  #isPlain(): boolean {
    return this.#odd.size + this.#rest.size + this.#huge.size === 0;
  }

  /** What is known of groups. */
  states(groups: Uint32Array): GroupStates {
    const [high, low, least] = [this.#high, this.#low, this.#least]
      .map((from) => pick(from, groups, new Float64Array(groups.length)));
    return {
      high: { values: high as Float64Array },
      low: { values: low as Float64Array },
      ...(least?.some((part) => part !== 0) && { least: { values: least } }),
      ...textsOf("odd", groups, this.#odd),
      ...textsOf("huge", groups, this.#huge),
      ...textsOf("rest", groups, this.#rest),
    };
  }

  /** Adds other sums. @param ids For each of them, the one here. */
  merge(states: GroupStates, ids: Int32Array): void {
    for (const name of ["high", "low", "least"]) {
      const values = states[name]?.values as Float64Array | undefined;
      if (values !== undefined) this.addAll(ids, values, undefined);
    }
    for (const [at, texts] of entriesOf(states["odd"])) {
      for (const text of texts) this.#setAside(ids[at] as number, Number(text));
    }
    for (const [at, texts] of entriesOf(states["rest"])) {
      for (const text of texts) this.add(ids[at] as number, Number(text));
    }
    for (const [at, texts] of entriesOf(states["huge"])) {
      const group = ids[at] as number;
      for (const text of texts) {
        this.#huge.set(group, (this.#huge.get(group) ?? 0n) + BigInt(text));
      }
    }
  }

  #asFloats(
    numbers: Numbers,
    valid: Uint8Array | undefined,
  ): Float64Array {
    if (numbers instanceof Float64Array && valid === undefined) return numbers;
    const { length } = numbers;
    if (this.#scratch.length < length) this.#scratch = new Float64Array(length);
    const floats = this.#scratch;
    floats.set(numbers);
    for (let row = 0; valid !== undefined && row < length; row++) {
      if (valid[row] === 0) floats[row] = 0; // adds nothing
    }
    return floats;
  }

  #partsOf(group: number): number[] {
    const rest = this.#rest.get(group) ?? [];
    const parts = [this.#least, this.#low, this.#high];
    return [...rest, ...parts.map((part) => part[group] ?? 0)];
  }

  #keep(group: number, value: number): void {
    const parts = this.#rest.get(group);
    if (parts === undefined) this.#rest.set(group, [value]);
    else insert(parts, value);
  }
}

/** Parts from here on may add up to more than a float64 holds. */
const LARGE = 2 ** 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What few groups have, as texts; nothing if none of them has any. */
function textsOf(
  name: string,
  groups: Uint32Array,
  known: ReadonlyMap<number, number | bigint | readonly number[]>,
): GroupStates {
  if (known.size === 0) return {};
  const offsets = new Int32Array(groups.length + 1);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < groups.length; at++) {
    const value = known.get(groups[at] as number);
    const bytes = encoder.encode(value === undefined ? "" : String(value));
    if (bytes.length > 0) parts.push(bytes);
    offsets[at + 1] = (offsets[at] as number) + bytes.length;
  }
  if (parts.length === 0) return {};
  const values = new Uint8Array(offsets[groups.length] as number);
  let end = 0;
  for (const part of parts) {
    values.set(part, end);
    end += part.length;
  }
  return { [name]: { offsets, values } };
}

/** Those groups that have some, and what. */
function* entriesOf(
  parts: VectorParts | undefined,
): Generator<readonly [number, readonly string[]]> {
  if (parts === undefined) return;
  const { offsets, values } = parts as {
    offsets: Int32Array;
    values: Uint8Array;
  };
  for (let at = 0; at + 1 < offsets.length; at++) {
    const [start, end] = [offsets[at], offsets[at + 1]];
    if (start === end) continue;
    yield [at, decoder.decode(values.subarray(start, end)).split(",")];
  }
}

/** What is lost when two numbers are added. */
function errorOf(a: number, b: number, sum: number): number {
  const back = sum - a;
  return (a - (sum - back)) + (b - back);
}

/** Adds to numbers, the least first, that have no digits in common. */
function insert(parts: number[], value: number): void {
  let rest = value;
  let count = 0;
  for (const part of parts) {
    const sum = rest + part;
    const error = errorOf(rest, part, sum);
    if (error !== 0) parts[count++] = error;
    rest = sum;
  }
  parts.length = count;
  if (rest !== 0) parts.push(rest);
}

function roundedSum(numbers: readonly number[]): number {
  const parts: number[] = [];
  for (const value of numbers) insert(parts, value);
  let sum = 0;
  let error = 0;
  while (parts.length > 0 && error === 0) {
    const part = parts.pop() as number;
    const next = sum + part;
    error = errorOf(sum, part, next);
    sum = next;
  }
  // Half a unit was rounded to even, but what follows says to which side.
  const below = parts.at(-1) ?? 0;
  if ((error < 0 && below < 0) || (error > 0 && below > 0)) {
    const twice = error * 2;
    const other = sum + twice;
    if (other - sum === twice) return other;
  }
  return sum;
}
