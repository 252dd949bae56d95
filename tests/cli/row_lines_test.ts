import {
  type Field,
  type LineStyle,
  LineWriter,
} from "../../src/cli/scan/row_lines.ts";
import { assertEquals } from "../support/assert.ts";

function fields(texts: readonly (string | undefined)[]): Field[] {
  return texts.map((text, index) => ({
    name: "abcdef"[index] ?? "",
    text,
    form: text !== undefined && /^-?\d/.test(text) ? "number" : "text",
  }));
}

/** A line as it is printed, both ways it can be written. */
function check(
  texts: readonly (string | undefined)[],
  expected: string,
  style: Partial<LineStyle> = {},
): void {
  const writer = new LineWriter({
    format: "csv",
    between: "\t",
    highlight: undefined,
    ...style,
  });
  const row = fields(texts);
  assertEquals(writer.line(row), `${expected}\n`);
  const cells = row.map(({ name, text, form }) => ({
    name,
    form,
    isPlain: false,
    reader: { text: (at: number) => at === 7 ? text : "wrong row" },
  }));
  assertEquals(writer.plainLine(cells, 7), `${expected}\n`);
}

Deno.test("fields are quoted only if they would be read as something else", () => {
  check(["a", undefined, "", "b c"], "a\t\t\tb c");
  check(
    ["a\tb", 'say "hi" now', "'x", 'x"'],
    `"a\tb"\tsay "hi" now\t"'x"\t"x"""`,
  );
  check(["two\nlines", "x\r"], "two\\nlines\tx\\r");
  check(['"a\nb"'], '"""a\\nb"""');
  check(["a\tb", '"c"\n'], 'a\tb\t"c"\n', { format: "raw" });
});

Deno.test("any text can separate fields", () => {
  check(["a-b", "c"], '"a-b"-c', { between: "-" });
  check(["a]b", "c^d"], '"a]b"]c^d', { between: "]" });
  check(["a, b", "c,d"], '"a, b", c,d', { between: ", " });
  check(["a", "b"], "ab", { between: "" });
});

Deno.test("fields are aligned by what they take on a terminal", () => {
  const between = { tab: 8, field: 16, gap: 2 };
  check(["abc", "東京", "x"], `abc${" ".repeat(13)}東京${" ".repeat(12)}x`, {
    between,
  });
  check(["a".repeat(14), "b"], `${"a".repeat(14)}  b`, { between });
  check(["a".repeat(15), "b"], `${"a".repeat(15)}${" ".repeat(9)}b`, {
    between,
  });
  check(["abcdefg", "h"], "abcdefg h", {
    between: { tab: 8, field: 0, gap: 1 },
  });
  check(["abcdefgh", "i"], "abcdefgh        i", {
    between: { tab: 8, field: 0, gap: 1 },
  });
});

Deno.test("JSON has numbers as they are, unless a reader would change them", () => {
  const style = { format: "json" } as const;
  check(["1.50", "x\n", undefined], '{"a":1.50,"b":"x\\n","c":null}', style);
  check(["9007199254740993"], '{"a":"9007199254740993"}', style);
  check(["9007199254740991"], '{"a":9007199254740991}', style);
  const writer = new LineWriter({
    ...style,
    between: "",
    highlight: undefined,
  });
  assertEquals(
    writer.line(
      [{ name: "a", text: "nan", form: "number" as const }],
      fields(["ds"]),
    ),
    '{"a":"ds","data":{"a":"nan"}}\n',
  );
});

Deno.test("what matched is in colour, within quotes and escapes, too", () => {
  const paint = (
    text: string,
    spans: [number, number][],
    format: LineStyle["format"] = "csv",
  ): string => {
    const writer = new LineWriter({
      format,
      between: "\t",
      highlight: ["<", ">"],
    });
    return writer.line([{ name: "a", text, form: "text" as const, spans }]);
  };
  assertEquals(paint("abcd", [[1, 3]]), "a<bc>d\n");
  assertEquals(paint('a\t"b', [[2, 4]]), '"a\t<""b>"\n');
  assertEquals(paint("a\nb", [[0, 2], [2, 3]]), "<a\\n><b>\n");
  assertEquals(paint('x"y', [[1, 2]], "json"), '{"a":"x<\\">y"}\n');
});

Deno.test("JSON in a row keeps all its digits and stays in one line", () => {
  const text = '{"x":\r\n[1]}';
  const json = (value: string, form: Field["form"]): string => {
    const writer = new LineWriter({
      format: "json",
      between: "\t",
      highlight: ["<", ">"],
    });
    const reader = { text: () => value };
    const cell = { name: "a", form, isPlain: false, reader };
    const line = writer.plainLine([cell], 0);
    const field = { name: "a", text: value, form };
    assertEquals(writer.line([field]), line);
    const spans = [[1, 2]] as const;
    const painted = writer.line([{ ...field, spans }]);
    assertEquals(painted.replace(/[<>]/g, ""), line);
    return line;
  };
  assertEquals(json(text, "json"), '{"a":{"x":  [1]}}\n');
  assertEquals(json("9007199254740993", "json"), '{"a":9007199254740993}\n');
  assertEquals(
    json("9007199254740993", "number"),
    '{"a":"9007199254740993"}\n',
  );
  assertEquals(json("1\n2", "text"), '{"a":"1\\n2"}\n');
});
