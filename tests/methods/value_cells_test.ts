import { makeCells } from "../../methods/lib/value_cells.ts";
import { encodeTexts } from "../../methods/lib/texts.ts";
import type { ValueParts } from "../../methods/lib/value_coder.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { makeRandom } from "./csv_support.ts";
import { compareRaw } from "./value_support.ts";

/** The texts of picked cells. */
function textsOf(parts: { offsets?: Int32Array; values?: unknown }): string[] {
  const { offsets = new Int32Array(1), values } = parts;
  return Array.from(offsets.subarray(1), (end, row) =>
    new TextDecoder().decode(
      (values as Uint8Array).subarray(offsets[row], end),
    ));
}

Deno.test("cells of texts hold what was put last, however often texts are replaced", () => {
  const random = makeRandom(5);
  const cells = makeCells("string?");
  const held: string[] = [];
  for (let round = 0; round < 200; round++) {
    const rows = Array.from(
      { length: 30 },
      (_, row) =>
        `${"é".repeat(random(40))}${"x".repeat(random(row + 1))}${round}`,
    );
    const isCategory = random(2) === 1;
    const vector: ValueParts = isCategory
      ? {
        length: rows.length,
        values: Int32Array.from(rows, (_, row) => rows.length - 1 - row),
        dictionary: rows.toReversed(),
      }
      : { length: rows.length, ...encodeTexts(rows) };
    assert(cells.fits(vector));
    cells.look(vector);
    const groups = 1 + round % 50;
    cells.grow(groups);
    while (held.length < groups) held.push("");
    for (const [row, text] of rows.entries()) {
      const group = random(groups);
      const order = cells.compare(group, row);
      assertEquals(Math.sign(order), compareRaw(text, held[group] ?? ""));
      if (random(9) === 0) {
        cells.clear(group);
        held[group] = "";
      } else {
        cells.put(group, row);
        held[group] = text;
      }
    }
    const picked = Uint32Array.from(held, (_, group) => group).reverse();
    assertEquals(textsOf(cells.pick(picked)).toReversed(), held);
  }
  assert(cells.byteCount < 100_000);
  const huge = Int32Array.of(0, 2 ** 31 - 1);
  const values = new Uint8Array(0);
  assert(!cells.fits({ length: 1, offsets: huge, values }));
});

Deno.test("cells of wide integers compare all bits, and nulls are nought", () => {
  const values = BigInt64Array.of(0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 5n);
  const cells = makeCells("int64");
  cells.grow(values.length);
  cells.look({ length: values.length, values });
  for (let row = 0; row < values.length; row++) cells.put(row, row);
  for (const [group, one] of values.entries()) {
    for (const [row, other] of values.entries()) {
      const order = Math.sign(cells.compare(group, row));
      assertEquals(order, compareRaw(other, one));
    }
  }
  cells.clear(2);
  const { values: found } = cells.pick(Uint32Array.of(2, 3, 1));
  assertEquals(found, BigInt64Array.of(0n, -(2n ** 63n), -1n));
});
