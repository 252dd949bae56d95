import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  CsvFormatter,
  type FormatOptions,
} from "../../methods/lib/csv_format.ts";
import { DayTexts } from "../../methods/lib/csv_numbers.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { Columns } from "../../src/core/columns.ts";
import { parseReference } from "./csv_reference.ts";
import { dialectOf, makeRandom } from "./csv_support.ts";

/** Rows of a dataset as CSV. */
function check(
  columns: Columns,
  rows: readonly Readonly<Record<string, unknown>>[],
  options: FormatOptions = {},
): string {
  using dir = tempDir();
  const path = dir.join("slice.arrow");
  using writer = openSliceWriter(path, columns);
  for (const row of rows) writer.write(row as never);
  writer.close();
  using reader = openSliceReader(path);
  const typed = Object.entries(columns).map(([name, type]) => ({ name, type }));
  const formatter = new CsvFormatter(typed, options);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = decoder.decode(formatter.header());
  for (const batch of reader.batches()) {
    formatter.format(batch.columns as never, batch.rowCount, (bytes) => {
      text += decoder.decode(bytes);
    });
  }
  return text;
}

Deno.test("values of each type are written as documented", () => {
  const columns = {
    bool: "bool",
    int32: "int32",
    int64: "int64",
    float64: "float64",
    float32: "float32",
    date: "date",
    datetime: "datetime",
    time: "time",
    string: "string",
    category: "category",
    json: "json",
    bytes: "bytes",
    list: "list<int64>",
  } as const;
  const low = {
    bool: false,
    int32: -2147483648,
    int64: -(2n ** 63n),
    float64: -1.5,
    float32: 0.1,
    date: new Date("0001-01-01"),
    datetime: new Date("1969-12-31T23:59:59.999Z"),
    time: 0,
    string: "",
    category: "ü",
    json: { b: [1, null] },
    bytes: new Uint8Array(0),
    list: [],
  };
  const high = {
    bool: true,
    int32: 2147483647,
    int64: 2n ** 63n - 1n,
    float64: 1e300,
    float32: 16777216,
    date: new Date("9999-12-31"),
    datetime: new Date("9999-12-31T23:59:59Z"),
    time: 86_399_999,
    string: "a b",
    category: "x",
    json: "s",
    bytes: Uint8Array.of(65),
    list: [1n, -2n],
  };
  assertEquals(
    check(columns, [low, high], { quotes: "" }).split("\n").slice(1),
    [
      'false,-2147483648,-9223372036854775808,-1.5,0.1,0001-01-01,1969-12-31T23:59:59.999,00:00:00,,ü,{"b":[1,null]},,[]',
      'true,2147483647,9223372036854775807,1e+300,16777216.0,9999-12-31,9999-12-31T23:59:59,23:59:59.999,a b,x,"s",A,[1,-2]',
      "",
    ],
  );
});

Deno.test("floats give themselves back", () => {
  const random = makeRandom(7);
  const words = new Uint32Array(2);
  const doubles = new Float64Array(words.buffer);
  const values = [
    0,
    -0,
    1,
    0.1,
    0.01,
    0.005,
    123456.78,
    1e15,
    1e21,
    1e-7,
    9007199254740993,
    -2.5,
    99999999999.99,
    NaN,
    Infinity,
    -Infinity,
  ];
  for (let i = 0; i < 3000; i++) {
    words[0] = random(2 ** 32);
    words[1] = random(2 ** 32);
    values.push(doubles[0] as number, random(1e9) / 100, random(1e9) / 1000);
  }
  const text = check({ x: "float64" }, values.map((x) => ({ x })));
  const back = text.split("\n").slice(1, -1);
  const parse = (word: string) =>
    word === "nan" ? NaN : Number(word.replace("inf", "Infinity"));
  assertEquals(back.map(parse), values);
  assertEquals(back.every((word) => /[.en]/.test(word)), true);
  assertEquals(back.slice(0, 7), [
    "0.0",
    "-0.0",
    "1.0",
    "0.1",
    "0.01",
    "0.005",
    "123456.78",
  ]);
});

Deno.test("fields are quoted when they would be read as something else", () => {
  const texts = ["plain", "a,b", 'a"b', '"', "a\nb", "a\rb", "", " ", "ü"];
  const rows = texts.map((a) => ({ a, b: a }));
  assertEquals(
    check({ a: "string", b: "category" }, rows),
    'a,b\nplain,plain\n"a,b","a,b"\n"a""b","a""b"\n"""",""""\n"a\nb","a\nb"\n"a\rb","a\rb"\n,\n , \nü,ü\n',
  );
  assertEquals(check({ a: "string" }, [{ a: "" }]), 'a\n""\n');
});

Deno.test("what is written is read again", () => {
  const random = makeRandom(8);
  const alphabet = ["a", ",", '"', "\n", "\r", "'", " "];
  const rows = Array.from({ length: 500 }, () => {
    const word = () =>
      Array.from({ length: random(5) }, () => alphabet[random(7)]).join("");
    return { a: word(), b: word() };
  });
  for (const quotes of ['"', "'"]) {
    for (const separator of [",", "a", " "]) {
      for (const lazyQuotes of [true, false]) {
        const text = check({ a: "string", b: "string" }, rows, {
          quotes,
          separator,
          lazyQuotes,
        });
        const dialect = dialectOf({ quotes, separator, newline: "\n" });
        const found = parseReference(text, { dialect, columns: 2 }).slice(1);
        assertEquals(
          found.map((one) => one.kind === "row" && one.fields),
          rows.map(({ a, b }) => [a, b]),
        );
      }
    }
  }
});

