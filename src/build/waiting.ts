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
    if (path !== undefined) throw cycleError([this, ...path]);
    this.#waitsFor.set(run, (this.#waitsFor.get(run) ?? 0) + 1);
    try {
      return await end;
    } finally {
      const left = (this.#waitsFor.get(run) ?? 1) - 1;
      if (left > 0) this.#waitsFor.set(run, left);
      else this.#waitsFor.delete(run);
    }
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

function cycleError(path: readonly RunNode[]): AxError {
  const names = path.map(({ label }) => label).join(" → ");
  return new AxError(
    "build",
    `Cannot build ${path[0]?.label}: it would wait for itself: ${names}`,
    { hint: "Give one of them other inputs, or take the request out." },
  );
}
