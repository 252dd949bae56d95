/**
 * The pattern language of dates and times: from text to steps.
 *
 * | token | means |
 * | --- | --- |
 * | `%Y %C %y %m %d %H %I %M %S` | year, century, year of century, month, day, hour, hour of twelve, minute, second |
 * | `%p %b` | AM or PM; an English month, in full or in three letters |
 * | `%f %3f` | decimals of a second, six or so many |
 * | `%s %J` | seconds, milliseconds since 1970 |
 * | `%e %0e %1e %2e` | days of a spreadsheet: 1 (the default) Excel, 0 LibreOffice, 2 Mac Excel |
 * | a space | any number of spaces, none too |
 * | `% ` `%.` `%*` `%#` `%^` `%@` | one space, no space, anything, a digit, no digit, neither digit nor space; `%3.` three, `%1,3.` one to three |
 * | `%3#` `%1,31#` | a number of up to three digits; one from 1 to 31 |
 * | `%-` `%2-` | the value of the next one (two) does not count |
 * | `%?` `%2?` `%1,2?` | the next one (two) may be missing; by `%1,2?` also the second of two |
 * | `%:` `%2:` | the next one (two) only where `%?` before was missing |
 * | `%/` | the rest may be missing |
 * | `%%` | a percent sign |
 *
 * @module
 */

import { AxError } from "ax";

/** Where the parts of a date or time are kept. */
export const SLOT = {
  Y: 0,
  C: 1,
  y: 2,
  m: 3,
  d: 4,
  H: 5,
  I: 6,
  M: 7,
  S: 8,
} as const;

/** Bytes that a wildcard takes. */
export type Wildcard = " " | "." | "*" | "#" | "^" | "@";

/** One step of matching a text. */
export type Step =
  | { readonly kind: "literal"; readonly bytes: Uint8Array }
  | { readonly kind: "spaces" }
  | {
    readonly kind: "number";
    /** Its {@linkcode SLOT}; -1 for `#`, which has none. */
    readonly slot: number;
    readonly digits: number;
    readonly min: number;
    readonly max: number;
  }
  | { readonly kind: "half" }
  | { readonly kind: "month" }
  | { readonly kind: "decimals"; readonly digits: number }
  | { readonly kind: "seconds"; readonly perSecond: 1 | 1000 }
  | { readonly kind: "serial"; readonly epoch: 0 | 1 | 2 }
  | {
    readonly kind: "wild";
    readonly wildcard: Wildcard;
    readonly min: number;
    readonly max: number;
  }
  | { readonly kind: "ignored"; readonly steps: readonly Step[] }
  | {
    readonly kind: "optional";
    readonly min: number;
    readonly steps: readonly Step[];
  }
  | { readonly kind: "else"; readonly steps: readonly Step[] }
  | { readonly kind: "rest"; readonly steps: readonly Step[] };

/** Digits, least and greatest value. */
const NUMBERS: Readonly<
  Record<keyof typeof SLOT, readonly [number, number, number]>
> = {
  Y: [4, 1, 9999],
  C: [2, 0, 99],
  y: [2, 0, 99],
  m: [2, 1, 12],
  d: [2, 1, 31],
  H: [2, 0, 23],
  I: [2, 1, 12],
  M: [2, 0, 59],
  S: [2, 0, 59],
};

/** How many times items may be parts of others. */
const MAX_DEPTH = 50;

const WILDCARDS = " .*#^@";

/**
 * Takes a pattern apart.
 *
 * @throws {AxError} `input`, if there is something in it that means nothing.
 */
export function parsePattern(pattern: string): Step[] {
  const reader = new PatternReader(pattern);
  const steps: Step[] = [];
  while (!reader.isDone) steps.push(reader.next());
  return nestRest(steps);
}

/** Puts what follows `%/` into its step. */
function nestRest(steps: readonly Step[]): Step[] {
  const at = steps.findIndex(({ kind }) => kind === "rest");
  if (at === -1) return [...steps];
  const rest = nestRest(steps.slice(at + 1));
  return [...steps.slice(0, at), { kind: "rest", steps: rest }];
}

