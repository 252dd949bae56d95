import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import { AxError } from "../../src/core/errors.ts";
import { sliceOf } from "../../src/data/hash.ts";
import { checkParsed } from "../../src/data/parse_text.ts";
import { checkDefaults } from "../../src/data/slice_input.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import {
  openSliceWriter,
  type SliceWriter,
} from "../../src/data/slice_writer.ts";
import { openSplitWriter } from "../../src/data/split_writer.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { canonical, readRows, writeRows } from "./support.ts";

/** What a column has after values were written to it, and what was refused. */
function store(
  spec: ColumnSpec,
  values: readonly unknown[],
): { readonly stored: unknown[]; readonly refused: unknown[] } {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const refused: unknown[] = [];
  using writer: SliceWriter = openSliceWriter<Columns>(path, { n: spec }, {
    parsed: ["n"],
  });
  for (const n of values) {
    try {
      writer.write({ n });
    } catch (error) {
      if (!(error instanceof AxError)) throw error;
      refused.push(n);
    }
  }
  writer.close();
  return { stored: readRows(path).map(({ n }) => n), refused };
}

/** Texts and what is stored for them; nothing for those that are refused. */
const TEXTS: readonly [ColumnSpec, Readonly<Record<string, unknown>>][] = [
  ["int32", {
    "0": 0,
    "-0": 0,
    " +7\t": 7,
    "0012": 12,
    "-2147483648": -2147483648,
    "2147483647": 2147483647,
    "2147483648": undefined,
    "-2147483649": undefined,
    "99999999999999999999": undefined,
    "": undefined,
    " ": undefined,
    "1.0": undefined,
    "1e3": undefined,
    "1_000": undefined,
    "0x1f": undefined,
    "nan": undefined,
    "null": undefined,
    "true": undefined,
    "1 2": undefined,
  }],
  ["int64", {
    "5": 5n,
    "-9007199254740993": -9007199254740993n,
    "9223372036854775807": 2n ** 63n - 1n,
    "-9223372036854775808": -(2n ** 63n),
    "9223372036854775808": undefined,
    "-9223372036854775809": undefined,
    "5.0": undefined,
    "5n": undefined,
    "": undefined,
  }],
  ["float64", {
    "1": 1,
    " -1.5e-3 ": -0.0015,
    ".5": 0.5,
    "5.": 5,
    "-0": -0,
    "0.1": 0.1,
    "1e400": Infinity,
    "-inf": -Infinity,
    "Infinity": Infinity,
    "NaN": NaN,
    "9007199254740993": 9007199254740992,
    "1,5": undefined,
    "1_000.5": undefined,
    "0x1p3": undefined,
    "1e": undefined,
    "": undefined,
    "x": undefined,
  }],
  ["float32", {
    "0.1": Math.fround(0.1),
    "1e39": Infinity,
    "16777217": 16777216,
    "nan": NaN,
    "x": undefined,
  }],
  ["json", {
    "1": 1,
    " [1, {}] ": [1, {}],
    '"x"': "x",
    "null": null,
    "true": true,
    '"\\ud800"': "\ud800",
    "x": undefined,
    "": undefined,
    "NaN": undefined,
    "{a: 1}": undefined,
    "[1,]": undefined,
    '"\ud800"': undefined,
  }],
];

Deno.test("texts are stored as the values they say, or refused", () => {
  for (const [spec, texts] of TEXTS) {
    const wanted = Object.entries(texts);
    const { stored, refused } = store(spec, wanted.map(([text]) => text));
    const isGood = ([, value]: [string, unknown]): boolean =>
      value !== undefined;
    assertEquals(stored, wanted.filter(isGood).map(([, value]) => value), spec);
    assertEquals(
      refused,
      wanted.filter((pair) => !isGood(pair)).map(([text]) => text),
      spec,
    );
  }
});

Deno.test("beside texts, a column that is parsed takes what it takes else", () => {
  const values = [null, 1, "1", 2n, "x", true, undefined, ["1"], NaN];
  assertEquals(store("int32?", values), {
    stored: [null, 1, 1],
    refused: [2n, "x", true, undefined, ["1"], NaN],
  });
  assertEquals(store("int64?", values).stored, [null, 1n, 1n, 2n]);
  assertEquals(store("float64", values).stored, [1, 1, NaN]);
  assertEquals(store("json", [null, [1], { a: "1" }, "[1]", "x", NaN]), {
    stored: [null, [1], { a: "1" }, [1]],
    refused: ["x", NaN],
  });
});

