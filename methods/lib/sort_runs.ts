/**
 * Sorted rows that have outgrown memory: runs in a scratch file, which are
 * merged when all are there.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector, VectorParts } from "ax";
import { Gatherer, type Places } from "./gather.ts";
import { type Kept, ScratchFile } from "./scratch_file.ts";
import {
  compareKeys,
  type KeyOrder,
  keysOf,
  type KeySource,
  type KeyValues,
} from "./sort_keys.ts";

/** A column to sort by. */
export interface SortColumn extends KeyOrder {
  readonly name: string;
  readonly type: ColumnSpec;
}

/** Rows, column by column. */
type Vectors = Readonly<Record<string, VectorParts>>;

/** Sorted runs of rows. */
export class SortedRuns implements Disposable {
  readonly #file: ScratchFile;
  readonly #by: readonly SortColumn[];
  readonly #runs: StoredBatch[][] = [];

  /** @param path Of the scratch file, which is removed at once. */
  constructor(path: string, by: readonly SortColumn[]) {
    this.#file = new ScratchFile(path);
    this.#by = by;
  }

  /** Begins a run. Its rows come after equal ones of the runs before. */
  begin(): void {
    this.#runs.push([]);
  }

  /** Adds the next rows to the newest run. */
  add(vectors: Vectors, rowCount: number): void {
    const columns = Object.entries(vectors).map(([name, parts]) =>
      [name, this.#file.keep(parts, rowCount)] as const
    );
    this.#runs.at(-1)?.push({ rowCount, columns });
  }

  /** All rows in their order, so many at a time. */
  *merge(batchRows: number): Generator<Vectors> {
    const merge = new Merge(this.#by);
    for (const batches of this.#runs) {
      merge.add(new RunReader(this.#file, this.#by, batches));
    }
    const names = this.#runs[0]?.[0]?.columns.map(([name]) => name) ?? [];
    const gatherers = names.map((name) => [name, new Gatherer()] as const);
    for (;;) {
      const { places, batches } = merge.next(batchRows);
      if (places.rows.length === 0) return;
      const result: Record<string, VectorParts> = Object.create(null);
      for (const [name, gatherer] of gatherers) {
        const vectors = batches.map(({ vectors }) => vectors[name]);
        result[name] = gatherer.gather(
          vectors as unknown as ColumnVector[],
          places,
        );
      }
      yield result;
    }
  }

  /** Lets go of the scratch file. */
  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

interface StoredBatch {
  readonly rowCount: number;
  readonly columns: readonly (readonly [string, Kept])[];
}

interface LoadedBatch {
  readonly rowCount: number;
  readonly vectors: Vectors;
  readonly keys: readonly KeyValues[];
  /** Its number among those that the next rows are picked from. */
  chunk: number;
}

/** Goes through a run. */
class RunReader {
  readonly #file: ScratchFile;
  readonly #by: readonly SortColumn[];
  readonly #batches: Iterator<StoredBatch>;
  /** The batch of its next row. */
  batch: LoadedBatch | undefined;
  /** The number of that row. */
  row = 0;

  constructor(
    file: ScratchFile,
    by: readonly SortColumn[],
    batches: readonly StoredBatch[],
  ) {
    this.#file = file;
    this.#by = by;
    this.#batches = batches[Symbol.iterator]();
    this.#load();
  }

  /** Goes to the next row. */
  advance(): void {
    if (++this.row === this.batch?.rowCount) this.#load();
  }

  #load(): void {
    const { value, done } = this.#batches.next();
    this.row = 0;
    this.batch = undefined;
    if (done === true) return;
    const { rowCount, columns } = value;
    const vectors: Record<string, VectorParts> = Object.create(null);
    for (const [name, kept] of columns) vectors[name] = this.#file.load(kept);
    const keys = this.#by.map(({ name, type }) => {
      const source = { ...vectors[name], length: rowCount } as KeySource;
      return keysOf(source as unknown as ColumnVector, type);
    });
    this.batch = { rowCount, vectors, keys, chunk: -1 };
  }
}

/** Merges runs by a heap of their next rows. */
class Merge {
  readonly #by: readonly SortColumn[];
  readonly #readers: RunReader[] = [];
  /** Numbers of readers; none comes before those at half its place. */
  readonly #heap: number[] = [];

  constructor(by: readonly SortColumn[]) {
    this.#by = by;
  }

  /** Adds a run. */
  add(reader: RunReader): void {
    this.#readers.push(reader);
    if (reader.batch === undefined) return;
    let at = this.#heap.push(this.#readers.length - 1) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  /** The places of the next rows, at most so many. */
  next(count: number): { places: Places; batches: LoadedBatch[] } {
    const chunks = new Uint32Array(count);
    const rows = new Uint32Array(count);
    const batches: LoadedBatch[] = [];
    let length = 0;
    for (; length < count && this.#heap.length > 0; length++) {
      const reader = this.#readers[this.#heap[0] as number] as RunReader;
      const batch = reader.batch as LoadedBatch;
      if (batches[batch.chunk] !== batch) batch.chunk = batches.push(batch) - 1;
      chunks[length] = batch.chunk;
      rows[length] = reader.row;
      reader.advance();
      if (reader.batch === undefined) {
        this.#heap[0] = this.#heap.at(-1) as number;
        this.#heap.pop();
      }
      this.#sink();
    }
    const places = {
      chunks: chunks.subarray(0, length),
      rows: rows.subarray(0, length),
    };
    return { places, batches };
  }

  #sink(): void {
    const { length } = this.#heap;
    for (let at = 0;;) {
      let least = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2; child++) {
        if (child < length && this.#isBefore(child, least)) least = child;
      }
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(a: number, b: number): void {
    const heap = this.#heap;
    [heap[a], heap[b]] = [heap[b] as number, heap[a] as number];
  }

  #isBefore(a: number, b: number): boolean {
    const run = this.#heap[a] as number;
    const other = this.#heap[b] as number;
    const reader = this.#readers[run] as RunReader;
    const otherReader = this.#readers[other] as RunReader;
    const { row } = otherReader;
    for (let column = 0; column < this.#by.length; column++) {
      const { descending, nullsLast } = this.#by[column] as SortColumn;
      const keys = otherReader.batch?.keys[column] as KeyValues;
      const found = compareKeys(
        reader.batch?.keys[column] as KeyValues,
        reader.row,
        { keys, row, descending, nullsLast },
      );
      if (found !== 0) return found < 0;
    }
    return run < other;
  }
}
