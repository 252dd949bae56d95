/**
 * What a request waits for before it is built: a slot, and the right to build
 * this alone.
 *
 * @module
 */

import type { EventSink } from "../core/events.ts";
import type { Sha256 } from "../core/sha256.ts";
import type { Slot, Slots } from "../run/slots.ts";
import type { NotedLock } from "../store/locks.ts";
import type { Workdir } from "../store/workdir.ts";
import { LentSlot } from "./lent_slot.ts";
import { LockWaits } from "./lock_waits.ts";
import type { Turn } from "./turn.ts";
import type { RunNode } from "./waiting.ts";

/** How long to wait for another build without a word. */
const QUIET_WAIT_MS = 300;

/** What waits. */
export interface Entering {
  readonly fingerprint: Sha256;
  readonly node: RunNode;
  /** Where the job is to lie. */
  readonly workdir: Workdir;
  readonly turn: Turn;
  /** The run that asks, for events. */
  readonly parent: string;
}

/** What it has until it is built. */
export interface Entered extends Disposable {
  readonly slot: LentSlot;
}

/** What a gate needs of a session. */
export interface GateOptions {
  readonly slots: Slots;
  readonly signal: AbortSignal;
  readonly emit: EventSink;
}

/** Lets requests in, each fingerprint once at a time. */
export class Gate {
  readonly #options: GateOptions;
  readonly #lockWaits = new LockWaits();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Waits. What it gives is to be disposed of when the job is built. */
  async enter(entering: Entering): Promise<Entered> {
    const { node, workdir, fingerprint } = entering;
    const { slots, signal } = this.#options;
    const { lock, slot } = await this.#acquire(entering);
    const path = workdir.lockPath(fingerprint);
    const opened = new DisposableStack();
    opened.use(lock);
    opened.use(this.#lockWaits.hold(node, { path, lock }));
    return {
      slot: opened.use(new LentSlot(slots, slot, signal)),
      [Symbol.dispose]: () => opened.dispose(),
    };
  }

  /**
   * Whoever waits for a slot holds no lock, because each is an open file;
   * whoever waits for a lock holds no slot, because what holds the lock may
   * wait for slots, too.
   */
  async #acquire(
    entering: Entering,
  ): Promise<{ readonly lock: NotedLock; readonly slot: Slot }> {
    const { fingerprint, workdir, turn } = entering;
    const first = await turn.acquire();
    try {
      const lock = workdir.tryLock(fingerprint);
      if (lock !== undefined) return { lock, slot: first };
    } catch (thrown) {
      first[Symbol.dispose]();
      throw thrown;
    }
    first[Symbol.dispose]();
    const lock = await this.#lock(entering);
    try {
      return { lock, slot: await turn.acquire() };
    } catch (thrown) {
      lock[Symbol.dispose]();
      throw thrown;
    }
  }

  /** Waits while another build runs this, and says so when it takes long. */
  async #lock(entering: Entering): Promise<NotedLock> {
    const { fingerprint, node, workdir, turn, parent } = entering;
    const timer = setTimeout(() => {
      this.#options.emit({ type: "waiting", method: node.label, parent });
    }, QUIET_WAIT_MS);
    try {
      const path = workdir.lockPath(fingerprint);
      using circle = this.#lockWaits.begin(node, path);
      for (;;) {
        const { signal } = turn;
        const either = AbortSignal.any([signal, circle.signal]);
        try {
          return await workdir.lock(fingerprint, either);
        } catch (thrown) {
          // Once a job has joined, the script's end does not end it.
          if (turn.signal === signal) throw thrown;
        }
      }
    } finally {
      clearTimeout(timer);
    }
  }
}
