import { AxError } from "../../src/core/errors.ts";
import { checkOptionNames } from "../../src/core/option_names.ts";
import { assertThrows } from "../support/assert.ts";

const known = ["range", "rowRange"];

Deno.test("options that are known may be left out, or be undefined", () => {
  checkOptionNames("read rows", {}, known);
  checkOptionNames("read rows", { range: undefined, rowRange: [1] }, known);
});

Deno.test("an unknown option is named, with what was probably meant", () => {
  assertThrows(
    () => checkOptionNames("read rows", { rowrange: [1] }, known),
    AxError,
    'Cannot read rows: there is no option "rowrange"; it takes range, ' +
      'rowRange; did you mean "rowRange"?',
  );
});

Deno.test("what is no object is no options", () => {
  for (const odd of [null, 5, "range"]) {
    assertThrows(
      () => checkOptionNames("read rows", odd as never, known),
      AxError,
      `options are an object, got ${JSON.stringify(odd)}`,
    );
  }
});
