import { joinTexts, splitTexts } from "../../src/cli/scan/hist_settings.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("texts of several columns stay apart, whatever they hold", () => {
  const texts = ["", undefined, "a", "\x1f", "\x1e", "\x1e1", "\x1e0\x1f"];
  const keys = new Set<string>();
  for (const one of texts) {
    for (const other of texts) {
      const key = joinTexts([one, other]);
      assertEquals(splitTexts(key), [one, other]);
      keys.add(key);
    }
  }
  assertEquals(keys.size, texts.length ** 2);
});
