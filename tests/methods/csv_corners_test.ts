import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { AxError } from "../../src/core/errors.ts";
import type { DialectText } from "../../methods/lib/csv_dialect.ts";
import {
  type ImportPart,
  importPart,
  type OddLine,
} from "../../methods/lib/csv_import.ts";
import { planImport, type PlanOptions } from "../../methods/lib/csv_plan.ts";
import type { BatchColumn } from "../../methods/lib/vectors.ts";
import { parseReference } from "./csv_reference.ts";
import {
  bytesOf,
  dialectOf,
  importBytes,
  planDefaults,
  planOf,
  textOf,
  valuesOf,
} from "./csv_support.ts";

/** Every order of some things. */
function permutations<T>(all: readonly T[]): T[][] {
  if (all.length === 0) return [[]];
  return all.flatMap((first, index) =>
    permutations(all.toSpliced(index, 1)).map((rest) => [first, ...rest])
  );
}

/** The fields of all rows; bad and skipped lines as texts. */
function check(
  text: string,
  columns: number,
  dialectText: Partial<DialectText>,
): (string[] | string)[] {
  const dialect = dialectOf(dialectText);
  const plan = planOf(columns, { dialect });
  const { found } = importBytes(plan, bytesOf(text), { windowBytes: 16 });
  assertEquals(found, parseReference(text, { dialect, columns }));
  return found.map((one) =>
    one.kind === "row" ? one.fields : `${one.kind} ${one.data}`
  );
}

Deno.test("NUL, newline, return and 255 may have each other's meaning", () => {
  const bytes = ["\0", "\n", "\r", "\xff"];
  for (const [separator, newline, comment, plain] of permutations(bytes)) {
    const text = `${comment}no${separator}\xfe${newline}` +
      `a${plain}${separator}b${comment}${newline}${plain}${separator}`;
    assertEquals(
      check(text, 2, { separator, newline, comment, quotes: "" } as never),
      [
        `skipped ${comment}no${separator}\xfe`,
        [`a${plain}`, `b${comment}`],
        [plain ?? "", ""],
      ],
      JSON.stringify([separator, newline, comment]),
    );
  }
});

Deno.test("without a separator, every byte is text, and every one can quote", () => {
  const all = Array.from(
    { length: 256 },
    (_, code) => String.fromCharCode(code),
  );
  for (const quotes of ["", ...all]) {
    if (quotes === "\n" || quotes === "\r") continue;
    const inner = quotes === "i" ? "j" : "i";
    const rows = all.filter((byte) =>
      byte !== "\n" && byte !== "\r" && byte !== quotes
    );
    const text = rows.map((byte) => `${byte}x\n`).join("") +
      (quotes === "" ? "" : `${quotes}${inner}${quotes}${quotes}\n${quotes}\n`);
    const wanted = rows.map((byte) => [`${byte}x`]);
    if (quotes !== "") wanted.push([`${inner}${quotes}\n`]);
    assertEquals(
      check(text, 1, { separator: "", quotes }),
      wanted,
      JSON.stringify(quotes),
    );
  }
});

const separators = [
  "\0",
  "\t",
  " ",
  ",",
  ";",
  "|",
  ":",
  "a",
  "0",
  "\x01",
  "\x7f",
  "\x80",
  "\xff",
];
const newlines = ["\n", "\r\n", "\r", "\xfe"];

Deno.test("separators, newlines and quotes go together in any way", () => {
  const values = [["one", "two x", ""], ["", "", "3,;|"], ["ä", "'q'", '"r"'], [
    "end",
    "",
    "-",
  ]];
  for (const separator of separators) {
    for (const newline of newlines) {
      for (const quotes of ["", '"', "'"]) {
        const rows = values.map((row) =>
          row.map((value) =>
            quotes === "" ? value.replaceAll(separator, "_") : value
          )
        );
        const write = (value: string): string =>
          quotes + value.replaceAll(quotes || "\x03", quotes + quotes) + quotes;
        const text = rows.map((row) => row.map(write).join(separator))
          .join(newline) + newline;
        const given = newline === "\r\n" || newline === "\n" ? "" : newline;
        const dialect = { separator, newline: given, quotes };
        assertEquals(check(text, 3, dialect), rows, JSON.stringify(dialect));
        const short = text.replace(separator, "");
        const [first] = check(short, 3, dialect);
        assertEquals(typeof first, "string", JSON.stringify(dialect));
      }
    }
  }
});

