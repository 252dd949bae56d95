import {
  parseDecimal,
  parseNumber,
  parseWhole,
} from "../../src/core/number_text.ts";
import { assertEquals } from "../support/assert.ts";

Deno.test("numbers are read as people and files write them", () => {
  const read: [string, unknown][] = [
    ["7", 7],
    [" +7 ", 7],
    ["-0x10", -16],
    ["1.5e3", 1500],
    [".5", 0.5],
    ["5.", 5],
    ["123456789012345678901", 123456789012345678901n],
    ["+123456789012345678901", 123456789012345678901n],
    ["-Infinity", -Infinity],
    ["NaN", NaN],
    ["", undefined],
    ["1,5", undefined],
    ["1 2", undefined],
    ["0b1", undefined],
    ["2024-01-01", undefined],
  ];
  for (const [text, value] of read) {
    assertEquals(parseNumber(text), value, text);
  }
});

Deno.test("whole numbers are a sign and digits in base 10", () => {
  const read: [string, unknown][] = [
    ["0", 0],
    ["-0", -0],
    ["007", 7],
    ["\t+12\n", 12],
    ["9007199254740991", 9007199254740991],
    ["-9007199254740993", -9007199254740993n],
    ["", undefined],
    [" ", undefined],
    ["+", undefined],
    ["- 1", undefined],
    ["1.0", undefined],
    ["1e3", undefined],
    ["0x10", undefined],
    ["1_000", undefined],
    ["1,000", undefined],
    ["1n", undefined],
    ["\u0661", undefined],
    ["inf", undefined],
  ];
  for (const [text, value] of read) {
    assertEquals(parseWhole(text), value, text);
  }
});

Deno.test("decimals are read as the nearest double", () => {
  const read: [string, unknown][] = [
    ["1", 1],
    ["-0", -0],
    [" +1.50 ", 1.5],
    ["1.", 1],
    [".5e1", 5],
    ["1E-3", 0.001],
    ["9007199254740993", 9007199254740992],
    ["1e400", Infinity],
    ["-1e400", -Infinity],
    ["1e-400", 0],
    ["nan", NaN],
    ["-NaN", NaN],
    ["inf", Infinity],
    ["+INFINITY", Infinity],
    ["-inf", -Infinity],
    ["", undefined],
    [".", undefined],
    ["e5", undefined],
    ["1e", undefined],
    ["1e1.5", undefined],
    ["1,5", undefined],
    ["1_000", undefined],
    ["0x1p3", undefined],
    ["0x10", undefined],
    ["1 2", undefined],
    ["null", undefined],
    ["true", undefined],
  ];
  for (const [text, value] of read) {
    assertEquals(parseDecimal(text), value, text);
  }
});
