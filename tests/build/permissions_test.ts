import { checkPermissions } from "../../src/build/permissions.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

Deno.test("what is asked for and granted comes out in one spelling", () => {
  const granted = {
    net: ["a.example", "b.example", "c.example"],
    env: ["HOME"],
    read: ["/data"],
  };
  assertEquals(checkPermissions("m", {}, granted), {});
  assertEquals(
    checkPermissions(
      "m",
      { read: ["/data"], net: ["b.example", "a.example", "b.example"] },
      granted,
    ),
    { net: ["a.example", "b.example"], read: ["/data"] },
  );
});

Deno.test("what is not granted is named, with what to write where", () => {
  const error = assertThrows(
    () =>
      checkPermissions(
        "fetches",
        { env: ["HOME", "USER"] },
        { env: ["HOME"], net: ["USER"] },
      ),
    AxError,
    `Cannot run fetches: it asks for env ["USER"], which the project does ` +
      `not grant`,
  );
  assertEquals(
    error.hint,
    `Add "permissions": { "env": ["USER"] } to ax.json.`,
  );
});
