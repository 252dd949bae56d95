/**
 * A job's own slot, which it gives back while it waits for its subjobs.
 *
 * @module
 */

import type { Slot, Slots } from "../run/slots.ts";

/** Belongs to one job, for as long as it runs. */
export class LentSlot implements Disposable {
  readonly #slots: Slots;
  readonly #signal: AbortSignal;
  #slot: Slot | undefined;
  #waiting = 0;
  #over = false;

  constructor(slots: Slots, slot: Slot, signal: AbortSignal) {
    this.#slots = slots;
    this.#slot = slot;
    this.#signal = signal;
  }

  /** Waits without the slot; has it again afterwards. */
  async without<Value>(wait: Promise<Value>): Promise<Value> {
    this.#waiting++;
    this.#slot?.[Symbol.dispose]();
    this.#slot = undefined;
    try {
      return await wait;
    } finally {
      this.#waiting--;
      if (this.#waiting === 0 && !this.#over) {
        // Before all others: it holds an executor, and may soon be done.
        this.#take(await this.#slots.acquire(this.#signal, Infinity));
      }
    }
  }

  /**
   * Keeps a slot, unless meanwhile another wait began or brought one, or the
   * job ended: to wait with a slot in hand can stop everything.
   */
  #take(slot: Slot): void {
    const needed = !this.#over && this.#waiting === 0 &&
      this.#slot === undefined;
    if (needed) this.#slot = slot;
    else slot[Symbol.dispose]();
  }

  /** The job has ended: it needs no slot any more, whatever it still waits for. */
  [Symbol.dispose](): void {
    this.#over = true;
    this.#slot?.[Symbol.dispose]();
    this.#slot = undefined;
  }
}
