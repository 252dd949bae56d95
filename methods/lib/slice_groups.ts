/**
 * The groups of one slice: in memory, and where that ends, as runs in a file.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import type { Aggregator } from "./aggregator.ts";
import type { AggregatePlan } from "./aggregate_plan.ts";
import { DistinctValues } from "./distinct_values.ts";
import {
  addMerged,
  blockRows,
  columnBytes,
  type GroupBlock,
  type Run,
  storeBlock,
} from "./group_blocks.ts";
import { mergeRuns } from "./group_merge.ts";
import { pickKeys, RowGroups, sortGroups } from "./row_groups.ts";
import { ScratchFile } from "./scratch_file.ts";
import type { ValueParts } from "./value_coder.ts";
import { countUp } from "./value_order.ts";

/** What one slice found, to be sent to another stage. */
export interface FoundGroups {
  /** Runs of groups; then, for each column of `distincts`, runs of pairs. */
  readonly sets: readonly (readonly Run[])[];
  /** Whether there is a file. */
  readonly isStored: boolean;
}

/** How much there may be where. */
export interface SliceLimits {
  /** Bytes that groups may take in memory. */
  readonly memoryBytes: number;
  /** Bytes of them that may be sent to another stage. */
  readonly sentBytes: number;
  /** How many runs there may be in the end. */
  readonly runs: number;
  /** Of the file. */
  readonly path: string;
}

/** Rows of a batch. */
export interface SliceBatch {
  readonly vectors: Readonly<Record<string, ValueParts>>;
  readonly rowCount: number;
  /** The place of the first row among all rows. */
  readonly place: number;
  /** How far the places of two rows are apart. */
  readonly step: number;
}

/** So many runs are merged into one. */
const MERGED_RUNS = 32;

/** Groups rows. */
export class SliceGroups implements Disposable {
  readonly #plan: AggregatePlan;
  readonly #limits: SliceLimits;
  #held: HeldGroups;
  #file: ScratchFile | undefined;
  /** By set, by how often they were merged. */
  readonly #levels: Run[][][];

  constructor(plan: AggregatePlan, limits: SliceLimits) {
    this.#plan = plan;
    this.#limits = limits;
    this.#held = new HeldGroups(plan);
    this.#levels = [[], ...plan.distincts.map(() => [])];
  }

  /** Adds rows. */
  add(batch: SliceBatch): void {
    if (this.#held.hasRows && !this.#held.fits(batch)) this.#flush();
    this.#held.add(batch);
    if (this.#held.byteCount > this.#limits.memoryBytes) this.#flush();
  }

  /** Ends the adding. */
  finish(): FoundGroups {
    const { hasRows, byteCount } = this.#held;
    const isSmall = !hasRows || byteCount <= this.#limits.sentBytes;
    if (this.#file === undefined && isSmall) {
      const sets = this.#held.blocks(() => Infinity)
        .map((blocks): Run[] => [[...blocks]]);
      return { sets, isStored: false };
    }
    if (hasRows) this.#flush();
    const sets = this.#levels.map((levels, set): readonly Run[] => {
      const runs = levels.flat();
      const isMany = runs.length > this.#limits.runs;
      return isMany ? [this.#merge(set, runs)] : runs;
    });
    return { sets, isStored: true };
  }

  /** Closes the file, which stays. */
  [Symbol.dispose](): void {
    this.#file?.[Symbol.dispose]();
  }

  #flush(): void {
    const file = this.#openFile();
    const sets = this.#held.blocks(blockRows);
    for (const [set, blocks] of sets.entries()) {
      const run = Array.from(blocks, (block) => storeBlock(file, block));
      this.#push(set, 0, run);
    }
    this.#held = new HeldGroups(this.#plan);
  }

  #openFile(): ScratchFile {
    const { path } = this.#limits;
    return this.#file ??= new ScratchFile(path, { stays: true });
  }

  #push(set: number, level: number, run: Run): void {
    const levels = this.#levels[set] as Run[][];
    const runs = levels[level] ??= [];
    runs.push(run);
    if (runs.length < MERGED_RUNS) return;
    levels[level] = [];
    this.#push(set, level + 1, this.#merge(set, runs));
  }

  /** Makes one run of several. */
  #merge(set: number, runs: readonly Run[]): Run {
    const file = this.#openFile();
    const sources = runs.map((run) => ({ run, file }));
    const rowCount = Math.max(1, ...runs.map((run) => run[0]?.rowCount ?? 1));
    const merged: Run[number][] = [];
    for (const groups of mergeRuns(sources, this.#typesOf(set), rowCount)) {
      const { count, keys, parts } = groups;
      const aggregators = set === 0 ? this.#plan.makeAll() : [];
      addMerged(aggregators, groups);
      const all = countUp(count);
      const states = aggregators.map((each, index) =>
        parts[0]?.block.states[index] && each.states(all)
      );
      merged.push(storeBlock(file, { rowCount: count, keys, states }));
    }
    return merged;
  }

  #typesOf(set: number): readonly ColumnSpec[] {
    const types = [...this.#plan.keys.values()];
    const distinct = this.#plan.distincts[set - 1];
    return distinct === undefined ? types : [...types, distinct.type];
  }
}

/** What is in memory. */
class HeldGroups {
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

  /** The blocks of each set. @param rowsOf How many rows they have. */
  blocks(
    rowsOf: (rowCount: number, byteCount: number) => number,
  ): Iterable<GroupBlock>[] {
    const keys = this.#groups.keys();
    const order = sortGroups(keys);
    const bytes = columnBytes(keys.values) + 4 * keys.count;
    const mostRows = rowsOf(keys.count, bytes + this.byteCount / 2);
    return [
      this.#ownBlocks(keys, order, mostRows),
      ...this.#distincts.map((distinct) =>
        distinct.blocks(keys, order, mostRows)
      ),
    ];
  }

  *#ownBlocks(
    keys: ReturnType<RowGroups["keys"]>,
    order: Uint32Array,
    mostRows: number,
  ): Generator<GroupBlock> {
    const { distincts } = this.#plan;
    for (const aggregator of this.#aggregators) aggregator.grow(keys.count);
    for (let from = 0; from < order.length; from += mostRows) {
      const own = order.subarray(from, from + mostRows);
      const states = this.#aggregators.map((each, index) =>
        distincts.some(({ indexes }) => indexes.includes(index))
          ? undefined
          : each.states(own)
      );
      const picked = pickKeys(keys, own);
      yield { rowCount: own.length, keys: picked, states };
    }
  }
}

function vectorOf(
  vectors: SliceBatch["vectors"],
  column: string | null | undefined,
): ValueParts | undefined {
  return column === null || column === undefined ? undefined : vectors[column];
}
