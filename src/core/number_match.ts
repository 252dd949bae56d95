/**
 * Patterns of numbers, as `ax grep --numeric` takes them: `42`, `<0`,
 * `>=1e6`, `10:20`.
 *
 * @module
 */

import { AxError } from "./errors.ts";

/** A number of any size; whole ones beyond 2^53 are bigint. */
export type AnyNumber = number | bigint;

/** Whether a number is one that was asked for. */
export type NumberTest = (value: AnyNumber) => boolean;

const WHOLE = /^[+-]?\d+$/;
const HEX = /^[+-]?0x[0-9a-f]+$/i;
const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WORD = /^([+-]?)(inf|infinity|nan)$/i;

/**
 * Reads a number as people and CSV files write it: whole numbers of any size,
 * decimals, exponents, `0x` and hexadecimal digits, `inf`, `nan`.
 *
 * @returns `undefined` for what is no number. Spaces around it do not count.
 */
export function parseNumber(text: string): AnyNumber | undefined {
  const bare = text.trim();
  if (WHOLE.test(bare)) {
    const value = Number(bare);
    return Number.isSafeInteger(value) ? value : BigInt(bare.replace("+", ""));
  }
  if (FLOAT.test(bare)) return Number(bare);
  if (HEX.test(bare)) {
    const value = BigInt(bare.replace(/^[+-]/, ""));
    return narrow(bare.startsWith("-") ? -value : value);
  }
  const word = WORD.exec(bare);
  if (word === null) return undefined;
  if (word[2]?.toLowerCase() === "nan") return NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

function narrow(value: bigint): AnyNumber {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

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
