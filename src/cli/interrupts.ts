/**
 * ^C: once to stop cleanly, twice to stop at once.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/**
 * Listens for the signals that end a build, until the first one or until
 * disposed. Then nobody listens, and a signal does what it does by itself: it
 * ends the process even while the main thread is kept busy, by a commit that
 * waits for a disk for instance. Executors end with their channel.
 */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener: () => void;
  #listening = true;

  /** @param onFirst Tells the user that the build is stopping. */
  constructor(onFirst: () => void) {
    this.#listener = () => {
      // Two signals of one instant are one wish.
      if (!this.#listening) return;
      this.#stopListening();
      this.#controller.abort(new AxError("cancelled", "Stopped by a signal"));
      onFirst();
    };
    for (const signal of signals) {
      Deno.addSignalListener(signal, this.#listener);
    }
  }

  /** Fires at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  #stopListening(): void {
    if (!this.#listening) return;
    this.#listening = false;
    for (const signal of signals) {
      Deno.removeSignalListener(signal, this.#listener);
    }
  }

  [Symbol.dispose](): void {
    this.#stopListening();
  }
}

const signals: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
