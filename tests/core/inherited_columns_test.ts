import { AxError } from "../../src/core/errors.ts";
import {
  type ParentColumns,
  planColumns,
} from "../../src/core/inherited_columns.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

const a: ParentColumns = { names: ["x", "y"], hashBy: "x" };
const b: ParentColumns = { names: ["y", "z"], hashBy: "z" };

/** The plan as `name←parent.column`, and what rows lie by. */
function check(
  declared: Partial<Parameters<typeof planColumns>[0]>,
  ...parents: ParentColumns[]
): [columns: string, hashBy: string | undefined, isHashOwn: boolean] {
  const { columns, hashBy, isHashOwn } = planColumns(
    { name: "d", columns: [], ...declared },
    parents,
  );
  const text = columns.map(({ name, parent, column }) =>
    parent === -1 ? name : `${name}←${parent}.${column}`
  );
  return [text.join(" "), hashBy, isHashOwn];
}

Deno.test("a dataset has its parent's columns, with its own in their place or behind", () => {
  assertEquals(check({}, a), ["x←0.x y←0.y", "x", false]);
  assertEquals(
    check({ columns: [["w", "int32"], ["y", "int32"]] }, a),
    ["x←0.x y w", "x", false],
  );
  assertEquals(check({ columns: [["w", "int32"]] }), ["w", undefined, false]);
});

Deno.test("of two parents the later one counts, for columns and for the hash", () => {
  assertEquals(check({}, a, b), ["x←0.x y←1.y z←1.z", "z", false]);
  assertEquals(check({}, b, a), ["y←1.y z←0.z x←1.x", "x", false]);
});

Deno.test("inherited columns are chosen and renamed, and the hash with them", () => {
  assertEquals(check({ inherit: [["k", "x"]] }, a), ["k←0.x", "k", false]);
  assertEquals(check({ inherit: [["y", "y"]] }, a), [
    "y←0.y",
    undefined,
    false,
  ]);
  assertEquals(
    check({ inherit: [["k", "x"]], columns: [["k", "int32"]] }, a),
    ["k", undefined, false],
  );
});

Deno.test("a column that takes the hashed one's place is hashed by itself, unless that is dropped", () => {
  const columns = [["x", "string"]] as const;
  assertEquals(check({ columns }, a), ["x y←0.y", "x", true]);
  assertEquals(check({ columns, hashBy: null }, a), [
    "x y←0.y",
    undefined,
    false,
  ]);
  assertEquals(check({ hashBy: "x" }, a), ["x←0.x y←0.y", "x", false]);
  const w = [["w", "int32"]] as const;
  assertEquals(check({ columns: w, hashBy: "w" }, a)[1], "w");
});

Deno.test("what cannot be is refused", () => {
  const cases: [Parameters<typeof check>[0], string][] = [
    [{ inherit: [["k", "q"]] }, 'no parent has column "q": there is "x", "y"'],
    [{ inherit: [["k", "x"], ["k", "y"]] }, 'two columns would be called "k"'],
    [{ inherit: [] }, "it has no columns"],
    [{ hashBy: "y" }, 'it cannot be hashed by "y": its parent is not'],
    [{ hashBy: "q" }, 'it has no column "q" to hash by'],
  ];
  for (const [declared, message] of cases) {
    assertThrows(() => check(declared, a), AxError, message);
  }
});
