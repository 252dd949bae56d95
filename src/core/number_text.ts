/**
 * Numbers as people and files write them.
 *
 * @module
 */

/** A number of any size; whole ones beyond 2^53 are bigint. */
export type AnyNumber = number | bigint;

const WHOLE = /^[+-]?\d+$/;
const HEX = /^[+-]?0x[0-9a-f]+$/i;
const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WORD = /^([+-]?)(inf|infinity|nan)$/i;

/**
 * Reads a number: whole numbers of any size, decimals, exponents, `0x` and
 * hexadecimal digits, `inf`, `nan`.
 *
 * @returns `undefined` for what is no number. Spaces around it do not count.
 */
export function parseNumber(text: string): AnyNumber | undefined {
  return parseWhole(text) ?? parseDecimal(text) ?? parseHex(text.trim());
}

/**
 * Reads a whole number of any size, in base 10: a sign, if need be, and digits.
 *
 * @returns `undefined` for what is none. Spaces around it do not count.
 */
export function parseWhole(text: string): AnyNumber | undefined {
  const bare = text.trim();
  if (!WHOLE.test(bare)) return undefined;
  const value = Number(bare);
  return Number.isSafeInteger(value) ? value : BigInt(bare.replace("+", ""));
}

/**
 * Reads a number in base 10 as the nearest double: `1`, `-1.5`, `.5`, `1e-3`,
 * `inf`, `infinity` and `nan`, in any case. What is too large is infinite.
 *
 * @returns `undefined` for what is none. Spaces around it do not count.
 */
export function parseDecimal(text: string): number | undefined {
  const bare = text.trim();
  if (FLOAT.test(bare)) return Number(bare);
  const word = WORD.exec(bare);
  if (word === null) return undefined;
  if (word[2]?.toLowerCase() === "nan") return NaN;
  return word[1] === "-" ? -Infinity : Infinity;
}

function parseHex(bare: string): AnyNumber | undefined {
  if (!HEX.test(bare)) return undefined;
  const size = BigInt(bare.replace(/^[+-]/, ""));
  const value = bare.startsWith("-") ? -size : size;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
