import { createHash } from "node:crypto";
import { sha256 } from "../../methods/lib/sha256.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("sha256() agrees with the system's, for every length around a block", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 31 + length);
    const room = new Uint8Array(length + 72).fill(255);
    room.set(bytes);
    const words = sha256(room, length);
    const found = [...words].map((word) =>
      (word >>> 0).toString(16).padStart(8, "0")
    ).join("");
    assertEquals(found, createHash("sha256").update(bytes).digest("hex"));
  }
});
