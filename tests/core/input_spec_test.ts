import type { Json } from "../../src/core/canonical.ts";
import {
  defaultOf,
  describeSpec,
  type InputSpec,
} from "../../src/core/input_spec.ts";
import { assertEquals } from "../support/assert.ts";

/** Asserts the words for an input and what it is when left out. */
function check(
  spec: InputSpec,
  words: string,
  fallback: Json | undefined,
): void {
  assertEquals(describeSpec(spec), words);
  const value = defaultOf(spec);
  assertEquals(value && JSON.parse(JSON.stringify(value)), fallback);
}

Deno.test("a value is described by its kind", () => {
  check({ kind: "string", default: "a" }, "string", "a");
  check({ kind: "integer" }, "integer", undefined);
  check({ kind: "datetime" }, "datetime", undefined);
  check({ kind: "oneOf", values: ["a", 1], default: 1 }, 'one of "a", 1', 1);
});

Deno.test("what holds other inputs is described by them", () => {
  const number: InputSpec = { kind: "number", default: 0 };
  const list: InputSpec = { kind: "list", items: number };
  check(list, "list of number", undefined);
  check({ ...list, default: [] }, "list of number", []);
  check({ kind: "list", items: list }, "list of list of number", undefined);
  check({ kind: "map", values: number }, "record of number", undefined);
  check({ kind: "map", values: number, default: {} }, "record of number", {});
  check({ kind: "optional", inner: number }, "number, optional", null);
  const optional: InputSpec = { kind: "optional", inner: number };
  const map: InputSpec = { kind: "map", values: optional };
  const words = "record of optional number, optional";
  check({ kind: "optional", inner: map }, words, null);
});

Deno.test("what was built or lies on disk has no default", () => {
  check({ kind: "job" }, "job", undefined);
  check({ kind: "file" }, "file under the input directory", undefined);
  check({ kind: "jobFile" }, "file of a job", undefined);
  check({ kind: "dataset" }, "dataset", undefined);
  check({ kind: "dataset", columns: {} }, "dataset", undefined);
  check(
    { kind: "dataset", columns: { amount: "float64", day: "date?" } },
    "dataset with amount float64, day date?",
    undefined,
  );
});

Deno.test("a record has a default when all of its fields have one", () => {
  const a: InputSpec = { kind: "integer", default: 1 };
  const b: InputSpec = { kind: "optional", inner: { kind: "job" } };
  const c: InputSpec = { kind: "string" };
  check({ kind: "record", fields: {} }, "empty record", {});
  check({ kind: "record", fields: { a, b } }, "record of a, b", {
    a: 1,
    b: null,
  });
  check({ kind: "record", fields: { a, c } }, "record of a, c", undefined);
});
