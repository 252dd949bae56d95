import {
  columnFault,
  fitsType,
  listNames,
  wantedDatasets,
} from "../../src/core/dataset_columns.ts";
import type { InputSpec } from "../../src/core/input_spec.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("a column fits its own type, and the same with nulls", () => {
  assertEquals(fitsType("int32", "int32"), true);
  assertEquals(fitsType("int32", "int32?"), true);
  assertEquals(fitsType("int32?", "int32"), false);
  assertEquals(fitsType("int32?", "float64"), false);
  assertEquals(fitsType("int64", "int32"), false);
  assertEquals(fitsType("list<int32>", "list<int32?>"), false);
});

Deno.test("a column fits a type with room for all its values", () => {
  const fits = ["int32 int64", "int32 float64?", "int32? float64?"]
    .concat("float32 float64", "category string", "category? string?");
  const others = ["int64 float64", "float64 float32", "string category"]
    .concat("int32 float32", "date datetime", "category? string");
  const check = (pair: string) => {
    const [type, wanted] = pair.split(" ") as [string, string];
    return fitsType(type, wanted);
  };
  assertEquals(fits.filter((pair) => !check(pair)), []);
  assertEquals(others.filter(check), []);
});

Deno.test("the first column that is missing or of another type is told", () => {
  const columns = [{ name: "a", type: "int32" }, { name: "b", type: "bool?" }];
  const check = (wanted: Record<string, string>): string | undefined =>
    columnFault(wanted, columns);
  assertEquals(check({}), undefined);
  assertEquals(check({ b: "bool?", a: "int32?" }), undefined);
  assertEquals(check({ b: "bool" }), 'its column "b" is bool?, expected bool');
  assertEquals(
    check({ aa: "int32" }),
    'it has no column "aa": it has "a", "b"',
  );
  assertEquals(
    columnFault({ a: "int32" }, []),
    'it has no column "a": it has none',
  );
});

Deno.test("datasets are found wherever they stand among the inputs", () => {
  const columns = { a: "int32" };
  const one: InputSpec = { kind: "dataset", columns };
  const ref = (name: string) =>
    ({ "~": "dataset", job: "dev-1", name }) as const;
  const spec: InputSpec = {
    kind: "record",
    fields: {
      list: { kind: "list", items: { kind: "optional", inner: one } },
      map: { kind: "map", values: one },
      any: { kind: "dataset" },
      text: { kind: "string" },
    },
  };
  const value = {
    list: [ref("x"), null, ref("y")],
    map: { "~": "plain", value: { "~": ref("z") } },
    any: ref("any"),
    text: "t",
  };
  assertEquals(
    wantedDatasets(spec, value, "in").map(({ path, ref }) => [path, ref.name]),
    [["in.list[0]", "x"], ["in.list[2]", "y"], ["in.map.~", "z"]],
  );
});

Deno.test("long lists of names are cut short", () => {
  const names = Array.from({ length: 14 }, (_, n) => `c${n}`);
  assertEquals(listNames([]), "none");
  assertEquals(listNames(["a", "b"]), '"a", "b"');
  assertEquals(listNames(names).slice(-12), '11" and 2 more'.slice(-12));
});
