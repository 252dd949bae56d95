/**
 * The budget of what runs at once: one for jobs and their slices together.
 *
 * @module
 */

/** The right to keep one core busy. Give it back by disposing it, once. */
export type Slot = Disposable;

/** Hands out a fixed number of slots, first come, first served. */
export class Slots {
  #free: number;
  readonly #waiting: ((slot: Slot) => void)[] = [];

  /** @param count How many there are, from 1 up. */
  constructor(count: number) {
    this.#free = count;
  }

  /** Waits for a slot. Aborting ends the wait with the abort's reason. */
  acquire(signal?: AbortSignal): Promise<Slot> {
    const slot = this.tryAcquire();
    if (slot !== undefined) return Promise.resolve(slot);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const leave = (): void => {
      const at = this.#waiting.indexOf(take);
      if (at >= 0) this.#waiting.splice(at, 1);
      reject(signal?.reason);
    };
    const take = (given: Slot): void => {
      signal?.removeEventListener("abort", leave);
      resolve(given);
    };
    signal?.addEventListener("abort", leave, { once: true });
    this.#waiting.push(take);
    return promise;
  }

  /** Takes a slot if one is free now. */
  tryAcquire(): Slot | undefined {
    if (this.#free === 0) return undefined;
    this.#free--;
    return this.#slot();
  }

  #slot(): Slot {
    let held = true;
    return {
      [Symbol.dispose]: (): void => {
        if (!held) return;
        held = false;
        const next = this.#waiting.shift();
        if (next === undefined) this.#free++;
        else next(this.#slot());
      },
    };
  }
}
