import { LiveArea } from "../../src/cli/live.ts";
import { displayWidth } from "../../src/cli/text.ts";
import { assertEquals } from "../support/assert.ts";

/** A terminal that only does what LiveArea asks: go up, clear, write lines. */
class Screen {
  rows: string[] = [""];
  #row = 0;
  width = 20;
  written = 0;

  write(text: string): void {
    this.written++;
    // deno-lint-ignore no-control-regex -- the commands start with one
    for (const part of text.split(/(\x1b\[\d*[AJK]|\r|\n)/)) this.#do(part);
  }

  #do(part: string): void {
    // deno-lint-ignore no-control-regex -- the commands start with one
    const [, count = "", command] = /^\x1b\[(\d*)([AJK])$/.exec(part) ?? [];
    if (command === "A") this.#row -= Number(count);
    else if (command === "J") {
      this.rows = [...this.rows.slice(0, this.#row), ""];
    } else if (part === "\n") this.#row++;
    else if (part !== "\r" && command === undefined) this.#put(part);
    this.rows[this.#row] ??= "";
  }

  #put(text: string): void {
    if (text === "") return;
    this.rows[this.#row] = text;
  }
}

function liveOn(screen: Screen, lines: () => readonly string[]): LiveArea {
  return new LiveArea(
    { write: (text) => screen.write(text), columns: () => screen.width },
    lines,
    { widthOf: displayWidth, everyMs: 1e6 },
  );
}

Deno.test("live lines are drawn over, and gone when they are erased", () => {
  const screen = new Screen();
  let lines = ["dev-1 half", "dev-2 start"];
  using live = liveOn(screen, () => lines);
  live.draw();
  assertEquals(screen.rows, ["dev-1 half", "dev-2 start", ""]);
  lines = ["dev-2 half"];
  live.draw();
  assertEquals(screen.rows, ["dev-2 half", ""]);
  live.erase();
  assertEquals(screen.rows, [""]);
  screen.write("built dev-2\n");
  live.draw();
  assertEquals(screen.rows, ["built dev-2", "dev-2 half", ""]);
});

Deno.test("nothing is written while there is nothing to show", () => {
  const screen = new Screen();
  const live = liveOn(screen, () => []);
  live.draw();
  live.erase();
  live[Symbol.dispose]();
  assertEquals(screen.written, 0);
});

Deno.test("lines that a narrowed terminal has wrapped are erased whole", () => {
  const screen = new Screen();
  const live = liveOn(screen, () => ["0123456789abcdef"]);
  live.draw();
  screen.width = 8;
  const before = screen.written;
  let last = "";
  screen.write = (text) => {
    last = text;
  };
  live[Symbol.dispose]();
  assertEquals([before, last], [1, "\x1b[2A\r\x1b[J"]);
});
