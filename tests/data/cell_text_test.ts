import type { ColumnSpec } from "../../src/core/columns.ts";
import {
  CellReader,
  isPlainType,
  lettersOf,
} from "../../src/data/cell_text.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Vector } from "../../src/data/vectors.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const micros = (text: string): Date => new Date(text);

/** Values of each type, and their texts. */
const samples: Readonly<Partial<Record<ColumnSpec, [unknown, string][]>>> = {
  int32: [[0, "0"], [-2147483648, "-2147483648"]],
  int64: [[2n ** 62n, "4611686018427387904"], [-1n, "-1"]],
  float64: [
    [1, "1.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [1e21, "1e+21"],
    [1e-7, "1e-7"],
    [NaN, "nan"],
    [-Infinity, "-inf"],
  ],
  float32: [[Math.fround(0.1), "0.1"], [16777216, "16777216.0"]],
  bool: [[true, "true"], [false, "false"]],
  date: [
    [micros("2024-02-29"), "2024-02-29"],
    [micros("-000001-01-01"), "-0001-01-01"],
    [micros("0099-12-31"), "0099-12-31"],
    [micros("-002024-02-29"), "-2024-02-29"],
    [micros("+200000-03-01"), "200000-03-01"],
  ],
  datetime: [
    [micros("2024-02-29T12:34:56Z"), "2024-02-29T12:34:56"],
    [micros("1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.500"],
    [micros("2300-01-01T00:00:00.001Z"), "2300-01-01T00:00:00.001"],
  ],
  time: [[0, "00:00:00"], [86399999, "23:59:59.999"]],
  string: [["é\n", "é\n"], ["", ""]],
  category: [["a", "a"], ["b", "b"]],
  bytes: [[Uint8Array.of(0x61, 0xff), "a\ufffd"]],
  json: [[{ a: [1, null] }, '{"a":[1,null]}']],
  "list<int64>": [
    [
      [1n, 2n ** 60n, -(2n ** 63n)],
      '[1,"1152921504606846976","-9223372036854775808"]',
    ],
    [[], "[]"],
  ],
  "list<float64?>": [[
    [NaN, -0, 1, null, Infinity],
    '["nan",-0.0,1.0,null,"inf"]',
  ]],
  "list<datetime?>": [
    [
      [micros("2024-02-29T12:34:56.789Z"), null],
      '["2024-02-29T12:34:56.789",null]',
    ],
  ],
  "list<date>": [[[micros("2024-02-29")], '["2024-02-29"]']],
  "list<time>": [[[5, 0], '["00:00:00.005","00:00:00"]']],
  "list<list<string?>>": [[[["é\n", null], []], '[["é\\n",null],[]]']],
  "list<bytes>": [[[Uint8Array.of(255, 0)], '["ff00"]']],
  "list<json>": [[[{ a: 1 }, "b"], '[{"a":1},"b"]']],
  "list<bool>": [[[true, false], "[true,false]"]],
};

Deno.test("the text of a value is what exported CSV has", () => {
  using dir = tempDir();
  for (const [spec, pairs] of Object.entries(samples)) {
    const type = `${spec}?` as ColumnSpec;
    const path = dir.join(`${spec}.arrow`);
    const writer = openSliceWriter(path, { x: type });
    for (const [value] of pairs) writer.write({ x: value as never });
    writer.write({ x: null });
    writer.close();
    using reader = openSliceReader(path);
    const cells = new CellReader(type);
    const texts: (string | undefined)[] = [];
    for (const batch of reader.batches(["x"])) {
      cells.use(batch.columns["x"] as unknown as Vector);
      for (let row = 0; row < batch.rowCount; row++) {
        texts.push(cells.text(row));
      }
    }
    const expected = pairs.map(([, text]) => text);
    assertEquals(texts, [...expected, undefined], spec);
    for (const text of expected) {
      const letters = lettersOf(type);
      const isWithin = (letter: string): boolean =>
        letters === undefined || letters.includes(letter);
      assert(Array.from(text).every(isWithin), `${spec} ${text}`);
    }
  }
});

Deno.test("types whose texts have bounds are known", () => {
  assertEquals(isPlainType("datetime?"), true);
  assertEquals(isPlainType("category"), false);
  assertEquals(lettersOf("list<int32>"), undefined);
  assertEquals(lettersOf("bool?"), "truefals");
});
