import type { ColumnSpec } from "../../src/core/columns.ts";
import {
  findExtent,
  type StatValue,
  storedOrder,
} from "../../src/data/stats.ts";
import { parseType } from "../../src/data/types.ts";
import { assertEquals } from "../support/assert.ts";

type Values = Int32Array | Float32Array | Float64Array | BigInt64Array;

/** Least and greatest of what is not null, found one by one. */
function slowExtent(values: Values, valid: Uint8Array | undefined): unknown {
  const known = Array.from(values as Iterable<number | bigint>)
    .filter((_, row) => valid?.[row] !== 0);
  const numbers = known.filter((value) => value === value);
  if (numbers.length === 0) return known.length === 0 ? undefined : [NaN, NaN];
  const min = numbers.reduce((a, b) => b < a ? b : a);
  return [min, numbers.reduce((a, b) => b > a ? b : a)];
}

Deno.test("findExtent() finds the least and the greatest value, NaN where there is nothing else", () => {
  const big = [
    2n ** 63n - 1n,
    -(2n ** 63n),
    2n ** 32n,
    2n ** 32n - 1n,
    -1n,
    0n,
  ];
  const floats = [1.5, NaN, -Infinity, Infinity, 0, -2, 1e300];
  const arrays: Values[] = [
    new Int32Array(0),
    Int32Array.of(3),
    Int32Array.of(0, -1, 2 ** 31 - 1, -(2 ** 31), 7),
    Float64Array.of(NaN, NaN),
    Float64Array.of(-Infinity),
    Float64Array.of(Infinity, Infinity),
    Float64Array.from(floats),
    Float32Array.from(floats),
    Float32Array.of(NaN),
    new BigInt64Array(0),
    ...big.map((_, from) => BigInt64Array.from(big.slice(from))),
  ];
  for (const values of arrays) {
    assertEquals(findExtent(values, undefined), slowExtent(values, undefined));
    for (let bits = 0; bits < 2 ** values.length; bits++) {
      const valid = Uint8Array.from(
        { length: values.length },
        (_, row) => bits >> row & 1,
      );
      assertEquals(findExtent(values, valid), slowExtent(values, valid));
    }
  }
});

Deno.test("stored bounds compare exactly, also where Date has no such time", () => {
  const order = (type: ColumnSpec, stored: StatValue) =>
    storedOrder(parseType(type), stored);
  assertEquals(order("datetime", String(2n ** 63n - 1n)), 2n ** 63n - 1n);
  assertEquals(order("datetime", "1001"), 1001n);
  assertEquals(order("date", -(2 ** 31)), -(2 ** 31));
  assertEquals(order("int64", "7"), 7n);
  assertEquals(order("float64", "-Infinity"), -Infinity);
  assertEquals(order("category", "a"), "a");
  assertEquals(order("bool", true), true);
  assertEquals(order("time", null), null);
});
