/**
 * Aggregators that choose one of the values of a group.
 *
 * @module
 */

import type { ColumnSpec, VectorParts } from "ax";
import type { Aggregator, GroupedRows, GroupStates } from "./aggregator.ts";
import { plainType } from "./dataset_source.ts";
import type { Numbers } from "./exact_sums.ts";
import { enlarge, pick } from "./typed_arrays.ts";
import { makeCells, type ValueCells } from "./value_cells.ts";
import type { ValueParts } from "./value_coder.ts";

/** Makes what finds the least or greatest value; NaN if all else is null. */
export function makeExtreme(type: ColumnSpec, isMax: boolean): Aggregator {
  const plain = plainType(type);
  const isSimple = !["string", "category", "int64", "datetime"].includes(plain);
  return isSimple
    ? new NumberExtreme(type, isMax)
    : new CellExtreme(type, isMax);
}

/** Values and which of them are there, as a column. */
function withValid(parts: VectorParts, valid: Uint8Array): VectorParts {
  return valid.includes(0) ? { ...parts, valid } : parts;
}

class NumberExtreme implements Aggregator {
  readonly type: ColumnSpec;
  /** Makes the greatest the least. */
  readonly #sign: number;
  /** The least so far; NaN where there is none. */
  #best = new Float64Array(16).fill(NaN);
  #known = new Uint8Array(16);

  constructor(type: ColumnSpec, isMax: boolean) {
    this.type = type;
    this.#sign = isMax ? -1 : 1;
  }

  get byteCount(): number {
    return this.#best.byteLength + this.#known.byteLength;
  }

  grow(groups: number): void {
    const { length } = this.#best;
    this.#best = enlarge(this.#best, groups).fill(NaN, length);
    this.#known = enlarge(this.#known, groups);
  }

  fits(): boolean {
    return true;
  }