const defaults: PlanOptions = {
  ...planDefaults,
  otherTypes: "bytes",
  allowBad: true,
  linenoColumn: "line",
};

/** Imports a whole file: names, rows with their line, and other lines. */
function importText(
  text: string,
  options: Partial<PlanOptions> = {},
  slices = 1,
): { names: string[]; rows: unknown[][]; odd: string[] } {
  using dir = tempDir({ "a.csv": bytesOf(text) });
  const file = { path: dir.join("a.csv"), name: "a.csv" };
  const all = { ...defaults, ...options };
  const { plan, parts, columns, skipped } = planImport(file, all, slices);
  const rows: unknown[][] = [];
  const odd: string[] = [];
  const keep = ({ kind, line, data }: OddLine) =>
    odd.push(`${kind} ${line} ${textOf(data)}`);
  skipped.forEach(keep);
  for (const part of parts as ImportPart[]) {
    importPart(plan, part, {
      rows(columns, { base, offsets }) {
        const values = Object.values(columns).map(valuesOf);
        offsets.forEach((offset, row) =>
          rows.push([base + offset, ...values.map((column) => column[row])])
        );
      },
      odd: keep,
    });
  }
  const names = columns.map(([name]) => name)
    .filter((name) => name !== "line");
  return { names, rows, odd };
}

Deno.test("lines are counted as they lie in the file, whatever is left out", () => {
  const text = 'junk\n\n#c\na,b\n1,2\n\n#d\n3\n4,"5\n6"\n7,8,9\n10,11';
  const options = { skipLines: 2, comment: "#", skipEmptyLines: true };
  for (const slices of [1, 2, 3, 7]) {
    assertEquals(importText(text, options, slices), {
      names: ["a", "b"],
      rows: [[5, "1", "2"], [9, "4", "5\n6"], [12, "10", "11"]],
      odd: [
        "skipped 1 junk",
        "skipped 2 ",
        "skipped 3 #c",
        "skipped 6 ",
        "skipped 7 #d",
        "bad 8 3",
        "bad 11 7,8,9",
      ],
    }, `${slices} slices`);
  }
});

Deno.test("files of nothing but names of columns, skipped lines or an end have no rows", () => {
  const none = { rows: [], odd: [] };
  assertEquals(importText("a,b"), { names: ["a", "b"], ...none });
  assertEquals(importText("a,b\r\n", {}, 3), { names: ["a", "b"], ...none });
  const columns = ["x"];
  assertEquals(importText("", { columns, columnLines: 0 }), {
    names: columns,
    ...none,
  });
  assertEquals(importText("a\n", { columns, columnLines: 1 }), {
    names: columns,
    ...none,
  });
  const skipping = { columns, columnLines: 0, skipLines: 5 };
  assertEquals(importText("1\n2\n", skipping), {
    names: columns,
    rows: [],
    odd: ["skipped 1 1", "skipped 2 2"],
  });
  const comments = { columns, columnLines: 0, comment: "#" };
  assertEquals(importText("#1\n#2", comments).odd, [
    "skipped 1 #1",
    "skipped 2 #2",
  ]);
});

Deno.test("newlines are found behind names in quotes, which may hold others", () => {
  for (const newline of ["\n", "\r\n", "\r"]) {
    for (const inner of ["\n", "\r\n", "\r", '""\r']) {
      const names = [`a${inner.replace('""', '"')}`, "b"];
      const text = ['"a' + inner + '",b', "1,2", ""].join(newline);
      for (const quotes of ['"', "both"]) {
        const { names: found, rows } = importText(text, { quotes });
        assertEquals(found, names, JSON.stringify(text));
        assertEquals(rows.map(([, ...fields]) => fields), [["1", "2"]]);
      }
    }
  }
  const text = 'it\'s "\r"not closed\ra,b\r1,2\r';
  const { names, rows } = importText(text, { skipLines: 2 });
  assertEquals([names, rows.length], [["a", "b"], 1]);
});

