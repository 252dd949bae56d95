/**
 * Patterns of numbers, as `ax grep --numeric` takes them: `42`, `<0`,
 * `>=1e6`, `10:20`.
 *
 * @module
 */

import { AxError } from "./errors.ts";
import { type AnyNumber, parseNumber } from "./number_text.ts";

/** Whether a number is one that was asked for. */
export type NumberTest = (value: AnyNumber) => boolean;

/**
 * Makes the test of a pattern: nothing for any number; a number, with `=`,
 * `<`, `<=`, `>` or `>=` before it if need be; or a range `a:b`, from `a` up
 * to but without `b`. In a range `a<:b` leaves out `a`, `a:=b` takes `b` in,
 * and either end may be missing.
 *
 * Numbers are compared exactly, whole or not, whatever their size.
 *
 * @throws {AxError} `usage`, if it is no such pattern.
 */
export function parseNumberPattern(pattern: string): NumberTest {
  const text = pattern.trim();
  if (text === "") return () => true;
  const range = /^(.*?)(<?):(=?)(.*)$/.exec(text);
  if (range !== null) {
    const [, from = "", open = "", closed = "", to = ""] = range;
    const above = from.trim() === ""
      ? () => true
      : compare(open === "" ? ">=" : ">", getNumber(from, pattern));
    const below = to.trim() === ""
      ? () => true
      : compare(closed === "" ? "<" : "<=", getNumber(to, pattern));
    return (value) => above(value) && below(value);
  }
  const [, operator = "", rest = ""] = /^(<=|>=|[<>=]?)(.*)$/.exec(text) ?? [];
  return compare(operator, getNumber(rest, pattern));
}

function getNumber(text: string, pattern: string): AnyNumber {
  const value = parseNumber(text);
  if (value !== undefined) return value;
  throw new AxError(
    "usage",
    `Cannot use ${JSON.stringify(pattern)} as a pattern of numbers: ${
      JSON.stringify(text.trim())
    } is no number`,
    { hint: 'Patterns of numbers look like "42", ">=1e6", "0x1f" or "10:20".' },
  );
}

/** JavaScript compares a number with a bigint by their exact values. */
function compare(operator: string, bound: AnyNumber): NumberTest {
  switch (operator) {
    case "<":
      return (value) => value < bound;
    case "<=":
      return (value) => value <= bound;
    case ">":
      return (value) => value > bound;
    case ">=":
      return (value) => value >= bound;
    default:
      return Number.isNaN(bound)
        ? (value) => Number.isNaN(value)
        // deno-lint-ignore eqeqeq -- 1n and 1 are the same number
        : (value) => value == bound;
  }
}
