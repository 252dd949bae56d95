import { assertEquals } from "../support/assert.ts";
import type { VectorParts } from "../../src/core/rows.ts";
import type { ColumnVector } from "../../src/core/vectors.ts";
import { parseType } from "../../src/data/types.ts";
import { makeVector } from "../../src/data/vectors.ts";
import { RowDigests } from "../../methods/lib/row_digest.ts";

/** A type, and the parts of a vector. */
type Column = readonly [type: string, parts: VectorParts];

const encoder = new TextEncoder();

function texts(...values: readonly string[]): VectorParts {
  const encoded = values.map((text) => encoder.encode(text));
  const offsets = new Int32Array(values.length + 1);
  encoded.forEach((text, row) =>
    offsets[row + 1] = (offsets[row] as number) + text.length
  );
  const bytes = new Uint8Array(offsets[values.length] as number);
  encoded.forEach((text, row) => bytes.set(text, offsets[row]));
  return { offsets, values: bytes };
}

function vectorOf([type, parts]: Column): ColumnVector {
  return makeVector(parseType(type as "int32"), parts);
}

/** The digests of rows, given by columns. */
function check(columns: readonly Column[], from = 0): string[] {
  const vectors = columns.map(vectorOf);
  const count = (vectors[0]?.length ?? 1) - from;
  const digests = new RowDigests(count);
  digests.begin(count);
  columns.forEach(([type], index) => {
    const vector = vectors[index] as ColumnVector;
    digests.addColumn(vector, type, { from, count });
  });
  digests.finish(count);
  const words = Array.from(
    digests.words,
    (word) => (word >>> 0).toString(16).padStart(8, "0"),
  );
  return Array.from(
    { length: count },
    (_, row) => words.slice(4 * row, 4 * row + 4).join(""),
  );
}

Deno.test("equal values have equal digests, whatever the type of their column", () => {
  const wanted = check([["int32", { values: Int32Array.of(0, 1, -7) }]]);
  const floats = [0, 1, -7];
  for (
    const column of [
      ["int64", { values: BigInt64Array.of(0n, 1n, -7n) }],
      ["float64", { values: Float64Array.from(floats) }],
      ["float32", { values: Float32Array.of(-0, 1, -7) }],
      ["int32?", {
        values: Int32Array.of(0, 1, -7),
        valid: Uint8Array.of(1, 1, 1),
      }],
    ] as const
  ) assertEquals(check([column]), wanted);
  const wide = [2 ** 31, -(2 ** 31) - 1, 2 ** 53, -(2 ** 63), 2 ** 40 + 1];
  assertEquals(
    check([["float64", { values: Float64Array.from(wide) }]]),
    check([["int64", { values: BigInt64Array.from(wide, BigInt) }]]),
  );
  const words = ["b", "", "a much longer text, of several blocks", "b"];
  const dictionary = ["", "b", words[2] ?? ""];
  assertEquals(
    check([["category", { values: Int32Array.of(1, 0, 2, 1), dictionary }]]),
    check([["string", texts(...words)]]),
  );
  assertEquals(
    check([["date", { values: Int32Array.of(0, 19_000, -1) }]]),
    check([["datetime", {
      values: BigInt64Array.of(0n, 19_000n * 86_400_000_000n, -86_400_000_000n),
    }]]),
  );
});

Deno.test("different values have different digests", () => {
  const one = Int32Array.of(0);
  const strange = [NaN, Infinity, -Infinity, 0.5, -0.5, 2 ** 63, -(2 ** 64)];
  const rows = [
    [["int32?", { values: one, valid: Uint8Array.of(0) }]],
    [["int32", { values: Int32Array.of(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)) }]],
    [["int64", { values: BigInt64Array.of(2n ** 32n, 1n + 2n ** 32n) }]],
    [["float64", { values: Float64Array.from(strange) }]],
    [["bool", { values: Uint8Array.of(0, 1) }]],
    [["date", { values: Int32Array.of(0, 1) }]],
    [["time", { values: Int32Array.of(0, 1) }]],
    [[
      "string",
      texts(...Array.from({ length: 40 }, (_, n) => "\0".repeat(n))),
    ]],
    [[
      "string",
      texts(...Array.from({ length: 40 }, (_, n) => "x".repeat(n) + "y")),
    ]],
    [["bytes", texts("", "\0")]],
    [["json", texts("", "\0")]],
    [["list<string>", {
      offsets: Int32Array.of(0, 0, 1, 3, 5, 6),
      elements: vectorOf(["string", texts("a", "a", "b", "", "ab", "ab")]),
    }]],
    [["int32", { values: one }], ["string", texts("")]],
    [["string", texts("")], ["int32", { values: one }]],
    [["string", texts("a")], ["string", texts("b")]],
    [["string", texts("ab")], ["string", texts("")]],
    [["string", texts("")], ["string", texts("ab")]],
  ] as const;
  const all = rows.flatMap((columns) => check(columns));
  assertEquals(new Set(all).size, all.length);
});

Deno.test("a digest does not depend on where its row stands in a batch", () => {
  const columns: readonly Column[] = [
    ["string", texts("first", "second, which is longer", "", "x")],
    ["category?", {
      values: Int32Array.of(0, 1, 0, 1),
      valid: Uint8Array.of(1, 1, 0, 1),
      dictionary: ["one", "two"],
    }],
    ["list<int32>", {
      offsets: Int32Array.of(0, 2, 2, 3, 6),
      elements: vectorOf(["int32", {
        values: Int32Array.of(1, 2, 3, 4, 5, 6),
      }]),
    }],
    ["float64", { values: Float64Array.of(1.5, NaN, -0, 1e300) }],
  ];
  const all = check(columns);
  for (let from = 1; from < 4; from++) {
    assertEquals(check(columns, from), all.slice(from));
  }
});

Deno.test("digests stay what they are", () => {
  assertEquals(
    check([
      ["int32", { values: Int32Array.of(0, 1_000_000) }],
      ["float64?", {
        values: Float64Array.of(0, 979.39),
        valid: Uint8Array.of(0, 1),
      }],
      ["string", texts("", "porch rain, 東京 gift, naïve")],
    ]),
    ["6287c7bb487bd1bc6506de6d091836f5", "304b68774b0d9626a84769e38e0d5b29"],
  );
});

Deno.test("each bit of a value changes about half of the bits of a digest", () => {
  const values = Int32Array.from(
    { length: 33 },
    (_, bit) => bit && 1 << bit - 1,
  );
  const [none = "", ...others] = check([["int32", { values }]]);
  for (const other of others) {
    const changed = BigInt(`0x${none}`) ^ BigInt(`0x${other}`);
    const bits = changed.toString(2).replaceAll("0", "").length;
    assertEquals(bits > 40 && bits < 88, true, `${bits} of 128 bits`);
  }
});
