/**
 * What a stage is doing right now, nested.
 *
 * @module
 */

/** How often a change is told, at most. */
const INTERVAL_MS = 50;

/** A stack of lines; tells the executor when it changes. */
export class Status {
  readonly #tell: (lines: readonly string[]) => void;
  readonly #stack: { readonly text: string }[] = [];
  #toldMs = -INTERVAL_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #now = performance.now.bind(performance);

  constructor(tell: (lines: readonly string[]) => void) {
    this.#tell = tell;
  }

  /** Adds a line until the returned handle is disposed. */
  push(text: string): Disposable {
    const line = { text: text.slice(0, 1000) };
    this.#stack.push(line);
    this.#changed();
    return {
      [Symbol.dispose]: (): void => {
        const at = this.#stack.indexOf(line);
        if (at < 0) return;
        this.#stack.splice(at, 1);
        this.#changed();
      },
    };
  }

  /** The lines, outermost first. */
  lines(): string[] {
    return this.#stack.map(({ text }) => text);
  }

  #changed(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#toldMs + INTERVAL_MS - this.#now();
    if (wait <= 0) return this.#tellNow();
    this.#timer = setTimeout(() => this.#tellNow(), wait);
  }

  #tellNow(): void {
    this.#timer = undefined;
    this.#toldMs = this.#now();
    this.#tell(this.lines());
  }
}
