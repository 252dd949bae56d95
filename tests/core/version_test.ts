import config from "../../deno.json" with { type: "json" };
import { version } from "../../src/core/version.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("the version is the one in deno.json", () => {
  assertEquals(version, config.version);
});
