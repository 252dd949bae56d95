import { parseAge, parseChoice, parseCount } from "../../src/cli/args.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

Deno.test("parseAge() reads a number and a unit", () => {
  assertEquals(parseAge("90s"), 90_000);
  assertEquals(parseAge("15m"), 900_000);
  assertEquals(parseAge("1.5 h"), 5_400_000);
  assertEquals(parseAge("3d"), 259_200_000);
  assertEquals(parseAge("1w"), 604_800_000);
  // Any age ago there was a time that can be written.
  for (const text of ["99999999w", `${"9".repeat(400)}d`]) {
    const { length } = new Date(Date.now() - parseAge(text)).toISOString();
    assertEquals(length, "-271821-04-20T00:00:00.000Z".length);
  }
  for (const text of ["", "3", "d", "-1h", "2 fortnights", "1constructor"]) {
    const error = assertThrows(() => parseAge(text), AxError, "as an age");
    assertEquals(error.code, "usage");
  }
});

Deno.test("parseCount() takes whole numbers from a minimum up", () => {
  const parse = parseCount("--jobs", 1);
  assertEquals(parse("12"), 12);
  for (const text of ["0", "-1", "1.5", "two", "", "1e3", "9999999999"]) {
    assertThrows(() => parse(text), AxError, "for --jobs: it must be a whole");
  }
});

Deno.test("parseChoice() names the choices", () => {
  const parse = parseChoice("--state", ["done", "failed"]);
  assertEquals(parse("done"), "done");
  assertThrows(
    () => parse("dnoe"),
    AxError,
    'Cannot use "dnoe" for --state: it must be done or failed',
  );
});
