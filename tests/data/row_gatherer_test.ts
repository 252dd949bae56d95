import type { VectorParts } from "../../src/core/rows.ts";
import type { ColumnVector, FixedArray } from "../../src/core/vectors.ts";
import { RowGatherer } from "../../src/data/row_gatherer.ts";
import { assertEquals } from "../support/assert.ts";

/** Takes every second row, by gatherers that have seen other types before. */
function checkBits<A extends FixedArray>(values: A): void {
  const rows = Uint32Array.from(
    { length: values.length / 2 },
    (_, row) => 2 * row + 1,
  );
  const bytes = new Uint8Array(values.buffer as ArrayBuffer);
  const size = values.BYTES_PER_ELEMENT;
  const expected = Array.from(rows).flatMap((row) => [
    ...bytes.subarray(row * size, (row + 1) * size),
  ]);
  const gatherer = new RowGatherer();
  for (let round = 0; round < 4; round++) {
    const taken = gatherer.take(values, rows) as A;
    const found = new Uint8Array(
      taken.buffer as ArrayBuffer,
      taken.byteOffset,
      taken.byteLength,
    );
    assertEquals(found.join() === expected.join(), true, values.toString());
  }
}

Deno.test("the bits of values stay what they are when rows are taken", () => {
  const signaling = 0x7ff0_0000_0000_0001n;
  const all = [signaling, -1n, 1n << 63n, 0xfff8_1234_5678_9abcn];
  const bits = BigUint64Array.from(
    { length: 512 },
    (_, at) => all[at % 4] as bigint,
  );
  for (let round = 0; round < 3; round++) {
    checkBits(new Float64Array(bits.slice().buffer));
    checkBits(new BigInt64Array(bits.slice().buffer));
    checkBits(new Float32Array(bits.slice().buffer));
    checkBits(new Int32Array(bits.slice().buffer));
    checkBits(new Uint8Array(bits.slice().buffer));
  }
});

Deno.test("rows of lists, texts and categories are taken with their nulls", () => {
  const texts: VectorParts = {
    values: new TextEncoder().encode(`abc${"x".repeat(300)}d`),
    offsets: Int32Array.of(0, 2, 2, 3, 303, 304),
    valid: Uint8Array.of(1, 0, 1, 1, 1),
  };
  const elements = texts as VectorParts & ColumnVector;
  const lists = { offsets: Int32Array.of(0, 1, 4, 4, 5), elements };
  const gatherer = new RowGatherer();
  const textsOf = ({ values, offsets, valid }: VectorParts): unknown[] =>
    Array.from(valid ?? [], (one, row) => {
      const bytes = values?.subarray(offsets?.[row], offsets?.[row + 1]);
      return one && new TextDecoder().decode(bytes as Uint8Array);
    });
  for (const rows of [[4, 1, 3], [0], [2, 2]]) {
    const taken = gatherer.take(texts, Uint32Array.from(rows)) as VectorParts;
    const right = textsOf(texts);
    assertEquals(textsOf(taken), rows.map((row) => right[row]));
  }
  const some = new RowGatherer().take(lists, Uint32Array.of(3, 2, 1));
  const { offsets, elements: inner } = some as VectorParts;
  assertEquals([...offsets ?? []], [0, 1, 1, 4]);
  assertEquals(textsOf(inner as VectorParts), ["d", 0, "c", "x".repeat(300)]);
  const dictionary = ["b", "a"];
  const codes = { values: Int32Array.of(1, 0, 1), dictionary };
  const taken = gatherer.take(codes, Uint32Array.of(2, 1)) as VectorParts;
  assertEquals([...taken.values ?? []], [1, 0]);
  assertEquals(taken.dictionary === dictionary, true);
});
