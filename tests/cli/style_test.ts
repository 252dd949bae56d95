import { makeStyle, wantsColour } from "../../src/cli/style.ts";
import { assertEquals } from "../support/assert.ts";

const terminal = {
  isTerminal: true,
  noColor: undefined,
  forceColor: undefined,
  term: "xterm",
};

Deno.test("colours are for terminals that know them", () => {
  assertEquals(wantsColour(terminal), true);
  assertEquals(wantsColour({ ...terminal, isTerminal: false }), false);
  assertEquals(wantsColour({ ...terminal, term: "dumb" }), false);
});

Deno.test("NO_COLOR turns colours off, unless it is empty", () => {
  assertEquals(wantsColour({ ...terminal, noColor: "1" }), false);
  assertEquals(wantsColour({ ...terminal, noColor: "" }), true);
});

Deno.test("FORCE_COLOR has the last word", () => {
  const pipe = { ...terminal, isTerminal: false, noColor: "1" };
  assertEquals(wantsColour({ ...pipe, forceColor: "1" }), true);
  assertEquals(wantsColour({ ...terminal, forceColor: "0" }), false);
});

Deno.test("a plain style adds nothing to a text", () => {
  assertEquals(makeStyle(false).red("x"), "x");
  assertEquals(makeStyle(true).red("x"), "\x1b[31mx\x1b[39m");
  assertEquals(makeStyle(true).bold(""), "");
});
