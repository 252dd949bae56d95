import { AxError } from "../../src/core/errors.ts";
import { decodeRun, decodeUtf8 } from "../../src/data/utf8.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

const MIB = 2 ** 20;

Deno.test("texts that are more than one string together are decoded one by one", () => {
  const values = new Uint8Array(520 * MIB);
  const offsets = Int32Array.of(0, 300 * MIB, 300 * MIB, 510 * MIB, 520 * MIB);
  const texts = decodeRun(values, offsets, { from: 0, to: 4 });
  assertEquals(texts.map(({ length }) => length / MIB), [300, 0, 210, 10]);
  assertEquals(texts[3]?.slice(-2), "\0\0");
  assertThrows(
    () => decodeUtf8(values),
    AxError,
    "Cannot read a text of 545259520 bytes: a string has about",
  );
});