class PatternReader {
  readonly #pattern: string;
  #rest: string;
  #depth = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#rest = pattern;
  }

  get isDone(): boolean {
    return this.#rest === "";
  }

  /** One item. */
  next(): Step {
    const token = /^%(?:(\d+)(?:,(\d+))?)?(.)/su.exec(this.#rest);
    if (token === null) return this.#literal();
    this.#rest = this.#rest.slice(token[0].length);
    const [whole, first, second, letter = ""] = token;
    const numbers = [first, second].filter((text) => text !== undefined)
      .map(Number);
    const step = this.#step(letter, numbers);
    if (step !== undefined) return step;
    throw this.#error(`${JSON.stringify(whole)} means nothing`);
  }

  #literal(): Step {
    const spaces = /^\s+/.exec(this.#rest);
    if (spaces !== null) {
      this.#rest = this.#rest.slice(spaces[0].length);
      return { kind: "spaces" };
    }
    if (this.#rest.startsWith("%")) throw this.#error("it ends in a percent");
    const letter = String.fromCodePoint(this.#rest.codePointAt(0) ?? 0);
    this.#rest = this.#rest.slice(letter.length);
    return { kind: "literal", bytes: new TextEncoder().encode(letter) };
  }

  #step(letter: string, numbers: readonly number[]): Step | undefined {
    if (WILDCARDS.includes(letter)) return wild(letter as Wildcard, numbers);
    if ("-?:".includes(letter)) return this.#group(letter, numbers);
    const [first] = numbers;
    if (numbers.length > 1) return undefined;
    if (letter === "f") return { kind: "decimals", digits: first ?? 6 };
    if (letter === "e" && (first ?? 1) <= 2) {
      return { kind: "serial", epoch: (first ?? 1) as 0 | 1 | 2 };
    }
    if (first !== undefined) return undefined;
    if (Object.hasOwn(NUMBERS, letter)) {
      const part = letter as keyof typeof SLOT;
      const [digits, min, max] = NUMBERS[part];
      return { kind: "number", slot: SLOT[part], digits, min, max };
    }
    return plain(letter);
  }

  #group(letter: string, numbers: readonly number[]): Step | undefined {
    const [first = 1, second] = numbers;
    const count = second ?? first;
    if (count < 1 || first > count) return undefined;
    if (++this.#depth > MAX_DEPTH) throw this.#error("it is nested too deep");
    const steps: Step[] = [];
    for (let i = 0; i < count; i++) {
      if (this.isDone) throw this.#error(`too little follows "%${letter}"`);
      steps.push(this.next());
    }
    this.#depth--;
    if (letter === "?") return { kind: "optional", min: first, steps };
    if (second !== undefined) return undefined;
    return { kind: letter === "-" ? "ignored" : "else", steps };
  }

  #error(problem: string): AxError {
    return new AxError(
      "input",
      `Cannot read the pattern ${JSON.stringify(this.#pattern)}: ${problem}`,
    );
  }
}

function plain(letter: string): Step | undefined {
  switch (letter) {
    case "%":
      return { kind: "literal", bytes: Uint8Array.of(37) };
    case "p":
      return { kind: "half" };
    case "b":
      return { kind: "month" };
    case "s":
      return { kind: "seconds", perSecond: 1 };
    case "J":
      return { kind: "seconds", perSecond: 1000 };
    case "/":
      return { kind: "rest", steps: [] };
    default:
      return undefined;
  }
}

function wild(
  wildcard: Wildcard,
  numbers: readonly number[],
): Step | undefined {
  const [first = 1, second] = numbers;
  if (second !== undefined && second < first) return undefined;
  if (wildcard !== "#" || numbers.length === 0) {
    return { kind: "wild", wildcard, min: first, max: second ?? first };
  }
  const digits = second === undefined ? first : String(second).length;
  const [min, max] = second === undefined ? [0, Infinity] : [first, second];
  return { kind: "number", slot: -1, digits, min, max };
}