Deno.test("names of columns are stripped, renamed and discarded, and names that are not there do not matter", () => {
  const namesOf = (text: string, options: Partial<PlanOptions>) =>
    importText(text, options).names;
  const spaced = " a ,b\t,c\n";
  assertEquals(namesOf(spaced, {}), [" a ", "b\t", "c"]);
  assertEquals(namesOf(spaced, { stripColumns: true }), ["a", "b", "c"]);
  assertEquals(namesOf(spaced, { rename: { " a ": "c", c: " a " } }), [
    "c",
    "b\t",
    " a ",
  ]);
  assertEquals(namesOf(spaced, { rename: { x: "y" }, discard: ["z", "c"] }), [
    " a ",
    "b\t",
  ]);
  assertEquals(
    namesOf("a,b,a\n", { rename: { b: "x" }, discard: ["a"] }),
    ["x"],
  );
  assertEquals(namesOf("a,\n1,2\n", {}), ["a", ""]);
  const marked = "\xef\xbb\xbf";
  const marks = `${marked}a,${marked}a\n`;
  assertEquals(namesOf(marks, {}), ["a", "\ufeffa"]);
  assertEquals(namesOf('"a\n","""b"""\n', {}), ["a\n", '"b"']);
  assertEquals(namesOf("x,y\nz,\n1,2\n", { columnLines: 2 }), ["x z", "y "]);
  assertEquals(
    namesOf("x,y\n#z\n\nw,v\n", {
      columnLines: 2,
      comment: "#",
      skipEmptyLines: true,
    }),
    ["x w", "y v"],
  );
});

Deno.test("fields of eight megabytes are read whole, within and without quotes", () => {
  const long = "x".repeat(2 ** 23);
  const text = `a,b\n${long},1\n"${long}\n""",2\n3,${long}`;
  using dir = tempDir({ "a.csv": text });
  const file = { path: dir.join("a.csv"), name: "a.csv" };
  const { plan, parts: [part] } = planImport(file, defaults, 1);
  const sizes: number[][] = [];
  const report = importPart(plan, part as ImportPart, {
    rows: (columns, { base, offsets: lines }) =>
      lines.forEach((line, row) => {
        const size = ({ offsets = new Int32Array() }: BatchColumn) =>
          (offsets[row + 1] ?? 0) - (offsets[row] ?? 0);
        sizes.push([base + line, ...Object.values(columns).map(size)]);
      }),
    odd: () => {},
  });
  assertEquals(sizes, [[2, 2 ** 23, 1], [3, 2 ** 23 + 2, 1], [5, 1, 2 ** 23]]);
  assertEquals([report.rowCount, report.badCount], [3, 0]);
});

Deno.test("quotes may be closed by nothing but a separator or the end of a line", () => {
  const rows = (text: string, quotes = '"') =>
    check(text, 2, { quotes }).map(String);
  assertEquals(rows('"a","b"\r\n"c","d"'), ["a,b", "c,d"]);
  assertEquals(rows('"a"x,b\n'), ['bad "a"x,b']);
  assertEquals(rows('a,"b" \nc,d\n'), ['bad a,"b" ', "c,d"]);
  assertEquals(rows('a,"b"\rc\n'), ['bad a,"b"\rc']);
  assertEquals(rows('"""",""\n'), ['",']);
  assertEquals(rows('""a,b\n'), ['bad ""a,b']);
  assertEquals(rows('a,"\n'), ['bad a,"']);
  assertEquals(rows("'a','it''s'\n", "both"), ["a,it's"]);
  assertEquals(rows(`"a'b",'c"d'\n`, "both"), [`a'b,c"d`]);
  assertEquals(rows(`'a",b\n`, "both"), [`bad 'a",b`]);
});

Deno.test("files that make no sense are refused, whatever is allowed", () => {
  const refused = (text: string, options: Partial<PlanOptions>, part: string) =>
    assertThrows(() => importText(text, options), AxError, part);
  refused("", {}, "it is empty, and names");
  refused("#a\n", { comment: "#" }, "ends before line 2, where names");
  refused("a\nb\n", { skipLines: 2 }, "ends before line 3, where names");
  refused("a,b,a\n", {}, 'are both called "a"');
  refused("a,b\n", { separator: "€" }, "must be one character below U+0100");
  refused("a,b\n", { separator: ",", quotes: "," }, "it is the separator");
  refused("a,b\n", { comment: "##" }, "as comment");
  refused("a,b\n", { skipLines: -1 }, "skipLines -1: 0 is the least");
  refused("a,b\n", { types: { b: "int" } }, 'convert column "b" to "int": a');
});
