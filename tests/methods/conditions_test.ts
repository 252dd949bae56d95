import type { ColumnSpec, ColumnVector } from "../../src/mod.ts";
import {
  findRows,
  type GivenCondition,
  parseConditions,
} from "../../methods/lib/conditions.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

type Op = GivenCondition["op"];

/** The rows of a column `x` for which a comparison holds. */
function check(
  type: ColumnSpec,
  vector: object,
  [op, ...values]: readonly [Op, ...string[]],
): number[] {
  const conditions = parse(type, op, values);
  const { length } = (vector as { values: Int32Array }).values;
  return [...findRows(conditions, { x: vector as ColumnVector }, length)];
}

function parse(type: ColumnSpec, op: Op, values: readonly string[]) {
  const given = [{ column: "x", op, values }];
  return parseConditions(given, new Map([["x", type]]));
}

Deno.test("a float32 is compared with what the text would be as float32", () => {
  const vector = { values: Float32Array.of(0.1, 0.25, NaN, -0, Infinity) };
  assertEquals(check("float32", vector, ["=", "0.1"]), [0]);
  assertEquals(check("float32", vector, ["in", "0.1", "0"]), [0, 3]);
  assertEquals(check("float32", vector, ["<=", "0.1"]), [0, 3]);
  assertEquals(check("float32", vector, [">", "1e39"]), [4]);
});

Deno.test("whole numbers are said in digits, whatever their size", () => {
  const vector = { values: Int32Array.of(-5, 16, 2 ** 31 - 1) };
  assertEquals(check("int32", vector, ["=", "+16"]), [1]);
  assertEquals(check("int32", vector, ["<", "99999999999"]), [0, 1, 2]);
  for (const type of ["int32", "int64", "time"] as const) {
    for (const text of ["0x10", "1.5", "1e3", "Infinity", "", " "]) {
      assertThrows(() => parse(type, "=", [text]), undefined, `is no ${type}`);
    }
  }
});

Deno.test("the categories of a dictionary are tested once, however many batches it has", () => {
  let looks = 0;
  const dictionary = new Proxy(["a", "b", "c"], {
    get(target, key, receiver) {
      if (key === "1") looks++;
      return Reflect.get(target, key, receiver);
    },
  });
  const conditions = parse("category?", ">=", ["b"]);
  const rowsOf = (codes: number[], dictionary: string[]): number[] => {
    const valid = Uint8Array.from(codes, (code) => Number(code >= 0));
    const values = Int32Array.from(codes, (code) => Math.max(code, 0));
    const vector = { values, valid, dictionary, length: codes.length };
    return [...findRows(conditions, { x: vector as never }, codes.length)];
  };
  assertEquals(rowsOf([0, 1, -1, 2], dictionary), [1, 3]);
  assertEquals(rowsOf([1, 0], dictionary), [0]);
  assertEquals(looks, 1);
  assertEquals(rowsOf([0, 1], ["z", "a"]), [0]);
  assertEquals(rowsOf([0, 1], dictionary), [1]);
});
