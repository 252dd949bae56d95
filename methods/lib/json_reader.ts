/**
 * Reads JSON where it lies: kinds and places of values, nothing is made of
 * them. What stands behind a text must be a newline, where every value ends.
 *
 * @module
 */

/** What a value is; `MISSING` is for keys that an object has not. */
export const MISSING = 0;
export const NULL = 1;
export const STRING = 2;
export const NUMBER = 3;
export const BOOL = 4;
export const ARRAY = 5;
export const OBJECT = 6;
/** No JSON. */
export const BAD = 7;

export const QUOTE = 34;
export const COMMA = 44;
export const COLON = 58;
export const OPEN_ARRAY = 91;
export const CLOSE_ARRAY = 93;
export const OPEN_OBJECT = 123;
export const CLOSE_OBJECT = 125;
const BACKSLASH = 92;
const ZERO = 48;
const MAX_DEPTH = 500;

/** Reads values one at a time. */
export class JsonReader {
  /** The text; set it before reading. */
  bytes: Uint8Array = new Uint8Array(0);
  /** Where the last value begins; of a text, behind its quote. */
  start = 0;
  /** Where it ends; of a text, before its quote. */
  end = 0;
  /** Where what follows it begins. */
  next = 0;
  /** Whether a text has escapes. */
  hasEscapes = false;
  /** Where the text is not JSON, and what it would have to be. */
  problem: { readonly at: number; readonly expected: string } | undefined;

  /** Skips spaces. @returns The first byte that is none. */
  skipSpaces(from: number): number {
    const { bytes } = this;
    let at = from;
    while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13) at++;
    return at;
  }

  /** Reads the value that begins at a place. @returns Its kind. */
  value(at: number): number {
    const first = this.bytes[at] as number;
    if (first === QUOTE) return this.text(at) ? STRING : BAD;
    this.start = at;
    this.hasEscapes = false;
    const end = this.#skip(at, 0);
    this.end = this.next = end;
    if (end === -1) return BAD;
    if (first === OPEN_ARRAY) return ARRAY;
    if (first === OPEN_OBJECT) return OBJECT;
    if (first === 110) return NULL;
    return first === 116 || first === 102 ? BOOL : NUMBER;
  }

  /** Reads the text whose quote stands at a place. */
  text(at: number): boolean {
    const close = this.#closeOf(at + 1);
    if (close === -1) return false;
    this.start = at + 1;
    this.end = close;
    this.next = close + 1;
    return true;
  }

  /** Notes what is wrong. @returns -1. */
  fail(at: number, expected: string): -1 {
    this.problem ??= { at, expected };
    return -1;
  }

  /** Finds the quote that ends a text. */
  #closeOf(from: number): number {
    const { bytes } = this;
    this.hasEscapes = false;
    for (let at = from;; at++) {
      const byte = bytes[at] as number;
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) {
        this.hasEscapes = true;
        const size = escapeSize(bytes, at);
        if (size === 0) return this.fail(at, "an escape of JSON");
        at += size - 1;
      } else if (byte < 32) {
        return this.fail(at, byte === 10 ? "a closing quote" : "an escape");
      }
    }
  }

  /** @returns Where the value ends, -1 if there is none. */
  #skip(at: number, depth: number): number {
    const byte = this.bytes[at] as number;
    if (byte === 45 || byte >= ZERO && byte <= 57) return this.#number(at);
    switch (byte) {
      case QUOTE: {
        const close = this.#closeOf(at + 1);
        return close === -1 ? -1 : close + 1;
      }
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        if (depth === MAX_DEPTH) return this.fail(at, "less depth");
        return this.#members(at, depth, byte === OPEN_OBJECT);
      case 116:
        return this.#word(at, "true");
      case 102:
        return this.#word(at, "false");
      case 110:
        return this.#word(at, "null");
    }
    return this.fail(at, "a value");
  }

  #members(from: number, depth: number, isObject: boolean): number {
    const { bytes } = this;
    const close = isObject ? CLOSE_OBJECT : CLOSE_ARRAY;
    let at = this.skipSpaces(from + 1);
    if (bytes[at] === close) return at + 1;
    for (;;) {
      if (isObject) {
        at = this.#key(at);
        if (at === -1) return -1;
      }
      const end = this.#skip(at, depth + 1);
      if (end === -1) return -1;
      at = this.skipSpaces(end);
      if (bytes[at] === close) return at + 1;
      if (bytes[at] !== COMMA) {
        return this.fail(at, `"," or "${String.fromCharCode(close)}"`);
      }
      at = this.skipSpaces(at + 1);
    }
  }

  /** @returns Where the value of the key begins. */
  #key(at: number): number {
    if (this.bytes[at] !== QUOTE) return this.fail(at, "a key in quotes");
    const close = this.#closeOf(at + 1);
    if (close === -1) return -1;
    const colon = this.skipSpaces(close + 1);
    if (this.bytes[colon] !== COLON) return this.fail(colon, `":"`);
    return this.skipSpaces(colon + 1);
  }

  #word(at: number, word: string): number {
    for (let i = 0; i < word.length; i++) {
      if (this.bytes[at + i] !== word.charCodeAt(i)) {
        return this.fail(at, "a value");
      }
    }
    return at + word.length;
  }

  #number(from: number): number {
    const { bytes } = this;
    let at = bytes[from] === 45 ? from + 1 : from;
    if (bytes[at] === ZERO) at++;
    else {
      const end = this.#digits(at);
      if (end === at) return this.fail(at, "a digit");
      at = end;
    }
    if (bytes[at] === 46) {
      const end = this.#digits(at + 1);
      if (end === at + 1) return this.fail(end, "a digit");
      at = end;
    }
    if (((bytes[at] as number) | 32) === 101) {
      const sign = bytes[at + 1];
      const first = sign === 43 || sign === 45 ? at + 2 : at + 1;
      const end = this.#digits(first);
      if (end === first) return this.fail(end, "a digit");
      at = end;
    }
    return at;
  }

  #digits(from: number): number {
    const { bytes } = this;
    let at = from;
    while ((bytes[at] as number) >= ZERO && (bytes[at] as number) <= 57) at++;
    return at;
  }
}

