/**
 * Rows in memory, each column in one piece, to be picked in any order.
 *
 * @module
 */

import type {
  BatchColumn,
  ColumnSpec,
  ColumnVector,
  ListColumnVector,
  VectorParts,
} from "ax";
import { makePileColumn } from "./pile_columns.ts";
import type { PileColumn, PileParts } from "./pile_memory.ts";

/** Bytes of text in one column that every array can count. */
const MAX_TEXT = 2 ** 31 - 1;

/** Rows in memory. */
export class Pile {
  readonly #columns: ReadonlyMap<string, PileColumn>;
  /** How many rows there are. */
  rowCount = 0;

  /**
   * @param columns Their names and types.
   * @param expectedRows How many rows there will be, to make room at once.
   */
  constructor(
    columns: ReadonlyMap<string, ColumnSpec>,
    expectedRows: number,
  ) {
    const made = Array.from(
      columns,
      ([name, type]) => [name, makePileColumn(type, expectedRows)] as const,
    );
    this.#columns = new Map(made);
  }

  /** Bytes that the rows take. */
  get byteCount(): number {
    let sum = 0;
    for (const { byteCount } of this.#columns.values()) sum += byteCount;
    return sum;
  }

  /** The longest text or list there has been, at least. */
  get longest(): number {
    let longest = 1;
    for (const column of this.#columns.values()) {
      longest = Math.max(longest, column.longest);
    }
    return longest;
  }

  /** Whether rows can be added, however much memory there is. */
  fits(vectors: Readonly<Record<string, ColumnVector>>): boolean {
    for (const [name, { textBytes }] of this.#columns) {
      const vector = vectors[name] as ColumnVector;
      const rows = this.rowCount + vector.length;
      if (rows + textBytes + sizeOf(vector, vector.length) > MAX_TEXT) {
        return false;
      }
    }
    return true;
  }

  /** Adds the rows of a batch. @param rows Which of them. Default: all. */
  add(
    vectors: Readonly<Record<string, ColumnVector>>,
    rowCount: number,
    rows?: Uint32Array,
  ): void {
    for (const [name, column] of this.#columns) {
      column.add(vectors[name] as ColumnVector, rowCount, rows);
    }
    this.rowCount += rows?.length ?? rowCount;
  }

  /** A whole column; not of lists. */
  partsOf(name: string): PileParts {
    return (this.#columns.get(name) as PileColumn).parts();
  }

  /** Picks rows. What it gives is overwritten by the next call. */
  gather(rows: Uint32Array): PickedRows {
    const batch: Record<string, VectorParts> = Object.create(null);
    for (const [name, column] of this.#columns) {
      batch[name] = column.gather(rows);
    }
    return batch;
  }

  /** Forgets the rows, and keeps the memory. */
  clear(): void {
    for (const column of this.#columns.values()) column.clear();
    this.rowCount = 0;
  }
}

/** Rows as a writer takes them. */
export type PickedRows = Record<
  string,
  VectorParts & BatchColumn<ColumnSpec>
>;

/** Bytes of text, and elements of lists, in the first rows of a vector. */
function sizeOf(vector: ColumnVector, rowCount: number): number {
  const { offsets, elements } = vector as ListColumnVector;
  if (offsets === undefined) return 0;
  const end = offsets[rowCount] as number;
  return end + (elements === undefined ? 0 : sizeOf(elements, end));
}
