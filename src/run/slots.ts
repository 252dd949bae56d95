/**
 * The budget of what runs at once: one for jobs and their slices together.
 *
 * @module
 */

/** The right to keep one core busy. Give it back by disposing it, once. */
export type Slot = Disposable;

/** Who waits for a slot. */
interface Waiter {
  resolve(slot: Slot): void;
  reject(reason: unknown): void;
  readonly signal: AbortSignal | undefined;
  priority: number;
  /** It has its slot, or gave up. */
  isGone: boolean;
}

/** Hands out a fixed number of slots: by priority, then first come first. */
export class Slots {
  #free: number;
  /** By priority. */
  readonly #queues = new Map<number, Queue>();
  /**
   * Who waits under each signal, which hears of us once: to add a listener
   * takes the longer, the more there are.
   */
  readonly #bySignal = new Map<AbortSignal, Set<Waiter>>();
  /** By what they were given to wait for. */
  readonly #waiters = new WeakMap<Promise<Slot>, Waiter>();

  /** @param count How many there are, from 1 up. */
  constructor(count: number) {
    this.#free = count;
  }

  /**
   * Waits for a slot. Aborting ends the wait with the abort's reason.
   *
   * @param priority Higher ones come first; equal ones in the order of asking.
   */
  acquire(signal?: AbortSignal, priority = 0): Promise<Slot> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const slot = this.tryAcquire();
    if (slot !== undefined) return Promise.resolve(slot);
    const { promise, resolve, reject } = Promise.withResolvers<Slot>();
    const waiter = { resolve, reject, signal, priority, isGone: false };
    this.#waiters.set(promise, waiter);
    this.#queueOf(priority).add(waiter);
    if (signal !== undefined) this.#heed(signal, waiter);
    return promise;
  }

  /**
   * Lets a wait come as if it had been begun now, with a higher priority.
   *
   * @param wait What `acquire` gave.
   */
  hasten(wait: Promise<Slot>, priority: number): void {
    const waiter = this.#waiters.get(wait);
    if (waiter === undefined || waiter.isGone) return;
    if (priority <= waiter.priority) return;
    waiter.priority = priority;
    // Where it stood it is passed over, once it is gone.
    this.#queueOf(priority).add(waiter);
  }

  /** Takes a slot if one is free now. */
  tryAcquire(): Slot | undefined {
    if (this.#free === 0) return undefined;
    this.#free--;
    return this.#slot();
  }

  #queueOf(priority: number): Queue {
    const queue = this.#queues.get(priority) ?? new Queue();
    this.#queues.set(priority, queue);
    return queue;
  }

  #heed(signal: AbortSignal, waiter: Waiter): void {
    const waiters = this.#bySignal.get(signal);
    if (waiters !== undefined) return void waiters.add(waiter);
    this.#bySignal.set(signal, new Set([waiter]));
    signal.addEventListener("abort", this.#onAbort);
  }

  #onAbort = ({ currentTarget }: Event): void => {
    const signal = currentTarget as AbortSignal;
    for (const waiter of this.#bySignal.get(signal) ?? []) {
      waiter.isGone = true;
      waiter.reject(signal.reason);
    }
    this.#forget(signal);
  };

  #forget(signal: AbortSignal): void {
    this.#bySignal.delete(signal);
    signal.removeEventListener("abort", this.#onAbort);
  }

  #slot(): Slot {
    let held = true;
    return {
      [Symbol.dispose]: (): void => {
        if (!held) return;
        held = false;
        const next = this.#nextWaiter();
        if (next === undefined) this.#free++;
        else next.resolve(this.#slot());
      },
    };
  }

  #nextWaiter(): Waiter | undefined {
    while (this.#queues.size > 0) {
      const highest = Math.max(...this.#queues.keys());
      const waiter = this.#queues.get(highest)?.take();
      if (waiter !== undefined) {
        this.#leave(waiter);
        return waiter;
      }
      this.#queues.delete(highest);
    }
    return undefined;
  }

  #leave(waiter: Waiter): void {
    const { signal } = waiter;
    if (signal === undefined) return;
    const waiters = this.#bySignal.get(signal);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#forget(signal);
  }
}

/** Who waits, in the order of asking; who gave up is passed over. */
class Queue {
  #waiting: Waiter[] = [];
  /** Where those begin who still wait. */
  #first = 0;

  add(waiter: Waiter): void {
    this.#waiting.push(waiter);
  }

  take(): Waiter | undefined {
    while (this.#first < this.#waiting.length) {
      const waiter = this.#waiting[this.#first++] as Waiter;
      // Now and then, so that each is moved about once.
      if (this.#first * 2 > this.#waiting.length) {
        this.#waiting = this.#waiting.slice(this.#first);
        this.#first = 0;
      }
      if (waiter.isGone) continue;
      waiter.isGone = true;
      return waiter;
    }
    return undefined;
  }
}
