import { importLines } from "../../methods/lib/jsonl_import.ts";
import { finishLines, planLines } from "../../methods/lib/jsonl_plan.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";
import { tempDir } from "../support/temp.ts";

const options = {
  types: {},
  otherTypes: "auto",
  rename: {},
  discard: [],
  discardUntyped: false,
  linenoColumn: "",
};

Deno.test("a JSON line of more than 128 MiB is refused by file and line, whatever is allowed", () => {
  using dir = tempDir({ "a.jsonl": '{"n":1}\n\n{"n":2}\n' });
  const path = dir.join("a.jsonl");
  Deno.truncateSync(path, 128 * 1024 * 1024 + 100);
  for (const allowBad of [false, true]) {
    const file = { path, name: "a.jsonl" };
    const whole = planLines(file, { ...options, allowBad }, 1);
    assertEquals(whole.columns, [["n", "int32"]]);
    const [part] = whole.parts;
    if (part === undefined) throw new Error("no part");
    const sink = { rows: () => {}, bad: () => {} };
    const report = importLines(whole.plan, part, sink);
    const error = assertThrows(
      () => finishLines(whole, [report], "a.jsonl"),
      AxError,
      'Cannot import "a.jsonl": line 4: it is longer than 128 MiB',
    );
    assertEquals(error.hint, undefined);
  }
});
