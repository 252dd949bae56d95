import { parseType } from "../../src/data/types.ts";
import { makeVector } from "../../src/data/vectors.ts";
import { widen } from "../../src/data/widen.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** The texts of rows of category 0, or of null. */
function check(valid: Uint8Array, dictionary: string[]): unknown[] {
  const values = new Int32Array(valid.length);
  const parts = { values, valid, dictionary };
  const vector = makeVector(parseType("category?"), parts);
  const wide = widen(vector, parseType("string?"), new WeakMap());
  return Array.from(values, (_, row) => wide.get(row));
}

Deno.test("categories are read as the texts they stand for", () => {
  assertEquals(check(Uint8Array.of(1, 0, 1), ["é"]), ["é", null, "é"]);
  assertEquals(check(Uint8Array.of(0), []), [null]);
});

Deno.test("whole numbers keep sign and null when they are read as int64", () => {
  const values = Int32Array.of(0, -1, 2 ** 31 - 1, -(2 ** 31), 5);
  const valid = Uint8Array.of(1, 1, 1, 1, 0);
  const vector = makeVector(parseType("int32?"), { values, valid });
  const wide = widen(vector, parseType("int64?"), new WeakMap());
  const read = Array.from(values, (_, row) => wide.get(row));
  assertEquals(read, [0n, -1n, 2n ** 31n - 1n, -(2n ** 31n), null]);
});

Deno.test("categories that are more text than a vector holds are refused", () => {
  const text = "x".repeat(2 ** 20);
  assertThrows(
    () => check(new Uint8Array(5000).fill(1), [text]),
    AxError,
    "Cannot read categories as text: 2048 rows have more than 2 GiB",
  );
});
