import {
  findHasher,
  type Hashable,
  hashBytes,
  hashValue,
  hashVector,
  sliceOf,
} from "../../src/data/hash.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { parseType } from "../../src/data/types.ts";
import { assert, assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { random, randomSample, writeRows } from "./support.ts";

const hex = (hash: number) => hash.toString(16).padStart(8, "0");

Deno.test("the hash is MurmurHash3 x86 32: vectors of its author's code", () => {
  const ascii = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    return hex(hashBytes(bytes, bytes.length));
  };
  assertEquals(ascii(""), "00000000");
  assertEquals(ascii("test"), "ba6bd213");
  assertEquals(ascii("Hello, world!"), "c0363e43");
  assertEquals(
    ascii("The quick brown fox jumps over the lazy dog"),
    "2e4ff723",
  );
});

// To change one of these is to change in which slice a row lies.
Deno.test("digests of values do not change", () => {
  const cases: [Hashable, string][] = [
    [null, "00000000"],
    [false, "63852afc"],
    [true, "53075d44"],
    [0, "63852afc"],
    [1, "53075d44"],
    [-1, "627564e8"],
    [300, "2076d486"],
    [1.5, "f07a83db"],
    [-1e300, "2c6b684f"],
    [NaN, "5529940d"],
    [Infinity, "1916a2e5"],
    [2 ** 53, "8339a625"],
    [-(2n ** 63n), "516faf25"],
    ["", "00000000"],
    ["x", "3e9a9b1b"],
    ["abcdefgh", "49ddccc4"],
    ["naïve 🦊", "2b71fe4b"],
    [Uint8Array.of(1, 2, 3), "80d1d204"],
    [new Date("2024-05-05T01:02:03.004Z"), "829f28ce"],
    [new Date(-1), "ede9751c"],
    [new Date(8.64e15), "4659efd5"],
  ];
  const actual = cases.map(([value]) => [value, hex(hashValue(value))]);
  assertEquals(actual, cases);
});

Deno.test("equal values hash equal whatever their type", () => {
  for (const n of [0, 1, -1, 2 ** 31, -(2 ** 53), 2 ** 62, -(2 ** 63)]) {
    assertEquals(hashValue(n), hashValue(BigInt(n)), `${n}`);
  }
  assertEquals(hashValue(-0), hashValue(0n));
  assertEquals(hashValue(true), hashValue(1));
  assertEquals(hashValue("é"), hashValue(new TextEncoder().encode("é")));
  const day = new Date("2024-05-05T00:00:00Z");
  const hashDate = findHasher(parseType("date"));
  const hashTime = findHasher(parseType("datetime"));
  assertEquals(hashDate?.(day), hashTime?.(day));
  assertEquals(hashDate?.(day), hashValue(day));
  const half = findHasher(parseType("float32"));
  assertEquals(half?.(0.1), hashValue(Math.fround(0.1)));
});

Deno.test("2^63 is no int64 and hashes as a float; a larger bigint is refused", () => {
  assert(hashValue(2 ** 63) !== hashValue(-(2n ** 63n)));
  assertThrows(() => hashValue(2n ** 63n), RangeError, "more than 64 bits");
  assertThrows(() => hashValue("\ud800"), RangeError, "surrogate");
});

Deno.test("slices of whole numbers and of words are about equally full", () => {
  for (const make of [(i: number) => i, (i: number) => `user-${i}`]) {
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i++) {
      const slice = sliceOf(make(i), counts.length);
      counts[slice] = (counts[slice] ?? 0) + 1;
    }
    for (const count of counts) {
      assert(Math.abs(count - 10_000) < 400, `${count}`);
    }
  }
});

Deno.test("a vector's hashes are those of its values, and of what is written", () => {
  using dir = tempDir();
  for (let seed = 1; seed < 8; seed++) {
    const sample = randomSample(random(seed), { rows: 300, columns: 20 });
    const path = dir.join(`${seed}.arrow`);
    writeRows(path, sample);
    using reader = openSliceReader(path);
    for (const [name, spec] of reader.columns) {
      const hasher = findHasher(parseType(spec));
      if (hasher === undefined) continue;
      for (const batch of reader.batches([name], { rowRange: [13, 291] })) {
        const vector = batch.columns[name];
        assert(vector !== undefined);
        const hashes = new Uint32Array(batch.rowCount);
        hashVector(vector, hashes);
        hashes.forEach((hash, row) => {
          const value = vector.get(row) as Hashable;
          assertEquals(hash, hashValue(value), `${spec}: ${value}`);
          const written = sample.rows[13 + row]?.[name];
          assertEquals(hash, hasher(written), `${spec}: ${written}`);
        });
      }
    }
  }
});

Deno.test("json and lists have no hash", () => {
  using dir = tempDir();
  const path = dir.join("a.arrow");
  const columns = { j: "json", l: "list<int32>" } as const;
  writeRows(path, { columns, rows: [{ j: 1, l: [1] }] });
  using reader = openSliceReader<typeof columns>(path);
  for (const { columns: { j, l } } of reader.batches()) {
    for (const vector of [j, l]) {
      assertEquals(findHasher(parseType("json")), undefined);
      assertThrows(
        () => hashVector(vector, new Uint32Array(1)),
        TypeError,
        "Cannot hash a column of type",
      );
    }
  }
});