Deno.test("lists are written as JSON that loses nothing of them", () => {
  const columns = {
    n: "list<int64>",
    f: "list<float64?>?",
    at: "list<datetime>",
    day: "list<list<date>>",
    raw: "list<bytes>",
  } as const;
  const rows = [{
    n: [-(2n ** 63n), 2n ** 63n - 1n],
    f: [NaN, -0, null, -Infinity],
    at: [new Date(-1)],
    day: [[new Date("1969-12-31")], []],
    raw: [Uint8Array.of(255, 0)],
  }, { n: [], f: null, at: [], day: [], raw: [] }];
  assertEquals(
    check(columns, rows, { separator: ";", quotes: "'", nullAs: "null" }),
    "n;f;at;day;raw\n[-9223372036854775808,9223372036854775807];" +
      '["NaN",-0.0,null,"-Infinity"];["1969-12-31T23:59:59.999Z"];' +
      '[["1969-12-31"],[]];["/wA="]\n[];null;[];[];[]\n',
  );
});

Deno.test("the first of all days is written, which no Date can be", () => {
  const bytes = new Uint8Array(16);
  const end = new DayTexts().write(bytes, 0, -(2 ** 31));
  const text = new TextDecoder().decode(bytes.subarray(0, end));
  assertEquals(text, "-5877641-06-23");
});

Deno.test("separators, quotes and nulls may be any text", () => {
  const columns = { n: "int32?", d: "date", s: "string?" } as const;
  const rows = [{ n: 42, d: new Date("2024-01-02"), s: "x" }, {
    n: null,
    d: new Date("2024-01-02"),
    s: null,
  }];
  assertEquals(
    check(columns, rows, { separator: " | ", newline: ";\n", quotes: "" }),
    "n | d | s;\n42 | 2024-01-02 | x;\n | 2024-01-02 | ;\n",
  );
  assertEquals(
    check(columns, rows, { nullAs: "NA" }),
    "n,d,s\n42,2024-01-02,x\nNA,2024-01-02,NA\n",
  );
  assertEquals(
    check(columns, rows, { nullAs: { s: "-" } }),
    "n,d,s\n42,2024-01-02,x\n,2024-01-02,-\n",
  );
  const odd = { constructor: "int32?", s: "string?" } as const;
  const nulls = [{ constructor: null, s: null }];
  const formatted = check(odd, nulls, { nullAs: { s: "-" } });
  assertEquals(formatted, "constructor,s\n,-\n");
  assertEquals(
    check(columns, rows, { separator: "-", quotes: "'" }),
    "n-d-s\n42-'2024-01-02'-x\n-'2024-01-02'-\n",
  );
  assertEquals(
    check(columns, rows, { quotes: "42" }),
    "n,d,s\n42424242,422024-01-0242,x\n,422024-01-0242,\n",
  );
  assertEquals(
    check({ s: "string" }, [{ s: "a" }], { separator: "" }),
    '"s"\n"a"\n',
  );
  assertThrows(
    () => check(columns, rows, { nullAs: { x: "" } }),
    AxError,
    '"x"',
  );
});

Deno.test("long texts and many rows are written whole", () => {
  const long = 'x"'.repeat(400_000);
  assertEquals(
    check({ a: "string" }, [{ a: long }]),
    `a\n"${long.replaceAll('"', '""')}"\n`,
  );
  const rows = Array.from(
    { length: 70_000 },
    (_, id) => ({ id, s: "some text" }),
  );
  const text = check({ id: "int32", s: "string" }, rows);
  assertEquals(
    text,
    `id,s\n${rows.map((row) => `${row.id},${row.s}\n`).join("")}`,
  );
});

/** A field as the documents say, or what stands for null. */
function slowField(type: string, value: unknown): string {
  if (value === null) return "NULL";
  if (value instanceof Date) {
    return value.toISOString().replace(/(\.000)?Z$/, "");
  }
  if (typeof value === "number" && type === "float64?") {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  return String(value);
}

Deno.test("many rows are written as one by one, plain or quoted, nulls among them", () => {
  const random = makeRandom(11);
  const words = ["", "x", "a,b", 'say "hi"', "two\nlines", "é東京".repeat(9)];
  const columns = {
    n: "int32?",
    f: "float64?",
    d: "datetime?",
    plain: "string",
    s: "string?",
    c: "category?",
    b: "bool?",
  } as const;
  const orNull = <T>(value: T): T | null => random(5) === 0 ? null : value;
  const rows = Array.from({ length: 2500 }, () => ({
    n: orNull(random(2 ** 31) - 2 ** 30),
    f: orNull((random(2e9) - 1e9) / (10 ** random(4))),
    d: orNull(new Date(random(2 ** 31) * 1000 + random(2))),
    plain: `u${random(1000)}`,
    s: orNull(words[random(6)] as string),
    c: orNull(words[random(6)] as string),
    b: orNull(random(2) === 1),
  }));
  for (
    const [quote, wants] of [['"', /[,"\n]/], ["'", /[,'\n]/], [
      "",
      /^$a/,
    ]] as const
  ) {
    const lines = rows.map((row) =>
      Object.entries(columns).map(([name, type]) => {
        const field = slowField(type, row[name as "n"]);
        const doubled = field.replaceAll(quote || "\0", quote + quote);
        return wants.test(field) ? `${quote}${doubled}${quote}` : field;
      }).join(",")
    );
    assertEquals(
      check(columns, rows, { quotes: quote, nullAs: "NULL" }),
      ["n,f,d,plain,s,c,b", ...lines, ""].join("\n"),
    );
  }
});
