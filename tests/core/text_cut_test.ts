import { cutAt, excerpt, shorten } from "../../src/core/text_cut.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("cutAt() halves no character", () => {
  const cuts = (text: string): number[] =>
    Array.from({ length: text.length + 1 }, (_, at) => cutAt(text, at));
  assertEquals(cuts("abc"), [0, 1, 2, 3]);
  assertEquals(cuts("a😀b"), [0, 1, 1, 3, 4]);
  assertEquals(cuts("😀😀"), [0, 0, 2, 2, 4]);
  // What is half already stays so.
  assertEquals(cuts("\ud83da"), [0, 1, 2]);
  assertEquals(cuts("\ude00\ud83d"), [0, 1, 2]);
});

Deno.test("excerpt() keeps what fits, and counts what it leaves out", () => {
  assertEquals(excerpt("abc", 3), "abc");
  assertEquals(excerpt("abcd", 3), "abc… (1 more characters)");
  assertEquals(excerpt("ab😀c", 3), "ab… (3 more characters)");
});

Deno.test("shorten() cuts what is too long and splits no character", () => {
  assertEquals(shorten("1234567890", 10), "1234567890");
  assertEquals(shorten("12345678901", 10), "1234567...");
  assertEquals(shorten("123456😀8901", 10), "123456...");
});
