import {
  cut,
  cutLast,
  displayWidth,
  oneLine,
  padEnd,
  padStart,
  table,
  tame,
  visible,
  wrapHelp,
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

Deno.test("cutLast() gives the last column what room the others leave", () => {
  const cut = (columns: number): string[] => {
    const rows = [["dev-1", "done", "a long caption"], ["dev-12", "x", ""]];
    cutLast(rows, columns);
    return table(rows);
  };
  assertEquals(cut(30), ["dev-1   done  a long caption", "dev-12  x"]);
  assertEquals(cut(22), ["dev-1   done  a long …", "dev-12  x"]);
  assertEquals(cut(19), ["dev-1   done", "dev-12  x"]);
  const single = [["alone in its row"]];
  cutLast(single, 8);
  assertEquals(single, [["alone i…"]]);
  cutLast([], 8);
});

Deno.test("wrapHelp() breaks at spaces, and goes on below what is said", () => {
  const help = [
    "A sentence that does not fit in so few columns.",
    "",
    "  ax init DIR    a project in a new directory",
    "  ax job results/revenue.txt -s    the source",
    "  averyveryverylongwordwithoutanyspacesinit",
  ].join("\n");
  assertEquals(wrapHelp(help, 80), help);
  assertEquals(wrapHelp(help, 36).split("\n"), [
    "A sentence that does not fit in so",
    "few columns.",
    "",
    "  ax init DIR    a project in a new",
    "                 directory",
    "  ax job results/revenue.txt -s",
    "    the source",
    "  averyveryverylongwordwithoutanyspacesinit",
  ]);
});

Deno.test("visible() quotes what could not be seen, and nothing else", () => {
  for (const text of ["a", "a b", "名 前", 'say "hi"', "a/b.c", "👩‍👩‍👧"]) {
    assertEquals(visible(text), text);
  }
  const hidden: Record<string, string> = {
    "": '""',
    " a": '" a"',
    "a ": '"a "',
    "a\nb": '"a\\nb"',
    "\x1b[31m": '"\\u001b[31m"',
    "\x9b2J": '"\\u009b2J"',
    "a\u202eb": '"a\\u202eb"',
    "\ufeffa": '"\\ufeffa"',
    'tab\t"': '"tab\\t\\""',
  };
  for (const [text, shown] of Object.entries(hidden)) {
    assertEquals(visible(text), shown);
  }
});
