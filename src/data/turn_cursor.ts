/**
 * A row of each slice in turn, a batch of them at a time.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { VectorParts } from "../core/rows.ts";
import { BATCH_BYTES, BATCH_ROWS } from "./builder.ts";
import {
  type OpenStep,
  rowsBefore,
  type TurnOptions,
  TurnWalk,
} from "./turns.ts";
import type { Places } from "./row_copy.ts";
import { RowMixer, sizeOf } from "./row_mixer.ts";
import type { StepCursor } from "./slice_cursor.ts";
import type { PlanStep } from "./slice_plan.ts";
import type { Reading, ReadingPlace } from "./table.ts";
import { type TableStep, wrongEnd } from "./table_cursor.ts";
import type { ParsedType } from "./types.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** What a {@linkcode TurnCursor} reads. */
export interface TurnCursorOptions extends TurnOptions {
  readonly names: readonly string[];
  /** Vectors are overwritten when the cursor moves on. */
  readonly reuse: boolean;
}

/** A slice that takes part: which of its rows come next. */
interface Lane {
  readonly step: TableStep;
  readonly cursor: StepCursor;
  /** The next row, and where this reading ends. */
  next: number;
  readonly end: number;
  /** Where the vectors of its cursor end; 0 before it has any. */
  stop: number;
}

/** Goes through the rows of slices in turn. */
export class TurnCursor implements StepCursor {
  readonly #options: TurnCursorOptions;
  readonly #sources = new Uint32Array(BATCH_ROWS);
  readonly #rows = new Uint32Array(BATCH_ROWS);
  readonly #walk: TurnWalk;
  /** The slices of the dataset that the mixers are for. */
  #open: readonly OpenStep[] = [];
  #lanes: readonly Lane[] = [];
  #mixers: readonly RowMixer[] = [];
  #types: readonly ParsedType[] | undefined;
  #reading: Reading | undefined;
  #place: ReadingPlace = { part: 0, slice: 0, row: 0 };
  #isOver = false;
  step: PlanStep = { start: 0, end: 0, segments: [], isInside: true };
  vectors: readonly Vector[] = [];

  constructor(options: TurnCursorOptions) {
    this.#options = options;
    this.#walk = new TurnWalk(options);
  }

