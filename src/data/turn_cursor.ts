/**
 * A row of each slice in turn, a batch of them at a time.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { ValueRange, VectorParts } from "../core/rows.ts";
import { BATCH_BYTES, BATCH_ROWS } from "./builder.ts";
import type { OpenSlices } from "./open_slices.ts";
import { clipToPart, rowsBefore, rowsOfTurns } from "./round_robin.ts";
import type { Places } from "./row_copy.ts";
import { RowMixer, sizeOf } from "./row_mixer.ts";
import type { StepCursor } from "./slice_cursor.ts";
import type { PlanStep } from "./slice_plan.ts";
import type { SliceReader } from "./slice_reader.ts";
import type { Reading, ReadingPlace, ReadingWatch } from "./table.ts";
import { type TableStep, wrongEnd } from "./table_cursor.ts";
import type { ParsedType } from "./types.ts";
import { makeVector, type Vector } from "./vectors.ts";

/** What a {@linkcode TurnCursor} reads. */
export interface TurnCursorOptions {
  readonly names: readonly string[];
  /** For each dataset the slices that have rows. */
  readonly parts: readonly (readonly TableStep[])[];
  /** Which rows of all, counted in the order they come in. */
  readonly rows: readonly [from: number, to: number];
  /** Leaves out turns that no batch of any slice can have in this range. */
  readonly range: ValueRange | undefined;
  /** Vectors are overwritten when the cursor moves on. */
  readonly reuse: boolean;
  readonly slices: OpenSlices;
  readonly watch: ReadingWatch;
  skips(part: number, slice: number): boolean;
  /** Whether no row of a dataset is in the range. */
  isOutside(part: number): boolean;
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

/** A slice of the dataset that is being read. */
interface OpenStep {
  readonly step: TableStep;
  readonly reader: SliceReader;
}

/** Goes through the rows of slices in turn. */
export class TurnCursor implements StepCursor {
  readonly #options: TurnCursorOptions;
  readonly #sources = new Uint32Array(BATCH_ROWS);
  readonly #rows = new Uint32Array(BATCH_ROWS);
  #part = 0;
  /** How many rows came with the datasets before. */
  #base = 0;
  #open: OpenStep[] = [];
  /** Rows of the dataset that are still to be read, counted in turn. */
  #runs: (readonly [from: number, to: number])[] = [];
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
  }

  advance(): boolean {
    if (this.#isOver) return false;
    this.#reading ??= this.#options.watch.begin(() => this.#place);
    while (!this.#fill()) {
      if (this.#beginRun() || this.#beginPart()) continue;
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
    this.#leavePart();
    this.#isOver = true;
    this.#reading?.end(done);
    this.#reading = undefined;
  }

  #leavePart(): void {
    for (const { cursor } of this.#lanes) cursor.close();
    for (const { step } of this.#open) {
      this.#options.slices.release(step.source.groups);
    }
    [this.#lanes, this.#open, this.#runs] = [[], [], []];
  }

  /** Opens the next dataset that has rows to be read. */
  #beginPart(): boolean {
    const { parts, rows, range, slices, skips, isOutside } = this.#options;
    this.#leavePart();
    while (this.#part < parts.length && this.#base < rows[1]) {
      const part = this.#part++;
      const steps = (parts[part] ?? [])
        .filter(({ slice }) => !skips(part, slice));
      const base = this.#base;
      const count = sum(steps.map(({ source }) => source.rowCount));
      const own = clipToPart(rows, { base, count });
      this.#base += count;
      if (own[0] === own[1] || isOutside(part)) continue;
      for (const step of steps) {
        const reader = slices.acquire(step.source.groups);
        this.#open.push({ step, reader });
      }
      const { names, reuse } = this.#options;
      this.#mixers = names.map(() => new RowMixer(reuse));
      this.#types = undefined;
      this.#runs = range === undefined ? [own] : this.#findRuns(range, own);
      return true;
    }
    return false;
  }

  get #counts(): number[] {
    return this.#open.map(({ step }) => step.source.rowCount);
  }

  /** The turns in which a batch of any slice may have rows in the range. */
  #findRuns(
    range: ValueRange,
    [from, to]: readonly [from: number, to: number],
  ): (readonly [from: number, to: number])[] {
    const spans: [start: number, end: number][] = [];
    for (const { reader } of this.#open) {
      const probe = reader.openCursor([], { range, isTested: false });
      while (probe.advance()) spans.push([probe.step.start, probe.step.end]);
    }
    const joined: [start: number, end: number][] = [];
    for (const [start, end] of spans.sort(([a], [b]) => a - b)) {
      const last = joined.at(-1);
      if (last === undefined || last[1] < start) joined.push([start, end]);
      else last[1] = Math.max(last[1], end);
    }
    const counts = this.#counts;
    return joined.map(([start, end]) =>
      [
        Math.max(from, rowsOfTurns(counts, start)),
        Math.min(to, rowsOfTurns(counts, end)),
      ] as const
    ).filter(([start, end]) => start < end);
  }

  /** Opens a cursor for each slice that has rows in the next run. */
  #beginRun(): boolean {
    const run = this.#runs.shift();
    if (run === undefined) return false;
    for (const { cursor } of this.#lanes) cursor.close();
    const { names } = this.#options;
    const counts = this.#counts;
    const ends = rowsBefore(counts, run[1]);
    this.#lanes = rowsBefore(counts, run[0]).flatMap((next, index): Lane[] => {
      const end = ends[index] as number;
      if (next === end) return [];
      const { step, reader } = this.#open[index] as OpenStep;
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
