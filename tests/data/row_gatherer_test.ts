import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import { AxError } from "../../src/core/errors.ts";
import type { BatchRecord, VectorParts } from "../../src/core/rows.ts";
import type { ColumnVector, FixedArray } from "../../src/core/vectors.ts";
import { sliceOf } from "../../src/data/hash.ts";
import { RowGatherer } from "../../src/data/row_gatherer.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { readRows } from "./support.ts";

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

/** What a writer says of a column that it must not take. */
const BROKEN: readonly [spec: ColumnSpec, input: VectorParts, says: string][] =
  (() => {
    const values = new TextEncoder().encode("abc");
    const grow = "offsets that grow and end with the data expected, got";
    const lists = Int32Array.of(0, 1, 2, 3, 4);
    const textsAt = (...offsets: number[]): VectorParts => {
      return { values, offsets: Int32Array.from(offsets) };
    };
    const listsOf = (elements: VectorParts): VectorParts => {
      return {
        offsets: lists,
        elements: elements as VectorParts & ColumnVector,
      };
    };
    return [
      ["string", textsAt(0, 1, 2, 3, 100), `row 3, slice 0: ${grow} 100`],
      ["string", textsAt(-2, 1, 2, 3, 3), `row 0, slice 0: ${grow} -2`],
      ["string", textsAt(0, 2, 1, 2, 3), `row 1, slice 0: ${grow} 1`],
      [
        "int32?",
        { values: new Int32Array(4), valid: Uint8Array.of(1, 1, 1) },
        'an entry in "valid" for each row expected, got 3',
      ],
      ["list<int32>", listsOf({ values: new Int32Array(3) }), `${grow} 4`],
      ["list<string>", listsOf(textsAt(0, 1, 2, 3, 9)), `${grow} 9`],
      [
        "list<int32>",
        listsOf({ values: [1, 2, 3, 4] as never }),
        "Int32Array expected, got",
      ],
      [
        "string",
        { ...textsAt(0, 1, 2, 3, 3), values: ["a", "b", "c"] as never },
        "offsets and bytes expected, got",
      ],
    ];
  })();

Deno.test("parts that do not fit together are refused where rows are left out or dealt out", () => {
  using dir = tempDir();
  for (const [index, [spec, v, message]] of BROKEN.entries()) {
    const columns = { k: "int32", v: spec } as const;
    const batch = { k: Int32Array.of(1, 2, 3, 4), v } as BatchRecord<Columns>;
    using own = openSliceWriter<Columns>(dir.join(`own${index}`), columns, {
      hashBy: { column: "k", slices: 2 },
      skipOtherSlices: true,
    });
    const paths = [0, 1, 2].map((slice) => dir.join(`${index}.${slice}`));
    using split = openSplitWriter<Columns>(paths, columns);
    for (const writer of [own, split]) {
      assertThrows(() => writer.writeBatch(batch), AxError, message);
      assertThrows(() => writer.close(), AxError, "an earlier write failed");
    }
  }
});

Deno.test("rows whose lists are all empty are dealt out and left out as others", () => {
  using dir = tempDir();
  const columns = { k: "int32", v: "list<int32>" } as const;
  const keys = [0, 1, 2, 3, 4, 5];
  const empty: object[] = [{}, [], { values: new Int32Array(0) }];
  for (const [index, elements] of empty.entries()) {
    const batch = {
      k: Int32Array.from(keys),
      v: { offsets: new Int32Array(7), elements: elements as ColumnVector },
    };
    const paths = [0, 1].map((slice) => dir.join(`${index}.${slice}`));
    const split = openSplitWriter<Columns>(paths, columns);
    const own = dir.join(`own${index}`);
    const rule = { hashBy: { column: "k", slices: 2 }, slice: 1 };
    const skipping = openSliceWriter<Columns>(own, columns, {
      ...rule,
      skipOtherSlices: true,
    });
    for (const writer of [split, skipping]) {
      writer.writeBatch(batch);
      writer.close();
    }
    const read = [...paths, own].map((path) => readRows(path));
    const wanted = [
      keys.filter((k) => k % 2 === 0),
      keys.filter((k) => k % 2 === 1),
      keys.filter((k) => sliceOf(k, 2) === 1),
    ];
    assertEquals(read, wanted.map((some) => some.map((k) => ({ k, v: [] }))));
    using strict = openSliceWriter<Columns>(`${own}.strict`, columns, rule);
    assertThrows(() => strict.writeBatch(batch), AxError, "belongs in slice 0");
    strict.discard();
  }
});
