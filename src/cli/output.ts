/**
 * Where ax prints: standard output for results, standard error for talk.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { findSystemRefusal } from "../core/system_error.ts";
import { makeStyle, type Style, wantsColour } from "./style.ts";

/** A stream that is written at once and whole. */
export interface Sink {
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
}

const encoder = new TextEncoder();

/**
 * One of the two streams.
 *
 * A reader that goes away, as `head` does, is no failure: what is printed
 * after that is dropped, and {@linkcode Output.closed} tells.
 */
export class Output {
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly coloured: boolean;
  readonly #sink: Sink;
  readonly #failsAloud: boolean;
  #closed = false;

  /**
   * @param failsAloud Whether trouble other than a gone reader is thrown, as
   * it must be where results would get lost.
   */
  constructor(
    sink: Sink,
    env: (name: string) => string | undefined,
    failsAloud: boolean,
  ) {
    this.#sink = sink;
    this.#failsAloud = failsAloud;
    this.isTerminal = sink.isTerminal();
    this.coloured = wantsColour({
      isTerminal: this.isTerminal,
      noColor: env("NO_COLOR"),
      forceColor: env("FORCE_COLOR"),
      term: env("TERM"),
    });
    this.style = makeStyle(this.coloured);
  }

  /** Whether the reader is gone. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Prints a line. */
  line(text = ""): void {
    this.write(`${text}\n`);
  }

  /** Prints lines, all in one piece. */
  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.write(`${lines.join("\n")}\n`);
  }

  /** Prints a value as JSON on a line of its own. */
  json(value: unknown): void {
    this.line(JSON.stringify(value, null, this.isTerminal ? 2 : undefined));
  }

  /** Prints text or bytes as they are. */
  write(data: string | Uint8Array): void {
    let rest = typeof data === "string" ? encoder.encode(data) : data;
    while (rest.length > 0 && !this.#closed) {
      rest = rest.subarray(this.#writeSome(rest));
    }
  }

  #writeSome(bytes: Uint8Array): number {
    try {
      return this.#sink.writeSync(bytes);
    } catch (error) {
      if (error instanceof Deno.errors.WouldBlock) return pause();
      const gone = error instanceof Deno.errors.BrokenPipe;
      // Said once: what is printed after it is lost, too.
      this.#closed = true;
      if (!gone && this.#failsAloud) throw explain(error);
      return 0;
    }
  }
}

function explain(error: unknown): unknown {
  const refusal = findSystemRefusal(error);
  if (refusal === undefined) return error;
  return new AxError("workdir", `Cannot print: ${refusal.reason}`, {
    cause: error,
  });
}

/** Waits a little for the reader of a pipe that does not block its writers. */
function pause(): number {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  return 0;
}
