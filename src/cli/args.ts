/**
 * Reads the values of options.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { didYouMean } from "../core/suggest.ts";

/** Reads a whole number from `minimum` up. */
export function parseCount(
  option: string,
  minimum: number,
): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= minimum) return value;
    throw new AxError(
      "usage",
      `Cannot use ${JSON.stringify(text)} for ${option}: ` +
        `it must be a whole number from ${minimum} up`,
    );
  };
}

/** What {@linkcode parseChoice} gives: it knows the words there are. */
export interface ChoiceParser<Choice extends string = string> {
  (text: string): Choice;
  readonly choices: readonly Choice[];
}

/** Reads one of a few words. */
export function parseChoice<Choice extends string>(
  option: string,
  choices: readonly Choice[],
): ChoiceParser<Choice> {
  return Object.assign(parse, { choices });

  function parse(text: string): Choice {
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    throw new AxError(
      "usage",
      `Cannot use ${JSON.stringify(text)} for ${option}: ` +
        `it must be ${eitherOf(choices)}${didYouMean(text, choices)}`,
    );
  }
}

/** `a`, `a or b`, `a, b or c`. */
function eitherOf(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** An age that leads from now to a time that a `Date` can be. */
const LONGEST_MS = 8.64e15;

/**
 * Reads an age, as in `90s`, `15m`, `2h`, `3d`, `1w`, into milliseconds; more
 * than 270,000 years are not told apart.
 */
export function parseAge(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(text) ?? [];
  const scale = unit !== undefined && Object.hasOwn(unitMs, unit)
    ? unitMs[unit]
    : undefined;
  if (count !== undefined && scale !== undefined) {
    return Math.min(Number(count) * scale, LONGEST_MS);
  }
  throw new AxError(
    "usage",
    `Cannot read ${JSON.stringify(text)} as an age: it must be a number and ` +
      `s, m, h, d or w, as in "2h" or "3d"`,
  );
}
