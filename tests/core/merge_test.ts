import { analysisResultsOf, mergeAll } from "../../src/core/merge.ts";
import { SeededRandom } from "../../src/core/seed.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

/** Merges, and asserts that the results of the slices are as they were. */
function check(results: readonly unknown[], expected: unknown): void {
  const before = structuredClone(results);
  assertEquals(mergeAll(results), expected);
  assertEquals(results, before);
}

function refuse(results: readonly unknown[], message: string): void {
  assertThrows(() => mergeAll(results), TypeError, message);
}

Deno.test("numbers and bigints add", () => {
  check([1, 2.5, -1], 2.5);
  check([7], 7);
  check([1n, 2n ** 64n], 18446744073709551617n);
  check([1, NaN], NaN);
});

Deno.test("arrays concatenate in slice order", () => {
  check([[1, 2], [], [3, 1]], [1, 2, 3, 1]);
  check([["a"], [["b"]]], ["a", ["b"]]);
});

Deno.test("a million items concatenate", () => {
  const slice = new Array<number>(500_000).fill(1);
  assertEquals(mergeAll([slice, slice]).length, 1_000_000);
});

Deno.test("Sets unite", () => {
  check([new Set([1, 2]), new Set([2, 3])], new Set([1, 2, 3]));
});

Deno.test("Maps merge by key, in the order in which the keys come up", () => {
  const results = [
    new Map([["b", 1], ["a", 2]]),
    new Map([["c", 3], ["a", 4]]),
  ];
  check(results, new Map([["b", 1], ["a", 6], ["c", 3]]));
  assertEquals([...mergeAll(results).keys()], ["b", "a", "c"]);
});

Deno.test("records merge by key, whatever hangs below", () => {
  check(
    [
      { rows: 2, names: ["x"], by: new Map([[1, { n: 1, s: new Set([1]) }]]) },
      { rows: 3, names: ["y"], by: new Map([[1, { n: 2, s: new Set([2]) }]]) },
      { rows: 0, names: [], by: new Map([[2, { n: 5, s: new Set() }]]) },
    ],
    {
      rows: 5,
      names: ["x", "y"],
      by: new Map([
        [1, { n: 3, s: new Set([1, 2]) }],
        [2, { n: 5, s: new Set() }],
      ]),
    },
  );
  check([{ a: 1 }, { b: 2 }, { a: 3 }], { a: 4, b: 2 });
});

Deno.test("a slice without a result adds nothing", () => {
  check([undefined, undefined], undefined);
  check([null, undefined], null);
  check([undefined, null], null);
  check([undefined, 2, null, 3], 5);
  check([null, [1], [2]], [1, 2]);
  check([{ a: undefined }, { a: 1 }, { a: null }], { a: 1 });
  check([{ a: undefined }], { a: undefined });
});

Deno.test("what one slice alone gave is copied before others are added", () => {
  check(
    [undefined, new Map([["a", 1]]), new Map([["a", 2]])],
    new Map([["a", 3]]),
  );
  check([{ a: null }, { a: [1] }, { a: [2] }], { a: [1, 2] });
  check([{}, { a: { b: 1 } }, { a: { b: 2 } }], { a: { b: 3 } });
  check(
    [new Map(), new Map([["a", new Set([1])]]), new Map([["a", new Set([2])]])],
    new Map([["a", new Set([1, 2])]]),
  );
});

Deno.test("keys that objects inherit are keys like others", () => {
  const a = JSON.parse('{"__proto__": {"n": 1}, "constructor": [1]}');
  const b = JSON.parse('{"__proto__": {"n": 2}, "constructor": [2]}');
  const both = JSON.parse('{"__proto__": {"n": 3}, "constructor": [1, 2]}');
  check([a, b], both);
  assertEquals(JSON.stringify(mergeAll([{}, a, b])), JSON.stringify(both));
  assertEquals(Object.hasOwn({}, "n"), false);
});

Deno.test("records without a prototype stay without one", () => {
  const record = Object.assign(Object.create(null), { a: 1 });
  assertEquals(Object.getPrototypeOf(mergeAll([record, { a: 1 }])), null);
});

Deno.test("what has no sum is refused with its path, in one slice and in many", () => {
  const rest = "; results merge when they are numbers, arrays, Maps, Sets or " +
    "records";
  refuse(["a", "b"], `Cannot merge result: string cannot be added${rest}`);
  refuse(["a"], "Cannot merge result: string cannot be added");
  refuse([undefined, true], "Cannot merge result: boolean cannot be added");
  refuse([1, 2n], "Cannot merge result: number and bigint cannot be added");
  refuse([[], new Set()], "Cannot merge result: Array and Set");
  refuse([{ a: 1 }, { a: [1] }], "Cannot merge result.a: number and Array");
  refuse(
    [{ by: new Map([["x", { name: "y" }]]) }],
    'Cannot merge result.by.get("x").name: string cannot be added',
  );
  refuse(
    [new Map([[1, new Date(0)]])],
    "Cannot merge result.get(1): Date cannot be added",
  );
  refuse(
    [new Map([[Object.create(null), ""]])],
    "Cannot merge result.get(object): string",
  );
  refuse([new Uint8Array(1)], "Cannot merge result: Uint8Array");
  refuse([new (class Sum {})()], "Cannot merge result: Sum cannot be added");
  refuse([], "Cannot merge results: there are no slices");
});

Deno.test("slices merge in parts as they merge at once", () => {
  const random = new SeededRandom("merge");
  for (let round = 0; round < 200; round++) {
    const results = Array.from({ length: 5 }, () => randomResult(random));
    const cut = Math.floor(random.random() * 3) + 1;
    const parts = [results.slice(0, cut), results.slice(cut)].map(mergeAll);
    check(parts, mergeAll(results));
  }
});

interface Result {
  readonly n: number;
  readonly list: readonly number[];
  readonly by: Map<number, { [name: string]: number }>;
}

function randomResult(random: SeededRandom): Result {
  const draw = (): number => Math.floor(random.random() * 4);
  const draws = (): number[] => Array.from({ length: draw() }, draw);
  return {
    n: draw(),
    list: draws(),
    by: new Map(draws().map((key) => [key, { [`k${draw()}`]: draw() }])),
  };
}

Deno.test("analysisResultsOf() gives an array in slice order that merges itself", () => {
  const slices = [[1], [2], [3]];
  const results = analysisResultsOf(slices);
  assertEquals(results.length, 3);
  assertEquals([...results], slices);
  assert(Array.isArray(results));
  assertEquals(Object.keys(results), ["0", "1", "2"]);
  assertEquals(results.merge(), [1, 2, 3]);
  assertEquals(results.merge(), [1, 2, 3]);
  assertEquals(slices, [[1], [2], [3]]);
});
