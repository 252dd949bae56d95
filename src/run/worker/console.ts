/**
 * Turns everything a stage prints into text for its output file.
 *
 * @module
 */

import { cutAt } from "../../core/text_cut.ts";
import { defineLazily } from "./define.ts";

/** How much is sent at once, in characters. */
const CHUNK = 8192;
/** How much goes into one message, in characters. */
const MOST = 1024 * 1024;
/** How long a line may wait. */
const DELAY_MS = 50;
/** How much one stage or slice may print, in bytes or nearly so. */
const LIMIT = 64 * 1024 * 1024;

/** Collects prints and sends them in chunks that end with a line. */
export class PrintWriter {
  readonly #send: (text: string) => void;
  #text = "";
  #sent = 0;
  #sentMs = -DELAY_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #now = performance.now.bind(performance);

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  write(text: string): void {
    if (this.#sent + this.#text.length > LIMIT) return;
    this.#text += text;
    if (this.#sent + this.#text.length > LIMIT) {
      const end = cutAt(this.#text, LIMIT - this.#sent);
      this.#text = `${this.#text.slice(0, end)}\n` +
        `[ax: cut here: a stage may print ${LIMIT / 1024 / 1024} MB]\n`;
    }
    // A line after a silence goes at once: the stage may spin from here on.
    const silent = this.#now() - this.#sentMs >= DELAY_MS;
    if (silent || this.#text.length >= CHUNK) this.#sendLines();
    if (this.#text === "") return;
    // Timers are loaded when they are first used: that costs 5 ms.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#sendLines();
    }, DELAY_MS);
  }

  /** Sends whole lines, or everything once it is longer than a chunk. */
  #sendLines(): void {
    const end = this.#text.lastIndexOf("\n") + 1;
    const take = end === 0 && this.#text.length >= CHUNK
      ? this.#text.length
      : end;
    if (take === 0) return;
    this.#sendFirst(take);
  }

  /** Sends the rest. */
  flush(): void {
    this.#sendFirst(this.#text.length);
  }

  #sendFirst(length: number): void {
    const text = this.#text.slice(0, length);
    this.#text = this.#text.slice(length);
    this.#sent += length;
    this.#sentMs = this.#now();
    for (let at = 0; at < length;) {
      const end = cutAt(text, at + MOST);
      this.#send(text.slice(at, end));
      at = end;
    }
  }
}

type ConsoleClass = new (
  print: (text: string, level: number) => void,
) => Console;

interface Internals {
  readonly internal: symbol;
  readonly [internal: symbol]: { readonly Console: ConsoleClass };
}

/**
 * Puts `console` onto a writer. Deno's own console is made when it is first
 * used: it costs 3 ms, and most stages print nothing.
 */
export function redirectConsole(send: (text: string) => void): PrintWriter {
  const writer = new PrintWriter(send);
  const deno = Deno as unknown as Internals;
  const { internal } = deno;
  const make = (): Console => {
    const internals = deno[internal];
    if (internals === undefined) throw new Error("Deno has no Console");
    return new internals.Console((text) => writer.write(text));
  };
  defineLazily(globalThis, "console", make);
  return writer;
}

/** What stands for `Deno.stdout` in a stage. */
export interface PrintStream {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
  isTerminal(): boolean;
  readonly writable: WritableStream<Uint8Array>;
}

/** Makes a stand-in for `Deno.stdout` that prints through the console. */
export function printStream(print: (text: string) => void): PrintStream {
  const decoder = new TextDecoder();
  const writeSync = (bytes: Uint8Array): number => {
    print(decoder.decode(bytes, { stream: true }));
    return bytes.length;
  };
  return {
    writeSync,
    write: (bytes) => Promise.resolve(writeSync(bytes)),
    isTerminal: () => false,
    // Made when it is asked for: streams cost 5 ms.
    get writable(): WritableStream<Uint8Array> {
      return new WritableStream({
        write: (bytes: Uint8Array): void => void writeSync(bytes),
      });
    },
  };
}
