import { ByteTable } from "../../methods/lib/byte_table.ts";
import { decodeTexts, encodeTexts } from "../../methods/lib/texts.ts";
import { WordTable } from "../../methods/lib/word_table.ts";
import { assert, assertEquals } from "../support/assert.ts";

Deno.test("WordTable numbers pairs as they come, and finds them and no others", () => {
  const table = new WordTable();
  const pairs = Array.from({ length: 20_000 }, (_, n) => {
    // Words that differ in their highest or lowest bits alone.
    const word = n % 2 === 0 ? n : n << 16;
    return [word, n % 3 - 1] as const;
  });
  const known = new Map<string, number>();
  for (const [low, high] of pairs) {
    const key = `${low} ${high}`;
    assertEquals(table.find(low, high), known.get(key) ?? -1);
    const number = known.get(key) ?? known.size;
    assertEquals(table.add(low, high), number);
    known.set(key, number);
  }
  assertEquals(table.size, known.size);
  for (const [low, high] of pairs) {
    assertEquals(table.find(low, high), known.get(`${low} ${high}`));
    assertEquals(table.find(low, high + 7), -1);
  }
});

Deno.test("ByteTable numbers texts as they come, and finds them and no others", () => {
  const table = new ByteTable();
  const texts = Array.from({ length: 20_000 }, (_, n) =>
    // Texts that differ in length, in their ends, or in one letter within.
    "a".repeat(n % 7) + String(n >> 1) + "é".repeat(n % 3));
  const bytes = new TextEncoder().encode(`?${texts.join("")}`);
  const known = new Map<string, number>();
  let at = 1;
  for (const text of texts) {
    const end = at + new TextEncoder().encode(text).length;
    assertEquals(table.find(bytes, at, end), known.get(text) ?? -1);
    const number = known.get(text) ?? known.size;
    assertEquals(table.add(bytes, at, end), number);
    known.set(text, number);
    at = end;
  }
  assertEquals(table.size, known.size);
  assert(table.byteCount > bytes.length);
  for (const [text, number] of known) {
    const own = new TextEncoder().encode(text);
    assertEquals(table.find(own, 0, own.length), number);
  }
  assertEquals(table.find(bytes, 0, 1), -1);
  const empty = table.size;
  assertEquals(table.find(bytes, 5, 5), -1);
  assertEquals(table.add(bytes, 5, 5), empty);
  assertEquals(table.find(bytes, 9, 9), empty);
});

Deno.test("tables say when no more can be added, however much memory there is", () => {
  const texts = new ByteTable();
  assert(texts.fits(2 ** 27, 2 ** 31 - 1));
  assert(!texts.fits(2 ** 27 + 1, 0));
  texts.add(Uint8Array.of(1, 2, 3), 0, 3);
  assert(texts.fits(1, 2 ** 31 - 4));
  assert(!texts.fits(1, 2 ** 31 - 3));
  const words = new WordTable();
  words.add(1, 2);
  assert(words.fits(2 ** 27 - 1));
  assert(!words.fits(2 ** 27));
  assert(words.byteCount >= 16);
});

Deno.test("texts are encoded and decoded as they are, in pieces of any size", () => {
  const texts = [
    "",
    "plain",
    "é",
    "日本",
    "😀",
    "",
    "\ufeffbom",
    "a long one",
    "",
  ];
  for (const part of [texts, texts.slice(0, 2), [], ["x".repeat(500)]]) {
    const encoded = encodeTexts(part);
    assertEquals(
      [...encoded.offsets.subarray(1)],
      part.map((_, n) =>
        new TextEncoder().encode(part.slice(0, n + 1).join("")).length
      ),
    );
    for (const pieceBytes of [0, 3, 7, 1000]) {
      assertEquals(decodeTexts(encoded, 0, pieceBytes), part);
      assertEquals(decodeTexts(encoded, 1, pieceBytes), part.slice(1));
    }
  }
});
