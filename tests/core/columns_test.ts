import {
  type ColumnSpec,
  type ColumnValue,
  isColumnSpec,
} from "../../src/core/columns.ts";
import { AxError } from "../../src/core/errors.ts";
import { parseType } from "../../src/data/types.ts";
import { assert, assertEquals } from "../support/assert.ts";

/** True if two types are the very same, optional and readonly included. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends
  (<T>() => T extends B ? 1 : 2) ? true : false;

/** Whether the files can hold such a column. */
function isDataSpec(text: string): boolean {
  try {
    parseType(text);
    return true;
  } catch (error) {
    if (error instanceof AxError) return false;
    throw error;
  }
}

/** Compiles only if the column gives this value; runs on what is declared. */
function check<Spec extends ColumnSpec, Value>(
  spec: Spec,
  _same: Same<ColumnValue<Spec>, Value>,
): void {
  assert(isColumnSpec(spec), spec);
  assert(isDataSpec(spec), `${spec} for the files`);
}

Deno.test("a column gives a value of the type that its name says", () => {
  check<"bool", boolean>("bool", true);
  check<"int32", number>("int32", true);
  check<"int64", bigint>("int64", true);
  check<"float32", number>("float32", true);
  check<"float64", number>("float64", true);
  check<"string", string>("string", true);
  check<"category", string>("category", true);
  check<"json", unknown>("json", true);
  check<"bytes", Uint8Array>("bytes", true);
  check<"date", Date>("date", true);
  check<"datetime", Date>("datetime", true);
  check<"time", number>("time", true);
});

Deno.test("a column with ? gives null, too", () => {
  check<"float64?", number | null>("float64?", true);
  check<"int64?", bigint | null>("int64?", true);
});

Deno.test("a column of lists gives arrays", () => {
  check<"list<float64>", number[]>("list<float64>", true);
  check<"list<string?>?", (string | null)[] | null>("list<string?>?", true);
  check<"list<list<int64>>", bigint[][]>("list<list<int64>>", true);
  check<"list<list<date>?>", (Date[] | null)[]>("list<list<date>?>", true);
});

Deno.test("a type that does not exist is refused, by the compiler as well", () => {
  // @ts-expect-error -- there is no such type
  const misspelt: ColumnSpec = "flot64";
  // @ts-expect-error -- null is allowed once
  const twice: ColumnSpec = "int32??";
  // @ts-expect-error -- lists nest two deep
  const deep: ColumnSpec = "list<list<list<int32>>>";
  const others = ["", "?", "Float64", " int32", "int32\n", "list", "list<>"];
  for (const text of [misspelt, twice, deep, ...others, "list<int32", 1]) {
    assertEquals(isColumnSpec(text), false, String(text));
  }
});

Deno.test("declarations and files know the same types", () => {
  const names = ["bool", "int32", "time", "int8", "list"];
  const once = names.flatMap((name) => [name, `${name}?`, `${name}??`]);
  const lists = once.flatMap((item) => [`list<${item}>`, `list<${item}>?`]);
  const nested = lists.flatMap((item) => [`list<${item}>`, `list<${item}>?`]);
  const deep = nested.map((item) => `list<${item}>`);
  for (const text of [...once, ...lists, ...nested, ...deep]) {
    assertEquals(isColumnSpec(text), isDataSpec(text), text);
  }
});
