/**
 * Reads matches that were found part by part, in the order of the rows they
 * belong to.
 *
 * @module
 */

import type { ColumnSpec, ColumnVector, VectorParts } from "ax";
import { Gatherer } from "./gather.ts";
import { OUTPUT_ROWS } from "./join_output.ts";
import { loadBlock, type Run } from "./join_spill.ts";
import { nullVectors } from "./join_table.ts";
import type { ScratchFile } from "./scratch_file.ts";

/** Matches of all parts, in the order of their rows. */
export class JoinMerge {
  readonly #names: readonly string[];
  readonly #nulls: readonly ColumnVector[];
  readonly #gatherers: readonly Gatherer[];
  /** A heap: the least row comes first, then the earliest run. */
  readonly #heap: RunReader[] = [];
  /** The blocks that `#chunks` speaks of. */
  #blocks: (readonly ColumnVector[])[] = [];
  readonly #chunks = new Uint32Array(OUTPUT_ROWS);
  readonly #rows = new Uint32Array(OUTPUT_ROWS);
  #count = 0;
  #nullChunk = -1;

  constructor(
    file: ScratchFile,
    runs: readonly Run[],
    payload: ReadonlyMap<string, ColumnSpec>,
  ) {
    this.#names = [...payload.keys()];
    const nulls = nullVectors(payload);
    this.#nulls = this.#names.map((name) => nulls[name] as ColumnVector);
    this.#gatherers = this.#names.map(() => new Gatherer());
    for (const [index, run] of runs.entries()) {
      this.#heap.push(new RunReader(file, run, index));
    }
    for (let at = this.#heap.length >> 1; at >= 0; at--) this.#sink(at);
  }

  /** The row of the next match; none if there are no more. */
  get row(): number {
    return this.#heap[0]?.row ?? Infinity;
  }

  /** Goes on to the next match. */
  next(): void {
    const [first] = this.#heap;
    if (first === undefined) return;
    if (!first.next()) {
      const last = this.#heap.pop();
      if (this.#heap.length === 0 || last === undefined) return;
      this.#heap[0] = last;
    }
    this.#sink(0);
  }

  /** Keeps the match for {@linkcode gather}. @returns What it is kept as. */
  keep(): number {
    const reader = this.#heap[0] as RunReader;
    if (reader.chunk < 0) reader.chunk = this.#blocks.push(reader.others) - 1;
    return this.#place(reader.chunk, reader.at);
  }

  /** Keeps a row of nulls. @returns What it is kept as. */
  keepNull(): number {
    if (this.#nullChunk < 0) {
      this.#nullChunk = this.#blocks.push(this.#nulls) - 1;
    }
    return this.#place(this.#nullChunk, 0);
  }

  /** Picks what was kept, all of it and in order. */
  gather(): Record<string, VectorParts> {
    const places = {
      chunks: this.#chunks.subarray(0, this.#count),
      rows: this.#rows.subarray(0, this.#count),
    };
    const made: Record<string, VectorParts> = Object.create(null);
    for (const [index, name] of this.#names.entries()) {
      const vectors = this.#blocks.map((each) => each[index] as ColumnVector);
      made[name] = (this.#gatherers[index] as Gatherer).gather(vectors, places);
    }
    this.#blocks = [];
    this.#count = 0;
    this.#nullChunk = -1;
    for (const reader of this.#heap) reader.chunk = -1;
    return made;
  }

  #place(chunk: number, row: number): number {
    this.#chunks[this.#count] = chunk;
    this.#rows[this.#count] = row;
    return this.#count++;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    for (let at = from;;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < heap.length && isBefore(heap[child], heap[least])) {
          least = child;
        }
      }
      if (least === at) return;
      [heap[at], heap[least]] = [
        heap[least] as RunReader,
        heap[at] as RunReader,
      ];
      at = least;
    }
  }
}

function isBefore(
  one: RunReader | undefined,
  other: RunReader | undefined,
): boolean {
  if (one === undefined || other === undefined) return false;
  return one.row < other.row ||
    (one.row === other.row && one.index < other.index);
}

/** Walks through one run, which has at least one match. */
class RunReader {
  readonly #file: ScratchFile;
  readonly #run: Run;
  /** Which of the runs it is. */
  readonly index: number;
  #block = -1;
  #numbers: Int32Array = new Int32Array(0);
  /** The columns of the other side. */
  others: readonly ColumnVector[] = [];
  /** Where the match is in its block. */
  at = 0;
  /** The row it belongs to. */
  row = 0;
  /** Where its block is among those that are kept; -1 if it is not. */
  chunk = -1;

  constructor(file: ScratchFile, run: Run, index: number) {
    this.#file = file;
    this.#run = run;
    this.index = index;
    this.at = -1;
    this.next();
  }

  /** Whether there is one more. */
  next(): boolean {
    if (++this.at >= this.#numbers.length) {
      const block = this.#run[++this.#block];
      if (block === undefined) return false;
      const [numbers, ...others] = loadBlock(this.#file, block);
      this.#numbers = (numbers as unknown as { values: Int32Array }).values;
      this.others = others;
      this.at = 0;
      this.chunk = -1;
    }
    this.row = this.#numbers[this.at] as number;
    return true;
  }
}
