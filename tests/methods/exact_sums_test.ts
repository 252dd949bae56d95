import { assert, assertEquals } from "../support/assert.ts";
import { ExactSums } from "../../methods/lib/exact_sums.ts";
import { makeRandom } from "./csv_support.ts";

/** The sum in whole multiples of 2^-1074, rounded by way of its text. */
function exactSum(values: readonly number[]): number {
  const units = values.reduce((sum, value) => sum + unitsOf(value), 0n);
  const sign = units < 0n ? -1 : 1;
  const size = units < 0n ? -units : units;
  const bits = size.toString(2).length;
  if (bits <= 53) return sign * Number(size) * 2 ** -1074;
  const shift = BigInt(bits - 53);
  const kept = size >> shift;
  const rest = size - (kept << shift);
  const half = 1n << (shift - 1n);
  const isUp = rest > half || (rest === half && kept % 2n === 1n);
  // In two steps, because 2 ** 1500 is infinite.
  const rounded = Number(kept + (isUp ? 1n : 0n)) * 2 ** -1074;
  const power = Number(shift);
  const root = 2 ** Math.floor(power / 2);
  return sign * rounded * root * root * 2 ** (power % 2);
}

function unitsOf(value: number): bigint {
  const bits = new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
  const exponent = (bits >> 52n) & 2047n;
  const fraction = bits & ((1n << 52n) - 1n);
  const size = exponent === 0n
    ? fraction
    : (fraction + (1n << 52n)) << (exponent - 1n);
  return value < 0 ? -size : size;
}

const numbers = makeRandom(7);

function random(): number {
  return numbers(2 ** 31) / 2 ** 31;
}

/** Adds in several slices, merges them, and asks for each group's sum. */
function check(values: readonly number[], groupCount: number): void {
  const merged = new ExactSums();
  merged.grow(groupCount);
  const groupOf = (row: number): number => row * 7 % groupCount;
  const size = Math.ceil(values.length / 3);
  for (let from = 0; from < values.length; from += size) {
    const sums = new ExactSums();
    sums.grow(groupCount);
    const part = values.slice(from, from + size);
    const groups = Int32Array.from(part, (_, row) => groupOf(from + row));
    sums.addAll(groups, Float64Array.from(part), undefined);
    const ids = Int32Array.from({ length: groupCount }, (_, id) => id);
    const all = Uint32Array.from(ids);
    merged.merge(structuredClone(sums.states(all)), ids);
  }
  for (let group = 0; group < groupCount; group++) {
    const own = values.filter((_, row) => groupOf(row) === group);
    assertEquals(merged.sumOf(group), exactSum(own));
  }
  assert(merged.byteCount > 0);
}

Deno.test("ExactSums rounds each sum once, whatever is added and wherever", () => {
  check([], 2);
  check([0.1, 0.2, 0.3], 1);
  check([1, 2 ** -53, 2 ** -53, 2 ** -106], 1);
  check([1, 2 ** -53, -(2 ** -1074)], 1);
  check([1e300, 1, 1e-300, -1e300, 2 ** -1074, -1], 1);
  for (const spread of [0, 20, 60, 200, 900]) {
    const values = Array.from(
      { length: 3000 },
      () => (random() - 0.5) * 2 ** Math.round((random() - 0.5) * spread),
    );
    check(values, 5);
    check([...values, ...values.map((value) => -value), 2 ** -900], 1);
  }
});

Deno.test("ExactSums adds up whole numbers of any type, and leaves out what is null", () => {
  const sums = new ExactSums();
  sums.grow(2);
  const groups = Int32Array.of(0, 1, 0, 1);
  const valid = Uint8Array.of(1, 1, 0, 1);
  sums.addAll(groups, Int32Array.of(1, 2, 3, 4), valid);
  sums.addAll(groups, Uint8Array.of(1, 1, 1, 0), undefined);
  sums.addAll(groups, Float32Array.of(2 ** 60, 0, 1, 0), undefined);
  assertEquals(sums.wholeSumOf(0), 2n ** 60n + 4n);
  assertEquals(sums.wholeSumOf(1), 7n);
});

Deno.test("ExactSums gives infinity and NaN where they were added", () => {
  const sums = new ExactSums();
  sums.grow(4);
  const groups = Int32Array.of(0, 1, 1, 2, 3, 0);
  const values = [Infinity, Infinity, -Infinity, NaN, 1, 5];
  sums.addAll(groups, Float64Array.from(values), undefined);
  const found = [0, 1, 2, 3].map((group) => sums.sumOf(group));
  assertEquals(found, [Infinity, NaN, NaN, 1]);
});

Deno.test("ExactSums goes beyond the largest number and back, in any order", () => {
  const most = Number.MAX_VALUE;
  const step = 2 ** 970; // half of what most ends with
  check([most, most, -most, 1, -most, most], 1);
  check([most, most, 2 ** -1074, -most, -most], 1);
  check([most, most, most, -most, 1e300, -most, 2 ** -1074, -most], 1);
  check([most, step - 2 ** 917, 1], 1);
  const cases: readonly (readonly [number[], number])[] = [
    [[most, most], Infinity],
    [[-most, -most, most, -1], -most],
    [[most, most, -Infinity], -Infinity],
    [[most, step], Infinity],
    [[most, step, -(2 ** -1074)], most],
    [[most, most, -most, -most], 0],
  ];
  for (const [values, wanted] of cases) {
    for (const some of [values, values.toReversed()]) {
      const sums = new ExactSums();
      sums.grow(1);
      for (const value of some) sums.add(0, value);
      assertEquals(sums.sumOf(0), wanted);
    }
  }
});
