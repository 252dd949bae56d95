import { assertEquals, assertThrows } from "../support/assert.ts";
import { AxError } from "../../src/core/errors.ts";
import {
  CategoryConverter,
  MAX_TEXTS,
} from "../../methods/lib/convert_category.ts";
import { importWindow } from "../../methods/lib/csv_import.ts";
import { SlidingWindow } from "../../methods/lib/csv_source.ts";
import type { TextOptions } from "../../methods/lib/convert_text.ts";
import type { ColumnSpec } from "../../methods/lib/vectors.ts";
import { bytesOf, memorySource, planOf } from "./csv_support.ts";

interface Options extends TextOptions {
  readonly type?: ColumnSpec;
  /** Texts in which quotes are doubled, as they stand in the file. */
  readonly quoted?: readonly string[];
}

/** Converts fields, run by run, and gives the texts; `undefined` where bad. */
function check(
  runs: readonly (readonly string[])[],
  options: Options = {},
): (string | null | undefined)[] {
  const converter = new CategoryConverter(options.type ?? "category", options);
  const result: (string | null | undefined)[] = [];
  for (const fields of runs) {
    const bytes = bytesOf(`"${fields.join(`"`)}`);
    const starts = new Int32Array(fields.length);
    const ends = new Int32Array(fields.length);
    let at = 1;
    fields.forEach((field, row) => {
      starts[row] = at;
      at += field.length;
      ends[row] = options.quoted?.includes(field) ? ~at : at;
      at++;
    });
    const failed = new Uint16Array(fields.length);
    const run = { bytes, starts, ends, from: 0, count: fields.length };
    converter.convert(run, failed, 1);
    const { values, dictionary, valid } = converter.column(fields.length);
    result.push(
      ...fields.map((_, row) =>
        failed[row] === 1
          ? undefined
          : valid?.[row] === 0
          ? null
          : dictionary?.[values[row] as number]
      ),
    );
  }
  return result;
}

/** Bytes of UTF-8, each as a character. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

Deno.test("categories are found again from run to run, plain or not", () => {
  const texts = Array.from({ length: 700 }, (_, n) => `text ${n % 300}`);
  assertEquals(check([texts, texts.toReversed()]), [
    ...texts,
    ...texts.toReversed(),
  ]);
  const letters = ["ö", "a", "日本", "", "😀"];
  assertEquals(check([letters.map(utf8), ["a"], [utf8("ö")]]), [
    ...letters,
    "a",
    "ö",
  ]);
  assertEquals(
    check([["a", 'b""c', "a"], ["b", 'b""c']], {
      quoted: ['b""c'],
    }),
    ["a", 'b"c', "a", "b", 'b"c'],
  );
  assertEquals(
    check([["a", "", "b"], ["", ""], ["b", "a"]], {
      type: "category?",
    }),
    ["a", null, "b", null, null, "b", "a"],
  );
});

Deno.test("categories of different bytes may be one text, and others none", () => {
  assertEquals(check([["a", " a", "b "], ["b", " a "]], { isStripped: true }), [
    "a",
    "a",
    "b",
    "b",
    "a",
  ]);
  const bad = "\xff";
  assertEquals(check([["a", "b"], ["a", bad, "b"], ["b", bad], ["a"]]), [
    "a",
    "b",
    "a",
    undefined,
    "b",
    "b",
    undefined,
    "a",
  ]);
});

Deno.test("an import of too many categories is refused, and says of which column", () => {
  const rowCount = MAX_TEXTS + 1;
  const bytes = new Uint8Array(8 * rowCount).fill(48); // 0
  for (let row = 0; row < rowCount; row++) {
    let rest = row;
    for (let at = 8 * row + 6; rest > 0; at--) {
      bytes[at] = 48 + rest % 10;
      rest = Math.floor(rest / 10);
    }
    bytes[8 * row + 7] = 10; // a newline
  }
  const columns = [{ name: "user", field: 0, conversion: "category" }];
  const plan = planOf(1, { columns, allowBad: false });
  const window = new SlidingWindow(memorySource(bytes), 0);
  let count = 0;
  const error = assertThrows(
    () =>
      importWindow(plan, { start: 0, limit: bytes.length, line: 1 }, {
        rows: (batch) => count += batch["user"]?.values.length ?? 0,
        odd: () => {},
      }, window),
    AxError,
    `Cannot make a category of more than ${MAX_TEXTS} different texts in one ` +
      `slice: column "user" has more`,
  );
  assertEquals(error.hint, 'Give its type: types: { "user": "string" }');
  assertEquals(MAX_TEXTS - count < 10_000, true);
});
