import {
  notCloneable,
  notPlain,
  notStorable,
} from "../../src/run/worker/plain.ts";
import { assertEquals } from "../support/assert.ts";

/** A value that contains itself at `value.list[0].up`. */
function circle(): unknown {
  const top: Record<string, unknown> = {};
  top["list"] = [{ up: top }];
  return top;
}

class Point {
  x = 1;
}

Deno.test("notPlain() lets through what JSON keeps whole", () => {
  const shared = { a: 1 };
  const plain = [
    null,
    "text",
    false,
    -1.5,
    [[], {}],
    { a: { b: [null] }, left: undefined },
    { first: shared, second: shared },
    Object.assign(Object.create(null), { a: 1 }),
  ];
  for (const value of plain) assertEquals(notPlain(value, "value"), undefined);
});

Deno.test("notPlain() names the first part that JSON would change", () => {
  const check = (value: unknown): string | undefined =>
    notPlain(value, "value");
  assertEquals(check(undefined), "value is undefined");
  assertEquals(check({ mean: NaN }), "value.mean is NaN");
  assertEquals(check([1, [-Infinity]]), "value[1][0] is -Infinity");
  assertEquals(check({ n: 1n }), "value.n is a bigint");
  assertEquals(check([undefined]), "value[0] is undefined");
  assertEquals(check({ f: (): void => {} }), "value.f is a function");
  assertEquals(check({ at: new Date(0) }), "value.at is a Date");
  assertEquals(check(new Map()), "value is a Map");
  assertEquals(check([new Int8Array(1)]), "value[0] is an Int8Array");
  assertEquals(check(new Point()), "value is a Point");
  assertEquals(check(circle()), "value.list[0].up contains itself");
});

Deno.test("notStorable() lets through what CBOR keeps, and names the rest", () => {
  const check = (value: unknown): string | undefined =>
    notStorable(value, "value");
  const kept = new Map<unknown, unknown>([
    ["set", new Set([1n, NaN, undefined])],
    [new Date(0), [new Float64Array(2), { gone: undefined }]],
  ]);
  assertEquals(check(kept), undefined);
  assertEquals(
    check({ parse: { f(): void {} } }),
    "value.parse.f is a function",
  );
  assertEquals(check(new Set([Symbol("s")])), "value.values()[0] is a symbol");
  assertEquals(
    check(new Map([["p", new Point()]])),
    `value.get("p") is a Point`,
  );
  assertEquals(check(new Map([[new Point(), 1]])), "value.keys() is a Point");
  assertEquals(check([new Error("no")]), "value[0] is an Error");
  assertEquals(check(new ArrayBuffer(1)), "value is an ArrayBuffer");
  assertEquals(check(["\ud800"]), "value[0] is text with half a character");
  assertEquals(check(circle()), "value.list[0].up contains itself");
});

Deno.test("notCloneable() names the part that cannot go to another Worker", () => {
  const check = (value: unknown): string | undefined =>
    notCloneable(value, "value");
  assertEquals(check({ a: [new Error("kept"), new Point()] }), undefined);
  assertEquals(check(circle()), undefined);
  assertEquals(
    check({ a: [1, { b: (): void => {} }] }),
    "value.a[1].b is a function",
  );
  assertEquals(
    check(new Map([["k", new Set([new WeakMap()])]])),
    `value.get("k").values()[0] is a WeakMap`,
  );
  assertEquals(check([Promise.resolve()]), "value[0] is a Promise");
  const loop = circle() as { list: unknown[] };
  loop.list.push(Symbol("s"));
  assertEquals(check(loop), "value.list[1] is a symbol");
});
