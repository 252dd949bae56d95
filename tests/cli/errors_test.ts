import { errorReport, exitCodeOf, formatError } from "../../src/cli/errors.ts";
import { makeStyle } from "../../src/cli/style.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertMatch } from "../support/assert.ts";

const plain = makeStyle(false);
const located = new AxError("config", 'Unknown key "slcies"', {
  hint: 'Did you mean "slices"?',
  location: { file: "ax.json", line: 2, column: 3 },
});

Deno.test("an error of the user is place, message and hint, without a stack", () => {
  assertEquals(formatError(located, plain), [
    'ax: ax.json:2:3: Unknown key "slcies"',
    'Did you mean "slices"?',
  ]);
  assertEquals(formatError(new AxError("job", "Gone"), plain), ["ax: Gone"]);
});

Deno.test("any other error shows its stack and asks for a report", () => {
  const lines = formatError(new TypeError("x is not a function"), plain);
  assertMatch(lines.join("\n"), "ax: TypeError: x is not a function\n    at ");
  assertMatch(lines.at(-1) ?? "", "This is a bug in ax");
  assertMatch(formatError("thrown text", plain)[0] ?? "", "ax: thrown text");
});

Deno.test("a full disk is no bug", () => {
  const full = Object.assign(
    new Error("No space left on device (os error 28): mkdir '/w/dev-1'"),
    { code: "ENOSPC" },
  );
  assertEquals(formatError(full, plain), [
    "ax: Cannot make /w/dev-1: no space is left on the disk",
  ]);
  assertEquals(exitCodeOf(full), 1);
  assertEquals(errorReport(full).error.code, "workdir");
});

Deno.test("exit codes: 2 for wrong use, 130 for ^C, 1 for the rest", () => {
  assertEquals(exitCodeOf(new AxError("usage", "")), 2);
  assertEquals(exitCodeOf(new AxError("cancelled", "")), 130);
  assertEquals(exitCodeOf(located), 1);
  assertEquals(exitCodeOf(new Error("")), 1);
});

Deno.test("in JSON an error has code, message, hint and place", () => {
  assertEquals(errorReport(located), {
    error: {
      code: "config",
      message: 'Unknown key "slcies"',
      hint: 'Did you mean "slices"?',
      location: { file: "ax.json", line: 2, column: 3 },
    },
  });
  assertEquals(errorReport(new Error("oh")), {
    error: { code: "bug", message: "oh" },
  });
});
