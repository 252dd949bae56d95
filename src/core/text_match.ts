/**
 * Patterns of text, as `ax grep` takes them.
 *
 * @module
 */

import { AxError, messageOf } from "./errors.ts";
import { type NumberTest, parseNumberPattern } from "./number_match.ts";
import { parseNumber } from "./number_text.ts";
import {
  alternatives,
  couldMatch,
  isLocal,
  requiredText,
} from "./required_text.ts";

/** How patterns are to be understood. */
export interface PatternOptions {
  /** `regex` is JavaScript's; `fixed` means each character by itself. */
  readonly kind: "regex" | "fixed" | "numeric";
  readonly ignoreCase?: boolean;
}

/** Where a match begins and ends in a text, in UTF-16 units. */
export type Span = readonly [from: number, to: number];

/** Several patterns, one of which is to match. */
export interface TextMatcher {
  /** Whether it matches whatever it is held against. */
  readonly matchesAll: boolean;
  /**
   * Texts of which at least one is in everything that matches; `undefined` if
   * no such texts are known.
   */
  readonly needles: readonly string[] | undefined;
  /** Whether everything with a needle in it matches. */
  readonly isExact: boolean;
  /**
   * Whether a text that holds a matching one matches as well, so that several
   * can be looked at as one; `false` in doubt.
   */
  readonly isLocal: boolean;
  /** Tells numbers that match; `undefined` unless patterns are of numbers. */
  readonly testNumber: NumberTest | undefined;
  /**
   * Whether a text made of certain characters alone could match; says yes in
   * doubt.
   */
  couldMatch(letters: string): boolean;
  /** Whether a text matches. */
  test(text: string): boolean;
  /** The parts of a text that match, in order and apart from each other. */
  spans(text: string): Span[];
}

/**
 * Makes the matcher of some patterns.
 *
 * @throws {AxError} `usage`, if one of them cannot be understood.
 */
export function compilePatterns(
  patterns: readonly string[],
  { kind, ignoreCase = false }: PatternOptions,
): TextMatcher {
  if (kind === "numeric") return numericMatcher(patterns);
  if (kind === "fixed" && !ignoreCase) return fixedMatcher(patterns);
  const sources = kind === "regex" ? patterns : patterns.map(escapePattern);
  return regexMatcher(sources, ignoreCase);
}

/** A regular expression that matches just this text. */
function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

function fixedMatcher(patterns: readonly string[]): TextMatcher {
  return {
    matchesAll: patterns.includes(""),
    needles: patterns,
    isExact: true,
    isLocal: true,
    testNumber: undefined,
    couldMatch: (letters) =>
      patterns.some((pattern) =>
        Array.from(pattern).every((letter) => letters.includes(letter))
      ),
    test: (text) => patterns.some((pattern) => text.includes(pattern)),
    spans: (text) =>
      joinSpans(patterns.flatMap((pattern) => spansOf(text, pattern))),
  };
}

function spansOf(text: string, part: string): Span[] {
  const spans: Span[] = [];
  if (part === "") return spans;
  for (
    let at = text.indexOf(part);
    at !== -1;
    at = text.indexOf(part, at + part.length)
  ) {
    spans.push([at, at + part.length]);
  }
  return spans;
}

function regexMatcher(
  sources: readonly string[],
  ignoreCase: boolean,
): TextMatcher {
  const flags = ignoreCase ? "iu" : "u";
  const tests = sources.map((source) => compile(source, flags));
  const finders = tests.map(({ source, flags }) =>
    new RegExp(source, `${flags}g`)
  );
  const choices = sources.flatMap(alternatives);
  const parts = choices.map((source) =>
    ignoreCase ? undefined : requiredText(source)
  );
  const needles = parts.flatMap((part) => part === undefined ? [] : [part]);
  const choiceTests = choices.map((source) => compile(source, flags));
  const [only] = tests;
  return {
    matchesAll: sources.includes(""),
    needles: needles.length === choices.length
      ? needles.map(({ text }) => text)
      : undefined,
    isExact: parts.every((part) => part?.isWhole === true),
    isLocal: sources.every(isLocal),
    testNumber: undefined,
    couldMatch: (letters) =>
      choiceTests.some((test) => couldMatch(test, letters)),
    test: tests.length === 1 && only !== undefined
      ? (text) => only.test(text)
      : (text) => tests.some((test) => test.test(text)),
    spans: (text) =>
      joinSpans(
        finders.flatMap((finder) =>
          Array.from(text.matchAll(finder), (match): Span => [
            match.index,
            match.index + match[0].length,
          ])
        ),
      ),
  };
}

/** Without `u` where the pattern is not as strict as that asks for. */
function compile(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    try {
      return new RegExp(source, flags.replace("u", ""));
    } catch (cause) {
      const reason = messageOf(cause).replace(/^.*\/[a-z]*: /s, "");
      throw new AxError(
        "usage",
        `Cannot use ${JSON.stringify(source)} as a pattern: ${reason}`,
        {
          cause,
          hint: "With -F, a pattern means each character by itself.",
        },
      );
    }
  }
}

function numericMatcher(patterns: readonly string[]): TextMatcher {
  const tests = patterns.map(parseNumberPattern);
  const testNumber: NumberTest = (value) => tests.some((test) => test(value));
  const test = (text: string): boolean => {
    const value = parseNumber(text);
    return value !== undefined && testNumber(value);
  };
  return {
    matchesAll: false,
    needles: undefined,
    isExact: false,
    isLocal: false,
    testNumber,
    couldMatch: () => true,
    test,
    spans: (text) => test(text) ? [[0, text.length]] : [],
  };
}

/** Spans in order, those that touch made one; empty ones left out. */
function joinSpans(spans: readonly Span[]): Span[] {
  const sorted = spans.filter(([from, to]) => from < to)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const joined: Span[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last === undefined || span[0] > last[1]) joined.push(span);
    else joined[joined.length - 1] = [last[0], Math.max(last[1], span[1])];
  }
  return joined;
}
