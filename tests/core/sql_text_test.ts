import {
  hasSeveralStatements,
  isEmptyQuery,
  isQuery,
  plannedColumns,
  quotedTables,
  quoteName,
  quoteText,
  sqlNames,
} from "../../src/core/sql_text.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("quotedTables() finds tables behind FROM, JOIN and commas", () => {
  const known: [string, string[]][] = [
    ["select * from 'dev-3'", ["dev-3"]],
    ["select * from \"dev-3/a b\" where x = 'dev-9'", ["dev-3/a b"]],
    ["select 'a', 'b' from 'c' t, 'd' as u where e in ('f', 'g')", ["c", "d"]],
    ["select * from 'a' join 'b' using (\"x\") left join 'a' on 'z' = y", [
      "a",
      "b",
    ]],
    ["from (select 'x' from 'a'), 'b' select 'c'", ["a", "b"]],
    ["with t as (from 'a') select * from t, 'b'", ["a", "b"]],
    ["select 1 -- from 'a'\n/* from 'b' */ , $$ from 'c' $$, 'it''s'", []],
    ["SUMMARIZE 'dev-3'", ["dev-3"]],
    ["select * from t where a = 'x' group by 'b', 'c'", []],
    ["select * from range(3), 'b'", ["b"]],
    ["select substring('x' from 2) from 'a'", ["a"]],
    ["select * from 'a' union all select 'q' from 'b'", ["a", "b"]],
    ["select * from 'it''s'", ["it's"]],
  ];
  for (const [sql, tables] of known) {
    assertEquals(quotedTables(sql), tables, sql);
  }
});

Deno.test("one statement is told from several, and reading from all else", () => {
  assertEquals(hasSeveralStatements("select ';' ; -- end;\n"), false);
  assertEquals(hasSeveralStatements("select 1; drop table x"), true);
  assertEquals(isQuery(" -- hi\n ( WITH a as (select 1) from a)"), true);
  assertEquals(isQuery("copy (select 1) to 'x.csv'"), false);
  assertEquals(isQuery(""), false);
});

Deno.test("names and texts are quoted", () => {
  assertEquals(quoteName('a"b'), '"a""b"');
  assertEquals(quoteText("it's"), "'it''s'");
});

Deno.test("sqlNames() leaves names, unless DuckDB would not tell them apart", () => {
  assertEquals(sqlNames(["n", "a b", '"q"', "日本"]), [
    "n",
    "a b",
    '"q"',
    "日本",
  ]);
  assertEquals(sqlNames(["Name", "name", "NAME", "name_1"]), [
    "Name",
    "name_1",
    "NAME_2",
    "name_1_1",
  ]);
  assertEquals(sqlNames(["", "\0", "unnamed"]), [
    "unnamed",
    "unnamed_1",
    "unnamed_2",
  ]);
});

Deno.test("isEmptyQuery() knows comments from statements", () => {
  for (const sql of ["", "  ", ";", "-- none", "/* none */ ;"]) {
    assertEquals(isEmptyQuery(sql), true, sql);
  }
  for (const sql of ["from 'x'", "/**/ (select 1)", "''"]) {
    assertEquals(isEmptyQuery(sql), false, sql);
  }
});

Deno.test("plannedColumns() reads what DuckDB prints of a plan", () => {
  const scan = (table: string, columns: unknown): object => ({
    name: "SEQ_SCAN",
    children: [],
    extra_info: { Table: table, Projections: columns },
  });
  const plan = [{
    name: "HASH_JOIN",
    children: [
      scan('memory.main."dev-3"', ["a", "d x"]),
      { name: "FILTER", children: [scan("orders", "b")], extra_info: {} },
      scan('memory.main."dev-3"', ["c"]),
      scan('memory.main."x""y"', ""),
    ],
    extra_info: { Projections: "#0" },
  }];
  const printed = `┌────┐\n│Plan│\n└────┘\n${JSON.stringify(plan, null, 2)}\n`;
  assertEquals(
    plannedColumns(printed),
    new Map([
      ["dev-3", new Set(["a", "d x", "c"])],
      ["orders", new Set(["b"])],
      ['x"y', new Set<string>()],
    ]),
  );
  const silent = { name: "SCAN", extra_info: { Table: "x" } };
  assertEquals(plannedColumns(JSON.stringify([silent])), undefined);
  assertEquals(plannedColumns("Error: what"), undefined);
  assertEquals(plannedColumns("[1, 2"), undefined);
  assertEquals(plannedColumns("[1]"), undefined);
});
