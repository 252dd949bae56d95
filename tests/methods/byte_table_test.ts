import { assertEquals } from "../support/assert.ts";
import { ByteTable } from "../../methods/lib/byte_table.ts";
import { WordTable } from "../../methods/lib/word_table.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Adds texts, and holds the numbers against those of a Map. */
function check(texts: readonly string[]): void {
  const table = new ByteTable();
  const known = new Map<string, number>();
  const all = encoder.encode(texts.join(""));
  let start = 0;
  for (const text of texts) {
    const end = start + encoder.encode(text).length;
    const wanted = known.get(text) ?? known.size;
    known.set(text, wanted);
    assertEquals(table.add(all, start, end), wanted);
    start = end;
  }
  assertEquals(table.size, known.size);
  const { offsets, values } = table.texts();
  const found = Array.from(
    { length: table.size },
    (_, index) =>
      decoder.decode(values.subarray(offsets[index], offsets[index + 1])),
  );
  assertEquals(found, [...known.keys()]);
}

Deno.test("ByteTable numbers byte strings as a Map does, whatever their length and number", () => {
  for (const count of [0, 1, 127, 128, 129, 130, 255, 256, 257, 5000]) {
    check(Array.from({ length: 2 * count }, (_, n) => `n${n % (count || 1)}`));
  }
  // Every length around the words that are compared first.
  check(
    ["a", "b", "ab"].flatMap((part) =>
      Array.from({ length: 30 }, (_, length) => part.repeat(length))
    ),
  );
});

Deno.test("ByteTable tells long strings apart that begin and end alike", () => {
  const texts = Array.from(
    { length: 3000 },
    (_, n) => `https://example.com/${n}/index.html`,
  );
  check([...texts, ...texts.toReversed()]);
  check(["\0", "\0\0", "\0\0\0", "\0\0\0\0", "\0\0\0\0\0", "", "\0"]);
});

Deno.test("ByteTable looks into each array that it is given", () => {
  const table = new ByteTable();
  const one = encoder.encode("xxabcdef");
  const other = encoder.encode("abcdefyy");
  assertEquals(table.add(one, 2, 8), 0);
  assertEquals(table.add(other, 0, 6), 0);
  assertEquals(table.add(one.subarray(2), 0, 6), 0);
  assertEquals(table.add(one, 0, 8), 1);
});

Deno.test("WordTable numbers pairs of words as a Map does", () => {
  const table = new WordTable();
  const known = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const [low, high] = [Math.imul(n % 777, 0x9e37_79b1), n % 5 - 2];
    const wanted = known.get(`${low} ${high}`) ?? known.size;
    known.set(`${low} ${high}`, wanted);
    assertEquals(table.add(low, high), wanted);
  }
  const { low, high } = table.words();
  const pairs = Array.from(low, (word, entry) => `${word} ${high[entry]}`);
  assertEquals(pairs, [...known.keys()]);
});
