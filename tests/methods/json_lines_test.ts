import { JsonReader } from "../../methods/lib/json_reader.ts";
import { LinesFormatter } from "../../methods/lib/jsonl_export.ts";
import {
  importLines,
  type LinesPart,
  type LinesPlan,
} from "../../methods/lib/jsonl_import.ts";
import { inferColumns } from "../../methods/lib/jsonl_infer.ts";
import { splitLines } from "../../methods/lib/jsonl_split.ts";
import type { Columns } from "../../src/core/columns.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import {
  canonical,
  random,
  randomSample,
  type Sample,
  writeRows,
} from "../data/support.ts";
import { assert, assertEquals } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { makeRandom } from "./csv_support.ts";

/** Whether our reader takes a line, as a whole. */
function isJson(text: string): boolean {
  const reader = new JsonReader();
  reader.bytes = new TextEncoder().encode(`${text}\n`);
  const start = reader.skipSpaces(0);
  reader.value(start);
  if (reader.problem !== undefined) return false;
  return reader.skipSpaces(reader.next) === reader.bytes.length - 1;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

Deno.test("what JSON is, the reader and JSON.parse agree", () => {
  const next = makeRandom(11);
  const seeds = [
    '{"a":[1,-0.5e+3,true,false,null,"\\u00e9\\n"],"b":{"c":{}},"":[]}',
    '[ "x" , 12E5, [[]], {"k" : "\\"\\\\\\/\\b\\f\\r\\t"} ]',
    "-10.25",
    '"é😀"',
    "0",
    "1e-7",
  ];
  const letters = [...'{}[]",:\\u0019eE+-.tfn \u0001é'];
  let agreed = 0;
  for (let turn = 0; turn < 20_000; turn++) {
    const letterCount = next(4);
    let text = seeds[next(seeds.length)] as string;
    for (let i = 0; i < letterCount; i++) {
      const at = next(text.length + 1);
      const cut = next(3) === 0 ? 0 : 1;
      const letter = next(3) === 0 ? "" : letters[next(letters.length)];
      text = text.slice(0, at) + letter + text.slice(at + cut);
    }
    const expected = parses(text);
    if (expected) agreed++;
    assertEquals(isJson(text), expected, JSON.stringify(text));
  }
  assert(agreed > 5_000 && agreed < 15_000, `${agreed} were JSON`);
});

/** Formats a sample as it is stored, and imports it in parts. */
function roundTrip(
  { columns, rows }: Sample,
  { parts, stepBytes }: { parts: number; stepBytes: number },
): unknown[] {
  using dir = tempDir();
  writeRows(dir.join("from.arrow"), { columns, rows });
  using reader = openSliceReader(dir.join("from.arrow"));
  const formatter = new LinesFormatter(Object.entries(columns));
  const path = dir.join("lines");
  for (const { columns, rowCount } of reader.batches()) {
    formatter.format(columns as never, rowCount, (bytes) => {
      Deno.writeFileSync(path, bytes, { append: true });
    });
  }
  return importFile(path, columns, { parts, stepBytes });
}

function importFile(
  path: string,
  columns: Columns,
  { parts, stepBytes }: { parts: number; stepBytes: number },
): unknown[] {
  const size = Deno.statSync(path).size;
  const starts = splitLines(path, { start: 0, size, parts });
  const plan: LinesPlan = {
    path,
    columns: Object.entries(columns).map(([name, conversion]) => (
      { name, key: name, conversion }
    )),
    discard: [],
    discardsOther: false,
    allowBad: false,
  };
  const all: unknown[] = [];
  starts.forEach((start, index) => {
    const part: LinesPart = {
      start,
      limit: starts[index + 1] ?? size,
      line: 1,
    };
    const target = `${path}.${index}.arrow`;
    const writer = openSliceWriter(target, columns);
    const report = importLines(plan, part, {
      rows: (vectors) => writer.writeBatch(vectors as never),
      bad: () => {},
    }, stepBytes);
    assertEquals(report.refused, undefined);
    writer.close();
    using reader = openSliceReader(target);
    for (const row of reader.rows()) {
      all.push(Object.values(row).map(canonical));
    }
  });
  return all;
}

Deno.test("tables of all types are what they were when exported and imported again", () => {
  const next = random(77);
  for (const rows of [1, 3, 60, 700]) {
    const sample = randomSample(next, { rows, columns: 40 });
    const expected = sample.rows.map((row) =>
      Object.keys(sample.columns).map((name) => canonical(row[name]))
    );
    for (const parts of [1, 4]) {
      const got = roundTrip(sample, { parts, stepBytes: 64 });
      assertEquals(got, expected);
    }
  }
});

/** The types that are inferred of some lines. */
function infer(lines: string, wanted: string[] = []): Record<string, string> {
  using dir = tempDir();
  const path = dir.write("lines", lines);
  const size = Deno.statSync(path).size;
  const found = inferColumns({ path, start: 0, size }, new Set(wanted));
  return Object.fromEntries(found);
}

/** One key's type. */
function inferOne(...values: string[]): string | undefined {
  return infer(values.map((value) => `{"v":${value}}\n`).join("")).v;
}

Deno.test("a column has the first type that takes all its values", () => {
  const words = Array.from({ length: 10 }, (_, i) => `"w${i % 2}"`);
  const cases: [string | undefined, string][] = [
    [inferOne("1", "-2147483648"), "int32"],
    [inferOne("1", "2147483648"), "int64"],
    [inferOne("9223372036854775807", "null"), "int64?"],
    [inferOne("1", "9223372036854775808"), "json"],
    [inferOne("1", "-0"), "float64"],
    [inferOne("1", "2.5", '"NaN"'), "float64"],
    [inferOne('"NaN"', '"Infinity"'), "string"],
    [inferOne("true", "false"), "bool"],
    [inferOne("true", "1"), "json"],
    [inferOne("1", '"1"'), "json"],
    [inferOne('"2024-02-29"', '"1999-12-31"'), "date"],
    [inferOne('"2024-02-29T10:00:00Z"'), "datetime"],
    [inferOne('"10:20:30"'), "time"],
    [inferOne('"2024-02-29"', '"2023-02-29"'), "string"],
    [inferOne(...words), "category"],
    [inferOne('"a"', '"b"'), "string"],
    [inferOne("[]", "[1,2]"), "list<int32>"],
    [inferOne("[]", "[1.5,null]", "null"), "list<float64?>?"],
    [inferOne('["a"]', '["a","a","a","a"]'), "list<string>"],
    [inferOne("[[1],[]]", "[[2.5]]"), "list<list<float64>>"],
    [inferOne("[[[1]]]"), "json"],
    [inferOne("[]"), "json"],
    [inferOne('[1,"a"]'), "json"],
    [inferOne('{"a":1}', "null"), "json?"],
    [inferOne("null"), "json?"],
  ];
  assertEquals(cases.map(([got]) => got), cases.map(([, wanted]) => wanted));
});

Deno.test("lines that are longer than a sample are samples, too", () => {
  const line = (row: number): string =>
    JSON.stringify({
      text: "x".repeat(700_000),
      kind: `kind ${row % 2}`,
      late: row < 3 ? row : row + 0.5,
    });
  const lines = Array.from({ length: 20 }, (_, row) => line(row));
  assertEquals(infer(lines.join("\n")), {
    text: "category",
    kind: "category",
    late: "float64",
  });
});

Deno.test("keys come in the order of the file, and null where one is missing", () => {
  const lines = '{"b":1,"a":true}\n\n{"a":false,"\\u0063":"x"}\n{}\n[1]\n{"a":';
  assertEquals(infer(lines, ["c"]), { b: "int32?", a: "bool?", c: "" });
  assertEquals(Object.keys(infer(lines)), ["b", "a", "c"]);
});

/** Imports lines with types; what is bad is kept. */
function importBad(lines: string, types: Columns): unknown[][] {
  using dir = tempDir();
  const path = dir.write("lines", lines);
  const columns = Object.entries(types).map(([name, conversion]) => (
    { name, key: name, conversion }
  ));
  const plan = { path, columns, discard: ["skip"], discardsOther: false };
  const found: unknown[][] = [];
  const part = { start: 0, limit: Deno.statSync(path).size, line: 1 };
  const target = dir.join("out.arrow");
  const writer = openSliceWriter(target, types);
  const numbers: number[] = [];
  importLines({ ...plan, allowBad: true }, part, {
    rows(vectors, lines) {
      writer.writeBatch(vectors as never);
      numbers.push(...lines);
    },
    bad: ({ line, problem, data }) =>
      found.push([line, new TextDecoder().decode(data), problem]),
  }, 32);
  writer.close();
  using reader = openSliceReader(target);
  [...reader.rows()].forEach((row, index) =>
    found.push([numbers[index], ...Object.values(row)])
  );
  return found.sort((a, b) => Number(a[0]) - Number(b[0]));
}

Deno.test("bad lines are told from good ones, with what is wrong and where", () => {
  const lines = [
    '{"n":1,"s":"a"}',
    "",
    '{"n":1.5,"s":"a"}',
    '{"s":"é\\u00e9\\ud83e\\udd8a","n":2,"skip":[{}]}',
    '{"n":3,"s":null}',
    '{"n":4}',
    '{"s":"a"}',
    '{"n":5,"s":"\\ud800"}',
    '{"n":6,"other":1}',
    ' {"n" : 7 , "s" : "b" , "n" : 8 } \r',
    "[1]",
    '{"n":9,"s":"é",}',
    '{"n":"10","s":12}',
    '{"n":11,"s":"tail"} x',
    '{"n":12',
  ];
  assertEquals(
    importBad(lines.join("\n"), { n: "int32", s: "string?" }),
    [
      [1, 1, "a"],
      [3, lines[2], 'column "n": cannot convert 1.5 to int32'],
      [4, 2, "éé🦊"],
      [5, 3, null],
      [6, 4, null],
      [7, lines[6], 'column "n": no value, and int32 takes no nulls'],
      [8, lines[7], 'column "s": cannot convert "���" to string?'],
      [9, lines[8], '"other" is no known key'],
      [10, 8, "b"],
      [11, "[1]", 'character 1: an object expected, got "[1]"'],
      [12, lines[11], 'character 16: a key in quotes expected, got "}"'],
      [13, 10, "12"],
      [14, lines[13], 'character 21: the end of the line expected, got "x"'],
      [
        15,
        '{"n":12',
        'character 8: "," or "}" expected, got the end of the line',
      ],
    ],
  );
});
