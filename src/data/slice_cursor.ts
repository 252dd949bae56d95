/**
 * Walks a plan and has the vectors of the step it is at.
 *
 * @module
 */

import { Scratch } from "./slice_file.ts";
import type { CursorColumn, PlanStep } from "./slice_plan.ts";
import type { Vector } from "./vectors.ts";

interface Loaded {
  file: unknown;
  batch: number;
  vector: Vector | undefined;
  readonly scratch: Scratch | undefined;
}

/** Goes through rows that lie together, step by step. */
export interface StepCursor {
  /** Where it is, after {@linkcode StepCursor.advance}. */
  readonly step: PlanStep;
  /** The vectors of this step, one per column. */
  readonly vectors: readonly Vector[];
  /** Goes to the next step; `false` if there is none. */
  advance(): boolean;
  /** Lets go of what it holds: nobody goes on. */
  close(): void;
}

/** One pass over the steps of a plan. */
export class SliceCursor implements StepCursor {
  readonly #columns: readonly CursorColumn[];
  readonly #steps: readonly PlanStep[];
  readonly #loaded: readonly Loaded[];
  #index = -1;
  /** The vectors of this step, one per column. */
  vectors: readonly Vector[] = [];

  /** @param reuse Vectors are overwritten when the cursor moves on. */
  constructor(
    columns: readonly CursorColumn[],
    steps: readonly PlanStep[],
    reuse: boolean,
  ) {
    this.#columns = columns;
    this.#steps = steps;
    this.#loaded = columns.map(() => ({
      file: undefined,
      batch: -1,
      vector: undefined,
      scratch: reuse ? new Scratch() : undefined,
    }));
  }

  /** The step that the cursor is at, after {@linkcode SliceCursor.advance}. */
  get step(): PlanStep {
    return this.#steps[this.#index] as PlanStep;
  }

  /** Goes to the next step; `false` if there is none. */
  advance(): boolean {
    if (this.#index + 1 >= this.#steps.length) return false;
    this.#index++;
    this.vectors = this.#columns.map((column, index) =>
      this.#load(column, this.#loaded[index] as Loaded)
    );
    return true;
  }

  close(): void {
    this.#index = this.#steps.length;
  }

  #load(column: CursorColumn, loaded: Loaded): Vector {
    const { start, end, segments } = this.step;
    const segment = segments[column.group];
    if (segment === undefined) throw new TypeError("a plan without its group");
    const { file, batch } = segment;
    if (loaded.file !== file || loaded.batch !== batch) {
      loaded.vector = file.load(batch, column.storedName, loaded.scratch);
      loaded.file = file;
      loaded.batch = batch;
    }
    const vector = loaded.vector as Vector;
    const from = start - segment.start;
    const to = end - segment.start;
    const isWhole = from === 0 && to === vector.length;
    return isWhole ? vector : vector.slice(from, to);
  }
}
