/**
 * How a CSV file is written: which bytes separate, quote, comment and end.
 *
 * A row begins at the start of the file or after the newline that ended the
 * row before. Its fields stand between separators. A field whose first byte
 * is a quote ends at the next such quote that is not doubled; what lies
 * between may hold separators and newlines. In any other field, quotes are
 * plain text. A line whose first byte is the comment byte is no row.
 *
 * @module
 */

import { AxError } from "ax";

/** The bytes with a meaning; -1 for those that the dialect lacks. */
export interface Dialect {
  /** Between fields; without one, a line is one field. */
  readonly separator: number;
  /** Around fields. */
  readonly quote: number;
  /** A second quote that a field may choose. */
  readonly otherQuote: number;
  /** First in a line that is not data. */
  readonly comment: number;
  /** After rows. */
  readonly newline: number;
  /** Whether `\r` right before the newline belongs to it. */
  readonly crlf: boolean;
}

/** A dialect in characters, as a request gives it. */
export interface DialectText {
  /** One character, or "" for none. */
  readonly separator: string;
  /** `""` for none, `"both"` for both `"` and `'`, else one character. */
  readonly quotes: string;
  /** One character, or "" for none. */
  readonly comment: string;
  /** One character, or "" for `\n` and `\r\n` as well as `\r`, see above. */
  readonly newline: string;
}

/** `\r`. */
export const CR = 13;
/** `\n`. */
export const LF = 10;

/**
 * Makes bytes of characters.
 *
 * @param head The start of the file, where `newline: ""` finds out whether
 * lines end in `\r` alone.
 * @throws {AxError} `input`, for a character that is not one byte, and for
 * two meanings of one byte.
 */
export function parseDialect(text: DialectText, head: Uint8Array): Dialect {
  const isBoth = text.quotes === "both";
  const separator = byteOf("separator", text.separator);
  const quote = isBoth ? 34 : byteOf("quotes", text.quotes);
  const otherQuote = isBoth ? 39 : -1;
  const comment = byteOf("comment", text.comment);
  const given = byteOf("newline", text.newline);
  const quotes = [quote, otherQuote].filter((byte) => byte !== -1);
  const newline = given === -1 ? findNewline(head, separator, quotes) : given;
  const taken = [separator, quote, otherQuote, comment];
  const crlf = given === -1 && newline === LF && !taken.includes(CR);
  const dialect = { separator, quote, otherQuote, comment, newline, crlf };
  checkDistinct(dialect);
  return dialect;
}

/** The newline of a file: `\n`, unless its first line ends in `\r` alone. */
function findNewline(
  head: Uint8Array,
  separator: number,
  quotes: readonly number[],
): number {
  // A quote that is not closed may be text that is to be skipped.
  const end = findLineEnd(head, separator, quotes) ??
    findLineEnd(head, separator, []) ?? -1;
  const isCr = head[end] === CR && end + 1 < head.length;
  return isCr && head[end + 1] !== LF ? CR : LF;
}

/** Where the first line ends, but not within quotes; nothing if it does not. */
function findLineEnd(
  head: Uint8Array,
  separator: number,
  quotes: readonly number[],
): number | undefined {
  for (let at = 0, isStart = true; at < head.length; at++) {
    const byte = head[at] as number;
    if (byte === LF || byte === CR) return at;
    if (isStart && quotes.includes(byte)) {
      at = head.indexOf(byte, at + 1);
      while (at !== -1 && head[at + 1] === byte) {
        at = head.indexOf(byte, at + 2);
      }
      if (at === -1) return undefined;
      isStart = false;
    } else isStart = byte === separator;
  }
  return undefined;
}

function byteOf(name: string, character: string): number {
  if (character === "") return -1;
  const code = character.charCodeAt(0);
  if (character.length === 1 && code < 256) return code;
  throw new AxError(
    "input",
    `Cannot use ${JSON.stringify(character)} as ${name}: it must be one ` +
      `character below U+0100, or ""`,
  );
}

function checkDistinct(dialect: Dialect): void {
  const bytes = [
    ["newline", dialect.newline],
    ["separator", dialect.separator],
    ["quotes", dialect.quote],
    ["quotes", dialect.otherQuote],
    ["comment", dialect.comment],
  ] as const;
  bytes.forEach(([name, byte], index) => {
    const other = bytes.slice(0, index).find((entry) => entry[1] === byte);
    if (byte === -1 || other === undefined) return;
    throw new AxError(
      "input",
      `Cannot use ${JSON.stringify(String.fromCharCode(byte))} as ${name}: ` +
        `it is the ${other[0]} already`,
    );
  });
}
