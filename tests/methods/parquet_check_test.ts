import { unpackLz4Page } from "../../methods/lib/lz4.ts";
import {
  checkDeltas,
  checkRuns,
  checkTexts,
} from "../../methods/lib/parquet_runs.ts";
import { readFields, readInteger } from "../../methods/lib/thrift.ts";
import { unpackZstd } from "../../methods/lib/zstd_frame.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { parquetFiles, unsignedFile } from "./parquet_files.ts";
import { readParquet } from "./parquet_support.ts";

const of = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

Deno.test("files of every compression and encoding say the same", async () => {
  using dir = tempDir();
  const path = dir.join("a.parquet");
  const rows = Array.from({ length: 40 }, (_, k) => ({
    i: k % 7 === 3 ? null : k * k % 50,
    u: `word ${k % 11}`,
    l: Array.from({ length: k % 3 }, () => k),
  }));
  for (const [kind, text] of Object.entries(parquetFiles)) {
    if (kind === "decimals") continue;
    Deno.writeFileSync(path, Uint8Array.fromBase64(text));
    const read = await readParquet(path);
    const wanted = "l" in read.columns
      ? rows
      : rows.map(({ i, u }) => ({ i, u }));
    assertEquals(read.rows, wanted, kind);
  }
});

Deno.test("decimals that come again and again stay texts", async () => {
  using dir = tempDir();
  const path = dir.join("a.parquet");
  Deno.writeFileSync(path, Uint8Array.fromBase64(parquetFiles.decimals ?? ""));
  const { columns, rows } = await readParquet(path);
  assertEquals(columns, { d: "string?" });
  assertEquals(rows, Array(40).fill({ d: "1.500" }));
});

Deno.test("unsigned numbers may be kept as differences from one of 33 bits", async () => {
  using dir = tempDir();
  const path = dir.join("a.parquet");
  Deno.writeFileSync(path, Uint8Array.fromBase64(unsignedFile));
  const { rows } = await readParquet(path);
  assertEquals(rows.map(({ u }) => u), [4294967295n, 7n, 2147483648n]);
});

Deno.test("runs of values make as many as there are to be", () => {
  // Five of value 1, then eight packed ones, of which three count.
  const runs = of(10, 1, 3, 0b0101_0011);
  assertEquals(checkRuns(runs, 1, 8, 1), 7);
  assertEquals(checkRuns(runs, 1, 13, 1), 9);
  const refused = (bytes: Uint8Array, width: number, count: number): void => {
    assertThrows(() => checkRuns(bytes, width, count), RangeError);
  };
  refused(runs, 1, 14);
  refused(runs, 1, 4);
  refused(runs, 33, 8);
  refused(of(0, 1), 1, 1);
  refused(of(10), 1, 5);
  refused(of(3), 1, 1);
  refused(of(254, 255, 255, 255, 15, 1), 1, 5);
  refused(of(255, 255, 255, 255, 255, 255, 1), 1, 5);
});

Deno.test("differences make as many values as there are to be, and no others", () => {
  // Blocks of 128 in 4 parts; 3 values from 5 up by 1; no bits are needed.
  const ones = of(128, 1, 4, 3, 10, 2, 0, 0, 0, 0);
  checkDeltas(ones, 3);
  const refused = (bytes: Uint8Array, count: number): void => {
    assertThrows(() => checkDeltas(bytes, count), RangeError);
  };
  refused(ones, 4);
  refused(ones.subarray(0, 6), 3);
  refused(of(128, 1, 0, 3, 10, 2), 3);
  refused(of(128, 128, 128, 128, 8, 4, 3, 10, 2, 0, 0, 0, 0), 3);
  refused(ones.with(6, 65), 3);
  refused(ones.with(6, 8), 3);
});

Deno.test("texts are within their page, and begin as far as those before them", () => {
  // Lengths 1, 1 and 1.
  const lengths = of(128, 1, 4, 3, 2, 0, 0, 0, 0, 0);
  checkTexts(of(...lengths, 97, 98, 99), 3, false);
  const refused = (bytes: Uint8Array, isPrefixed: boolean): void => {
    assertThrows(() => checkTexts(bytes, 3, isPrefixed), RangeError);
  };
  refused(of(...lengths, 97, 98), false);
  refused(of(...lengths.with(4, 1), 97, 98, 99), false);
  // They begin with 0, 1 and 2 letters of the one before; then with 1.
  const prefixes = of(128, 1, 4, 3, 0, 2, 0, 0, 0, 0);
  checkTexts(of(...prefixes, ...lengths, 97, 98, 99), 3, true);
  refused(of(...lengths, ...lengths, 97, 98, 99), true);
});

Deno.test("structures end, whatever lengths are in them", () => {
  // Field 1 is 3, field 3 a text, field 4 a list of truths, field 5 is true.
  const struct = of(0x15, 6, 0x28, 2, 120, 121, 0x19, 0x21, 1, 2, 0x11, 0);
  const { at, end } = readFields(struct, 0);
  assertEquals([...at.keys()], [1, 3, 4, 5]);
  assertEquals(readInteger(struct, at.get(1) ?? 0), 3);
  assertEquals(end, struct.length);
  const refused = (...bytes: number[]): void => {
    assertThrows(() => readFields(of(...bytes), 0), RangeError);
  };
  refused(...struct.subarray(0, -1));
  refused(0x18, 255, 255, 255, 255, 15);
  refused(0x19, 0xf5, 255, 255, 255, 255, 15, 0);
  refused(0x16, ...Array(20).fill(255), 1, 0);
  refused(0x1d, 0);
  refused(...Array(100).fill(0x1c), 0);
});

Deno.test("compressed bytes become no more than they are said to", () => {
  // A frame of one block of 8 bytes that repeat, whose size is in its head.
  const frame = of(0x28, 0xb5, 0x2f, 0xfd, 0x20, 8, 0x43, 0, 0, 97);
  const eight = new TextEncoder().encode("aaaaaaaa");
  assertEquals(unpackZstd(frame, 8), eight);
  for (const size of [7, 9, 2 ** 40]) {
    assertThrows(() => unpackZstd(frame, size), RangeError);
  }
  // The window of this one is 2^41 bytes.
  const wide = of(0x28, 0xb5, 0x2f, 0xfd, 0, 0xf8, 0x43, 0, 0, 97);
  assertThrows(() => unpackZstd(wide, 8), RangeError);
  assertEquals(unpackZstd(wide.with(5, 0), 8), eight);
  const block = of(0x80, ...eight);
  assertEquals(unpackLz4Page(block, 8, false), eight);
  assertEquals(unpackLz4Page(block, 8, true), eight);
  const hadoop = of(0, 0, 0, 8, 0, 0, 0, 9, ...block);
  assertEquals(unpackLz4Page(hadoop, 8, true), eight);
  assertThrows(() => unpackLz4Page(hadoop, 8, false), RangeError);
  // A length below 0 led back to where it stands.
  const back = of(0, 0, 0, 0, 255, 255, 255, 248, ...block);
  assertThrows(() => unpackLz4Page(back, 8, true), RangeError);
});
