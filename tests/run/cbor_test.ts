import { encode as encodeFreely } from "cbor2";
import { decode, encode } from "../../src/run/worker/cbor.ts";
import { assertEquals } from "../support/assert.ts";

function roundTrip(value: unknown): void {
  assertEquals(decode(encode(value)), value);
}

Deno.test("CBOR gives back what was saved, kind and all", () => {
  roundTrip([null, undefined, true, 0, -0, 1.5, NaN, 1e20, 2 ** 53, "text"]);
  roundTrip({ a: { b: [{}] }, gone: undefined, "1": 2 });
  roundTrip(JSON.parse(`{ "__proto__": { "x": 1 }, "constructor": 5 }`));
  roundTrip(new Set([1, "a", new Set()]));
  roundTrip([new Date(0), new Date(-1), new Date(1795362987247)]);
  assertEquals(decode(encode(new Date(NaN))), new Date(NaN));
});

Deno.test("CBOR tells a Map from an object, and keeps its order", () => {
  roundTrip(new Map<unknown, unknown>([["b", 1], ["1", 2], ["a", new Map()]]));
  roundTrip({ inner: new Map([[new Map([["k", 1n]]), new Set([2])]]) });
  roundTrip(new Map([["__proto__", 1]]));
});

Deno.test("CBOR tells a bigint from a number, however small", () => {
  roundTrip([0n, 5, 5n, -7n, 2n ** 70n, -(2n ** 70n), 2n ** 64n - 1n]);
});

Deno.test("CBOR keeps typed arrays, views of a part too", () => {
  roundTrip([
    new Uint8Array([1, 2]),
    new Uint8ClampedArray([3]),
    new Int16Array([-1]),
    new Uint32Array([4294967295]),
    new Float32Array([0.5]),
    new Float64Array([NaN, -0]),
    new BigInt64Array([-1n]),
    new BigUint64Array([2n ** 64n - 1n]),
  ]);
  const part = new Float64Array([1, 2, 3]).subarray(1, 2);
  assertEquals(decode(encode(part)), new Float64Array([2]));
});

Deno.test("CBOR keeps the millisecond of any date", () => {
  for (let ms = -1e12; ms < 4e12; ms += 1234567891) roundTrip(new Date(ms));
});

Deno.test("CBOR has one spelling for equal values", () => {
  const bytes = encode(new Map<unknown, unknown>([["n", 5n], ["at", [1]]]));
  assertEquals(
    bytes.toHex(),
    "d90103" + "a2" + "616e" + "c24105" + "626174" + "8101",
  );
});

Deno.test("CBOR of other programs is read, too: keys that are no text make a Map", () => {
  assertEquals(decode(encodeFreely(new Map([[1, "x"]]))), new Map([[1, "x"]]));
  assertEquals(decode(encodeFreely({ a: [1] })), { a: [1] });
});
