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
const UNWINDING_MS = 8;

/** How often a line is told that is not put there by the program, at most. */
const WATCH_MS = 250;

/** Something that goes on, with a line for it. */
export interface Watched {
  /** Tells the line again, unless it was told a moment ago. */
  tick(): void;
  /** Takes the line away; a failure is looked for there unless it is done. */
  end(done: boolean): void;
}

/** A stack of lines; tells the executor when it changes. */
export class Status {
  readonly #tell: (lines: readonly string[]) => void;
  readonly #stack: { readonly text: () => string }[] = [];
  #toldMs = -INTERVAL_MS;
  /** What the lines were before the innermost of them went. */
  #left = { lines: [] as string[], atMs: -UNWINDING_MS };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failed: readonly string[] | undefined;
  readonly #now = performance.now.bind(performance);

  constructor(tell: (lines: readonly string[]) => void) {
    this.#tell = tell;
  }

  /** Adds a line until the returned handle is disposed. */
  push(text: string): Disposable {
    const shown = text.slice(0, 1000);
    const line = { text: (): string => shown };
    this.#stack.push(line);
    this.#changed();
    return {
      [Symbol.dispose]: (): void => {
        if (this.#remove(line, true)) this.#changed();
      },
    };
  }

  /**
   * Adds a line that is worked out when somebody wants to know. It costs
   * nothing while what it speaks of is quick.
   */
  watch(text: () => string): Watched {
    const line = { text };
    this.#stack.push(line);
    let toldMs = this.#now();
    let told = false;
    return {
      tick: (): void => {
        const nowMs = this.#now();
        if (nowMs - toldMs < WATCH_MS) return;
        toldMs = nowMs;
        told = true;
        this.#tellNow();
      },
      end: (done): void => {
        if (this.#remove(line, !done) && told) this.#changed();
      },
    };
  }

  #remove(line: { readonly text: () => string }, leaving: boolean): boolean {
    const at = this.#stack.indexOf(line);
    if (at < 0) return false;
    if (leaving) this.#leave();
    this.#stack.splice(at, 1);
    return true;
  }

  /** The lines, outermost first. */
  lines(): string[] {
    return this.#stack.map(({ text }) => text());
  }

  /**
   * Keeps the lines that a throw was met in, as soon as it was caught: what is
   * closed then, and written to disk, may take longer than they last.
   */
  keepFailed(): void {
    this.#failed = this.failedLines();
  }

  /** The lines that a failure just now was met in, or that were kept. */
  failedLines(): readonly string[] {
    if (this.#failed !== undefined) return this.#failed;
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
