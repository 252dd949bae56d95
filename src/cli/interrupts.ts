/**
 * ^C: once to stop cleanly, twice to stop at once.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";

/** Listens for the signals that end a build, until disposed. */
export class Interrupts implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener: () => void;

  /** @param onFirst Tells the user that the build is stopping. */
  constructor(onFirst: () => void) {
    this.#listener = () => {
      if (this.#controller.signal.aborted) Deno.exit(130);
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

  [Symbol.dispose](): void {
    for (const signal of signals) {
      Deno.removeSignalListener(signal, this.#listener);
    }
  }
}

const signals: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
