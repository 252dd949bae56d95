import { assertEquals, assertMatch, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { AxError } from "../../src/core/errors.ts";
import type { OddLine } from "../../methods/lib/csv_import.ts";
import { finishImport } from "../../methods/lib/csv_finish.ts";
import {
  planImport,
  type PlanOptions,
  type WholePlan,
} from "../../methods/lib/csv_plan.ts";
import { planDefaults } from "./csv_support.ts";

function check(
  content: string | Uint8Array,
  options: Partial<PlanOptions> = {},
  slices = 1,
): WholePlan {
  using dir = tempDir({ "a.csv": content });
  const file = { path: dir.join("a.csv"), name: "a.csv" };
  return planImport(file, { ...planDefaults, ...options }, slices);
}

/** The types that are inferred of columns, each a list of fields. */
function infer(columns: Readonly<Record<string, readonly string[]>>) {
  const names = Object.keys(columns);
  const count = Math.max(...Object.values(columns).map((all) => all.length));
  let text = `${names.join(",")}\n`;
  for (let row = 0; row < count; row++) {
    const fields = names.map((name) => {
      const all = columns[name] ?? [];
      return all[row % all.length];
    });
    text += `${fields.join(",")}\n`;
  }
  return Object.fromEntries(check(text).columns);
}

Deno.test("types are inferred of what all fields can be", () => {
  const words = Array.from({ length: 30 }, (_, i) => `w${i}`);
  assertEquals(
    infer({
      small: ["1", "-2", "0"],
      large: ["1", "4294967296"],
      huge: ["1", "-99999999999999999999"],
      mixed: ["1.5", "99999999999999999999"],
      real: ["1", "2.5", "1e3", "nan"],
      gaps: ["1", "", "2"],
      flag: ["true", "False"],
      yes: ["yes", "no", "maybe"],
      zip: ["01234", "56789"],
      phone: ["+46123", "+46456"],
      hex: ["0x1f", "-0xA0", "0"],
      day: ["2024-02-29", "1999-12-31"],
      moment: ["2024-02-29", "1999-12-31T23:59:59.5Z"],
      clock: ["12:30", "23:59:59"],
      never: ["2023-02-29", "2024-02-29"],
      word: words,
      text: [...words, '"a, b"', "ü"],
      none: [""],
    }),
    {
      small: "int32",
      large: "int64",
      huge: "category",
      mixed: "float64",
      real: "float64",
      gaps: "int32?",
      flag: "bool",
      yes: "category",
      zip: "category",
      phone: "category",
      hex: "category",
      day: "date",
      moment: "datetime",
      clock: "time",
      never: "category",
      word: "string",
      text: "string",
      none: "string",
    },
  );
});

Deno.test("a type is inferred from rows all over the file", () => {
  const rows = Array.from(
    { length: 60_000 },
    (_, i) => `${i},${i > 50_000 ? i / 2 : i},filler`,
  );
  const { columns } = check(`id,half,text\n${rows.join("\n")}\n`);
  assertEquals(columns.map(([, type]) => type), [
    "int32",
    "float64",
    "category",
  ]);
});

Deno.test("types that are given stand, and others as otherTypes says", () => {
  const text = "a,b,c\n1,2,3\n";
  const given = { types: { a: "string", b: "auto" }, otherTypes: "bytes" };
  assertEquals(check(text, given).columns, [
    ["a", "string"],
    ["b", "int32"],
    ["c", "bytes"],
  ]);
  const missing = { types: { d: "int32" } };
  assertThrows(
    () => check(text, missing),
    AxError,
    '"a.csv" has "a", "b", "c"',
  );
  const wrong = { types: { a: "integer" } };
  assertThrows(() => check(text, wrong), AxError, '"integer"');
  const fallback = { types: { a: "int32" }, defaults: { a: "x" } };
  assertThrows(() => check(text, fallback), AxError, '"x" as default');
});

Deno.test("names of columns are joined, stripped, renamed and discarded, in this order", () => {
  const text = "first, second ,x\nname,name,y\n1,2,3\n";
  const options = {
    columnLines: 2,
    stripColumns: true,
    rename: { "first name": "given", "x y": "gone" },
    discard: ["gone"],
  };
  const { columns, line, parts } = check(text, options);
  assertEquals(columns.map(([name]) => name), ["given", "second  name"]);
  assertEquals([line, parts[0]?.start], [3, 29]);
});

Deno.test("names of columns may be quoted, marked, late, or given", () => {
  const names = (
    text: string | Uint8Array,
    options: Partial<PlanOptions> = {},
  ) => check(text, options).columns.map(([name]) => name);
  assertEquals(names('"a ""b""","c\nd"\r\n1,2\r\n'), ['a "b"', "c\nd"]);
  assertEquals(names("\uFEFFid,ü\n1,2\n"), ["id", "ü"]);
  const late = 'junk "\n\n#no\nid,b\n1,2\n';
  const options = { skipLines: 1, skipEmptyLines: true, comment: "#" };
  assertEquals(names(late, options), ["id", "b"]);
  const { skipped, line } = check(late, options);
  assertEquals(skipped.map((odd) => [odd.line, odd.data.length]), [[1, 6], [
    2,
    0,
  ], [3, 3]]);
  assertEquals(line, 5);
  assertEquals(names("1,2\n", { columns: ["x", "y"], columnLines: 0 }), [
    "x",
    "y",
  ]);
  assertEquals(names("a,b\n1,2\n", { columns: ["x", "y"] }), ["x", "y"]);
  assertEquals(names("a,b,,\n1,2\n", { allowExtraEmpty: true }), ["a", "b"]);
  assertEquals(names(Uint8Array.of(0xfc, 0x0a), { encoding: "latin1" }), ["ü"]);
  assertEquals(names("a,b"), ["a", "b"]);
});

Deno.test("names of columns that cannot be are refused", () => {
  const refused = (
    text: string | Uint8Array,
    options: Partial<PlanOptions>,
    part: string,
  ) => assertThrows(() => check(text, options), AxError, part);
  refused("", {}, "it is empty, and names");
  refused("a\n", { columnLines: 2 }, "ends before line 2, where names");
  refused("a,a\n", {}, 'are both called "a"');
  refused(
    "a,b\n",
    { rename: { a: "b" } },
    'columns 1 and 2 would both be called "b"',
  );
  refused("a,b\nc\n", { columnLines: 2 }, "one has 2 and another 1");
  refused("a\n", { discard: ["a"] }, "all its columns are discarded");
  refused("1\n", { columnLines: 0 }, '"columns" is needed');
  refused('"a"b\n', {}, "text after a closing quote");
  refused("a\n", { linenoColumn: "a" }, "has such a column");
  refused(Uint8Array.of(0xff, 0xfe, 97, 0), {}, "UTF-16");
});

Deno.test("parts know their lines when lines are told", () => {
  const text = `id,t\n${'1,"a\nb"\n'.repeat(100)}`;
  const { parts } = check(
    text,
    { linenoColumn: "line", types: { t: "string" } },
    4,
  );
  const counts = parts.map(({ start }) =>
    text.slice(0, start).split("\n").length
  );
  assertEquals(parts.map(({ line }) => line), counts);
});

Deno.test("parts are held against each other: none begins within a row", () => {
  const text = `id,t\n${"1,a\n".repeat(100)}`;
  const whole = check(text, {}, 3);
  const reports = whole.parts.map(({ start, limit }) => ({
    rowCount: (limit - start) / 4,
    badCount: 0,
    skippedCount: 0,
    lineCount: (limit - start) / 4,
    end: limit,
    refused: undefined as OddLine | undefined,
  }));
  assertEquals(finishImport(whole, reports, "a.csv").rowCount, 100);
  const late = reports.with(1, { ...reports[1], end: text.length } as never);
  const error = assertThrows(() => finishImport(whole, late, "a.csv"), AxError);
  assertMatch(error.message, "slice 2 began within a quoted field");
  assertMatch(error.hint ?? "", 'slicing: "roundrobin"');
  const data = new Uint8Array(0);
  const refused = { kind: "bad", line: 3, problem: "odd", data } as const;
  const bad = reports.with(1, { ...reports[1], refused } as never);
  const line = 3 + (reports[0]?.lineCount ?? 0);
  assertThrows(
    () => finishImport(whole, bad, "a.csv"),
    AxError,
    `line ${line}: odd`,
  );
});
