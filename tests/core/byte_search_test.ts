import { ByteSearch } from "../../src/core/byte_search.ts";
import { assertEquals } from "../support/assert.ts";

function columnOf(texts: readonly (string | null)[]): {
  offsets: Int32Array;
  values: Uint8Array;
  valid: Uint8Array;
} {
  const encoded = texts.map((text) => new TextEncoder().encode(text ?? ""));
  const offsets = new Int32Array(texts.length + 1);
  encoded.forEach(({ length }, index) => {
    offsets[index + 1] = (offsets[index] ?? 0) + length;
  });
  const values = new Uint8Array(encoded.flatMap((bytes) => [...bytes]));
  const valid = Uint8Array.from(texts, (text) => text === null ? 0 : 1);
  return { offsets, values, valid };
}

function check(texts: readonly (string | null)[], needle: string): void {
  const marks = new Uint8Array(texts.length);
  const search = new ByteSearch(new TextEncoder().encode(needle));
  const count = search.mark(columnOf(texts), marks);
  const expected = texts.map((text) => text?.includes(needle) ? 1 : 0);
  assertEquals([...marks], expected, JSON.stringify([texts, needle]));
  assertEquals(count, expected.filter((mark) => mark === 1).length);
}

Deno.test("values that hold a text are marked, and no text across two values", () => {
  check(["ab", "cd", "", "abcd", null, "xabcdx", "bc"], "bc");
  check(["aaa", "a", "", "", "aa"], "aa");
  check(["a", "", "b", "a"], "a");
  check([], "a");
  check(["é", "è", "\u{1f642}é"], "é");
});

Deno.test("it finds what includes() finds, in any texts of a few letters", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed % below;
  };
  const word = (most: number): string =>
    Array.from({ length: random(most) }, () => "abc"[random(3)]).join("");
  for (let round = 0; round < 300; round++) {
    const texts = Array.from({ length: random(12) }, () => word(9));
    check(texts, word(4) || "b");
  }
});

Deno.test("what is marked already is not counted again, and a slice has its own rows", () => {
  const { offsets, values } = columnOf(["ab", "b", "ab", "b"]);
  const marks = Uint8Array.of(1, 0);
  const search = new ByteSearch(new TextEncoder().encode("b"));
  const rest = { offsets: offsets.subarray(2), values, valid: undefined };
  assertEquals([search.mark(rest, marks), [...marks]], [1, [1, 1]]);
});
