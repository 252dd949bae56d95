/**
 * What a regular expression cannot match without.
 *
 * @module
 */

/** A text that is in whatever a regular expression matches. */
export interface RequiredText {
  readonly text: string;
  /** Whether it is the whole expression, so that nothing else is needed. */
  readonly isWhole: boolean;
}

/**
 * The choices at the top of an expression, as in `a|b`; the expression itself
 * if it has none, or they are not easy to tell.
 */
export function alternatives(source: string): string[] {
  const found: string[] = [];
  let start = 0;
  for (let at = 0; at < source.length;) {
    if (source[at] === "|") {
      found.push(source.slice(start, at));
      start = ++at;
    } else if (/[*+?{}]/.test(source[at] ?? "")) at++;
    else {
      const piece = readPiece(source, at);
      if (piece === undefined) return [source];
      at = piece.end;
    }
  }
  return [...found, source.slice(start)];
}

/**
 * Finds the longest run of plain characters that every match must hold.
 *
 * It knows little and is never wrong: groups, classes and what is repeated
 * count as anything, and an expression with `|` has no such text.
 *
 * @param source A regular expression that compiles, without `i`.
 * @returns `undefined` if there is none, or it cannot tell.
 */
export function requiredText(source: string): RequiredText | undefined {
  const atoms = splitAtoms(source);
  if (atoms === undefined) return undefined;
  let best = "";
  let run = "";
  let isWhole = true;
  const end = (): void => {
    if (run.length > best.length) best = run;
    run = "";
  };
  for (const { text, repeats } of atoms) {
    if (text === undefined || repeats !== "once") isWhole = false;
    if (text === undefined || repeats === "maybe") end();
    else {
      run += text;
      if (repeats === "often") {
        end();
        // What follows the last of many follows one of them.
        run = text;
      }
    }
  }
  end();
  return best === "" ? undefined : { text: best, isWhole };
}

/**
 * Whether a regular expression could match a text of certain characters alone;
 * says yes in doubt.
 *
 * @param pattern The expression and its flags.
 * @param letters All characters that such texts are made of.
 */
export function couldMatch(pattern: RegExp, letters: string): boolean {
  const atoms = splitAtoms(pattern.source);
  if (atoms === undefined) return true;
  return atoms.every(({ character, repeats }) => {
    if (character === undefined || repeats === "maybe") return true;
    const one = new RegExp(`^(?:${character})$`, pattern.flags);
    return Array.from(letters).some((letter) => one.test(letter));
  });
}

/**
 * Whether what a regular expression matches does not depend on what stands
 * around it; says no in doubt.
 */
export function isLocal(source: string): boolean {
  return !/[\^$]|\\[bB]|\(\?[=!<]/.test(source.replaceAll("[^", "["));
}

/** One piece of an expression. */
interface Atom {
  /** The character it means; `undefined` for one of several, or none. */
  readonly text: string | undefined;
  /** The expression for one character, if it takes just one. */
  readonly character: string | undefined;
  readonly repeats: "once" | "maybe" | "often";
}

const QUANTIFIER = /[*+?]\??|\{(\d+)(?:,\d*)?\}\??/y;
const CLASS = /\[(?:\\.|[^\]\\])*\]/ys;

/** The pieces at the top; `undefined` where there is a choice among them. */
function splitAtoms(source: string): Atom[] | undefined {
  const atoms: Atom[] = [];
  for (let at = 0; at < source.length;) {
    const piece = readPiece(source, at);
    if (piece === undefined) return undefined;
    const { end, text, isOne = false } = piece;
    QUANTIFIER.lastIndex = end;
    const quantifier = QUANTIFIER.exec(source);
    const character = isOne ? source.slice(at, end) : undefined;
    atoms.push({ text, character, repeats: repeatsOf(quantifier) });
    at = end + (quantifier?.[0].length ?? 0);
  }
  return atoms;
}

function repeatsOf(quantifier: RegExpExecArray | null): Atom["repeats"] {
  if (quantifier === null) return "once";
  const [whole, least] = quantifier;
  if (whole.startsWith("+")) return "often";
  return least !== undefined && Number(least) > 0 ? "often" : "maybe";
}

interface Piece {
  readonly end: number;
  readonly text: string | undefined;
  /** Whether it takes one character. */
  readonly isOne?: boolean;
}

function readPiece(source: string, at: number): Piece | undefined {
  const character = String.fromCodePoint(source.codePointAt(at) ?? 0);
  switch (character) {
    case "|":
      return undefined;
    case "\\":
      return readEscape(source, at);
    case "[":
      CLASS.lastIndex = at;
      return CLASS.test(source)
        ? { end: CLASS.lastIndex, text: undefined, isOne: true }
        : undefined;
    case "(": {
      const end = groupEnd(source, at);
      return end === undefined ? undefined : { end, text: undefined };
    }
    case "{":
    case ")":
      return undefined;
    case ".":
    case "^":
    case "$":
      return { end: at + 1, text: undefined };
    default:
      return { end: at + character.length, text: character, isOne: true };
  }
}

/** `\.` is a point; `\d`, `\u0041`, `\1` and the like are not looked into. */
function readEscape(source: string, at: number): Piece | undefined {
  const next = source[at + 1] ?? "";
  const end = at + 2;
  if (/[^\w\s]/.test(next) && next < "\x7f") {
    return { end, text: next, isOne: true };
  }
  if (/[bB]/.test(next)) return { end, text: undefined };
  return /[dDsSwW]/.test(next)
    ? { end, text: undefined, isOne: true }
    : undefined;
}

/** Where a group ends, with those inside it. */
function groupEnd(source: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const character = source[at];
    if (character === "\\") at++;
    else if (character === "[") {
      CLASS.lastIndex = at;
      if (!CLASS.test(source)) return undefined;
      at = CLASS.lastIndex - 1;
    } else if (character === "(") depth++;
    else if (character === ")" && --depth === 0) return at + 1;
  }
  return undefined;
}
