/**
 * Lines at the bottom of the terminal that are drawn again and again.
 *
 * @module
 */

/** Gives the lines to draw now, without line ends, each within the width. */
export type DrawLines = () => readonly string[];

/** How {@linkcode LiveArea} reaches the terminal. */
export interface Terminal {
  write(text: string): void;
  columns(): number;
}

/**
 * The live lines. Whoever prints anything else to the terminal calls
 * {@linkcode LiveArea.erase} first; the next tick draws the lines again.
 */
export class LiveArea implements Disposable {
  readonly #terminal: Terminal;
  readonly #lines: DrawLines;
  readonly #widthOf: (line: string) => number;
  readonly #timer: ReturnType<typeof setInterval>;
  #drawn: readonly string[] = [];

  /**
   * @param widthOf Columns that a drawn line takes, its colours left out.
   * @param everyMs Time between two drawings.
   */
  constructor(
    terminal: Terminal,
    lines: DrawLines,
    options: {
      readonly widthOf: (line: string) => number;
      readonly everyMs: number;
    },
  ) {
    this.#terminal = terminal;
    this.#lines = lines;
    this.#widthOf = options.widthOf;
    this.#timer = setInterval(() => this.draw(), options.everyMs);
  }

  /** Draws the lines over those drawn before. */
  draw(): void {
    const lines = this.#lines();
    if (lines.length === 0) return this.erase();
    const text = lines.map((line) => `${line}\x1b[K\n`).join("");
    this.#terminal.write(`${this.#home()}${text}\x1b[J`);
    this.#drawn = lines;
  }

  /** Takes the lines away and leaves the cursor where the first one was. */
  erase(): void {
    if (this.#drawn.length === 0) return;
    this.#terminal.write(`${this.#home()}\x1b[J`);
    this.#drawn = [];
  }

  /** Erases the lines for good. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.erase();
  }

  /** Goes to the first drawn line, which a narrowed terminal has wrapped. */
  #home(): string {
    const columns = Math.max(1, this.#terminal.columns());
    const rows = this.#drawn.reduce(
      (sum, line) =>
        sum + Math.max(1, Math.ceil(this.#widthOf(line) / columns)),
      0,
    );
    return rows === 0 ? "" : `\x1b[${rows}A\r`;
  }
}
