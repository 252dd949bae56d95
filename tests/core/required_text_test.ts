import {
  alternatives,
  couldMatch,
  isLocal,
  requiredText,
} from "../../src/core/required_text.ts";
import { assert, assertEquals } from "../support/assert.ts";

Deno.test("requiredText() finds the longest plain run of an expression", () => {
  const known: [string, string | undefined, boolean][] = [
    ["needle", "needle", true],
    ["a\\.b", "a.b", true],
    ["^needle$", "needle", false],
    ["ab?cde", "cde", false],
    ["abc*de", "ab", false],
    ["a{0,2}bc", "bc", false],
    ["ab{2,}c", "ab", false],
    ["(foo|bar)bazz", "bazz", false],
    ["[\\]x]yy", "yy", false],
    ["x(?!abc)", "x", false],
    ["foo|bar", undefined, false],
    ["\\d+", undefined, false],
    ["\\d+ km", " km", false],
    ["\\u0041bc", undefined, false],
    ["(\\))z", "z", false],
    [".*", undefined, false],
  ];
  for (const [source, text, isWhole] of known) {
    const expected = text === undefined ? undefined : { text, isWhole };
    assertEquals(requiredText(source), expected, source);
  }
});

Deno.test("whatever matches holds the text that is required", () => {
  const words = ["", "a", "ab", "abb", "abc", "cab", "b.c", "a|b", "xabcx"];
  const sources = ["ab+", "a.?b", "b\\.c", "(a)b", "[ab]c", "a{1,2}b", "abc?"];
  let count = 0;
  for (const source of sources) {
    const found = requiredText(source);
    for (const word of words) {
      if (found === undefined || !new RegExp(source, "u").test(word)) continue;
      assert(word.includes(found.text), `${source} on ${word}`);
      count++;
    }
  }
  assert(count > 10);
});

Deno.test("couldMatch() tells what no text of some characters matches", () => {
  const digits = "0123456789-";
  const no = [
    "x",
    "\\d+x?y",
    "[a-f]{2}",
    "\\s",
    "12\\.5",
    "^[^\\d-]",
    "\\D\\bx",
  ];
  const yes = ["^-?\\d+$", "x*1", "(x)", "x|1", ".", "[^x]", "\\b1\\b", "\\W"];
  for (const source of no) {
    assertEquals(couldMatch(new RegExp(source, "u"), digits), false, source);
  }
  for (const source of yes) {
    assertEquals(couldMatch(new RegExp(source, "u"), digits), true, source);
  }
  assertEquals(couldMatch(/E/iu, "+e"), true);
  assertEquals(couldMatch(/E/u, "+e"), false);
});

Deno.test("isLocal() tells what matches wherever it stands", () => {
  for (const source of ["a.c", "[^x]+y", "(ab|cd)\\1", "\\d{2}", "a|b"]) {
    assertEquals(isLocal(source), true, source);
  }
  for (const source of ["^a", "a$", "a\\b", "(?=x)", "(?<!x)a", "x\\B"]) {
    assertEquals(isLocal(source), false, source);
  }
});

Deno.test("alternatives() splits an expression at its top alone", () => {
  const known: [string, string[]][] = [
    ["a|b*|c{2}", ["a", "b*", "c{2}"]],
    ["(a|b)c", ["(a|b)c"]],
    ["[|]|\\|", ["[|]", "\\|"]],
    ["a|", ["a", ""]],
    ["", [""]],
    ["(a)\\1|b", ["(a)\\1|b"]],
  ];
  for (const [source, parts] of known) {
    assertEquals(alternatives(source), parts, source);
  }
});
