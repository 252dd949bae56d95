import { canonicalJson, type Json } from "../../src/core/canonical.ts";
import { SeededRandom } from "../../src/core/seed.ts";
import { sha256 } from "../../src/core/sha256.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";

/** Asserts the spelling, and that reading it and spelling it again keeps it. */
function check(value: Json, expected: string): void {
  const spelled = canonicalJson(value);
  assertEquals(spelled, expected);
  assertEquals(canonicalJson(JSON.parse(spelled)), expected);
}

function refuse(value: unknown, message: string): void {
  assertThrows(() => canonicalJson(value as Json), TypeError, message);
}

Deno.test("the spelling has sorted keys and no white space", () => {
  check(
    { b: [1, 2, { d: null, c: true }], a: "x y" }, //
    '{"a":"x y","b":[1,2,{"c":true,"d":null}]}',
  );
  check([], "[]");
  check({}, "{}");
  check("", '""');
});

Deno.test("keys are sorted by UTF-16 code unit, whatever the language", () => {
  check(
    {
      b: 1,
      a: 2,
      B: 3,
      "10": 4,
      "9": 5,
      "": 6,
      "ä": 7,
      z: 8,
      "😀": 9,
      "！": 10,
    },
    '{"":6,"10":4,"9":5,"B":3,"a":2,"b":1,"z":8,"ä":7,"😀":9,"！":10}',
  );
});

Deno.test("a number has one spelling", () => {
  check(-0, "0");
  check([1.0, 1e3, 1e21, 1e-7, 0.1, -5], "[1,1000,1e+21,1e-7,0.1,-5]");
  check(Number.MAX_SAFE_INTEGER, "9007199254740991");
  check(5e-324, "5e-324");
});

Deno.test("text is spelled as JSON.stringify does, unpaired surrogates escaped", () => {
  check('"\\\u0000\n\u2028é😀', '"\\"\\\\\\u0000\\n\u2028é😀"');
  check("\ud800", '"\\ud800"');
  check({ "\udfff": 1 }, '{"\\udfff":1}');
});

Deno.test("letters that only look the same stay apart", () => {
  assert(canonicalJson("é") !== canonicalJson("e\u0301"));
});

Deno.test("keys that objects inherit are keys like others", () => {
  const text = '{"__proto__":{"n":1},"constructor":null,"toString":2}';
  check(JSON.parse(text), text);
  const bare = Object.create(null);
  bare["__proto__"] = 1;
  check(bare, '{"__proto__":1}');
  check(Object.create({ inherited: 1 }), "{}");
});

Deno.test("what JSON cannot say is refused at any depth", () => {
  refuse(NaN, "Cannot spell NaN as JSON: it is not finite");
  refuse([{ a: -Infinity }], "Cannot spell -Infinity as JSON");
  refuse(undefined, "Cannot spell undefined as JSON");
  refuse({ a: undefined }, "Cannot spell undefined as JSON");
  refuse(new Array(1), "Cannot spell undefined as JSON");
  refuse([() => 1], "Cannot spell function as JSON");
  refuse({ a: 1n }, "Cannot spell bigint as JSON");
});

Deno.test("these spellings have these digests for ever", () => {
  const digest = (value: Json): string => sha256(canonicalJson(value));
  assertEquals(
    digest(null),
    "74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b",
  );
  assertEquals(
    digest({ b: [1, -0, "é"], a: { "😀": false } }),
    "a0e4c0ad26c259babdd046a5fa72065f32c32f8abbdadea0d7b69f925e30975a",
  );
});

Deno.test("equal values are spelled alike, in whatever order their keys came", () => {
  const random = new SeededRandom("equal");
  for (let round = 0; round < 500; round++) {
    const value = randomJson(random, 4);
    assertEquals(canonicalJson(shuffled(random, value)), canonicalJson(value));
  }
});

Deno.test("values spelled alike are equal: the spelling reads back as the value", () => {
  const random = new SeededRandom("alike");
  for (let round = 0; round < 500; round++) {
    const value = randomJson(random, 4);
    assertEquals(JSON.parse(canonicalJson(value)), value);
  }
});

Deno.test("values that differ in one place are spelled apart", () => {
  const random = new SeededRandom("apart");
  for (let round = 0; round < 500; round++) {
    const value = randomJson(random, 4);
    const other = changed(random, value);
    assert(canonicalJson(value) !== canonicalJson(other));
  }
});

const KEYS = [
  "a",
  "b",
  "",
  "~",
  "__proto__",
  "length",
  "é",
  "😀",
  "\ud800",
  "1",
];
const LEAVES = [null, true, false, 0, 1, -1, 0.5, 1e99, "", "a", "0", "null"];

function pick<T>(random: SeededRandom, items: readonly T[]): T {
  return items[Math.floor(random.random() * items.length)] as T;
}

/** A value of any shape, with up to four members at each level. */
function randomJson(random: SeededRandom, depth: number): Json {
  const shape = depth === 0 ? 1 : random.random();
  if (shape > 0.7) return pick(random, LEAVES);
  const size = Math.floor(random.random() * 5);
  const items = Array.from(
    { length: size },
    () => randomJson(random, depth - 1),
  );
  if (shape > 0.35) return items;
  return recordOf(items.map((item) => [pick(random, KEYS), item]));
}

/** A record of own members only, `__proto__` among them. */
function recordOf(members: readonly (readonly [string, Json])[]): Json {
  const record = {};
  for (const [key, value] of members) {
    Object.defineProperty(record, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return record;
}

function shuffled(random: SeededRandom, value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    return value.map((item: Json) => shuffled(random, item));
  }
  const members = Object.entries(value)
    .map(([key, member]) => ({ key, member, place: random.random() }))
    .sort((a, b) => a.place - b.place);
  return recordOf(
    members.map(({ key, member }) => [key, shuffled(random, member)]),
  );
}

/** The value with one leaf replaced, one item more, or one key renamed. */
function changed(random: SeededRandom, value: Json): Json {
  if (value === null || typeof value !== "object") return [value];
  if (Array.isArray(value)) {
    const at = Math.floor(random.random() * (value.length + 1));
    return at === value.length
      ? [...value, null]
      : value.with(at, changed(random, value[at]));
  }
  const [first, ...rest] = Object.entries(value);
  if (first === undefined) return recordOf([["new", null]]);
  return random.random() < 0.5
    ? recordOf([[`${first[0]}'`, first[1]], ...rest])
    : recordOf([[first[0], changed(random, first[1])], ...rest]);
}
