/**
 * Reads one row of each slice in turn, batch by batch.
 *
 * The order is that of `"roundrobin"`: the first rows of all slices, then the
 * second ones, and so on; a slice that has ended is left out.
 *
 * @module
 */

import type { Batch, ColumnVector, Dataset } from "ax";
import type { Places } from "./gather.ts";

/** Rows that come one after the other, and the batches they lie in. */
export interface TurnRows {
  /** For each column the vectors that `places` speaks of. */
  readonly vectors: ReadonlyMap<string, readonly ColumnVector[]>;
  /** Where each row lies. */
  readonly places: Places;
}

/** Rows that are given at a time. */
const BATCH_ROWS = 65_536;

/**
 * Says how many rows of each slice are among the first `position` rows.
 *
 * @param position From 0 up to the number of rows.
 */
export function rowsBefore(
  rowCounts: readonly number[],
  position: number,
): number[] {
  const upTo = (round: number): number =>
    rowCounts.reduce((sum, count) => sum + Math.min(count, round), 0);
  let round = 0;
  for (let beyond = Math.max(0, ...rowCounts) + 1; round + 1 < beyond;) {
    const middle = Math.floor((round + beyond) / 2);
    if (upTo(middle) <= position) round = middle;
    else beyond = middle;
  }
  let left = position - upTo(round);
  return rowCounts.map((count) => {
    if (count <= round) return count;
    return left-- > 0 ? round + 1 : round;
  });
}

/**
 * Reads the rows from the position `from` up to `to`.
 *
 * @param names The columns to read; at least one.
 */
export function* readTurns(
  source: Dataset,
  names: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): Generator<TurnRows> {
  const { rowCounts } = source;
  const ends = rowsBefore(rowCounts, to);
  const readers = rowsBefore(rowCounts, from).map((start, slice) =>
    new SliceReader(source, names, { slice, start, end: ends[slice] as number })
  );
  const batch = new TurnBatch(names, readers);
  let left = to - from;
  let round = Math.min(...readers.map(({ row }) => row));
  try {
    while (left > 0) {
      for (const reader of readers) {
        if (reader.row !== round) continue;
        batch.take(reader);
        left--;
        if (batch.isFull || left === 0) yield batch.finish();
      }
      round++;
    }
  } finally {
    for (const reader of readers) reader.close();
  }
}

/** Walks through the rows of one slice. */
class SliceReader {
  readonly #batches: Iterator<Batch>;
  readonly #end: number;
  #batch: Batch | undefined;
  /** The number of the next row in the slice; never equal to any at the end. */
  row: number;
  /** Where the batch of the next row is among those of the `TurnBatch`. */
  chunk = -1;

  constructor(
    source: Dataset,
    names: readonly string[],
    { slice, start, end }: {
      readonly slice: number;
      readonly start: number;
      readonly end: number;
    },
  ) {
    const rowRange = [start, end] as const;
    this.#batches = source.batches(slice, names, { rowRange })
      [Symbol.iterator]();
    this.#end = end;
    this.row = start < end ? start : Infinity;
  }

  /** The batch that holds the next row. */
  get batch(): Batch {
    const known = this.#batch;
    if (known !== undefined && this.row < known.start + known.rowCount) {
      return known;
    }
    this.chunk = -1;
    return this.#batch = this.#batches.next().value as Batch;
  }

  next(): void {
    this.row++;
    if (this.row === this.#end) this.row = Infinity;
  }

  close(): void {
    this.#batches.return?.();
  }
}

/** Collects rows. */
class TurnBatch {
  readonly #readers: readonly SliceReader[];
  readonly #vectors: ReadonlyMap<string, ColumnVector[]>;
  readonly #chunks = new Uint32Array(BATCH_ROWS);
  readonly #rows = new Uint32Array(BATCH_ROWS);
  #chunkCount = 0;
  #count = 0;

  constructor(names: readonly string[], readers: readonly SliceReader[]) {
    this.#vectors = new Map(names.map((name) => [name, []]));
    this.#readers = readers;
  }

  get isFull(): boolean {
    return this.#count === BATCH_ROWS;
  }

  take(reader: SliceReader): void {
    const { batch } = reader;
    if (reader.chunk < 0) {
      reader.chunk = this.#chunkCount++;
      for (const [name, vectors] of this.#vectors) {
        vectors.push(batch.columns[name] as ColumnVector);
      }
    }
    this.#chunks[this.#count] = reader.chunk;
    this.#rows[this.#count++] = reader.row - batch.start;
    reader.next();
  }

  finish(): TurnRows {
    const vectors = new Map(
      [...this.#vectors].map(([name, each]) => [name, each.splice(0)]),
    );
    const places = {
      chunks: this.#chunks.slice(0, this.#count),
      rows: this.#rows.slice(0, this.#count),
    };
    for (const reader of this.#readers) reader.chunk = -1;
    this.#chunkCount = this.#count = 0;
    return { vectors, places };
  }
}
