import { checkNames } from "../../methods/lib/parquet_columns.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertThrows } from "../support/assert.ts";

Deno.test("names that a file of columns cannot be imported by are refused, with the file", () => {
  const check = (given: Partial<Parameters<typeof checkNames>[1]>): void =>
    checkNames(
      ["a", "b"],
      { types: {}, rename: {}, discard: [], ...given },
      "x.parquet",
    );
  check({ rename: { a: "b", b: "a" }, types: { a: "string" } });
  check({ discard: ["a", "not there"] });
  const cases = [
    [{ rename: { c: "d" } }, '"c" of "rename": "x.parquet" has "a", "b"'],
    [{ types: { c: "json" } }, '"c" of "types": "x.parquet" has "a", "b"'],
    [
      { rename: { a: "d" }, types: { a: "json" } },
      '"a" of "types": "x.parquet" has "d", "b"',
    ],
    [
      { rename: { a: "b" } },
      'Cannot import "x.parquet": two columns would be called "b"',
    ],
    [{ discard: ["a", "b"] }, "all its columns are discarded"],
  ] as const;
  for (const [given, message] of cases) {
    assertThrows(() => check(given), AxError, message);
  }
});
