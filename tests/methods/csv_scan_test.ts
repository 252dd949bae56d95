import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import { parseDialect } from "../../methods/lib/csv_dialect.ts";
import { type Found, parseReference } from "./csv_reference.ts";
import {
  bytesOf,
  dialectOf,
  importBytes,
  makeRandom,
  planOf,
} from "./csv_support.ts";

/** A file, how it is written, and what is in it: `!` bad, `#` skipped. */
interface Corner {
  readonly name: string;
  readonly text: string;
  readonly columns: number;
  readonly dialect?: Parameters<typeof dialectOf>[0];
  readonly options?: { skipEmptyLines?: boolean; allowExtraEmpty?: boolean };
  readonly rows: readonly (readonly string[] | string)[];
}

const corners: readonly Corner[] = [
  {
    name: "a comma in quotes",
    text: 'a,"b,c"\n',
    columns: 2,
    rows: [["a", "b,c"]],
  },
  {
    name: "empty fields",
    text: 'a,"",\n,,\n',
    columns: 3,
    rows: [["a", "", ""], ["", "", ""]],
  },
  {
    name: "doubled quotes",
    text: '"a ""b""","""",""""""\n',
    columns: 3,
    rows: [['a "b"', '"', '""']],
  },
  {
    name: "newlines in quotes",
    text: '1,"a\nb\r\nc"\n2,d\n',
    columns: 2,
    rows: [["1", "a\nb\r\nc"], ["2", "d"]],
  },
  {
    name: "mixed newlines",
    text: "a,b\r\nc,d\ne,f",
    columns: 2,
    rows: [["a", "b"], ["c", "d"], ["e", "f"]],
  },
  {
    name: "a file that ends in \\r",
    text: "a,b\r",
    columns: 2,
    rows: [["a", "b"]],
  },
  {
    name: "\\r within a field",
    text: 'a\rb,"c\rd"\r\n',
    columns: 2,
    rows: [["a\rb", "c\rd"]],
  },
  {
    name: "a quote within a field",
    text: 'a"b, "c"\n',
    columns: 2,
    rows: [['a"b', ' "c"']],
  },
  {
    name: "text after a quote",
    text: '"a"b,c\n"a" ,c\nd,e\n',
    columns: 2,
    rows: ['!"a"b,c', '!"a" ,c', ["d", "e"]],
  },
  {
    name: "an open quote",
    text: 'a,"b\nc,d\n',
    columns: 2,
    rows: ['!a,"b', ["c", "d"]],
  },
  { name: "only an open quote", text: '"', columns: 1, rows: ['!"'] },
  {
    name: "empty lines",
    text: "\na,b\n\r\n\n",
    columns: 2,
    rows: ["!", ["a", "b"], "!", "!"],
  },
  {
    name: "empty lines to be skipped",
    text: "\na,b\n\r\n",
    columns: 2,
    options: { skipEmptyLines: true },
    rows: ["#", ["a", "b"], "#"],
  },
  {
    name: "empty lines of one column",
    text: 'a\n\n"b"\n',
    columns: 1,
    rows: [["a"], [""], ["b"]],
  },
  {
    name: "too few and too many fields",
    text: "a\nb,c\nd,e,f\n",
    columns: 2,
    rows: ["!a", ["b", "c"], "!d,e,f"],
  },
  {
    name: "extra empty fields",
    text: 'a,b,,""\nc,d,,e\n',
    columns: 2,
    options: { allowExtraEmpty: true },
    rows: [["a", "b"], "!c,d,,e"],
  },
  {
    name: "comments",
    text: '#a,"b\nc,d\n #e,f\n#',
    columns: 2,
    dialect: { comment: "#" },
    rows: ['##a,"b', ["c", "d"], [" #e", "f"], "##"],
  },
  {
    name: "no separator",
    text: 'a,b\n"c,d"\n',
    columns: 1,
    dialect: { separator: "" },
    rows: [["a,b"], ["c,d"]],
  },
  {
    name: "no quotes",
    text: '"a,b"\n',
    columns: 2,
    dialect: { quotes: "" },
    rows: [['"a', 'b"']],
  },
  {
    name: "both quotes",
    text: `'a,"b',"c'd"\n`,
    columns: 2,
    dialect: { quotes: "both" },
    rows: [['a,"b', "c'd"]],
  },
  {
    name: "NUL and high bytes with a meaning",
    text: "\xffa\0b\xff\0c\xfe",
    columns: 2,
    dialect: { separator: "\0", quotes: "\xff", newline: "\xfe" },
    rows: [["a\0b", "c"]],
  },
  { name: "no file at all", text: "", columns: 2, rows: [] },
];

