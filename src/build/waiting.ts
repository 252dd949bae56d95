/**
 * Who waits for whom, so that a circle is an error and not a build that never
 * ends.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/** How deep jobs may ask for jobs. */
export const MAX_DEPTH = 64;

/** One run: a script, or a job that is being built. */
export class RunNode {
  /** The method's name. */
  readonly label: string;
  /** How many runs stand above this one. */
  readonly depth: number;
  readonly #waitsFor = new Map<RunNode, number>();

  constructor(label: string, parent?: RunNode) {
    this.label = label;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    if (this.depth <= MAX_DEPTH) return;
    throw new AxError(
      "build",
      `Cannot build ${label}: jobs ask for jobs ${MAX_DEPTH} deep, which is ` +
        `as deep as they may`,
    );
  }

  /**
   * Waits for another run's end.
   *
   * @throws {AxError} `build`, if that one waits for this one.
   */
  async waitFor<Value>(run: RunNode, end: Promise<Value>): Promise<Value> {
    const path = run.#pathTo(this, new Set());
    if (path !== undefined) {
      throw circleError([this, ...path].map(({ label }) => label));
    }
    this.#waitsFor.set(run, (this.#waitsFor.get(run) ?? 0) + 1);
    try {
      return await end;
    } finally {
      const left = (this.#waitsFor.get(run) ?? 1) - 1;
      if (left > 0) this.#waitsFor.set(run, left);
      else this.#waitsFor.delete(run);
    }
  }

  /** The runs whose end it waits for. */
  waitsFor(): Iterable<RunNode> {
    return this.#waitsFor.keys();
  }

  #pathTo(goal: RunNode, seen: Set<RunNode>): RunNode[] | undefined {
    if (this === goal) return [this];
    if (seen.has(this)) return undefined;
    seen.add(this);
    for (const next of this.#waitsFor.keys()) {
      const path = next.#pathTo(goal, seen);
      if (path !== undefined) return [this, ...path];
    }
    return undefined;
  }
}

/**
 * Jobs that wait for each other: by name, each for the next, the first one
 * again at the end.
 *
 * @param remark Said before what can be done.
 */
export function circleError(names: readonly string[], remark = ""): AxError {
  return new AxError(
    "build",
    `Cannot build ${names[0]}: it would wait for itself: ${names.join(" → ")}`,
    {
      hint: `${remark}Give one of them other inputs, or take the request out.`,
    },
  );
}
