/**
 * A row of each slice in turn: which rows come when, dataset by dataset.
 *
 * @module
 */

import type { ValueRange } from "../core/rows.ts";
import type { OpenSlices } from "./open_slices.ts";
import type { SliceReader } from "./slice_reader.ts";
import type { ReadingWatch } from "./table.ts";
import type { TableStep } from "./table_cursor.ts";

/** Rows that follow each other in turn. */
export type Run = readonly [from: number, to: number];

/** What is read in turn. */
export interface TurnOptions {
  /** For each dataset the slices that have rows. */
  readonly parts: readonly (readonly TableStep[])[];
  /** Which rows of all, counted in the order they come in. */
  readonly rows: Run;
  readonly slices: OpenSlices;
  readonly watch: ReadingWatch;
  /** Leaves out a slice. */
  skips(part: number, slice: number): boolean;
  /** Leaves out a dataset in which no row is wanted. */
  isOutside(part: number): boolean;
  /** Leaves out turns that no batch of any slice can have in this range. */
  readonly range: ValueRange | undefined;
}

/** A slice of the dataset that is being read. */
export interface OpenStep {
  readonly step: TableStep;
  readonly reader: SliceReader;
}

/** Goes from run to run, through all datasets. */
export class TurnWalk {
  readonly #options: TurnOptions;
  #part = 0;
  /** How many rows came with the datasets before. */
  #base = 0;
  #runs: Run[] = [];
  /** The slices of the dataset it is at. */
  open: readonly OpenStep[] = [];

  constructor(options: TurnOptions) {
    this.#options = options;
  }

  /** Whether it has come to the end. */
  get isOver(): boolean {
    return this.#runs.length === 0 &&
      this.#part >= this.#options.parts.length;
  }

  /** How many rows the slices of the dataset have. */
  get counts(): number[] {
    return this.open.map(({ step }) => step.source.rowCount);
  }

  /** The rows to be read next; nothing at the end. */
  next(): Run | undefined {
    while (this.#runs.length === 0 && this.#beginPart()) {
      // Until a dataset has rows to be read.
    }
    return this.#runs.shift();
  }

  /** Lets go of the slices: nobody reads on. */
  close(): void {
    this.#leavePart();
    this.#part = this.#options.parts.length;
  }

  #leavePart(): void {
    for (const { step } of this.open) {
      this.#options.slices.release(step.source.groups);
    }
    [this.open, this.#runs] = [[], []];
  }

  /** Goes on with the next dataset; `false` if there is none. */
  #beginPart(): boolean {
    const { parts, rows, slices, skips, isOutside, range } = this.#options;
    this.#leavePart();
    if (this.#part >= parts.length || this.#base >= rows[1]) {
      this.#part = parts.length;
      return false;
    }
    const part = this.#part++;
    const steps = (parts[part] ?? []).filter(({ slice }) =>
      !skips(part, slice)
    );
    const base = this.#base;
    const count = steps.reduce((sum, { source }) => sum + source.rowCount, 0);
    this.#base += count;
    const own = clipToPart(rows, { base, count });
    if (own[0] === own[1] || isOutside(part)) return true;
    this.open = steps.map((step) => {
      return { step, reader: slices.acquire(step.source.groups) };
    });
    this.#runs = range === undefined ? [own] : findRuns(this.open, own, range);
    return true;
  }
}

/**
 * How many rows of each slice are among the first `position` rows in turn.
 *
 * @param position From 0 up to the number of rows.
 */
export function rowsBefore(
  rowCounts: readonly number[],
  position: number,
): number[] {
  let turn = 0;
  for (let beyond = Math.max(0, ...rowCounts) + 1; turn + 1 < beyond;) {
    const middle = Math.floor((turn + beyond) / 2);
    if (rowsOfTurns(rowCounts, middle) <= position) turn = middle;
    else beyond = middle;
  }
  let left = position - rowsOfTurns(rowCounts, turn);
  return rowCounts.map((count) => {
    if (count <= turn) return count;
    return left-- > 0 ? turn + 1 : turn;
  });
}

/** How many rows there are in so many turns. */
export function rowsOfTurns(
  rowCounts: readonly number[],
  turns: number,
): number {
  return rowCounts.reduce((sum, count) => sum + Math.min(count, turns), 0);
}

/** The part of rows `from` up to `to` that is in a dataset. */
function clipToPart(
  [from, to]: Run,
  { base, count }: { readonly base: number; readonly count: number },
): [from: number, to: number] {
  const clip = (row: number) => Math.max(0, Math.min(row - base, count));
  return [clip(from), clip(to)];
}

/**
 * The rows that come in turns in which a batch of any slice may have rows in a
 * range, of those that are wanted.
 */
function findRuns(
  open: readonly OpenStep[],
  [from, to]: Run,
  range: ValueRange,
): Run[] {
  const spans: [start: number, end: number][] = [];
  for (const { reader } of open) {
    const probe = reader.openCursor([], { range, isTested: false });
    while (probe.advance()) spans.push([probe.step.start, probe.step.end]);
  }
  const joined: [start: number, end: number][] = [];
  for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last === undefined || last[1] < start) joined.push([start, end]);
    else last[1] = Math.max(last[1], end);
  }
  const counts = open.map(({ step }) => step.source.rowCount);
  return joined.map(([start, end]): Run => [
    Math.max(from, rowsOfTurns(counts, start)),
    Math.min(to, rowsOfTurns(counts, end)),
  ]).filter(([start, end]) => start < end);
}
