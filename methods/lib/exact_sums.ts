/**
 * Sums of floating-point numbers that do not depend on the order of what is
 * added.
 *
 * @module
 */

/** What {@linkcode ExactSums} hold, to be sent to another stage. */
export interface ExactState {
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly rest: ReadonlyMap<number, readonly number[]>;
  readonly odd: ReadonlyMap<number, number>;
}

/**
 * One sum for each group, kept as numbers that add up to it exactly; most sums
 * need two. Where a partial sum is beyond what a float64 holds, the sum is
 * infinite or NaN.
 */
export class ExactSums {
  readonly #high: number[] = [];
  readonly #low: number[] = [];
  /** What the two leave over. */
  readonly #rest = new Map<number, number[]>();
  /** Sums of infinities and NaN. */
  readonly #odd = new Map<number, number>();

  /** Makes room for groups. */
  grow(groups: number): void {
    while (this.#high.length < groups) {
      this.#high.push(0);
      this.#low.push(0);
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
    if (left !== 0) this.#keep(group, left);
  }

  /** The sum of a group, rounded once. */
  sumOf(group: number): number {
    const odd = this.#odd.get(group);
    return odd ?? roundedSum(this.#partsOf(group));
  }

  /** The sum of a group to which only whole numbers were added. */
  wholeSumOf(group: number): bigint {
    return this.#partsOf(group).reduce((sum, part) => sum + BigInt(part), 0n);
  }

  /** What is known, as plain data. */
  state(): ExactState {
    return {
      high: this.#high,
      low: this.#low,
      rest: this.#rest,
      odd: this.#odd,
    };
  }

  /** Adds other sums. @param ids For each of their groups, the one here. */
  merge({ high, low, rest, odd }: ExactState, ids: readonly number[]): void {
    for (const [from, group] of ids.entries()) {
      this.add(group, high[from] as number);
      this.add(group, low[from] as number);
      for (const part of rest.get(from) ?? []) this.add(group, part);
      const value = odd.get(from);
      if (value === undefined) continue;
      this.#odd.set(group, (this.#odd.get(group) ?? 0) + value);
    }
  }

  #partsOf(group: number): number[] {
    const rest = this.#rest.get(group) ?? [];
    return [...rest, this.#low[group] ?? 0, this.#high[group] ?? 0];
  }

  #keep(group: number, value: number): void {
    const parts = this.#rest.get(group);
    if (parts === undefined) this.#rest.set(group, [value]);
    else insert(parts, value);
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
