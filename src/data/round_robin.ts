/**
 * A row of each slice in turn, which is the order in which a writer dealt them
 * out.
 *
 * @module
 */

import type { StepCursor } from "./slice_cursor.ts";
import type { CursorIterator, RowIterable } from "./slice_iterators.ts";
import type { TableCursor, TableStep } from "./table_cursor.ts";
import type { Reading } from "./table.ts";
import {
  type OpenStep,
  rowsBefore,
  type TurnOptions,
  TurnWalk,
} from "./turns.ts";

/** How often who watches is told: once in so many rows. */
const TICK_ROWS = 65_536;

/** What {@linkcode RoundRobin} takes rows from. */
export interface RoundRobinOptions<T> extends TurnOptions {
  /** Iterates over some rows of a slice. */
  open(step: TableStep): CursorIterator<T>;
}

/** Takes a row of each slice of a dataset in turn, until all are empty. */
export class RoundRobin<T> implements RowIterable<T> {
  readonly #options: RoundRobinOptions<T>;
  readonly #walk: TurnWalk;
  #turns: CursorIterator<T>[] = [];
  #turn = 0;
  #row = 0;
  #current: CursorIterator<T> | undefined;
  #reading: Reading | undefined;

  constructor(options: RoundRobinOptions<T>) {
    this.#options = options;
    this.#walk = new TurnWalk(options);
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
    this.#walk.close();
    this.#reading?.end(done);
    this.#reading = undefined;
    return { done: true, value: undefined };
  }

  /** Opens the slices that have rows in the next run. */
  #begin(): boolean {
    const { watch, open } = this.#options;
    if (this.#walk.isOver) return false;
    this.#reading ??= watch.begin(() => {
      const cursor = this.#current?.cursor as TableCursor | undefined;
      const { part, slice, row } = cursor?.place ??
        { part: 0, slice: 0, row: 0 };
      return { part, slice, row: row + Math.max(this.index, 0) };
    });
    const run = this.#walk.next();
    if (run === undefined) return false;
    const { counts } = this.#walk;
    const ends = rowsBefore(counts, run[1]);
    const turns = rowsBefore(counts, run[0]).flatMap((start, index) => {
      const { step } = this.#walk.open[index] as OpenStep;
      const rows = [start, ends[index] as number] as const;
      return start < rows[1] ? [{ ...step, rows }] : [];
    });
    // A slice whose row of the first turn is not among them comes later.
    const starts = turns.map(({ rows: [start] }) => start);
    this.#turn = starts.indexOf(Math.min(...starts));
    this.#turns = turns.map((step) => open(step));
    return true;
  }
}
