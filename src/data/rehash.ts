/**
 * Reads a slice as if rows lay by the hash of a column.
 *
 * @module
 */

import type { SliceChoice } from "../core/datasets.ts";
import { AxError } from "../core/errors.ts";
import type { ReadOptions, VectorParts } from "../core/rows.ts";
import { findHasher, hashVector } from "./hash.ts";
import { RowGatherer } from "./row_gatherer.ts";
import type { StepCursor } from "./slice_cursor.ts";
import type { PlanStep } from "./slice_plan.ts";
import type { TablePart } from "./table.ts";
import type { TableCursor } from "./table_cursor.ts";
import { parseType } from "./types.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** Which rows belong to the slice. */
export interface Rehashing {
  /** Which of the cursor's columns is hashed. */
  readonly index: number;
  /** It is only hashed: its values are not asked for. */
  readonly isHidden: boolean;
  readonly slice: number;
  readonly slices: number;
  /** Whether the rows of a dataset lie so already. */
  isPlaced(part: number): boolean;
}

/**
 * Checks what is to be rehashed.
 *
 * @param read How it is read; `index` and `isHidden` as {@linkcode Rehashing}
 * says.
 * @throws {AxError} If it is not one slice that is read, or the column has no
 * hash.
 */
export function planRehash(
  column: string,
  parts: readonly TablePart[],
  read: {
    readonly choice: SliceChoice;
    readonly rowRange: ReadOptions["rowRange"];
    readonly index: number;
    readonly isHidden: boolean;
  },
): Rehashing {
  const { choice, rowRange, index, isHidden } = read;
  if (typeof choice !== "number" || rowRange !== undefined) {
    throw refused(column, "read a slice by its number, without rowRange");
  }
  for (const { columns } of parts) {
    const type = columns.get(column);
    if (type === undefined || findHasher(parseType(type))) continue;
    throw refused(column, `its type is ${type}`);
  }
  return {
    index,
    isHidden,
    slice: choice,
    slices: parts[0]?.slices.length ?? 1,
    isPlaced: (part) => parts[part]?.hashBy === column,
  };
}

function refused(column: string, reason: string): AxError {
  return new AxError(
    "dataset",
    `Cannot rehash by ${JSON.stringify(column)}: ${reason}`,
  );
}

/** Takes the rows of one slice out of what a cursor walks through. */
export class RehashCursor implements StepCursor {
  readonly #inner: TableCursor;
  readonly #rehashing: Rehashing;
  readonly #gatherers: RowGatherer[] | undefined;
  #hashes: Uint32Array = new Uint32Array(0);
  #rows: Uint32Array | undefined;
  #part = -1;
  /** Rows given of the dataset it is at. */
  #given = 0;
  step: PlanStep = { start: 0, end: 0, segments: [], isInside: true };
  vectors: readonly Vector[] = [];

  /** @param reuse Vectors are overwritten when the cursor moves on. */
  constructor(inner: TableCursor, rehashing: Rehashing, reuse: boolean) {
    this.#inner = inner;
    this.#rehashing = rehashing;
    this.#gatherers = reuse ? [] : undefined;
  }

  /** Takes the row within a step from who iterates over it. */
  follow(iterator: { readonly index: number }): void {
    const find = (): number => this.#rows?.[iterator.index] ?? iterator.index;
    this.#inner.follow({
      get index(): number {
        return find();
      },
    });
  }

  advance(): boolean {
    while (this.#inner.advance()) {
      const { step, vectors, place: { part } } = this.#inner;
      if (part !== this.#part) this.#given = 0;
      this.#part = part;
      const rows = this.#rehashing.isPlaced(part) ? undefined : this.#choose();
      this.#rows = rows;
      if (rows?.length === 0) continue;
      const count = rows?.length ?? step.end - step.start;
      const start = this.#given;
      this.#given += count;
      this.step = { ...step, start, end: start + count };
      this.vectors = rows === undefined
        ? vectors
        : vectors.map((vector, index) => this.#take(vector, index, rows));
      return true;
    }
    return false;
  }

  close(): void {
    this.#inner.close();
  }

  /** The rows of this step that belong to the slice. */
  #choose(): Uint32Array {
    const { index, slice, slices } = this.#rehashing;
    const vector = this.#inner.vectors[index] as Vector;
    const { length } = vector;
    if (this.#hashes.length < length) this.#hashes = new Uint32Array(length);
    const hashes = this.#hashes.subarray(0, length);
    hashVector(vector, hashes);
    const rows = new Uint32Array(length);
    let count = 0;
    for (let row = 0; row < length; row++) {
      if ((hashes[row] as number) % slices === slice) rows[count++] = row;
    }
    return rows.subarray(0, count);
  }

  #take(vector: Vector, index: number, rows: Uint32Array): Vector {
    const { isHidden, index: hashed } = this.#rehashing;
    if (rows.length === vector.length || isHidden && index === hashed) {
      return vector;
    }
    const kept = this.#gatherers;
    const gatherer = kept?.[index] ?? new RowGatherer();
    if (kept !== undefined) kept[index] = gatherer;
    return makeVector(vector.type, gatherer.take(vector, rows) as VectorParts);
  }
}
