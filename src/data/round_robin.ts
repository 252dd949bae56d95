/**
 * A row of each slice in turn, which is the order in which a writer dealt them
 * out.
 *
 * @module
 */

import type { StepCursor } from "./slice_cursor.ts";
import type { CursorIterator, RowIterable } from "./slice_iterators.ts";
import type { TableCursor, TableStep } from "./table_cursor.ts";
import type { Reading, ReadingWatch } from "./table.ts";

/** How often who watches is told: once in so many rows. */
const TICK_ROWS = 65_536;

/** What {@linkcode RoundRobin} takes rows from. */
export interface RoundRobinOptions<T> {
  /** For each dataset the slices that have rows. */
  readonly parts: readonly (readonly TableStep[])[];
  /** Which rows of all, counted in the order they come in. */
  readonly rows: readonly [from: number, to: number];
  readonly watch: ReadingWatch;
  open(step: TableStep): CursorIterator<T>;
  skips(part: number, slice: number): boolean;
  /** Whether no row of a dataset is wanted. */
  isOutside(part: number): boolean;
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
export function clipToPart(
  [from, to]: readonly [from: number, to: number],
  { base, count }: { readonly base: number; readonly count: number },
): [from: number, to: number] {
  const clip = (row: number) => Math.max(0, Math.min(row - base, count));
  return [clip(from), clip(to)];
}

/** Takes a row of each slice of a dataset in turn, until all are empty. */
export class RoundRobin<T> implements RowIterable<T> {
  readonly #options: RoundRobinOptions<T>;
  #part = 0;
  /** How many rows came with the datasets before. */
  #base = 0;
  #turns: CursorIterator<T>[] = [];
  #turn = 0;
  #row = 0;
  #current: CursorIterator<T> | undefined;
  #reading: Reading | undefined;

  constructor(options: RoundRobinOptions<T>) {
    this.#options = options;
  }

  get cursor(): StepCursor {
    return (this.#current as CursorIterator<T>).cursor;
  }

  get index(): number {
    return this.#current?.index ?? 0;
  }

  next(): IteratorResult<T, undefined> {
    while (true) {
      const iterator = this.#turns[this.#turn];
      if (iterator === undefined) {
        if (this.#begin()) continue;
        break;
      }
      const result = iterator.next();
      if (result.done) {
        this.#turns.splice(this.#turn, 1);
        if (this.#turn === this.#turns.length) this.#turn = 0;
        continue;
      }
      this.#turn = (this.#turn + 1) % this.#turns.length;
      if (++this.#row % TICK_ROWS === 0) this.#reading?.tick();
      this.#current = iterator;
      return result as IteratorResult<T, undefined>;
    }
    return this.#end(true);
  }

  return(): IteratorResult<T, undefined> {
    return this.#end(false);
  }

  #end(done: boolean): IteratorResult<T, undefined> {
    for (const iterator of this.#turns) iterator.return();
    this.#turns = [];
    this.#part = this.#options.parts.length;
    this.#reading?.end(done);
    this.#reading = undefined;
    return { done: true, value: undefined };
  }

  /** Goes on with the next dataset. */
  #begin(): boolean {
    const { parts, rows, skips, watch } = this.#options;
    if (this.#part >= parts.length) return false;
    this.#reading ??= watch.begin(() => {
      const cursor = this.#current?.cursor as TableCursor | undefined;
      const { part, slice, row } = cursor?.place ??
        { part: 0, slice: 0, row: 0 };
      return { part, slice, row: row + Math.max(this.index, 0) };
    });
    while (this.#part < parts.length && this.#base < rows[1]) {
      const steps = (parts[this.#part++] ?? [])
        .filter(({ part, slice }) => !skips(part, slice));
      const base = this.#base;
      const counts = steps.map(({ source }) => source.rowCount);
      const count = counts.reduce((sum, each) => sum + each, 0);
      const [from, to] = clipToPart(rows, { base, count });
      this.#base += count;
      if (from === to || this.#options.isOutside(this.#part - 1)) continue;
      return this.#open(steps, counts, [from, to]);
    }
    return false;
  }

  /** Opens the slices that have some of these rows of a dataset. */
  #open(
    steps: readonly TableStep[],
    counts: readonly number[],
    [from, to]: readonly [from: number, to: number],
  ): true {
    const ends = rowsBefore(counts, to);
    const turns = rowsBefore(counts, from).flatMap((start, index) => {
      const rows = [start, ends[index] as number] as const;
      return start < rows[1] ? [{ ...steps[index] as TableStep, rows }] : [];
    });
    // A slice whose row of the first turn is not among them comes later.
    const starts = turns.map(({ rows: [start] }) => start);
    this.#turn = starts.indexOf(Math.min(...starts));
    this.#turns = turns.map((step) => this.#options.open(step));
    return true;
  }
}
