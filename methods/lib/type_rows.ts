/**
 * Types the rows of one dataset that belong in one slice.
 *
 * Where rows move, each slice reads all of them, converts the column that they
 * are hashed by, and the other columns of its own rows alone. A row whose hash
 * column cannot be converted belongs in the slice it is in.
 *
 * @module
 */

import type { Batch, BatchColumn, ColumnSpec, ColumnVector, Dataset } from "ax";
import { Gatherer } from "./gather.ts";
import { hashRows } from "./row_hash.ts";
import { type ColumnTyper, makeTyper } from "./type_column.ts";
import type { PlannedColumn, TypeInputs, TypePlan } from "./type_plan.ts";

/** The slice that is made. */
export interface Place {
  readonly slice: number;
  readonly slices: number;
}

/** Columns of a batch by name. */
export type Columns = Record<string, BatchColumn<ColumnSpec>>;

/** A row that cannot be typed. */
export interface BadRow {
  /** The first column that cannot be converted. */
  readonly column: PlannedColumn;
  /** What it holds. */
  readonly value: unknown;
  /** The number of the row in its slice of the source. */
  readonly row: number;
  /** That slice. */
  readonly slice: number;
}

/** Takes what comes of the rows. */
export interface TypeSink {
  /** A batch of the result; without columns that stay, unless they must move. */
  rows(columns: Columns): void;
  /** The typed columns of bad rows, as they are in the source. */
  bad(rows: readonly BadRow[], columns: Columns): void;
}

/** How often something happened in a column. */
export interface ColumnCounts {
  /** Values that could not be converted. */
  bad: number;
  /** Values that the default stands for. */
  defaulted: number;
}

/** Rows of a batch that belong in the slice. */
interface OwnRows {
  readonly batch: Batch;
  /** The slice they come from. */
  readonly slice: number;
  readonly count: number;
  /** Which rows of the batch they are; nothing for all of them. */
  readonly rows: Uint32Array | undefined;
  /** The column that they are hashed by, already converted. */
  readonly hashed: BatchColumn<ColumnSpec> | undefined;
}

interface TypedColumn extends PlannedColumn {
  readonly typer: ColumnTyper;
  readonly counts: ColumnCounts;
}

/** Types the rows of a dataset. */
export class RowTyper {
  readonly #plan: TypePlan;
  readonly #place: Place;
  readonly #sink: TypeSink;
  readonly #typed: readonly TypedColumn[];
  /** Columns that stay, but are copied. */
  readonly #copied: readonly PlannedColumn[];
  readonly #gatherer = new Gatherer();
  /** For each row, one more than the index of the first column that fails. */
  #failed = new Uint32Array(0);
  #hashes = new Uint32Array(0);
  #dictionary: readonly string[] = [];

