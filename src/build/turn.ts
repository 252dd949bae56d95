/**
 * When a request may begin to be built, among the others of its build.
 *
 * @module
 */

import type { Slot, Slots } from "../run/slots.ts";

/** The turn of one request, for all that have joined it. */
export class Turn {
  readonly #slots: Slots;
  readonly #stop: AbortSignal;
  readonly #closing = new AbortController();
  #signal: AbortSignal | undefined;
  readonly #begun = Promise.withResolvers<boolean>();
  #depth: number;
  #wait: Promise<Slot> | undefined;

  /**
   * @param depth How deep the run lies that asks, 0 for a script: what a job
   *   asks for comes before what only scripts do, because a job that waits
   *   keeps an executor, so there must not be many.
   * @param signal Stops the build.
   */
  constructor(slots: Slots, depth: number, signal: AbortSignal) {
    this.#slots = slots;
    this.#depth = depth;
    this.#stop = signal;
  }

  /** Ends its waits. Made when needed: most requests wait for nothing. */
  get signal(): AbortSignal {
    // The script may have ended before the job joined.
    if (this.#depth > 0) return this.#stop;
    return this.#signal ??= AbortSignal.any([
      this.#stop,
      this.#closing.signal,
    ]);
  }

  /** Another run asks for the same. */
  join(depth: number): void {
    if (depth <= this.#depth) return;
    this.#depth = depth;
    if (this.#wait !== undefined) this.#slots.hasten(this.#wait, depth);
  }

  /** Waits for a slot. */
  acquire(): Promise<Slot> {
    this.#wait = this.#slots.acquire(this.signal, this.#depth);
    this.#begun.resolve(true);
    return this.#wait;
  }

  /** Nothing is to be built, or no more. */
  pass(): void {
    this.#begun.resolve(false);
  }

  /** Whether it waits for a slot, or did: known once it does, or has passed. */
  get begun(): Promise<boolean> {
    return this.#begun.promise;
  }

  /**
   * The script has ended: what waits is not begun any more, unless a job has
   * asked for it, which is waited for.
   */
  close(reason: Error): void {
    if (this.#depth === 0) this.#closing.abort(reason);
  }
}
