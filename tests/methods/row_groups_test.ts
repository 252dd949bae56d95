import { assert, assertEquals } from "../support/assert.ts";
import type { ColumnSpec } from "../../src/core/columns.ts";
import {
  listGroups,
  pickKeys,
  RowGroups,
  sortGroups,
} from "../../methods/lib/row_groups.ts";
import type { Raw } from "../../methods/lib/raw_values.ts";
import type { ValueParts } from "../../methods/lib/value_coder.ts";
import { orderValues } from "../../methods/lib/value_order.ts";
import { makeRandom } from "./csv_support.ts";
import { compareRaw, valueAt, type Values, vectorOf } from "./value_support.ts";

/** Counts rows by their values, batch by batch. */
function check(types: readonly ColumnSpec[], columns: readonly Values[]): void {
  const named = new Map(types.map((type, index) => [`c${index}`, type]));
  const rowCount = columns[0]?.length ?? 0;
  const groups = new RowGroups(named);
  const counts: number[] = [];
  for (let start = 0; start < rowCount; start += 11) {
    const end = Math.min(start + 11, rowCount);
    const vectors = Object.fromEntries(types.map((type, index) => {
      const values = (columns[index] as Values).slice(start, end);
      return [`c${index}`, vectorOf(type, values)];
    }));
    assert(groups.fits(vectors, end - start));
    for (const group of groups.number(vectors, end - start)) {
      counts[group] = (counts[group] ?? 0) + 1;
    }
    assertEquals(groups.count, counts.length);
  }
  assert(groups.byteCount > 0);
  const keys = groups.keys();
  const order = sortGroups(keys);
  const picked = pickKeys(keys, order);
  const found = [...order].map((group, at) => [
    ...picked.map((values) => valueAt(values, at)),
    counts[group],
  ]);
  assertEquals(found, expected(columns, rowCount));
}

function expected(columns: readonly Values[], rowCount: number): unknown[] {
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const key = columns.map((values) => values[row] as Raw | null);
    return key.map((value) => value === 0 ? 0 : value);
  });
  const groups = Map.groupBy(rows, (key) => key.map(String).join("\0"));
  const sorted = [...groups.values()].sort(([a = []], [b = []]) =>
    a.map((value, index) => compareRaw(value, b[index] ?? null))
      .find((order) => order !== 0) ?? 0
  );
  return sorted.map((same) => [...same[0] ?? [], same.length]);
}

function pick(count: number, values: Values): Values {
  const random = makeRandom(values.length);
  return Array.from(
    { length: count },
    () => values[random(values.length)] as Raw | null,
  );
}

const texts = [
  "",
  "a",
  "é",
  "日本",
  "😀",
  "\uffee",
  "a long one\0",
  "a long one",
];
const floats = [0, -0, 1.5, -1.5, Infinity, -Infinity, NaN, 2 ** -1074, 1e300];
const wide = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n];

Deno.test("RowGroups finds the groups of any column, and sorts them", () => {
  check(["string"], [pick(200, texts)]);
  check(["category"], [pick(200, texts)]);
  check(["string?"], [[...pick(60, texts), ...pick(140, [...texts, null])]]);
  check(["category?"], [pick(200, [null, ...texts])]);
  check(["float64?"], [pick(200, [...floats, null])]);
  check(["int32"], [pick(200, [1, -1, 0, 2 ** 31 - 1, -(2 ** 31)])]);
  check(["int64?"], [pick(200, [null, ...wide])]);
  check(["string?"], [pick(200, [null])]);
});

Deno.test("RowGroups finds the groups of several columns", () => {
  check(["string?", "int64", "category?"], [
    pick(500, [...texts, null]),
    pick(500, wide),
    pick(500, ["x", null, "y"]),
  ]);
  check(["float64?", "float64?"], [
    pick(500, [...floats, null]),
    pick(500, [null, ...floats]),
  ]);
});

Deno.test("RowGroups has one group of all rows where nothing is grouped by", () => {
  const groups = new RowGroups(new Map());
  assertEquals([...groups.number({}, 3)], [0, 0, 0]);
  assertEquals(groups.count, 1);
  assertEquals([...sortGroups(groups.keys())], [0]);
});

Deno.test("RowGroups knows categories again, whatever dictionary they come from", () => {
  const groups = new RowGroups(new Map([["c", "category?" as ColumnSpec]]));
  const dictionary = ["b", "a"];
  const number = (codes: number[], texts: string[], valid?: number[]) => [
    ...groups.number({
      c: {
        length: codes.length,
        values: Int32Array.from(codes),
        dictionary: texts,
        valid: valid && Uint8Array.from(valid),
      },
    }, codes.length),
  ];
  const check = (wanted: readonly (string | null)[]): void => {
    const keys = groups.keys();
    const found = [...sortGroups(keys)].map((group) =>
      valueAt(keys.values[0] as ValueParts, group)
    );
    assertEquals(found, wanted);
    const all = [...listGroups(keys)];
    assertEquals(all.toSorted(), [...sortGroups(keys)].toSorted());
  };
  assertEquals(number([1, 0, 1], dictionary), [1, 0, 1]);
  check(["a", "b"]);
  dictionary.push("é", "unused");
  check(["a", "b"]);
  assertEquals(number([2, 0, 2], dictionary, [1, 0, 1]), [2, 4, 2]);
  check([null, "a", "b", "é"]);
  assertEquals(number([0, 1, 2, 3], ["x", "é", "a", "b"]), [5, 2, 1, 0]);
  assertEquals(number([0, 2, 1], dictionary), [0, 2, 1]);
  check([null, "a", "b", "x", "é"]);
  assertEquals(number([3, 0], ["?", "", "!", "unused"]), [3, 6]);
  check([null, "?", "a", "b", "unused", "x", "é"]);
});

Deno.test("many texts may be equal in their first megabyte", () => {
  const start = "x".repeat(2 ** 20);
  const ends = Array.from({ length: 40 }, (_, n) => "ba".repeat(n % 5) + n);
  const all = [...ends, start].map((end) => start + end);
  const order = orderValues(vectorOf("string", all), "string");
  assertEquals(
    [...order].map((place) => all[place]?.slice(start.length)),
    [...ends, start].toSorted(),
  );
});

Deno.test("texts are sorted as JavaScript does, however long and alike they are", () => {
  const all = [
    ...Array.from({ length: 300 }, (_, n) => `customer number ${n * 7919}`),
    ...Array.from({ length: 30 }, (_, n) => "same beginning\0".repeat(n)),
    ...Array.from({ length: 30 }, (_, n) => "\0".repeat(n)),
    ..."😀\u{10ffff}\u{10000}\ud7ff\ue000\uffff\u07ff\u0800zé".split(""),
    ...Array.from("😀\u{10ffff}\u{10000}\ud7ff\ue000\uffff", (c) => `${c}\0x`),
  ].filter((text) => text.isWellFormed());
  const order = orderValues(vectorOf("string", all), "string");
  assertEquals(
    [...order].map((place) => all[place]),
    all.toSorted(),
  );
});
