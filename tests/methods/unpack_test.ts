import { Buffer } from "node:buffer";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { unpack } from "../../methods/lib/unpack.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertRejects } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";
import { Xxh64 } from "../../methods/lib/xxh64.ts";
import { makeRandom } from "./csv_support.ts";

/** What comes of a file of these bytes. */
async function check(bytes: Uint8Array): Promise<Uint8Array> {
  using dir = tempDir();
  const path = dir.join("a.zst");
  Deno.writeFileSync(path, bytes);
  const text = await unpack({ path, name: "a.zst" }, dir.join("text"));
  return Deno.readFileSync(text);
}

/** Text of which parts come again, near and far. */
function makeText(): Uint8Array {
  const random = makeRandom(5);
  const words = Array.from({ length: 3000 }, () => `${random(1e9)},`);
  let text = "";
  while (text.length < 3e6) text += words[random(words.length)];
  return new TextEncoder().encode(text);
}

Deno.test("zstd of every level is unpacked, in frames that follow each other", async () => {
  const text = makeText();
  const frames: Uint8Array[] = [];
  let at = 0;
  for (const size of [0, 1, 17, 70_000, 1_000_000, Infinity]) {
    const params = {
      [constants.ZSTD_c_compressionLevel]: [1, 3, 19][frames.length % 3] ?? 1,
      [constants.ZSTD_c_checksumFlag]: frames.length % 2,
    };
    const part = text.subarray(at, at + Math.min(size, text.length));
    frames.push(zstdCompressSync(part, { params }));
    at += part.length;
  }
  assertEquals(Buffer.compare(await check(Buffer.concat(frames)), text), 0);
});

Deno.test("what is not compressed is left where it is", async () => {
  const text = new TextEncoder().encode("a,b\n1,2\n");
  assertEquals(await check(text), text);
  assertEquals(await check(new Uint8Array(0)), new Uint8Array(0));
});

Deno.test("a file that ends early or is damaged is named", async () => {
  const text = makeText();
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  for (const packed of [zstdCompressSync(text, { params }), gzipSync(text)]) {
    const kind = packed[0] === 0x1f ? "gzip" : "zstd";
    const damaged = Uint8Array.from(packed);
    damaged.fill(0xff, 4, 100);
    const changed = Uint8Array.from(packed);
    changed[50_000] = (changed[50_000] ?? 0) ^ 4; // may well unpack
    const short = packed.subarray(0, packed.length - 20);
    for (const bytes of [short, damaged, changed]) {
      const error = await assertRejects(() => check(bytes), AxError);
      const what = `Cannot import "a.zst": its ${kind} is damaged (`;
      assertEquals(error.message.startsWith(what), true, error.message);
    }
  }
});

Deno.test("zstd that takes much memory is refused, whatever it has", async () => {
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0x43, 0, 0, 97);
  assertEquals(await check(frame), new TextEncoder().encode("aaaaaaaa"));
  // Windows of 144 MiB and of 3.75 TiB; the content's size, if that is all.
  const single = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x10, 0x43, 0, 0, 97];
  for (
    const bytes of [
      frame.with(5, 17 << 3 | 1),
      frame.with(5, 255),
      Uint8Array.from(single),
    ]
  ) {
    await assertRejects(() => check(bytes), AxError, "more than 128 MiB");
  }
  // A block that repeats a byte 2 MiB times.
  const large = frame.with(6, 3 | 8).with(7, 255).with(8, 255);
  await assertRejects(() => check(large), AxError, "a block is too large");
});

/** The hash of bytes that come in parts of some size. */
function hashOf(bytes: Uint8Array, step: number): string {
  const hash = new Xxh64();
  for (let at = 0; at < bytes.length; at += step) {
    hash.update(bytes.subarray(at, at + step));
  }
  return hash.digest().toString(16);
}

Deno.test("XXH64 is as its authors have it, whatever the parts", () => {
  const bytes = new TextEncoder().encode(
    "Nobody inspects the spammish repetition",
  );
  for (const step of [1, 3, 8, 31, 32, 33, 100]) {
    assertEquals(hashOf(new Uint8Array(0), step), "ef46db3751d8e999");
    assertEquals(hashOf(bytes, step), "fbcea83c8a378bf1");
  }
});