/** What stands behind the backslash of an escape, and what it means. */
const MEANINGS: Readonly<Record<string, number>> = {
  '"': 34,
  "\\": 92,
  "/": 47,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
};
const SHORT = new Uint8Array(256);
for (const [letter, meaning] of Object.entries(MEANINGS)) {
  SHORT[letter.charCodeAt(0)] = meaning;
}

/** How many bytes an escape has; 0 if it is none. */
function escapeSize(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1] as number;
  if (SHORT[kind] !== 0) return 2;
  return kind === 117 && hexAt(bytes, at + 2) !== -1 ? 6 : 0;
}

/** Reads four digits in base 16; -1 if there are none. */
function hexAt(bytes: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i++) {
    const byte = bytes[i] as number;
    const letter = byte | 32;
    if (byte >= ZERO && byte <= 57) value = 16 * value + byte - ZERO;
    else if (letter >= 97 && letter <= 102) value = 16 * value + letter - 87;
    else return -1;
  }
  return value;
}

/**
 * Writes a text without its escapes, as UTF-8; half a surrogate pair becomes
 * three bytes that are no UTF-8.
 *
 * @param to Where; may be in the same memory, before or far behind the text.
 * @returns Where it ends.
 */
export function unescape(
  bytes: Uint8Array,
  start: number,
  end: number,
  to: number,
): number {
  let into = to;
  for (let at = start; at < end;) {
    const byte = bytes[at] as number;
    if (byte !== BACKSLASH) {
      bytes[into++] = byte;
      at++;
      continue;
    }
    const short = SHORT[bytes[at + 1] as number] as number;
    if (short !== 0) {
      bytes[into++] = short;
      at += 2;
      continue;
    }
    let code = hexAt(bytes, at + 2);
    at += 6;
    const isHigh = code >= 0xd800 && code < 0xdc00 && at + 6 <= end &&
      bytes[at] === BACKSLASH && bytes[at + 1] === 117;
    const low = isHigh ? hexAt(bytes, at + 2) : -1;
    if (low >= 0xdc00 && low < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + low - 0xdc00;
      at += 6;
    }
    into = writeCode(bytes, into, code);
  }
  return into;
}

function writeCode(bytes: Uint8Array, at: number, code: number): number {
  let to = at;
  if (code < 0x80) {
    bytes[to++] = code;
    return to;
  }
  if (code < 0x800) bytes[to++] = 0xc0 | code >> 6;
  else {
    if (code < 0x10000) bytes[to++] = 0xe0 | code >> 12;
    else {
      bytes[to++] = 0xf0 | code >> 18;
      bytes[to++] = 0x80 | code >> 12 & 0x3f;
    }
    bytes[to++] = 0x80 | code >> 6 & 0x3f;
  }
  bytes[to++] = 0x80 | code & 0x3f;
  return to;
}