  advance(): boolean {
    if (this.#isOver) return false;
    this.#reading ??= this.#options.watch.begin(() => this.#place);
    while (!this.#fill()) {
      if (this.#beginRun()) continue;
      this.#end(true);
      return false;
    }
    this.#reading.tick();
    return true;
  }

  close(): void {
    this.#end(false);
  }

  #end(done: boolean): void {
    for (const { cursor } of this.#lanes) cursor.close();
    [this.#lanes, this.#open] = [[], []];
    this.#walk.close();
    this.#isOver = true;
    this.#reading?.end(done);
    this.#reading = undefined;
  }

  /** Opens a cursor for each slice that has rows in the next run. */
  #beginRun(): boolean {
    for (const { cursor } of this.#lanes) cursor.close();
    this.#lanes = [];
    const run = this.#walk.next();
    if (run === undefined) return false;
    const { names, reuse } = this.#options;
    const { open, counts } = this.#walk;
    if (open !== this.#open) {
      this.#open = open;
      this.#mixers = names.map(() => new RowMixer(reuse));
      this.#types = undefined;
    }
    const ends = rowsBefore(counts, run[1]);
    this.#lanes = rowsBefore(counts, run[0]).flatMap((next, index): Lane[] => {
      const end = ends[index] as number;
      if (next === end) return [];
      const { step, reader } = open[index] as OpenStep;
      const cursor = reader.openCursor(names, {
        rowRange: [next, end],
        isTested: false,
        reuse: true,
      });
      return [{ step, cursor, next, end, stop: 0 }];
    });
    this.step = { ...this.step, end: run[0] };
    return true;
  }

  /** Makes the vectors of the next rows; `false` at the end of the run. */
  #fill(): boolean {
    const lanes = this.#lanes.filter(({ next, end }) => next < end);
    if (lanes.length === 0) return false;
    for (const lane of lanes) if (lane.next >= lane.stop) this.#load(lane);
    const { step: { part, slice }, next: row } = lanes[0] as Lane;
    this.#place = { part, slice, row };
    let taken = this.#take(lanes, BATCH_ROWS);
    while (taken.count > 1 && isTooLarge(lanes, taken.nexts)) {
      taken = this.#take(lanes, Math.ceil(taken.count / 2));
    }
    const places: Places = {
      sources: this.#sources.subarray(0, taken.count),
      rows: this.#rows.subarray(0, taken.count),
    };
    this.vectors = this.#mixers.map((mixer, index) => {
      const vectors = lanes.map(({ cursor }) => vectorOf(cursor, index));
      const [{ type }] = vectors as [Vector];
      return makeVector(type, mixer.mix(vectors, places) as VectorParts);
    });
    lanes.forEach((lane, index) => lane.next = taken.nexts[index] as number);
    const start = this.step.end;
    this.step = { ...this.step, start, end: start + taken.count };
    return true;
  }

  /** Says where the next rows lie, up to the end of a lane's vectors. */
  #take(
    lanes: readonly Lane[],
    most: number,
  ): { count: number; nexts: number[] } {
    const [sources, rows] = [this.#sources, this.#rows];
    const nexts = lanes.map(({ next }) => next);
    const starts = lanes.map(({ cursor }) => cursor.step.start);
    let left = lanes.length;
    let count = this.#takeTurns(lanes, most);
    for (const [at, lane] of lanes.entries()) {
      const next = lane.next + count / lanes.length;
      if (count > 0) nexts[at] = next;
      if (next === lane.end) left--;
    }
    for (let turn = Math.min(...nexts); left > 0; turn++) {
      for (let at = 0; at < lanes.length; at++) {
        const { end, stop } = lanes[at] as Lane;
        if (nexts[at] !== turn || turn === end) continue;
        if (turn === stop || count === most) return { count, nexts };
        sources[count] = at;
        rows[count++] = turn - (starts[at] as number);
        nexts[at] = turn + 1;
        if (turn + 1 === end) left--;
      }
    }
    return { count, nexts };
  }

  /** Takes turns in which all slices have their rows at hand. */
  #takeTurns(lanes: readonly Lane[], most: number): number {
    const turn = lanes[0]?.next;
    if (lanes.some(({ next }) => next !== turn)) return 0;
    const width = lanes.length;
    const [sources, rows] = [this.#sources, this.#rows];
    let turns = Math.floor(most / width);
    const starts = lanes.map(({ cursor, next, stop }) => {
      turns = Math.min(turns, stop - next);
      return next - cursor.step.start;
    });
    for (let lane = 0; lane < width; lane++) {
      let row = starts[lane] as number;
      for (let at = lane; at < turns * width; at += width) {
        sources[at] = lane;
        rows[at] = row++;
      }
    }
    return turns * width;
  }

  /** Goes on to the vectors that have the next row of a slice. */
  #load(lane: Lane): void {
    if (!lane.cursor.advance() || lane.cursor.step.start !== lane.next) {
      throw wrongEnd(lane.step, lane.end, lane.stop);
    }
    lane.stop = lane.cursor.step.end;
    const types = lane.cursor.vectors.map(({ type }) => type);
    const known = this.#types ??= types;
    const odd = types.findIndex((type, index) => !isSame(type, known[index]));
    if (odd === -1) return;
    throw new AxError(
      "dataset",
      `Cannot read slices in turn: column ${
        JSON.stringify(this.#options.names[odd])
      } is of another type in slice ${lane.step.slice} than before`,
    );
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function vectorOf({ vectors }: StepCursor, index: number): Vector {
  return vectors[index] as Vector;
}

/** Whether what differs in size from row to row is too much for one batch. */
function isTooLarge(lanes: readonly Lane[], nexts: readonly number[]): boolean {
  const [first] = lanes as [Lane];
  return first.cursor.vectors.some((_, column) => {
    const sizes = lanes.map(({ cursor, next }, index) => {
      const { start } = cursor.step;
      const end = nexts[index] as number;
      return sizeOf(vectorOf(cursor, column), next - start, end - start);
    });
    return sum(sizes) > BATCH_BYTES;
  });
}

function isSame(a: ParsedType, b: ParsedType | undefined): boolean {
  if (a.kind !== b?.kind) return false;
  return a.kind !== "list" || b.kind !== "list" || isSame(a.element, b.element);
}
