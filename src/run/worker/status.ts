/**
 * What a stage is doing right now, nested.
 *
 * @module
 */

/** How often a change is told, at most. */
const INTERVAL_MS = 50;

/**
 * How long after a line has gone it still tells what a stage failed at: a
 * throw disposes of every `using` before anyone can ask.
 */
const UNWINDING_MS = 2;

/** A stack of lines; tells the executor when it changes. */
export class Status {
  readonly #tell: (lines: readonly string[]) => void;
  readonly #stack: { readonly text: string }[] = [];
  #toldMs = -INTERVAL_MS;
  /** What the lines were before the innermost of them went. */
  #left = { lines: [] as string[], atMs: -UNWINDING_MS };
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
        this.#leave();
        this.#stack.splice(at, 1);
        this.#changed();
      },
    };
  }

  /** The lines, outermost first. */
  lines(): string[] {
    return this.#stack.map(({ text }) => text);
  }

  /** The lines that a failure just now was met in. */
  failedLines(): string[] {
    const { lines, atMs } = this.#left;
    return this.#now() - atMs < UNWINDING_MS ? lines : this.lines();
  }

  #leave(): void {
    const nowMs = this.#now();
    const { lines, atMs } = this.#left;
    const unwinding = nowMs - atMs < UNWINDING_MS;
    this.#left = { lines: unwinding ? lines : this.lines(), atMs: nowMs };
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