  /** @param isCopied Whether columns that stay are copied. */
  constructor(
    plan: TypePlan,
    inputs: TypeInputs,
    { place, sink, isCopied }: {
      readonly place: Place;
      readonly sink: TypeSink;
      readonly isCopied: boolean;
    },
  ) {
    this.#plan = plan;
    this.#place = place;
    this.#sink = sink;
    const isTyped = ({ conversion }: PlannedColumn) => conversion !== undefined;
    this.#typed = plan.columns.filter(isTyped).map((column) => ({
      ...column,
      typer: makeTyper(column, inputs),
      counts: { bad: 0, defaulted: 0 },
    }));
    this.#copied = isCopied
      ? plan.columns.filter((column) => !isTyped(column))
      : [];
  }

  /** How often something happened, by column. */
  get counts(): ReadonlyMap<string, ColumnCounts> {
    return new Map(this.#typed.map(({ name, counts }) => [name, counts]));
  }

  /** Types what belongs in the slice. */
  run(source: Dataset): void {
    const { slice, slices } = this.#place;
    const names = [...this.#typed, ...this.#copied].map(({ column }) => column);
    const wanted = [...new Set(names)];
    const first = this.#plan.isMoved ? 0 : slice;
    const end = this.#plan.isMoved ? slices : slice + 1;
    for (let from = first; from < end; from++) {
      for (const batch of source.batches(from, wanted, { reuse: true })) {
        const own = this.#select(batch, from);
        if (own.count > 0) this.#type(own);
      }
    }
  }

  #select(batch: Batch, slice: number): OwnRows {
    const { rowCount: count } = batch;
    if (this.#failed.length < count) {
      this.#failed = new Uint32Array(count);
      this.#hashes = new Uint32Array(count);
    } else this.#failed.fill(0);
    if (!this.#plan.isMoved) {
      return { batch, slice, count, rows: undefined, hashed: undefined };
    }
    const vector = this.#hash(batch, slice);
    const isHome = slice === this.#place.slice;
    const room = new Uint32Array(count);
    let own = 0;
    for (let row = 0; row < count; row++) {
      const mark = this.#failed[row] as number;
      const owner = this.#hashes[row] as number % this.#place.slices;
      const isOwn = mark === 0 ? owner === this.#place.slice : isHome;
      if (!isOwn) continue;
      this.#failed[own] = mark;
      room[own++] = row;
    }
    const rows = room.subarray(0, own);
    const hashed = this.#gatherer.pick(vector, rows);
    return { batch, slice, count: own, rows, hashed };
  }

  /** Hashes the rows of a batch by the column that the result lies by. */
  #hash({ columns, rowCount }: Batch, slice: number): ColumnVector {
    const { hashBy } = this.#plan;
    const index = this.#typed.findIndex(({ name }) => name === hashBy);
    const typed = this.#typed[index];
    if (typed === undefined) {
      const column = this.#copied.find(({ name }) => name === hashBy);
      const vector = columns[column?.column ?? ""] as ColumnVector;
      hashRows(vector, column?.type as ColumnSpec, this.#hashes);
      return vector;
    }
    const { typer, column, type } = typed;
    const source = columns[column] as ColumnVector;
    const all = { vector: source, rows: undefined };
    const bad = typer.convert(all, this.#failed, index + 1);
    if (slice === this.#place.slice) this.#count(typed, bad);
    const vector = this.#toVector(typer.column(), rowCount);
    hashRows(vector, type, this.#hashes);
    return vector;
  }

  /** A vector whose dictionary does not grow. */
  #toVector(column: BatchColumn<ColumnSpec>, length: number): ColumnVector {
    const { dictionary } = column as { dictionary?: readonly string[] };
    if (dictionary === undefined) return { ...column, length } as never;
    if (this.#dictionary.length !== dictionary.length) {
      this.#dictionary = dictionary.slice();
    }
    return { ...column, length, dictionary: this.#dictionary } as never;
  }

  #count({ typer, counts }: TypedColumn, bad: number): void {
    counts.bad += bad;
    counts.defaulted += typer.fallbackCount;
  }

  #type(own: OwnRows): void {
    const result: Columns = Object.create(null);
    let failures = 0;
    for (const [index, typed] of this.#typed.entries()) {
      const { name, column, typer } = typed;
      if (own.hashed !== undefined && name === this.#plan.hashBy) {
        result[name] = own.hashed;
        continue;
      }
      const vector = own.batch.columns[column] as ColumnVector;
      const text = { vector, rows: own.rows };
      const bad = typer.convert(text, this.#failed, index + 1);
      this.#count(typed, bad);
      failures += bad;
      result[name] = typer.column();
    }
    for (const { name, column } of this.#copied) {
      result[name] = this.#own(own, column);
    }
    const mayFail = failures > 0 || own.hashed !== undefined;
    const bad = mayFail ? this.#find(own.count, (mark) => mark > 0) : undefined;
    if (bad === undefined || bad.length === 0) this.#sink.rows(result);
    else this.#divide(own, bad, result);
  }

  /** A column of the rows that belong in the slice. */
  #own({ batch, rows }: OwnRows, column: string): BatchColumn<ColumnSpec> {
    const vector = batch.columns[column] as ColumnVector;
    return rows === undefined ? vector : this.#gatherer.pick(vector, rows);
  }

  #find(count: number, holds: (mark: number) => boolean): Uint32Array {
    const room = new Uint32Array(count);
    let found = 0;
    for (let row = 0; row < count; row++) {
      if (holds(this.#failed[row] as number)) room[found++] = row;
    }
    return room.subarray(0, found);
  }

  /** Hands on bad rows, and then the others. */
  #divide(own: OwnRows, bad: Uint32Array, result: Columns): void {
    const places = own.rows === undefined
      ? bad
      : bad.map((row) => own.rows?.[row] as number);
    const { batch, slice } = own;
    const rows = Array.from(bad, (index, at): BadRow => {
      const mark = this.#failed[index] as number;
      const column = this.#typed[mark - 1] as TypedColumn;
      const place = places[at] as number;
      const value = (batch.columns[column.column] as ColumnVector).get(place);
      return { column, value, row: batch.start + place, slice };
    });
    const columns: Columns = Object.create(null);
    for (const { column } of this.#typed) {
      const vector = batch.columns[column] as ColumnVector;
      columns[column] = this.#gatherer.pick(vector, places);
    }
    this.#sink.bad(rows, columns);
    const good = this.#find(own.count, (mark) => mark === 0);
    if (good.length === 0) return;
    for (const [name, column] of Object.entries(result)) {
      result[name] = this.#gatherer.pick(column as ColumnVector, good);
    }
    this.#sink.rows(result);
  }
}