Deno.test("JSON is kept as it is written, and null is null where it may be", () => {
  using dir = tempDir();
  const long = '{"n": 12345678901234567890, "x": 1.0}';
  const rows = [{ a: long, b: " null" }, { a: "null", b: null }];
  const columns: Columns = { a: "json", b: "json?" };
  const path = dir.join("a.arrow");
  const { stats } = writeRows(path, { columns, rows }, { parsed: ["a", "b"] });
  assertEquals([...stats].map(([name, { nullCount }]) => [name, nullCount]), [
    ["a", 0],
    ["b", 2],
  ]);
  using reader = openSliceReader(path);
  const [batch] = reader.batches(["a"]);
  const { values } = batch?.columns["a"] as unknown as { values: Uint8Array };
  assertEquals(new TextDecoder().decode(values), `${long}null`);
});

Deno.test("a text that is refused is named with its column, row and slice", () => {
  using dir = tempDir();
  using writer = openSliceWriter<Columns>(
    dir.join("a.arrow"),
    { n: "int32", plain: "int32" },
    { slice: 3, parsed: ["n"] },
  );
  for (let i = 0; i < 17; i++) writer.write({ n: `${i}`, plain: i });
  const cases: [Record<string, unknown>, string][] = [
    [
      { n: "x", plain: 1 },
      'column "n", row 17, slice 3: int32 expected, got "x"',
    ],
    [
      { n: "2147483648", plain: 1 },
      'column "n", row 17, slice 3: int32 expected, got "2147483648"',
    ],
    [
      { n: "1", plain: "1" },
      'column "plain", row 17, slice 3: int32 expected, got "1"',
    ],
  ];
  for (const [row, message] of cases) {
    assertEquals(
      assertThrows(() => writer.write(row), AxError).message,
      message,
    );
  }
  assertEquals(writer.rowCount, 17);
  const error = assertThrows(
    () => writer.writeBatch({ n: ["1", 2, ""], plain: [1, 2, 3] }),
    AxError,
  );
  assertEquals(
    error.message,
    'column "n", row 19, slice 3: int32 expected, got ""',
  );
});

/** Numbers as values and as texts, and how each column takes them. */
const NUMBERS: readonly (number | null)[] = [0, 1, -7, 42, 1e6, null, 3, 99];

function asText(n: number | null, at: number): unknown {
  return n === null || at % 3 === 0 ? n : ` ${n} `;
}

Deno.test("texts lie in the slices of the numbers they say, by rows and batches", () => {
  const specs: ColumnSpec[] = ["int32?", "int64?", "float32?", "float64?"];
  for (const spec of specs) {
    using dir = tempDir();
    const write = (name: string, n: readonly unknown[], isBatch: boolean) => {
      const paths = [0, 1, 2].map((slice) => dir.join(`${name}${slice}`));
      using writer = openSplitWriter<Columns>(paths, { n: spec }, {
        hashBy: "n",
        parsed: ["n"],
      });
      if (isBatch) writer.writeBatch({ n });
      else for (const value of n) writer.write({ n: value });
      return writer.close().map((summary, slice) =>
        summary ? readRows(paths[slice] ?? "").map(({ n }) => n) : []
      );
    };
    const numbers = write("n", NUMBERS, false);
    assertEquals(write("t", NUMBERS.map(asText), false), numbers);
    assertEquals(write("b", NUMBERS.map(asText), true), numbers);
    const homes = numbers.map((found, slice) =>
      found.every((n) => sliceOf(n as number | null, 3) === slice)
    );
    assertEquals(homes, [true, true, true]);
  }
});

Deno.test("a slice takes the texts of its own numbers, and refuses others", () => {
  using dir = tempDir();
  const own = NUMBERS.filter((n) => sliceOf(n, 2) === 1);
  const options = {
    slice: 1,
    hashBy: { column: "n", slices: 2 },
    parsed: ["n"],
  };
  const columns: Columns = { n: "int32?" };
  const texts = NUMBERS.map(asText);
  const strict = openSliceWriter<Columns>(dir.join("a"), columns, options);
  for (const [at, n] of texts.entries()) {
    if (own.includes(NUMBERS[at] ?? null)) strict.write({ n });
    else assertThrows(() => strict.write({ n }), AxError, /belongs in slice 0/);
  }
  assertThrows(() => strict.write({ n: "x" }), AxError, /expected, got "x"/);
  strict.close();
  using loose = openSliceWriter<Columns>(dir.join("b"), columns, {
    ...options,
    skipOtherSlices: true,
  });
  loose.writeBatch({ n: texts });
  for (const n of texts) loose.write({ n });
  loose.close();
  assertEquals(readRows(dir.join("a")).map(({ n }) => n), own);
  assertEquals(readRows(dir.join("b")).map(({ n }) => n), [...own, ...own]);
});

