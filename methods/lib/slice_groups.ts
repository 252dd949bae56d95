/**
 * The groups of one slice: in memory, and where that ends, as runs in a file.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import type { AggregatePlan } from "./aggregate_plan.ts";
import {
  addMerged,
  blockRows,
  columnBytes,
  type Run,
  storeBlock,
} from "./group_blocks.ts";
import { mergeRuns } from "./group_merge.ts";
import { HeldGroups, type SentGroups, type SliceBatch } from "./held_groups.ts";
import { ScratchFile } from "./scratch_file.ts";
import { countUp } from "./typed_arrays.ts";

/** What one slice found, to be sent to another stage: one or the other. */
export interface FoundGroups {
  /** The groups themselves. */
  readonly sent: SentGroups | undefined;
  /**
   * Runs of groups in a file; then, for each column of `distincts`, runs of
   * pairs.
   */
  readonly sets: readonly (readonly Run[])[];
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
    const sent = this.#send();
    if (sent !== undefined) return { sent, sets: [] };
    if (this.#held.hasRows) this.#flush();
    const sets = this.#levels.map((levels, set): readonly Run[] => {
      const runs = levels.flat();
      const isMany = runs.length > this.#limits.runs;
      return isMany ? [this.#merge(set, runs)] : runs;
    });
    return { sent: undefined, sets };
  }

  /** The groups, if they are few. */
  #send(): SentGroups | undefined {
    const { hasRows, byteCount } = this.#held;
    const { sentBytes } = this.#limits;
    if (this.#file !== undefined) return undefined;
    if (hasRows && byteCount > sentBytes) return undefined;
    const sent = this.#held.send();
    // Texts of a dictionary are counted when they are taken out of it.
    const values = sent.pairs.map((pairs) => pairs.values);
    const textBytes = columnBytes([...sent.keys, ...values]);
    return hasRows && textBytes > sentBytes ? undefined : sent;
  }

  /** Removes the file. */
  discard(): void {
    if (this.#file !== undefined) Deno.removeSync(this.#limits.path);
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
