import {
  cut,
  displayWidth,
  oneLine,
  padEnd,
  padStart,
  table,
  tame,
} from "../../src/cli/text.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("displayWidth() counts columns: two for wide letters, none for accents", () => {
  const widths: Record<string, number> = {
    "": 0,
    "job": 3,
    "åäö": 3,
    "a\u0308": 1,
    "日本": 4,
    "한글": 4,
    "🙂": 2,
    "👩‍👩‍👧": 2,
    "✔\ufe0f": 2,
    "a\u200bb": 2,
  };
  for (const [text, width] of Object.entries(widths)) {
    assertEquals(displayWidth(text), width, JSON.stringify(text));
  }
});

Deno.test("cut() never makes a text wider than asked, nor halves a letter", () => {
  assertEquals(cut("reading rows", 12), "reading rows");
  assertEquals(cut("reading rows", 8), "reading…");
  assertEquals(cut("日本語", 4), "日…");
  assertEquals(cut("日本語", 5), "日本…");
  assertEquals(cut("👩‍👩‍👧👩‍👩‍👧", 3), "👩‍👩‍👧…");
  assertEquals(cut("abc", 1), "…");
  assertEquals(cut("abc", 0), "");
});

Deno.test("padEnd() and padStart() fill up by columns, not by letters", () => {
  assertEquals(padEnd("日本", 6) + "|", "日本  |");
  assertEquals(padStart("1 MB", 6), "  1 MB");
  assertEquals(padEnd("longer", 3), "longer");
});

Deno.test("oneLine() lets no text of a method move the cursor", () => {
  assertEquals(oneLine("a\x1b[2Jb\nc\td\u0085e"), "a [2Jb c d e");
});

Deno.test("tame() keeps lines, tabs and colours, and shows other commands", () => {
  assertEquals(tame("a\tb\r\nc\n"), "a\tb\nc\n");
  assertEquals(tame("\x1b[31mred\x1b[0m"), "\x1b[31mred\x1b[0m");
  assertEquals(tame("\x1b]0;title\x07\x1b[2J"), "�]0;title��[2J");
});

Deno.test("table() lines up its cells and leaves no spaces at the ends", () => {
  const rows = [["dev-1", "9 ms", ""], ["dev-10", "1.20 s", "first"]];
  assertEquals(table(rows, [{}, { align: "right" }]), [
    "dev-1     9 ms",
    "dev-10  1.20 s  first",
  ]);
});
