import { AxError } from "../../src/core/errors.ts";
import {
  compilePatterns,
  type PatternOptions,
} from "../../src/core/text_match.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

function check(
  patterns: string[],
  options: PatternOptions,
  texts: Record<string, string[]>,
): void {
  const matcher = compilePatterns(patterns, options);
  for (const [text, parts] of Object.entries(texts)) {
    const where = `${patterns} on ${text}`;
    assertEquals(matcher.test(text), parts.length > 0, where);
    const spans = matcher.spans(text);
    assertEquals(spans.map(([from, to]) => text.slice(from, to)), parts, where);
  }
}

Deno.test("patterns are regular expressions, or text, with or without case", () => {
  check(["b.d", "^a."], { kind: "regex" }, {
    "abcbud": ["ab", "bud"],
    "bed bad": ["bed", "bad"],
    "ab": ["ab"],
    "B.D": [],
  });
  check(["b.d"], { kind: "fixed" }, { "b.d": ["b.d"], "bad": [] });
  check(["b.d"], { kind: "fixed", ignoreCase: true }, { "xB.D": ["B.D"] });
  check(["é"], { kind: "regex", ignoreCase: true }, { "É": ["É"] });
  check(["^.$"], { kind: "regex" }, { "🙂": ["🙂"] });
  check(["<5"], { kind: "numeric" }, { " 4": [" 4"], "5": [], "four": [] });
});

Deno.test("parts that overlap or touch are one part", () => {
  check(["abc", "cd", "ef"], { kind: "fixed" }, { "xabcdefx": ["abcdef"] });
});

Deno.test("a matcher tells what must be in everything that matches", () => {
  const needles = (...patterns: string[]): unknown => {
    const { needles, isExact } = compilePatterns(patterns, { kind: "regex" });
    return { needles, isExact };
  };
  assertEquals(needles("ab", "cd"), { needles: ["ab", "cd"], isExact: true });
  assertEquals(needles("ab", "c+d"), { needles: ["ab", "cd"], isExact: false });
  assertEquals(needles("ab", "[cd]"), { needles: undefined, isExact: false });
  assertEquals(needles("ab|c.d"), { needles: ["ab", "c"], isExact: false });
  assertEquals(needles("ab|cd", "e"), {
    needles: ["ab", "cd", "e"],
    isExact: true,
  });
  const regex = compilePatterns(["x|[yz]+"], { kind: "regex" });
  assertEquals([regex.couldMatch("0123"), regex.couldMatch("z")], [
    false,
    true,
  ]);
  assertEquals(compilePatterns(["a", ""], { kind: "fixed" }).matchesAll, true);
});

Deno.test("a pattern that is none is refused with the reason", () => {
  const error = assertThrows(
    () => compilePatterns(["a(b"], { kind: "regex" }),
    AxError,
  ) as AxError;
  assertEquals(error.code, "usage");
  assertEquals(
    error.message,
    'Cannot use "a(b" as a pattern: Unterminated group',
  );
  assertEquals(compilePatterns(["a\\-b"], { kind: "regex" }).test("a-b"), true);
});
