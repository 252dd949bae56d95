import type { Dataset } from "ax";
import { type JoinInputs, planJoin } from "../../methods/lib/join_plan.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

function dataset(
  columns: Readonly<Record<string, string>>,
  hashBy?: string,
): Dataset {
  return { columns: new Map(Object.entries(columns)), hashBy } as never;
}

const left = { user: "string?", amount: "float64", note: "string" };
const right = { id: "category", age: "int32?", note: "string" };

function plan(
  inputs: Partial<JoinInputs>,
  hashed: readonly (string | undefined)[] = [],
): ReturnType<typeof planJoin> {
  return planJoin({
    memoryMB: 512,
    left: dataset(left, hashed[0]),
    right: dataset(right, hashed[1]),
    on: { user: "id" },
    kind: "inner",
    suffix: "_user",
    rename: null,
    ...inputs,
  });
}

/** Names and types of the result. */
function columnsOf(inputs: Partial<JoinInputs>): string {
  return plan(inputs).columns.map(({ name, type }) => `${name} ${type}`)
    .join(", ");
}

Deno.test("a join has the left columns, then the right ones, null where a side may be missing", () => {
  const types = {
    inner:
      "user string?, amount float64, note string, age int32?, note_user string",
    left:
      "user string?, amount float64, note string, age int32?, note_user string?",
    right:
      "user category, amount float64?, note string?, age int32?, note_user string",
    full:
      "user string?, amount float64?, note string?, age int32?, note_user string?",
    semi: "user string?, amount float64, note string",
    anti: "user string?, amount float64, note string",
  } as const;
  for (const [kind, wanted] of Object.entries(types)) {
    assertEquals(columnsOf({ kind: kind as "inner", suffix: "_user" }), wanted);
  }
  assertEquals(
    columnsOf({ rename: { note: "more", age: "amount" } }),
    "user string?, amount float64, note string, amount_user int32?, more string",
  );
});

Deno.test("a join is hashed as the dataset whose order it has, and a full one if both are by what is compared", () => {
  const cases = [
    [["user", undefined], ["user", "user", undefined, undefined]],
    [["amount", "age"], ["amount", "amount", "age", undefined]],
    [["user", "id"], ["user", "user", "user", "user"]],
    [[undefined, "note"], [undefined, undefined, "note_user", undefined]],
    [["user", "age"], ["user", "user", "age", undefined]],
  ] as const;
  for (const [hashed, wanted] of cases) {
    const kinds = ["inner", "anti", "right", "full"] as const;
    const plans = kinds.map((kind) => plan({ kind }, hashed));
    assertEquals(plans.map(({ hashBy }) => hashBy), wanted);
    const isAligned = hashed.join() === "user,id";
    assertEquals(
      plans.map((each) => each.isAligned),
      kinds.map(() => isAligned),
    );
  }
});

Deno.test("a join says which columns have one name, are not there, or are never equal", () => {
  const check = (inputs: Partial<JoinInputs>, wanted: string): void => {
    assertThrows(() => plan(inputs), Error, wanted);
  };
  check(
    { suffix: "" },
    'two columns would be called "note": "rename" or "suffix" gives those',
  );
  check(
    { suffix: "", rename: { note: "amount", age: "user" } },
    'two columns would be called "user", "amount"',
  );
  check({ rename: { age: "x", note: "x" } }, 'would be called "x"');
  check(
    { rename: { id: "user" } },
    '"rename" has column "id", which the result has under the name it has in',
  );
  check({ rename: { no: "x" } }, 'Cannot rename column "no": the dataset has');
  check({ rename: { nte: "x" } }, '; did you mean "note"?');
  check({ on: {} }, '"on" names no columns');
  check(
    { on: { nobody: "id" } },
    'Cannot join the left dataset on column "nobody": the dataset has "user"',
  );
  check(
    { on: { user: "name" } },
    'Cannot join the right dataset on column "name": the dataset has "id"',
  );
  check(
    { on: { user: "age" } },
    'column "user" of type string is not compared with "age" of type int32',
  );
  check({ on: { user: "id", note: "id" } }, '"on" has column "id" twice');
  const odd = { data: "json", tags: "list<string>", at: "time", raw: "bytes" };
  for (const name of ["data", "tags"]) {
    const inputs = { left: dataset(odd), right: dataset(odd) };
    check({ ...inputs, on: { [name]: name } }, "is not compared with");
  }
  check(
    { left: dataset(odd), on: { raw: "note" } },
    'column "raw" of type bytes is not compared with "note" of type string',
  );
});
