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
}

/** Takes a row of each slice of a dataset in turn, until all are empty. */
export class RoundRobin<T> implements RowIterable<T> {
  readonly #options: RoundRobinOptions<T>;
  #part = 0;
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
    const [from, to] = this.#options.rows;
    while (this.#row < to) {
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
      if (this.#row <= from) continue;
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
    this.#row = Infinity;
    this.#reading?.end(done);
    this.#reading = undefined;
    return { done: true, value: undefined };
  }

  /** Goes on with the next dataset. */
  #begin(): boolean {
    const { parts, open, skips, watch } = this.#options;
    this.#reading ??= watch.begin(() => {
      const cursor = this.#current?.cursor as TableCursor | undefined;
      const { part, slice, row } = cursor?.place ??
        { part: 0, slice: 0, row: 0 };
      return { part, slice, row: row + Math.max(this.index, 0) };
    });
    while (this.#part < parts.length) {
      const steps = parts[this.#part++] ?? [];
      this.#turns = steps.filter(({ part, slice }) => !skips(part, slice))
        .map((step) => open(step));
      this.#turn = 0;
      if (this.#turns.length > 0) return true;
    }
    return false;
  }
}