  add({ groups, vector }: GroupedRows): void {
    const { values, valid } = vector as ValueParts;
    this.#take(groups, values as Numbers, { valid, sign: this.#sign });
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

  states(groups: Uint32Array): GroupStates {
    const { length } = groups;
    const values = pick(this.#best, groups, new Float64Array(length));
    const valid = pick(this.#known, groups, new Uint8Array(length));
    return { best: { values, valid } };
  }

  merge({ best }: GroupStates, ids: Int32Array): void {
    const { values, valid } = best as ValueParts;
    this.#take(ids, values as Numbers, { valid, sign: 1 });
  }

  column(groups: Uint32Array): VectorParts {
    const { length } = groups;
    const values = arrayOf(plainType(this.type), length);
    for (let row = 0; row < length; row++) {
      const group = groups[row] as number;
      if (this.#known[group] === 0) continue;
      const best = (this.#best[group] as number) * this.#sign;
      // 0 and -0 are equal: which came first must not show.
      values[row] = best === best ? best + 0 : NaN;
    }
    const valid = pick(this.#known, groups, new Uint8Array(length));
    return withValid({ values }, valid);
  }
}

function arrayOf(type: string, length: number): Numbers {
  if (type === "bool") return new Uint8Array(length);
  if (type === "float64") return new Float64Array(length);
  if (type === "float32") return new Float32Array(length);
  return new Int32Array(length);
}

/** The same of texts and wide integers. */
class CellExtreme implements Aggregator {
  readonly type: ColumnSpec;
  readonly #sign: number;
  readonly #cells: ValueCells;
  #known = new Uint8Array(16);

  constructor(type: ColumnSpec, isMax: boolean) {
    this.type = type;
    this.#sign = isMax ? -1 : 1;
    this.#cells = makeCells(type);
  }

  get byteCount(): number {
    return this.#cells.byteCount + this.#known.byteLength;
  }

  grow(groups: number): void {
    this.#cells.grow(groups);
    this.#known = enlarge(this.#known, groups);
  }

  fits(vector: ValueParts): boolean {
    return this.#cells.fits(vector);
  }

  add({ groups, vector }: Pick<GroupedRows, "groups" | "vector">): void {
    const { valid } = vector as ValueParts;
    const cells = this.#cells;
    const known = this.#known;
    const sign = this.#sign;
    cells.look(vector as ValueParts);
    for (let row = 0; row < groups.length; row++) {
      if (valid !== undefined && valid[row] === 0) continue;
      const group = groups[row] as number;
      if (known[group] === 1 && cells.compare(group, row) * sign >= 0) continue;
      known[group] = 1;
      cells.put(group, row);
    }
  }

  states(groups: Uint32Array): GroupStates {
    const valid = pick(this.#known, groups, new Uint8Array(groups.length));
    return { best: { ...this.#cells.pick(groups), valid } };
  }

  merge({ best }: GroupStates, ids: Int32Array): void {
    const vector = { ...best, length: ids.length } as ValueParts;
    this.add({ groups: ids, vector });
  }

  column(groups: Uint32Array): VectorParts {
    const valid = pick(this.#known, groups, new Uint8Array(groups.length));
    return withValid(this.#cells.pick(groups), valid);
  }
}

/** The value in the first or last row, which may be null. */
export class PlaceAggregator implements Aggregator {
  readonly type: ColumnSpec;
  readonly #isLast: boolean;
  readonly #cells: ValueCells;
  #known = new Uint8Array(16);
  /** Places of rows, and 1 more; 0 where there is none yet. */
  #places = new Float64Array(16);
  /** Of each group, the row of a batch that was chosen, and 1 more. */
  #rows = new Int32Array(16);

  constructor(type: ColumnSpec, isLast: boolean) {
    this.type = type;
    this.#isLast = isLast;
    this.#cells = makeCells(type);
  }

  get byteCount(): number {
    return this.#cells.byteCount + 13 * this.#known.length;
  }

  grow(groups: number): void {
    this.#cells.grow(groups);
    this.#known = enlarge(this.#known, groups);
    this.#places = enlarge(this.#places, groups);
    this.#rows = enlarge(this.#rows, groups);
  }

  fits(vector: ValueParts): boolean {
    return this.#cells.fits(vector);
  }

  add({ groups, vector, place, step }: GroupedRows): void {
    const placeOf = (row: number): number => place + row * step + 1;
    this.#take(groups, vector as ValueParts, placeOf);
  }

  #take(
    groups: Int32Array,
    vector: ValueParts,
    placeOf: (row: number) => number,
  ): void {
    const chosen: number[] = [];
    for (let row = 0; row < groups.length; row++) {
      const group = groups[row] as number;
      const known = this.#places[group] as number;
      const own = placeOf(row);
      const isNearer = this.#isLast ? own > known : own < known;
      if (own === 0 || (known !== 0 && !isNearer)) continue;
      if (this.#rows[group] === 0) chosen.push(group);
      this.#rows[group] = row + 1;
      this.#places[group] = own;
    }
    this.#cells.look(vector);
    for (const group of chosen) {
      const row = (this.#rows[group] as number) - 1;
      this.#rows[group] = 0;
      this.#known[group] = vector.valid?.[row] === 0 ? 0 : 1;
      if (this.#known[group] === 1) this.#cells.put(group, row);
      else this.#cells.clear(group);
    }
  }

  states(groups: Uint32Array): GroupStates {
    const { length } = groups;
    const valid = pick(this.#known, groups, new Uint8Array(length));
    const places = pick(this.#places, groups, new Float64Array(length));
    return {
      chosen: { ...this.#cells.pick(groups), valid },
      places: { values: places },
    };
  }

  merge({ chosen, places }: GroupStates, ids: Int32Array): void {
    const vector = { ...chosen, length: ids.length } as ValueParts;
    const { values } = places as ValueParts;
    this.#take(ids, vector, (row) => values[row] as number);
  }

  column(groups: Uint32Array): VectorParts {
    const valid = pick(this.#known, groups, new Uint8Array(groups.length));
    return withValid(this.#cells.pick(groups), valid);
  }
}
