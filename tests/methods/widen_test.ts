import type { ColumnVector } from "../../src/mod.ts";
import { widen } from "../../methods/lib/widen.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

const category = { column: "x", from: "category?", to: "string?", start: 0 };

/** The texts of codes; null for those below 0. */
function check(codes: number[], dictionary: string[]): (string | null)[] {
  const { length } = codes;
  const valid = Uint8Array.from(codes, (code) => Number(code >= 0));
  const values = Int32Array.from(codes, (code) => Math.max(code, 0));
  const vector = { length, values, valid, dictionary } as never;
  const { offsets, values: bytes } = widen(vector, category as never) as
    & ColumnVector
    & { offsets: Int32Array; values: Uint8Array };
  return codes.map((code, row) => {
    const text = bytes.subarray(offsets[row], offsets[row + 1]);
    return code < 0 ? null : new TextDecoder().decode(text);
  });
}

Deno.test("categories become texts, encoded once however many batches there are", () => {
  let looks = 0;
  const dictionary = new Proxy(["a", "", "日本"], {
    get(target, key, receiver) {
      if (key === "2") looks++;
      return Reflect.get(target, key, receiver);
    },
  });
  assertEquals(check([2, -1, 0, 1, 2], dictionary), [
    "日本",
    null,
    "a",
    "",
    "日本",
  ]);
  assertEquals(check([1, 2], dictionary), ["", "日本"]);
  assertEquals(looks, 1);
  dictionary.push("late");
  assertEquals(check([3, 0], dictionary), ["late", "a"]);
  assertEquals(check([-1], []), [null]);
});

Deno.test("more text than a batch can hold is refused, not garbled", () => {
  const dictionary = ["x".repeat(2 ** 20)];
  assertThrows(
    () => check(new Array(2048).fill(0), dictionary),
    undefined,
    "Cannot write categories as text: 2048 rows have more than 2 GiB",
  );
});
