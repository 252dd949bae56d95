import { AxError } from "../../src/core/errors.ts";
import { type ColumnValue, isColumnSpec } from "../../src/core/columns.ts";
import { formatType, parseType } from "../../src/data/types.ts";
import type { Row, RowInput } from "../../src/core/rows.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

Deno.test("parseType() and formatType() are each other's inverse", () => {
  for (
    const spec of [
      "bool",
      "int32?",
      "category",
      "list<float64>",
      "list<string?>?",
      "list<list<int64?>>",
    ]
  ) assertEquals(formatType(parseType(spec)), spec);
});

Deno.test("parseType() says which types there are", () => {
  for (
    const spec of ["int", "float64??", "list<>", "list<int32", "", "INT32"]
  ) {
    assert(!isColumnSpec(spec));
    assertThrows(
      () => parseType(spec),
      AxError,
      `Cannot use column type "${spec}": a type is one of bool, int32, int64`,
    );
  }
  assert(!isColumnSpec("list<list<list<int32>>>"));
});

Deno.test("a row's type follows from the columns", () => {
  const row: Row<{ a: "int64?"; b: "list<string?>"; c: "date" }> = {
    a: null,
    b: ["x", null],
    c: new Date(0),
  };
  const input: RowInput<{ a: "int64"; b: "list<float64>?" }> = {
    a: 1,
    b: null,
  };
  const value: ColumnValue<"list<list<bool>>"> = [[true]];
  // @ts-expect-error: a string is no int32
  const wrong: ColumnValue<"int32"> = "x";
  // @ts-expect-error: null has to be declared
  const missing: ColumnValue<"float64"> = null;
  assertEquals([row.b.length, input.a, value.length, wrong, missing], [
    2,
    1,
    1,
    "x",
    null,
  ]);
});
