import type { Context } from "../../src/cli/context.ts";
import { Output } from "../../src/cli/output.ts";
import { makePresenter } from "../../src/cli/presenter.ts";
import { watchProgress } from "../../src/cli/scan/progress.ts";
import type { BuildEvent } from "../../src/core/events.ts";
import type { JobId } from "../../src/core/ids.ts";
import { assertEquals, assertMatch, assertNoMatch } from "../support/assert.ts";

/** Both streams into one text, as a terminal shows them. */
function terminal(isTerminal: boolean): { context: Context; text(): string } {
  let text = "";
  const sink = {
    isTerminal: () => isTerminal,
    writeSync: (bytes: Uint8Array): number => {
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  };
  const env = (): undefined => undefined;
  const context = {
    out: new Output(sink, env, true),
    err: new Output(sink, env, false),
    cwd: "/",
    exitCode: 0,
  };
  return { context, text: () => text };
}

/**
 * Stands in for the signals of the process: a real one would reach what the
 * tests of other files run, which are in this process at the same time.
 */
class Signals implements Disposable {
  readonly #real = Deno.addSignalListener;
  readonly #realRemove = Deno.removeSignalListener;
  readonly #listeners = new Set<() => void>();

  constructor() {
    const set = { configurable: true, writable: true };
    Object.defineProperty(Deno, "addSignalListener", {
      ...set,
      value: (signal: string, listener: () => void): void => {
        if (signal === "SIGUSR1") this.#listeners.add(listener);
      },
    });
    Object.defineProperty(Deno, "removeSignalListener", {
      ...set,
      value: (_: string, listener: () => void): void => {
        this.#listeners.delete(listener);
      },
    });
  }

  /** How many listen. */
  get size(): number {
    return this.#listeners.size;
  }

  /** What `kill -USR1` does. */
  send(): void {
    for (const listener of this.#listeners) listener();
  }

  [Symbol.dispose](): void {
    Object.defineProperty(Deno, "addSignalListener", { value: this.#real });
    Object.defineProperty(Deno, "removeSignalListener", {
      value: this.#realRemove,
    });
  }
}

const started: BuildEvent = {
  type: "started",
  run: "dev-1",
  kind: "job",
  method: "count",
  why: { kind: "first" },
};
const built: BuildEvent = {
  type: "built",
  run: "dev-1",
  kind: "job",
  method: "count",
  job: "dev-1" as JobId,
  elapsedMs: 1234,
};
const print = (text: string): BuildEvent => ({
  type: "printed",
  run: "build",
  stage: "main",
  text,
});

async function untilDrawn(text: () => string, part: string): Promise<void> {
  while (!text().includes(part)) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("on a terminal what runs is drawn, erased before a lasting line, and gone at the end", async () => {
  const { context, text } = terminal(true);
  {
    using presenter = makePresenter(context, {
      json: false,
      loudness: "normal",
    });
    presenter.show(started);
    await untilDrawn(text, "dev-1 count");
    presenter.show(built);
  }
  // On a busy machine it may be drawn again in between.
  const drawings = text().split("\x1b[1A\r\x1b[J");
  const [drawn, lasting] = [drawings[0], drawings.at(-1)];
  assertMatch(drawn ?? "", "dev-1 count");
  assertMatch(drawn ?? "", "\x1b[K\n\x1b[J");
  assertMatch(lasting ?? "", "dev-1 count 1.23 s");
  assertNoMatch(lasting ?? "", "starting");
});

Deno.test("a script's unfinished line is not drawn over", () => {
  const { context, text } = terminal(true);
  {
    using presenter = makePresenter(context, {
      json: false,
      loudness: "normal",
    });
    presenter.show(started);
    presenter.show(print("half a line"));
    presenter.show(built);
    presenter.show(print("\x1b]0;title\x07\n"));
  }
  assertMatch(text(), "half a line\n");
  assertMatch(text(), "�]0;title�\n");
});

Deno.test("without a terminal nothing is drawn, and prints go through as they are", () => {
  const { context, text } = terminal(false);
  {
    using presenter = makePresenter(context, {
      json: false,
      loudness: "normal",
    });
    presenter.show(started);
    presenter.show(print("\x1b]0;raw"));
    presenter.show(built);
  }
  assertEquals(
    text(),
    "\x1b]0;rawbuilt dev-1 count 1.23 s (first time)\n",
  );
});

Deno.test("as JSON each event has its time, after a line that says what these are", () => {
  const { context, text } = terminal(false);
  {
    using presenter = makePresenter(context, { json: true, loudness: "quiet" });
    presenter.show(built);
  }
  const [head, event] = text().split("\n").slice(0, 2).map((line) =>
    JSON.parse(line)
  );
  assertEquals([head.type, head.events], ["ax", 1]);
  const { time, ...rest } = event;
  assertEquals(rest, built);
  assertMatch(time, /^\d{4}-\d\d-\d\dT.*Z$/);
});

Deno.test("kill -USR1 tells what is running, on a terminal or not", () => {
  using signals = new Signals();
  const { context, text } = terminal(false);
  {
    using presenter = makePresenter(context, {
      json: false,
      loudness: "quiet",
    });
    signals.send();
    assertEquals(text(), "nothing is running\n");
    presenter.show(started);
    signals.send();
    assertMatch(text(), "dev-1 count  starting");
  }
  assertEquals(signals.size, 0);
});

Deno.test("kill -USR1 makes a scan tell how far it is, twice of each slice", () => {
  using signals = new Signals();
  const { context, text } = terminal(false);
  const progress = {
    tasks: [{
      dataset: "dev-1/default",
      slices: [{ slice: 0, from: 0, rowCount: 5_000_000, groups: [] }],
      columns: [],
      searched: [],
    }],
    rowsRead: () => 1_234_567,
  };
  {
    using _ = watchProgress(progress, context.err);
    for (let time = 0; time < 2; time++) signals.send();
  }
  const head = "ax: 24 % of 5,000,000 rows, in dev-1/default\n";
  assertEquals(
    text(),
    `${head}${head}  slice 0  24 % of 5,000,000 rows\n`,
  );
  assertEquals(signals.size, 0);
});

Deno.test("kill -USR1 adds nothing to events, and ends nothing", () => {
  using signals = new Signals();
  const { context, text } = terminal(false);
  {
    using _ = makePresenter(context, { json: true, loudness: "normal" });
    assertEquals(signals.size, 1);
    signals.send();
  }
  assertEquals(text().split("\n").length, 2);
});

Deno.test("a print that finds no room is told, ends no build, and fails ax", () => {
  let text = "";
  const sink = (isFull: () => boolean) => ({
    isTerminal: () => false,
    writeSync: (bytes: Uint8Array): number => {
      if (isFull()) throw Object.assign(new Error(""), { code: "ENOSPC" });
      text += new TextDecoder().decode(bytes);
      return bytes.length;
    },
  });
  for (const json of [false, true]) {
    text = "";
    let isFull = false;
    const context = {
      out: new Output(sink(() => isFull), () => undefined, true),
      err: new Output(sink(() => false), () => undefined, false),
      cwd: "/",
      exitCode: 0,
    };
    using presenter = makePresenter(context, { json, loudness: "normal" });
    isFull = true;
    presenter.show(print("one\n"));
    presenter.show(print("two\n"));
    assertMatch(text, "ax: Cannot print: no space is left on the disk\n");
    assertEquals(text.split("Cannot print").length, 2);
    assertEquals(context.exitCode, 1);
  }
});
