/**
 * Groups of rows in memory.
 *
 * @module
 */

import type { VectorParts } from "ax";
import type { AggregatePlan } from "./aggregate_plan.ts";
import type { Aggregator, GroupStates } from "./aggregator.ts";
import { DistinctValues, type SentPairs } from "./distinct_values.ts";
import type { BlockRows, GroupBlock } from "./group_blocks.ts";
import { listGroups, pickKeys, RowGroups, sortGroups } from "./row_groups.ts";
import type { ValueParts } from "./value_coder.ts";
import { countUp } from "./typed_arrays.ts";

/** Rows of a batch. */
export interface SliceBatch {
  readonly vectors: Readonly<Record<string, ValueParts>>;
  readonly rowCount: number;
  /** The place of the first row among all rows. */
  readonly place: number;
  /** How far the places of two rows are apart. */
  readonly step: number;
}

/** Groups in no order, to be sent to another stage. */
export interface SentGroups extends GroupBlock {
  /** For each column of `distincts`. */
  readonly pairs: readonly SentPairs[];
}

/** Groups in memory. */
export class HeldGroups {
  readonly #plan: AggregatePlan;
  readonly #groups: RowGroups;
  readonly #aggregators: readonly Aggregator[];
  readonly #distincts: readonly DistinctValues[];
  /** Whether rows were added. */
  hasRows = false;

  constructor(plan: AggregatePlan) {
    this.#plan = plan;
    this.#groups = new RowGroups(plan.keys);
    this.#aggregators = plan.makeAll();
    this.#distincts = plan.distincts.map(({ type }) =>
      new DistinctValues(type)
    );
  }

  get byteCount(): number {
    const held = [this.#groups, ...this.#aggregators, ...this.#distincts];
    return held.reduce((sum, { byteCount }) => sum + byteCount, 0);
  }

  fits({ vectors, rowCount }: SliceBatch): boolean {
    const { columns, distincts } = this.#plan;
    return this.#groups.fits(vectors, rowCount) &&
      this.#aggregators.every((each, index) =>
        each.fits(vectorOf(vectors, columns[index]))
      ) &&
      this.#distincts.every((each, index) =>
        each.fits(vectors[distincts[index]?.column ?? ""] as ValueParts)
      );
  }

  add({ vectors, rowCount, place, step }: SliceBatch): void {
    this.hasRows = true;
    const { columns, distincts } = this.#plan;
    const groups = this.#groups.number(vectors, rowCount);
    for (const [index, aggregator] of this.#aggregators.entries()) {
      aggregator.grow(this.#groups.count);
      if (distincts.some(({ indexes }) => indexes.includes(index))) continue;
      const vector = vectorOf(vectors, columns[index]);
      aggregator.add({ groups, vector, place, step });
    }
    for (const [index, distinct] of this.#distincts.entries()) {
      const { column = "" } = distincts[index] ?? {};
      distinct.add(groups, vectors[column] as ValueParts);
    }
  }

  /** All groups, in no order. */
  send(): SentGroups {
    const keys = this.#groups.keys();
    const all = listGroups(keys);
    // The groups of one column are its values.
    const isWhole = all.length === keys.count && keys.values.length === 1;
    for (const aggregator of this.#aggregators) aggregator.grow(keys.count);
    return {
      rowCount: all.length,
      keys: isWhole ? keys.values : pickKeys(keys, all),
      states: this.#statesOf(all),
      pairs: this.#distincts.map((distinct) => distinct.send(all)),
    };
  }

  /** Adds the groups of others. */
  merge({ rowCount, keys, states, pairs }: SentGroups): void {
    this.hasRows = true;
    const names = [...this.#plan.keys.keys()];
    const vectors = Object.fromEntries(
      names.map((name, index) => [name, keys[index] as ValueParts]),
    );
    this.#groups.reserve(rowCount);
    const ids = this.#groups.number(vectors, rowCount);
    for (const [index, aggregator] of this.#aggregators.entries()) {
      aggregator.grow(this.#groups.count);
      const own = states[index];
      if (own !== undefined) aggregator.merge(own, ids);
    }
    for (const [index, distinct] of this.#distincts.entries()) {
      distinct.merge(pairs[index] as SentPairs, ids);
    }
  }

  /** How many groups there are, and what is asked of those at some places. */
  result(): {
    readonly count: number;
    columnsOf(from: number, to: number): VectorParts[];
  } {
    const keys = this.#groups.keys();
    const order = sortGroups(keys);
    for (const [index, distinct] of this.#distincts.entries()) {
      const counts = distinct.countsOf(keys.count);
      for (const at of this.#plan.distincts[index]?.indexes ?? []) {
        const states = { counts: { values: counts } };
        const ids = Int32Array.from(countUp(keys.count));
        this.#aggregators[at]?.merge(states, ids);
      }
    }
    const columnsOf = (from: number, to: number): VectorParts[] => {
      const own = order.subarray(from, to);
      const values = this.#aggregators.map((each) => each.column(own));
      return [...pickKeys(keys, own), ...values];
    };
    return { count: order.length, columnsOf };
  }

  /** The blocks of each set, in order. @param rowsOf How many rows they have. */
  blocks(rowsOf: BlockRows): Iterable<GroupBlock>[] {
    const keys = this.#groups.keys();
    const order = sortGroups(keys);
    const held = [this.#groups, ...this.#aggregators];
    const byteCount = held.reduce((sum, each) => sum + each.byteCount, 0);
    return [
      this.#ownBlocks(keys, order, rowsOf(keys.count, byteCount)),
      ...this.#distincts.map((distinct) =>
        distinct.blocks(keys, order, rowsOf)
      ),
    ];
  }

  *#ownBlocks(
    keys: ReturnType<RowGroups["keys"]>,
    order: Uint32Array,
    mostRows: number,
  ): Generator<GroupBlock> {
    for (const aggregator of this.#aggregators) aggregator.grow(keys.count);
    for (let from = 0; from < order.length; from += mostRows) {
      const own = order.subarray(from, from + mostRows);
      const picked = pickKeys(keys, own);
      const states = this.#statesOf(own);
      yield { rowCount: own.length, keys: picked, states };
    }
  }

  /** What each aggregator knows; nothing of distinct values. */
  #statesOf(groups: Uint32Array): (GroupStates | undefined)[] {
    const { distincts } = this.#plan;
    return this.#aggregators.map((each, index) =>
      distincts.some(({ indexes }) => indexes.includes(index))
        ? undefined
        : each.states(groups)
    );
  }
}

function vectorOf(
  vectors: SliceBatch["vectors"],
  column: string | null | undefined,
): ValueParts | undefined {
  return column === null || column === undefined ? undefined : vectors[column];
}
