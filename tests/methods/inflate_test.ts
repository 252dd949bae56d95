import { Buffer } from "node:buffer";
import { constants, deflateRawSync, gzipSync } from "node:zlib";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import { inflateGzip } from "../../methods/lib/inflate.ts";
import { makeRandom, memorySource } from "./csv_support.ts";

function check(packed: Uint8Array, step = Infinity): Buffer {
  const parts: Buffer[] = [];
  inflateGzip(memorySource(packed, step), (bytes) => {
    parts.push(Buffer.from(bytes));
  });
  return Buffer.concat(parts);
}

/** Bytes that repeat themselves more or less. */
function makeBytes(size: number, variety: number, seed: number): Uint8Array {
  const random = makeRandom(seed);
  const words = Array.from(
    { length: 50 },
    () => Array.from({ length: 1 + random(300) }, () => random(variety)),
  );
  const bytes: number[] = [];
  while (bytes.length < size) bytes.push(...words[random(50)] ?? []);
  return Uint8Array.from(bytes);
}

Deno.test("gzip of every kind of block is inflated", () => {
  for (const [index, size] of [0, 1, 100, 70_000, 900_000].entries()) {
    for (const variety of [1, 4, 256]) {
      const bytes = Buffer.from(makeBytes(size, variety, index));
      for (const level of [0, 1, 6, 9]) {
        assertEquals(check(gzipSync(bytes, { level })).equals(bytes), true);
      }
      const strategy = constants.Z_FIXED;
      assertEquals(check(gzipSync(bytes, { strategy })).equals(bytes), true);
    }
  }
});

Deno.test("members are joined, whatever their headers say, and padding is left", () => {
  const bytes = Buffer.from("one member and another");
  const plain = gzipSync(bytes);
  const flags = 2 | 4 | 8 | 16;
  const header = Buffer.from([
    0x1f,
    0x8b,
    8,
    flags,
    0,
    0,
    0,
    0,
    0,
    3,
    2,
    0,
    9,
    9,
    97,
    0,
    98,
    0,
    1,
    2,
  ]);
  const named = Buffer.concat([
    header,
    deflateRawSync(bytes),
    plain.subarray(-8),
  ]);
  for (const step of [1, 7, Infinity]) {
    const all = Buffer.concat([
      plain,
      named,
      gzipSync(""),
      plain,
      Buffer.alloc(20),
    ]);
    assertEquals(check(all, step).toString(), bytes.toString().repeat(3));
  }
});

Deno.test("damaged gzip is refused wherever it is damaged", () => {
  const packed = gzipSync(makeBytes(2000, 30, 9));
  for (let at = 0; at < packed.length; at++) {
    if (at > 3 && at < 10) continue; // time and system: nothing to check
    const damaged = Buffer.from(packed);
    (damaged[at] as number) ^= 0xff;
    assertThrows(() => check(damaged), AxError, "Cannot read a damaged gzip");
  }
  for (let size = 1; size < packed.length; size += 13) {
    const why = size < 18 ? "gzip" : "it ends too early";
    assertThrows(() => check(packed.subarray(0, size)), AxError, why);
  }
});
