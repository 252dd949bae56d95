import type { Json } from "../../src/core/canonical.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  boolean,
  dataset,
  date,
  datetime,
  file,
  type Input,
  type Inputs,
  integer,
  job,
  jobFile,
  list,
  number,
  oneOf,
  optional,
  record,
  specsOf,
  string,
} from "../../src/core/inputs.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

/** Asserts the plain data that a builder makes. */
function check(input: Input<unknown, unknown>, spec: Json): void {
  assertEquals(JSON.parse(JSON.stringify(input)), { spec });
}

/** Asserts what an author is told who declares an input wrongly. */
function refuse(declare: () => unknown, message: string): void {
  const error = assertThrows(declare, AxError);
  assertEquals(error.message, message);
  assertEquals(error.code, "method");
}

/** What TypeScript would refuse, and a method may hold all the same. */
function untyped(value: unknown): never {
  return value as never;
}

Deno.test("a builder without a default makes just its kind", () => {
  check(string(), { kind: "string" });
  check(number(), { kind: "number" });
  check(integer(), { kind: "integer" });
  check(boolean(), { kind: "boolean" });
  check(date(), { kind: "date" });
  check(datetime(), { kind: "datetime" });
  check(dataset(), { kind: "dataset" });
  check(job(), { kind: "job" });
  check(file(), { kind: "file" });
  check(jobFile(), { kind: "jobFile" });
});

Deno.test("a default is kept in canonical spelling", () => {
  check(string(""), { kind: "string", default: "" });
  check(number(-0), { kind: "number", default: 0 });
  check(boolean(false), { kind: "boolean", default: false });
  check(date(new Date(1)), { kind: "date", default: "1970-01-01" });
  check(datetime("2024-05-01T14:00+02:00"), {
    kind: "datetime",
    default: "2024-05-01T12:00:00.000Z",
  });
  check(oneOf(["a", "b"], "b"), {
    kind: "oneOf",
    values: ["a", "b"],
    default: "b",
  });
});

Deno.test("the default of a list is what a request would become", () => {
  check(list(file(), ["a.csv"]), {
    kind: "list",
    items: { kind: "file" },
    default: [{ "~": "file", path: "a.csv" }],
  });
  const items = record({ name: string(), top: integer(3) });
  assertEquals(
    JSON.stringify(list(items, untyped([{ name: "a" }])).spec),
    '{"kind":"list","items":' + JSON.stringify(items.spec) +
      ',"default":[{"name":"a","top":3}]}',
  );
});

Deno.test("what holds other inputs holds their plain data", () => {
  check(list(optional(integer(1))), {
    kind: "list",
    items: { kind: "optional", inner: { kind: "integer", default: 1 } },
  });
  check(record({ a: string(), spec: job() }), {
    kind: "record",
    fields: { a: { kind: "string" }, spec: { kind: "job" } },
  });
  check(record({}), { kind: "record", fields: {} });
  check(record(boolean()), { kind: "map", values: { kind: "boolean" } });
  check(dataset({ amount: "float64", tags: "list<string?>?" }), {
    kind: "dataset",
    columns: { amount: "float64", tags: "list<string?>?" },
  });
});

Deno.test("a default of the wrong kind is refused when it is declared", () => {
  refuse(
    () => integer(1.5),
    "Cannot declare integer(): default: expected integer, got 1.5",
  );
  refuse(
    () => number(NaN),
    "Cannot declare number(): default: expected number, got NaN",
  );
  refuse(
    () => string(untyped(null)),
    "Cannot declare string(): default: expected string, got null",
  );
  refuse(
    () => date("2024-02-30"),
    'Cannot declare date(): default: expected date, got "2024-02-30"',
  );
  refuse(
    () => oneOf(["a"], untyped("b")),
    'Cannot declare oneOf(): default: expected one of "a", got "b"',
  );
  refuse(
    () => list(integer(), untyped([1, "x"])),
    'Cannot declare list(): default[1]: expected integer, got "x"',
  );
});

Deno.test("oneOf() needs at least one value that JSON can say", () => {
  const message = "Cannot declare oneOf(): it takes a list of at least one " +
    "string, finite number or boolean";
  refuse(() => oneOf([]), message);
  refuse(() => oneOf([1, Infinity]), message);
  refuse(() => oneOf([untyped(null)]), message);
  refuse(() => oneOf(untyped("ab")), message);
});

Deno.test("dataset() refuses a column type that does not exist", () => {
  refuse(
    () => dataset({ id: "int64", amount: untyped("flot64") }),
    'Cannot declare dataset(): column "amount" cannot have type "flot64": ' +
      'a type is as in "float64", "string?" or "list<int32>"',
  );
});

Deno.test("only what a builder made is an input", () => {
  const rest = "it must be made by a builder such as string() or dataset()";
  for (const value of ["string", string, undefined, null, {}, { spec: 1 }]) {
    refuse(
      () => specsOf({ a: string(), b: untyped(value) }),
      `Cannot declare input "b": ${rest}`,
    );
  }
  refuse(() => list(untyped(string)), `Cannot declare list: ${rest}`);
  refuse(() => optional(untyped("x")), `Cannot declare optional: ${rest}`);
});

Deno.test("an input may have any name but those that ax itself writes", () => {
  const inputs: Inputs = { "max-rows": integer(), constructor: string() };
  assertEquals(Object.keys(specsOf(inputs)), ["max-rows", "constructor"]);
  for (const name of ["", "~", "__proto__"]) {
    refuse(
      () => specsOf({ [name]: string() }),
      `Cannot declare input "${name}": it must have another name`,
    );
    refuse(
      () => record({ [name]: string() }),
      `Cannot declare input "${name}": it must have another name`,
    );
  }
});