function check(corner: Corner): void {
  const dialect = dialectOf(corner.dialect);
  const plan = planOf(corner.columns, { dialect, ...corner.options });
  const { found } = importBytes(plan, bytesOf(corner.text));
  const plain = found.map((one) =>
    one.kind === "row"
      ? one.fields
      : `${one.kind === "bad" ? "!" : "#"}${one.data}`
  );
  assertEquals(plain, corner.rows, corner.name);
  const options = { dialect, columns: corner.columns, ...corner.options };
  assertEquals(found, parseReference(corner.text, options), corner.name);
}

Deno.test("CSV is read as RFC 4180 says, and beyond it as is documented", () => {
  corners.forEach(check);
});

Deno.test("rows are the same wherever the window that reads them ends", () => {
  for (const { text, dialect, columns, options } of corners) {
    const plan = planOf(columns, { dialect: dialectOf(dialect), ...options });
    const whole = importBytes(plan, bytesOf(text));
    for (let windowBytes = 1; windowBytes <= text.length + 2; windowBytes++) {
      for (const readBytes of [1, 2, 3, 1000]) {
        const part = { windowBytes, readBytes };
        assertEquals(importBytes(plan, bytesOf(text), part), whole);
      }
    }
  }
});

Deno.test("random files are read as the reference parser reads them", () => {
  const random = makeRandom(1);
  const alphabet = ["a", "b", ",", ",", '"', '"', "\n", "\n", "\r", "'", "#"];
  for (let round = 0; round < 4000; round++) {
    const length = random(60);
    let text = "";
    for (let i = 0; i < length; i++) text += alphabet[random(alphabet.length)];
    checkRandom(text, random);
  }
});

function checkRandom(text: string, random: (limit: number) => number): void {
  const dialect = dialectOf({
    quotes: ['"', "both", ""][random(3)] as string,
    comment: ["", "#"][random(2)] as string,
    newline: ["", "\n", "\r"][random(3)] as string,
    separator: [",", ","][random(2)] as string,
  });
  const options = {
    skipEmptyLines: random(2) === 1,
    allowExtraEmpty: random(2) === 1,
  };
  const columns = 1 + random(3);
  const plan = planOf(columns, { dialect, ...options });
  const part = { windowBytes: 1 + random(20), readBytes: 1 + random(9) };
  const { found } = importBytes(plan, bytesOf(text), part);
  const wanted = parseReference(text, { dialect, columns, ...options });
  assertEquals(
    found,
    wanted,
    JSON.stringify({ text, dialect, options, columns }),
  );
}

Deno.test("parts that begin where the parts before end make up the file", () => {
  const text = 'a,"b\nc"\n"d""",e\nf,g\nbad\n"h",i';
  const plan = planOf(2);
  const whole = importBytes(plan, bytesOf(text)).found;
  for (let limit = 0; limit <= text.length; limit++) {
    const first = importBytes(plan, bytesOf(text), { limit });
    const start = first.report.end;
    const line = 1 + first.report.lineCount;
    const second = importBytes(plan, bytesOf(text), { start, line });
    assertEquals([...first.found, ...second.found], whole);
  }
});

