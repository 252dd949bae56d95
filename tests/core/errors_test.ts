import { AxError, formatLocation, messageOf } from "../../src/core/errors.ts";
import { assert, assertEquals, assertMatch } from "../support/assert.ts";

Deno.test("an AxError carries its code, hint, place and cause", () => {
  const cause = new Error("underneath");
  const location = { file: "ax.json", line: 3, column: 7 };
  const error = new AxError("config", "Cannot read it: it is cut off", {
    hint: "Write a closing brace.",
    location,
    cause,
  });
  assert(error instanceof Error);
  assertEquals(error.message, "Cannot read it: it is cut off");
  assertEquals(error.code, "config");
  assertEquals(error.hint, "Write a closing brace.");
  assertEquals(error.location, location);
  assertEquals(error.cause, cause);
});

Deno.test("an AxError without more has neither hint nor place nor cause", () => {
  const error = new AxError("job", "Cannot find it: it is gone");
  assertEquals([error.hint, error.location], [undefined, undefined]);
  assert(!("cause" in error));
});

Deno.test("an AxError names itself in its stack", () => {
  assertEquals(String(new AxError("job", "Cannot")), "AxError: Cannot");
  assertMatch(new AxError("job", "Cannot").stack ?? "", "errors_test.ts");
});

Deno.test("formatLocation() writes what editors and terminals link", () => {
  const location = { file: "methods/x.ts", line: 12, column: 5 };
  assertEquals(formatLocation(location), "methods/x.ts:12:5");
});

Deno.test("messageOf() makes a line of whatever was thrown", () => {
  assertEquals(messageOf(new TypeError("broken")), "broken");
  assertEquals(messageOf("text"), "text");
  assertEquals(messageOf(undefined), "undefined");
  assertEquals(messageOf(null), "null");
  assertEquals(messageOf({ message: "as an error" }), "as an error");
  assertEquals(messageOf([1, 2]), "1,2");
  assertEquals(messageOf(Object.create(null)), "[object Object]");
  assertEquals(messageOf(Symbol("s")), "Symbol(s)");
});
