import { isoDayOf, isoOf } from "../../methods/lib/iso_text.ts";
import {
  exactNumber,
  rawJson,
  utf8Of,
  writeJsonValue,
} from "../../methods/lib/json_value.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

Deno.test("values of libraries are written as JSON, with all their digits", () => {
  const cases: [unknown, string][] = [
    [2n ** 63n, "9223372036854775808"],
    [[-0, NaN, -Infinity, 1e300], '[-0.0,"NaN","-Infinity",1e+300]'],
    [new Float32Array([0.5]), "[0.5]"],
    [Uint8Array.of(0, 255), '"AP8="'],
    [
      new Map<unknown, unknown>([[1, null], ["a\u2028", {}]]),
      '{"1":null,"a\u2028":{}}',
    ],
    [
      new Map<unknown, unknown>([
        [exactNumber("12345678901234567890.10", 30), 1],
        [{ a: [1n] }, 2],
        [["b"], 3],
      ]),
      '{"12345678901234567890.10":1,"{\\"a\\":[1]}":2,"[\\"b\\"]":3}',
    ],
    [
      { [String(rawJson(new TextEncoder().encode('["k"]')))]: 1 },
      '{"[\\"k\\"]":1}',
    ],
    ["half a pair \ud800", '"half a pair \ufffd"'],
    [undefined, "null"],
    [
      { a: exactNumber("12345678901234567890.10", 30) },
      '{"a":12345678901234567890.10}',
    ],
    [[exactNumber("1.50", 15), exactNumber("-0.05", 16)], "[1.5,-0.05]"],
  ];
  for (const [value, text] of cases) assertEquals(writeJsonValue(value), text);
});

Deno.test("texts and JSON of libraries stay what they are, or are refused", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  assertEquals(utf8Of(bytes("\ufeffé")), "\ufeffé");
  assertThrows(() => utf8Of(Uint8Array.of(0xff)), RangeError);
  const json = '{"a": 12345678901234567890.10}';
  assertEquals(writeJsonValue([rawJson(bytes(json))]), `[${json}]`);
  assertThrows(() => rawJson(bytes("{")), RangeError);
});

Deno.test("moments and days are written at all times", () => {
  assertEquals(isoOf(-1n, 3), "1969-12-31T23:59:59.999Z");
  assertEquals(isoOf(-1n, 0), "1969-12-31T23:59:59Z");
  assertEquals(
    isoOf(1_709_210_096_000_000_001n, 9),
    "2024-02-29T12:34:56.000000001Z",
  );
  assertEquals(isoOf(-(2n ** 63n), 6), "-290308-12-21T19:59:05.224192Z");
  assertEquals(isoOf(2n ** 63n - 1n, 6), "+294247-01-10T04:00:54.775807Z");
  for (
    const time of [
      0,
      -62_167_219_200_000,
      253_402_300_799_999,
      -62_167_219_200_001,
    ]
  ) {
    assertEquals(isoOf(BigInt(time), 3), new Date(time).toISOString());
    const [day] = new Date(time).toISOString().split("T");
    assertEquals(isoDayOf(Math.floor(time / 86_400_000)), day);
  }
  assertEquals(isoDayOf(-(2 ** 31)), "-5877641-06-23");
});