Deno.test("in turn, slices take every row, and bad ones have their turn", () => {
  const text = "a\nb\n\nc,c\nd\n\ne\nf\n";
  const slices = 3;
  const plan = planOf(1, { skipEmptyLines: true });
  const got = Array.from({ length: slices }, (_, slice) => {
    const { found } = importBytes(plan, bytesOf(text), {
      turn: { slice, slices, skippedBefore: 0 },
    });
    return found.map((one: Found) =>
      `${one.line}${
        one.kind === "row" ? one.fields : `${one.kind} ${one.data}`
      }`
    );
  });
  assertEquals(got, [
    ["1a", "3skipped ", "5d"],
    ["2b", "6skipped ", "7e"],
    ["4bad c,c", "8f"],
  ]);
});

Deno.test("long rows, wide rows and many rows are read", () => {
  const long = "x".repeat(3_000_000);
  const one = importBytes(planOf(2), bytesOf(`a,"${long}"\nb,c\n`)).found;
  assertEquals(one.map((row) => row.kind === "row" && row.fields[1]?.length), [
    long.length,
    1,
  ]);
  const names = Array.from({ length: 5000 }, (_, i) => `${i}`);
  const wide = `${names.join(",")}\n`.repeat(40);
  const rows = importBytes(planOf(5000), bytesOf(wide)).found;
  assertEquals(rows.length, 40);
  assertEquals(rows[39], { kind: "row", line: 40, fields: names });
  const many = importBytes(planOf(1), bytesOf("x\n".repeat(30_000))).found;
  assertEquals(many.length, 30_000);
  assertEquals(many.at(-1), { kind: "row", line: 30_000, fields: ["x"] });
});

Deno.test("a newline is found in the file, and meanings are told apart", () => {
  const newlineOf = (head: string, newline = "") =>
    parseDialect(
      { separator: ",", quotes: "", comment: "", newline },
      bytesOf(head),
    );
  assertEquals(newlineOf("a,b\rc,d\r").newline, 13);
  assertEquals(newlineOf("a,b\r\nc").newline, 10);
  assertEquals(newlineOf("a,b\nc\r").newline, 10);
  assertEquals(newlineOf("a,b\r").newline, 10);
  assertEquals(newlineOf("a,b\r\nc", "\n").crlf, false);
  assertThrows(() => newlineOf("", ","), AxError, "the newline already");
  assertThrows(() => newlineOf("", "ab"), AxError, "one character");
  assertThrows(() => newlineOf("", "€"), AxError, "below U+0100");
});

Deno.test("a quote that stays open for 32 MiB ends with its line", () => {
  const limit = 32 * 1024 * 1024;
  const size = 1024 * 1024;
  const bytes = new Uint8Array(limit + size).fill(121);
  for (let at = size; at < bytes.length; at += size) {
    bytes.set(bytesOf("\nx,"), at);
  }
  bytes.set(bytesOf('a,"'));
  const outcomeOf = (closeAt: number, windowBytes: number) => {
    const copy = bytes.slice(0, closeAt + 2);
    copy.set(bytesOf('"\n'), closeAt);
    return importBytes(planOf(2), copy, { windowBytes }).found
      .map(({ kind, line }) => `${kind} ${line}`);
  };
  const lines = Array.from({ length: 32 }, (_, i) => `row ${i + 2}`);
  assertEquals(outcomeOf(limit - 2, 1000), ["row 1"]);
  for (const windowBytes of [1000, 2 * limit]) {
    const late = outcomeOf(limit + 5, windowBytes);
    assertEquals(late, ["bad 1", ...lines]);
  }
});

Deno.test("a line of more than 32 MiB is refused", () => {
  const bytes = new Uint8Array(32 * 1024 * 1024 + 6).fill(120);
  bytes.set(bytesOf("a\nb\n"));
  for (const allowBad of [false, true]) {
    const { report } = importBytes({ ...planOf(1), allowBad }, bytes);
    const { line, problem } = report.refused ?? {};
    assertEquals([line, problem], [3, "it is longer than 32 MiB"]);
  }
});
