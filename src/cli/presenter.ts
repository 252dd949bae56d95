/**
 * Shows a build as it happens: on a terminal, as plain lines, or as JSON.
 *
 * @module
 */

import type { BuildEvent } from "../core/events.ts";
import { jsonVersion, version } from "../core/version.ts";
import { BuildLines, type Loudness } from "./build_lines.ts";
import { type Context, terminalSize } from "./context.ts";
import { formatError } from "./errors.ts";
import { LiveArea } from "./live.ts";
import { RunningJobs } from "./running.ts";
import { onStatusAsked } from "./status_signal.ts";
import { displayWidth, tame } from "./text.ts";

/** Shows events; disposed at the end of the build. */
export interface Presenter extends Disposable {
  show(event: BuildEvent): void;
  /** Prints lines that are no event, among the talk. */
  tell(lines: readonly string[]): void;
}

/** Time between two drawings of the live lines. */
const REDRAW_MS = 100;

/** Picks how to show a build. */
export function makePresenter(
  context: Context,
  options: { readonly json: boolean; readonly loudness: Loudness },
): Presenter {
  if (options.json) return new JsonPresenter(context);
  const live = context.err.isTerminal && options.loudness !== "quiet";
  return new LinePresenter(context, options.loudness, live);
}

/** One event a line, after a line that says what these are. */
class JsonPresenter implements Presenter {
  readonly #context: Context;
  /** Events tell all there is. */
  readonly #asked = onStatusAsked(() => {});

  constructor(context: Context) {
    this.#context = context;
    // Where nothing can be printed, nothing is built.
    this.#print({ type: "ax", version, events: jsonVersion });
  }

  show(event: BuildEvent): void {
    const { type, ...rest } = event;
    const line = { type, time: new Date().toISOString(), ...rest };
    outlive(this.#context, () => this.#print(line));
  }

  /** Whoever reads JSON reads nothing else. */
  tell(): void {}

  #print(value: unknown): void {
    this.#context.out.line(JSON.stringify(value));
  }

  [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]();
  }
}

/** Prints, or else tells why not: a build does not end for that. */
function outlive(context: Context, print: () => void): void {
  try {
    print();
  } catch (thrown) {
    context.err.lines(formatError(thrown, context.err.style));
    context.exitCode = 1;
  }
}

/** Lasting lines, and on a terminal what is running below them. */
class LinePresenter implements Presenter {
  readonly #context: Context;
  readonly #loudness: Loudness;
  readonly #lines: BuildLines;
  readonly #running = new RunningJobs();
  readonly #area: LiveArea | undefined;
  readonly #asked = onStatusAsked(() => this.#tellStatus());
  /** Whether a print of the script left the cursor within a line. */
  #midLine = false;

  constructor(context: Context, loudness: Loudness, live: boolean) {
    this.#context = context;
    this.#loudness = loudness;
    this.#lines = new BuildLines(context.err.style, loudness);
    this.#area = live ? this.#makeArea() : undefined;
  }

  #makeArea(): LiveArea {
    const { err } = this.#context;
    return new LiveArea(
      {
        write: (text) => err.write(text),
        columns: () => terminalSize().columns,
      },
      () => {
        if (this.#midLine) return [];
        const { columns, rows } = terminalSize();
        return this.#runningLines({ columns: columns - 1, rows: rows - 1 });
      },
      {
        widthOf: (line) => displayWidth(withoutColours(line)),
        everyMs: REDRAW_MS,
      },
    );
  }

  show(event: BuildEvent): void {
    this.#running.apply(event, performance.now());
    if (event.type === "printed" && event.stage === "main") {
      if (this.#loudness !== "quiet") this.#printScript(event.text);
      return;
    }
    this.tell(this.#lines.format(event));
  }

  #runningLines(space: { columns: number; rows: number }): string[] {
    const { style } = this.#context.err;
    return this.#running.lines(performance.now(), space, style);
  }

  #tellStatus(): void {
    const { isTerminal } = this.#context.err;
    const columns = isTerminal ? terminalSize().columns - 1 : Infinity;
    const lines = this.#runningLines({ columns, rows: Infinity });
    this.tell(lines.length > 0 ? lines : ["nothing is running"]);
  }

  tell(lines: readonly string[]): void {
    if (lines.length === 0) return;
    this.#area?.erase();
    this.#endLine();
    this.#context.err.lines(lines);
  }

  /** What a build script prints is a result: it goes to standard output. */
  #printScript(text: string): void {
    const { out } = this.#context;
    this.#area?.erase();
    outlive(this.#context, () => {
      out.write(out.isTerminal ? tame(text) : text);
    });
    this.#midLine = out.isTerminal && !text.endsWith("\n");
  }

  #endLine(): void {
    if (this.#midLine) this.#context.err.line();
    this.#midLine = false;
  }

  [Symbol.dispose](): void {
    this.#asked[Symbol.dispose]();
    this.#area?.[Symbol.dispose]();
    this.#endLine();
  }
}

function withoutColours(line: string): string {
  // deno-lint-ignore no-control-regex -- colours start with one
  return line.replaceAll(/\x1b\[[\d;]*m/g, "");
}
