/**
 * Walks through slices, each opened when it is reached.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { BatchOptions } from "../core/rows.ts";
import type { StepCursor } from "./slice_cursor.ts";
import type { PlanStep } from "./slice_plan.ts";
import type { Reading, ReadingPlace, TableSlice, TableTools } from "./table.ts";
import type { Vector } from "./vectors.ts";

/** A slice that takes part in a reading. */
export interface TableStep {
  /** The index of its dataset. */
  readonly part: number;
  readonly slice: number;
  readonly source: TableSlice;
  /** Which of its rows. Default: all. */
  readonly rows?: readonly [from: number, to: number];
}

/** What a {@linkcode TableCursor} reads, and with what. */
export interface TableCursorOptions extends TableTools {
  readonly names: readonly string[];
  readonly options: Pick<BatchOptions, "range" | "reuse"> & {
    readonly isTested: boolean;
  };
  skips(part: number, slice: number): boolean;
}

/** One pass over slices. */
export class TableCursor implements StepCursor {
  readonly #steps: readonly TableStep[];
  readonly #options: TableCursorOptions;
  #next = 0;
  #current: TableStep | undefined;
  #inner: StepCursor | undefined;
  #reading: Reading | undefined;
  #isOver = false;
  /** Where the rows end that were read of a slice. */
  #reached = 0;
  #iterator: { readonly index: number } = { index: 0 };
  step: PlanStep = { start: 0, end: 0, segments: [], isInside: true };
  vectors: readonly Vector[] = [];

  constructor(steps: readonly TableStep[], options: TableCursorOptions) {
    this.#steps = steps;
    this.#options = options;
  }

  /** Takes the row within a step from who iterates over it. */
  follow(iterator: { readonly index: number }): void {
    this.#iterator = iterator;
  }

  /** Where it is. */
  get place(): ReadingPlace {
    const { part = 0, slice = 0 } = this.#current ?? {};
    const row = this.step.start + Math.max(this.#iterator.index, 0);
    return { part, slice, row };
  }

  advance(): boolean {
    if (this.#isOver) return false;
    this.#reading ??= this.#options.watch.begin(() => this.place);
    while (true) {
      if (this.#inner?.advance()) {
        this.step = this.#inner.step;
        this.vectors = this.#inner.vectors;
        this.#reached = this.step.end;
        this.#reading.tick();
        return true;
      }
      this.#checkEnd();
      this.#leave();
      if (this.#enter()) continue;
      this.#end(true);
      return false;
    }
  }

  close(): void {
    this.#leave();
    this.#next = this.#steps.length;
    this.#end(false);
  }

  #end(done: boolean): void {
    this.#isOver = true;
    this.#reading?.end(done);
    this.#reading = undefined;
  }

  #enter(): boolean {
    const { slices, names, options, skips } = this.#options;
    while (this.#next < this.#steps.length) {
      const step = this.#steps[this.#next++] as TableStep;
      if (skips(step.part, step.slice)) continue;
      const { source: { groups }, rows } = step;
      this.#current = step;
      this.#reached = rows?.[0] ?? 0;
      const reader = slices.acquire(groups);
      try {
        this.#inner = reader.openCursor(names, {
          ...options,
          ...(rows && { rowRange: rows }),
        });
      } catch (error) {
        slices.release(groups);
        throw error;
      }
      return true;
    }
    return false;
  }

  /** Sees to it that files have the rows that their dataset says. */
  #checkEnd(): void {
    const current = this.#current;
    const { range } = this.#options.options;
    if (this.#inner === undefined || !current || range !== undefined) return;
    const end = current.rows?.[1] ?? current.source.rowCount;
    if (this.#reached !== end) throw wrongEnd(current, end, this.#reached);
  }

  #leave(): void {
    this.#inner?.close();
    if (this.#inner !== undefined && this.#current !== undefined) {
      this.#options.slices.release(this.#current.source.groups);
    }
    this.#inner = undefined;
  }
}

/** What is thrown where files have other rows than their dataset says. */
export function wrongEnd(
  { slice, source: { groups } }: TableStep,
  end: number,
  reached: number,
): AxError {
  const paths = groups.flatMap(({ paths }) => paths)
    .map((path) => `"${path}"`);
  return new AxError(
    "dataset",
    `Cannot read slice ${slice} from ${paths.join(", ")}: row ${end} ` +
      `expected to be the end, got ${reached}`,
  );
}
