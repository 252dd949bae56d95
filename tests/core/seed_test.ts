import { SeededRandom } from "../../src/core/seed.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";

/** The numbers of the first calls; a change of one is a new `API_VERSION`. */
function check(seed: string, expected: readonly number[]): void {
  const random = new SeededRandom(seed);
  assertEquals(expected.map(() => random.random()), expected);
}

function bytesOf(random: SeededRandom, length: number): number[] {
  const bytes = new Uint8Array(length);
  random.fill(bytes);
  return [...bytes];
}

Deno.test("a seed gives these numbers for ever", () => {
  check("9f86d081/analysis/3", [
    0.86166123728509,
    0.5014895924161593,
    0.34812476737282105,
  ]);
  check("", [0.8670422374046357]);
  check("a", [0.7321848492712026]);
  check("b", [0.621693445258677]);
});

Deno.test("a seed gives these bytes and this UUID for ever", () => {
  const random = new SeededRandom("9f86d081/analysis/3");
  assertEquals(bytesOf(random, 10), [
    180,
    212,
    149,
    220,
    53,
    126,
    246,
    146,
    38,
    159,
  ]);
  assertEquals(random.uuid(), "b5b6b1b5-79b4-4e59-8eda-5956e64af5c6");
});

Deno.test("fill() starts with a new step each time and takes any length", () => {
  const parts = new SeededRandom("x");
  const whole = bytesOf(new SeededRandom("x"), 8);
  assertEquals(bytesOf(parts, 3), whole.slice(0, 3));
  assertEquals(bytesOf(parts, 0), []);
  assertEquals(bytesOf(parts, 4), whole.slice(4));
});

Deno.test("the closing length keeps NULs and prefixes apart", () => {
  const seeds = ["", "\0", "\0\0", "a", "a\0", "ab", "ba", "\u0161", "\ud800"];
  const firsts = seeds.map((seed) => new SeededRandom(seed).random());
  assertEquals(new Set(firsts).size, seeds.length);
});

Deno.test("uuid() is of version 4 and variant 1, each time another", () => {
  const random = new SeededRandom("uuid");
  const uuids = Array.from({ length: 1000 }, () => random.uuid());
  const form =
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  for (const uuid of uuids) assertMatch(uuid, form);
  assertEquals(new Set(uuids).size, 1000);
});

Deno.test("random() spreads evenly over [0, 1) and over its 53 bits", () => {
  const random = new SeededRandom("even");
  const boxes = new Array<number>(100).fill(0);
  let odd = 0;
  for (let draw = 0; draw < 100_000; draw++) {
    const value = random.random();
    assert(value >= 0 && value < 1);
    const box = Math.floor(value * 100);
    boxes[box] = (boxes[box] ?? 0) + 1;
    odd += (value * 2 ** 53) % 2;
  }
  assert(chiSquare(boxes, 1000) < 149); // 99 degrees, 1 in 1000 is above
  assert(Math.abs(odd - 50_000) < 520, `${odd} of the lowest bits are set`);
});

Deno.test("fill() gives every byte value equally often", () => {
  const counts = new Array<number>(256).fill(0);
  for (const byte of bytesOf(new SeededRandom("bytes"), 256_000)) {
    counts[byte] = (counts[byte] ?? 0) + 1;
  }
  assert(chiSquare(counts, 1000) < 331); // 255 degrees, 1 in 1000 is above
});

Deno.test("one number says nothing of the next", () => {
  const random = new SeededRandom("pairs");
  const boxes = new Array<number>(100).fill(0);
  let last = random.random();
  for (let draw = 0; draw < 100_000; draw++) {
    const value = random.random();
    const box = Math.floor(last * 10) * 10 + Math.floor(value * 10);
    boxes[box] = (boxes[box] ?? 0) + 1;
    last = value;
  }
  assert(chiSquare(boxes, 1000) < 149);
});

Deno.test("neighbouring seeds share no more bits than chance gives", () => {
  const same = new Array<number>(32).fill(0);
  for (let slice = 0; slice < 4000; slice++) {
    const differing = firstWord(`job/analysis/${slice}`) ^
      firstWord(`job/analysis/${slice + 1}`);
    for (let bit = 0; bit < 32; bit++) {
      same[bit] = (same[bit] ?? 0) + (~differing >>> bit & 1);
    }
  }
  for (const count of same) assert(Math.abs(count - 2000) < 130, `${same}`);
});

function firstWord(seed: string): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytesOf(new SeededRandom(seed), 4);
  return a | b << 8 | c << 16 | d << 24;
}

/** How far counts are from what was expected of each, in all. */
function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}