Deno.test("a default stands for texts that say nothing, also a text itself", () => {
  using dir = tempDir();
  const columns: Columns = { n: "int32", f: "float64?" };
  const options = { parsed: ["n", "f"], defaults: { n: "-1", f: null } };
  const rows = [
    { n: "5", f: "0.5" },
    { n: "x", f: "" },
    { n: null, f: "nan" },
    { n: 7, f: null },
  ];
  checkDefaults(Object.entries(columns), options.defaults, options.parsed);
  writeRows(dir.join("a"), { columns, rows }, options as never);
  using writer = openSliceWriter<Columns>(
    dir.join("b"),
    columns,
    options as never,
  );
  writer.writeBatch({
    n: rows.map(({ n }) => n),
    f: rows.map(({ f }) => f),
  });
  writer.close();
  const wanted = [
    { n: 5, f: 0.5 },
    { n: -1, f: null },
    { n: -1, f: NaN },
    { n: 7, f: null },
  ];
  assertEquals(readRows(dir.join("a")), wanted);
  assertEquals(readRows(dir.join("b")), wanted);
  const slice = sliceOf(-1, 3);
  using split = openSplitWriter<Columns>(
    [0, 1, 2].map((slice) => dir.join(`c${slice}`)),
    columns,
    { ...options, hashBy: "n" } as never,
  );
  split.write({ n: "x", f: "x" });
  split.writeBatch({ n: ["y"], f: [null] });
  split.close();
  assertEquals(readRows(dir.join(`c${slice}`)), [
    { n: -1, f: null },
    { n: -1, f: null },
  ]);
  assertThrows(
    () => checkDefaults([["n", "int32"]], { n: "x" }, ["n"]),
    AxError,
    /default for column "n": int32 expected, got "x"/,
  );
});

Deno.test("vectors of texts are read, vectors of numbers are taken as they are", () => {
  using dir = tempDir();
  const texts = ["1", null, " 2 ", "3"];
  const columns: Columns = { s: "string?", c: "category?", n: "float64" };
  const rows = texts.map((text, n) => ({ s: text, c: text, n }));
  writeRows(dir.join("source"), { columns, rows });
  using reader = openSliceReader(dir.join("source"));
  const [batch] = reader.batches();
  if (batch === undefined) throw new Error("no batch");
  const { s, c, n } = batch.columns as never as Record<string, never>;
  const parsed = ["s", "c", "n"];
  const target: Columns = { s: "int32?", c: "json?", n: "float64" };
  using one = openSliceWriter<Columns>(dir.join("one"), target, { parsed });
  one.writeBatch({ s, c, n } as never);
  one.close();
  const wanted = [1, null, 2, 3].map((value, at) => ({
    s: value,
    c: value,
    n: at,
  }));
  assertEquals(readRows(dir.join("one")), wanted);
  const paths = [dir.join("0"), dir.join("1")];
  using split = openSplitWriter<Columns>(paths, target, {
    hashBy: "s",
    parsed,
  });
  split.writeBatch({ s, c, n } as never);
  split.close();
  for (const [slice, path] of paths.entries()) {
    assertEquals(
      readRows(path).map(canonical),
      wanted.filter((row) => sliceOf(row.s, 2) === slice).map(canonical),
    );
  }
});

Deno.test("columns that cannot be parsed are refused by name, with those that can", () => {
  const columns: [string, ColumnSpec][] = [
    ["amount", "float64?"],
    ["name", "string"],
    ["list", "list<int32>"],
    ["yes", "bool"],
  ];
  checkParsed(columns, ["amount"]);
  const cases: [unknown, string][] = [
    [
      ["amuont"],
      'column "amuont": it is not written; "amount", "name", ' +
      '"list", "yes" are; did you mean "amount"?',
    ],
    [
      ["amount", "name"],
      'column "name": its type is string, and texts are ' +
      "parsed for int32, int64, float32, float64 and json",
    ],
    [
      ["list"],
      'column "list": its type is list<int32>, and texts are ' +
      "parsed for int32, int64, float32, float64 and json",
    ],
    [
      ["yes"],
      'column "yes": its type is bool, and texts are ' +
      "parsed for int32, int64, float32, float64 and json",
    ],
    ["amount", 'columns: a list of their names expected, got "amount"'],
    [[5], 'column 5: it is not written; "amount", "name", "list", "yes" are'],
  ];
  for (const [parsed, problem] of cases) {
    const error = assertThrows(
      () => checkParsed(columns, parsed as string[]),
      AxError,
    );
    assertEquals(error.message, `Cannot parse texts for ${problem}`);
  }
});
