import { sha256, sha256OfJson } from "../../src/core/sha256.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("sha256() gives the digests that the standard gives", () => {
  assertEquals(
    sha256("abc"),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assertEquals(
    sha256(new Uint8Array(0)),
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

Deno.test("sha256() hashes text as UTF-8, and of a view only what it shows", () => {
  const bytes = new TextEncoder().encode("<é😀>");
  assertEquals(sha256("é😀"), sha256(bytes.subarray(1, -1)));
});

Deno.test("sha256OfJson() hashes the canonical spelling", () => {
  assertEquals(sha256OfJson({ b: 1, a: -0 }), sha256('{"a":0,"b":1}'));
});
