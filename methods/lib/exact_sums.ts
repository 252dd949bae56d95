/**
 * Sums of floating-point numbers that do not depend on the order of what is
 * added.
 *
 * @module
 */

/** What {@linkcode ExactSums} hold, to be sent to another stage. */
export interface ExactState {
  readonly parts: readonly Float64Array[];
  readonly rest: ReadonlyMap<number, readonly number[]>;
  readonly odd: ReadonlyMap<number, number>;
}

/** The typed arrays whose numbers a float64 holds. */
export type Numbers = Uint8Array | Int32Array | Float32Array | Float64Array;

/**
 * One sum for each group, kept as numbers that add up to it exactly; most sums
 * need two, and three are at hand. Where a partial sum is beyond what a float64
 * holds, the sum is infinite or NaN.
 */
export class ExactSums {
  #high = new Float64Array(16);
  #low = new Float64Array(16);
  #least = new Float64Array(16);
  #count = 0;
  /** What the three leave over. */
  readonly #rest = new Map<number, number[]>();
  /** Sums of infinities and NaN. */
  readonly #odd = new Map<number, number>();
  #scratch = new Float64Array(0);

  /** Makes room for groups. */
  grow(groups: number): void {
    this.#count = Math.max(this.#count, groups);
    if (groups <= this.#high.length) return;
    this.#high = enlarge(this.#high, 2 * groups);
    this.#low = enlarge(this.#low, 2 * groups);
    this.#least = enlarge(this.#least, 2 * groups);
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
    if (!Number.isFinite(sum)) {
      const odd = Number.isFinite(value) ? sum : value;
      this.#odd.set(group, (this.#odd.get(group) ?? 0) + odd);
      return;
    }
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

  /** The sum of a group, rounded once. */
  sumOf(group: number): number {
    const least = this.#least[group] as number;
    if (least === 0 && this.#odd.size === 0 && this.#rest.size === 0) {
      return (this.#high[group] as number) + (this.#low[group] as number);
    }
    return this.#odd.get(group) ?? roundedSum(this.#partsOf(group));
  }

  /** The sum of a group to which only whole numbers were added. */
  wholeSumOf(group: number): bigint {
    return this.#partsOf(group).reduce((sum, part) => sum + BigInt(part), 0n);
  }

  /** What is known, as plain data. */
  state(): ExactState {
    const arrays = [this.#high, this.#low, this.#least];
    const parts = arrays.map((array) => array.slice(0, this.#count));
    const isSmall = parts[2]?.every((part) => part === 0);
    return {
      parts: isSmall ? parts.slice(0, 2) : parts,
      rest: this.#rest,
      odd: this.#odd,
    };
  }

  /** Adds other sums. @param ids For each of their groups, the one here. */
  merge({ parts, rest, odd }: ExactState, ids: Int32Array): void {
    for (const part of parts) this.addAll(ids, part, undefined);
    for (const [from, others] of rest) {
      for (const part of others) this.add(ids[from] as number, part);
    }
    for (const [from, value] of odd) {
      const group = ids[from] as number;
      this.#odd.set(group, (this.#odd.get(group) ?? 0) + value);
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

function enlarge(
  numbers: Float64Array,
  length: number,
): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(length);
  larger.set(numbers);
  return larger;
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
