/**
 * One slice under search: which rows match, and the cells of those shown.
 *
 * @module
 */

import type { Batch } from "../../core/rows.ts";
import { CellReader } from "../../data/cell_text.ts";
import { openSliceReader, type SliceReader } from "../../data/slice_reader.ts";
import type { Vector } from "../../data/vectors.ts";
import type { ColumnMarker } from "./grep_marker.ts";
import type { ScanColumn, ScanSlice } from "./messages.ts";

/** Rows looked at together where no column is. */
const BATCH_ROWS = 65_536;

/** What is looked for in a slice. */
export interface SliceSearch {
  /** Those columns that could match. */
  readonly markers: readonly ColumnMarker[];
  /** Every row matches. */
  readonly matchesAll: boolean;
  readonly isInverted: boolean;
  /** Told of rows that were read, batch by batch. */
  progress(rows: number): void;
}

/** The rows of a slice, a batch at a time. */
export class SliceSource implements Disposable {
  readonly slice: number;
  readonly rowCount: number;
  /** The first row of the batch it is at, and the one after the last. */
  start: number;
  end: number;
  /** For each row of the batch whether it matches. */
  marks: Uint8Array = new Uint8Array(0);
  readonly #reader: SliceReader;
  readonly #search: SliceSearch;
  readonly #batches: Iterator<Batch>;
  readonly #window: RowWindow;
  readonly #memory = new Uint8Array(BATCH_ROWS);

  constructor(
    source: ScanSlice,
    columns: readonly ScanColumn[],
    search: SliceSearch,
  ) {
    this.slice = source.slice;
    this.rowCount = source.rowCount;
    this.start = this.end = source.from;
    this.#reader = openSliceReader(source.groups);
    this.#search = search;
    const names = search.markers.map(({ name }) => name);
    const rowRange = [source.from, source.from + source.rowCount] as const;
    this.#batches = names.length === 0 || search.matchesAll
      ? plainBatches(rowRange)
      : this.#reader.batches(names, { rowRange, reuse: true })
        [Symbol.iterator]();
    this.#window = new RowWindow(this.#reader, columns);
  }

  /** Goes to the next batch; `false` if there is none. */
  advance(): boolean {
    const { done, value } = this.#batches.next();
    if (done) return false;
    this.#search.progress(this.end - this.start);
    this.start = value.start;
    this.end = value.start + value.rowCount;
    this.#mark(value);
    return true;
  }

  /** Whether a row matches; rows are asked for from front to back. */
  isMatch(row: number): boolean {
    while (row >= this.end && this.advance());
    return this.marks[row - this.start] === 1;
  }

  /**
   * Makes the readers of the cells ready for a row.
   *
   * @returns Which of their rows it is.
   */
  seek(row: number): number {
    return this.#window.seek(row);
  }

  /** Has somebody told of each batch whose rows are shown. */
  watch(use: (vectors: readonly Vector[]) => void): void {
    this.#window.use = use;
  }

  /** A reader for each column that is shown. */
  get readers(): readonly CellReader[] {
    return this.#window.readers;
  }

  [Symbol.dispose](): void {
    this.#search.progress(this.end - this.start);
    this.#reader.close();
  }

  #mark(batch: Batch): void {
    const { markers, matchesAll, isInverted } = this.#search;
    const size = batch.rowCount;
    const marks = size <= BATCH_ROWS
      ? this.#memory.subarray(0, size)
      : new Uint8Array(size);
    marks.fill(matchesAll ? 1 : 0);
    if (!matchesAll) {
      for (const { name, mark } of markers) {
        mark(batch.columns[name] as unknown as Vector, marks);
      }
    }
    if (isInverted) {
      for (let i = 0; i < size; i++) marks[i] = (marks[i] as number) ^ 1;
    }
    this.marks = marks;
  }
}

function* plainBatches(
  [from, to]: readonly [from: number, to: number],
): Generator<Batch, undefined> {
  for (let start = from; start < to; start += BATCH_ROWS) {
    const size = Math.min(BATCH_ROWS, to - start);
    yield { start, rowCount: size, columns: {} };
  }
}

/** The batch in which the rows lie that are shown. */
class RowWindow {
  readonly #reader: SliceReader;
  readonly #names: readonly string[];
  readonly readers: readonly CellReader[];
  /** Told of the vectors of each batch. */
  use: (vectors: readonly Vector[]) => void = () => {};
  #iterator: Iterator<Batch> | undefined;
  #start = 0;
  #end = 0;

  constructor(reader: SliceReader, columns: readonly ScanColumn[]) {
    this.#reader = reader;
    this.#names = columns.map(({ name }) => name);
    this.readers = columns.map(({ type }) => new CellReader(type));
  }

  seek(row: number): number {
    if (row < this.#start || row >= this.#end) this.#load(row);
    return row - this.#start;
  }

  #load(row: number): void {
    const goesOn = this.#iterator !== undefined && row === this.#end;
    if (!goesOn) {
      const options = { rowRange: [row], reuse: true } as const;
      const batches = this.#reader.batches(this.#names, options);
      this.#iterator = batches[Symbol.iterator]();
    }
    const batch = this.#iterator?.next().value as Batch | undefined;
    if (batch === undefined) throw new RangeError(`There is no row ${row}`);
    this.#start = batch.start;
    this.#end = batch.start + batch.rowCount;
    const vectors = this.#names.map((name) =>
      batch.columns[name] as unknown as Vector
    );
    vectors.forEach((vector, index) => this.readers[index]?.use(vector));
    this.use(vectors);
  }
}
