import { parseNumberPattern } from "../../src/core/number_match.ts";
import { AxError } from "../../src/core/errors.ts";
import { assertEquals, assertThrows } from "../support/assert.ts";

function check(pattern: string, yes: unknown[], no: unknown[]): void {
  const test = parseNumberPattern(pattern);
  for (const value of yes) {
    assertEquals(test(value as number), true, `${pattern} on ${value}`);
  }
  for (const value of no) {
    assertEquals(test(value as number), false, `${pattern} on ${value}`);
  }
}

Deno.test("a pattern of numbers is nothing, a number, a comparison or a range", () => {
  check("", [0, -1, 2n ** 70n, NaN], []);
  check("42", [42, 42n], [41, 42.5, NaN]);
  check("=0x1F", [31], [30]);
  check("<0", [-1, -Infinity, -(2n ** 70n)], [0, 1, NaN]);
  check("<= 1.5", [1.5, 1], [1.75]);
  check(">1e3", [1001, 10n ** 30n], [1000]);
  check(">=1000", [1000], [999.9]);
  check("10:20", [10, 19.9, 10n], [20, 9, NaN]);
  check("10<:20", [11], [10, 20]);
  check("10:=20", [10, 20], [21]);
  check("10<:=20", [20], [10]);
  check(":5", [-1e9, 4], [5]);
  check("5:", [5, 1e9], [4]);
  check("nan", [NaN], [0]);
  check("inf", [Infinity], [-Infinity]);
});

Deno.test("whole numbers of any size are compared exactly", () => {
  const big = "9007199254740993";
  check(big, [9007199254740993n], [9007199254740992, 9007199254740994]);
  check(`>${big}`, [9007199254740994], [9007199254740992, BigInt(big)]);
});

Deno.test("what is no pattern of numbers is refused with what is wrong", () => {
  for (const pattern of ["x", "<x", "1:b", "=", "1:2:3"]) {
    const error = assertThrows(() => parseNumberPattern(pattern), AxError);
    assertEquals((error as AxError).code, "usage");
  }
});
