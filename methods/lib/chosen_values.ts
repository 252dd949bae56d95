/**
 * Aggregators that choose one of the values of a group.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, ColumnVector } from "ax";
import type { Aggregator, GroupedRows } from "./aggregator.ts";
import { plainType } from "./dataset_source.ts";
import type { Numbers } from "./exact_sums.ts";
import { type Raw, rawColumn, rawReader } from "./raw_values.ts";

/** Makes what finds the least or greatest value; NaN if all else is null. */
export function makeExtreme(type: ColumnSpec, isMax: boolean): Aggregator {
  const plain = plainType(type);
  const isSimple = !["string", "category", "int64", "datetime"].includes(plain);
  return isSimple
    ? new NumberExtreme(type, isMax)
    : new RawExtreme(type, isMax);
}

interface NumberState {
  readonly best: Float64Array;
  readonly known: Uint8Array;
}

class NumberExtreme implements Aggregator {
  readonly type: ColumnSpec;
  /** Makes the greatest the least. */
  readonly #sign: number;
  /** The least so far; NaN where there is none. */
  #best = new Float64Array(16).fill(NaN);
  #known = new Uint8Array(16);
  #count = 0;

  constructor(type: ColumnSpec, isMax: boolean) {
    this.type = type;
    this.#sign = isMax ? -1 : 1;
  }

  grow(groups: number): void {
    this.#count = Math.max(this.#count, groups);
    if (groups <= this.#best.length) return;
    const best = new Float64Array(2 * groups).fill(NaN);
    best.set(this.#best);
    this.#best = best;
    const known = new Uint8Array(2 * groups);
    known.set(this.#known);
    this.#known = known;
  }

  add({ groups, vector }: GroupedRows): void {
    const { values, valid } = vector as unknown as {
      values: Numbers;
      valid: Uint8Array | undefined;
    };
    this.#take(groups, values, { valid, sign: this.#sign });
  }

  #take(
    groups: Int32Array,
    values: Numbers,
    { valid, sign }: { valid: Uint8Array | undefined; sign: number },
  ): void {
    const best = this.#best;
    const known = this.#known;
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const group = groups[row] as number;
      const value = (values[row] as number) * sign;
      const before = best[group] as number;
      known[group] = 1;
      if (value < before || before !== before) best[group] = value;
    }
  }

  state(): NumberState {
    const best = this.#best.slice(0, this.#count);
    return { best, known: this.#known.slice(0, this.#count) };
  }

  merge(state: unknown, ids: Int32Array): void {
    const { best, known } = state as NumberState;
    this.#take(ids, best, { valid: known, sign: 1 });
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    const values = Array.from(groups, (group) => {
      if (this.#known[group] === 0) return null;
      // 0 and -0 are equal: which came first must not show.
      return (this.#best[group] as number) * this.#sign + 0;
    });
    return rawColumn(this.type, values);
  }
}

/** The same of texts and wide integers. */
class RawExtreme implements Aggregator {
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
    const isBetter = known === null ||
      (this.#isMax ? value > known : value < known);
    if (isBetter) this.#values[group] = value;
  }

  state(): (Raw | null)[] {
    return this.#values;
  }

  merge(state: unknown, ids: Int32Array): void {
    for (const [from, value] of (state as (Raw | null)[]).entries()) {
      this.#take(ids[from] as number, value);
    }
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    return pick(this.type, this.#values, groups);
  }
}

interface PlaceState {
  readonly values: readonly (Raw | null)[];
  readonly places: readonly number[];
}

/** The value in the first or last row, which may be null. */
export class PlaceAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isLast: boolean;
  readonly #values: (Raw | null)[] = [];
  readonly #places: number[] = [];
  /** The rows of a batch that were chosen, by group; -1 for none. */
  readonly #rows: number[] = [];

  constructor(type: ColumnSpec, isLast: boolean) {
    this.type = type;
    this.#isLast = isLast;
  }

  grow(groups: number): void {
    while (this.#values.length < groups) {
      this.#values.push(null);
      this.#places.push(this.#isLast ? -1 : Infinity);
      this.#rows.push(-1);
    }
  }

  add({ groups, vector, place, step }: GroupedRows): void {
    const chosen: number[] = [];
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const own = place + row * step;
      if (!this.#isNearer(group, own)) continue;
      if (this.#rows[group] === -1) chosen.push(group);
      this.#rows[group] = row;
      this.#places[group] = own;
    }
    const read = rawReader(vector as ColumnVector);
    for (const group of chosen) {
      this.#values[group] = read(this.#rows[group] as number);
      this.#rows[group] = -1;
    }
  }

  #isNearer(group: number, place: number): boolean {
    const known = this.#places[group] as number;
    return this.#isLast ? place > known : place < known;
  }

  state(): PlaceState {
    return { values: this.#values, places: this.#places };
  }

  merge(state: unknown, ids: Int32Array): void {
    const { values, places } = state as PlaceState;
    for (const [from, group] of ids.entries()) {
      const place = places[from] as number;
      if (!this.#isNearer(group, place)) continue;
      this.#values[group] = values[from] as Raw | null;
      this.#places[group] = place;
    }
  }

  column(groups: Uint32Array): BatchColumn<ColumnSpec> {
    return pick(this.type, this.#values, groups);
  }
}

function pick(
  type: ColumnSpec,
  values: readonly (Raw | null)[],
  groups: Uint32Array,
): BatchColumn<ColumnSpec> {
  const picked = Array.from(groups, (group) => values[group] as Raw | null);
  return rawColumn(type, picked);
}
