/**
 * Reads one row with all its ifs and buts: names of columns, bad rows, comments, empty
 * lines. The scanner reads the plain rows, which are nearly all.
 *
 * @module
 */

import { CR, type Dialect } from "./csv_dialect.ts";
import { LongLineError } from "./long_line.ts";

/** A longer line is refused; a longer quoted field was never closed. */
export const MAX_ROW_BYTES = 32 * 1024 * 1024;

/** Where a field lies; without its quotes. */
export interface Field {
  readonly start: number;
  readonly end: number;
  /** Whether quotes are doubled in it. */
  readonly isDoubled: boolean;
}

/** What is wrong with the syntax of a row. */
export type RowProblem =
  | "there is text after a closing quote"
  | "a quote is not closed"
  | "a quote is not closed within 32 MiB";

/** What stands at one place of a file. */
export interface RowRead {
  /** A comment begins with its byte; an empty row has no byte. */
  readonly kind: "row" | "comment" | "empty" | "bad";
  readonly fields: readonly Field[];
  /** The end of its text, before the newline. */
  readonly end: number;
  /** Where the next row begins. */
  readonly next: number;
  /** How many lines it takes. */
  readonly lineCount: number;
  /** What is wrong with a bad row; its fields are not told. */
  readonly problem?: RowProblem;
}

/** A part of a file, and whether the file ends with it. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly isLast: boolean;
}

/**
 * Reads the row that begins at `start`, which must lie before the end.
 *
 * A row with text after a closing quote lasts to the end of that line. A row
 * with a quote that is not closed lasts to the end of its first line.
 *
 * @returns `undefined` if its end is not in the window and may yet come.
 * @throws {LongLineError} If the line is longer than 32 MiB.
 */
export function readRow(
  window: Window,
  start: number,
  dialect: Dialect,
): RowRead | undefined {
  const end = Math.min(window.end, start + MAX_ROW_BYTES);
  const isLast = window.isLast && end === window.end;
  const isWhole = isLast || end - start === MAX_ROW_BYTES;
  const part = { bytes: window.bytes, end, isLast };
  let row = readFields(part, start, dialect);
  if (row === "open quote" && isWhole) {
    const problem = isLast
      ? "a quote is not closed"
      : "a quote is not closed within 32 MiB";
    row = readLine(part, start, start, dialect, { kind: "bad", problem });
  }
  if (typeof row !== "string") return row;
  if (!isWhole) return undefined;
  throw new LongLineError("32 MiB");
}

/** Reads ran out of bytes, in a quoted field or elsewhere. */
type Ended = "open quote" | "more";

function readFields(
  part: Window,
  start: number,
  dialect: Dialect,
): RowRead | Ended {
  const { bytes } = part;
  if (bytes[start] === dialect.comment) {
    return readLine(part, start, start, dialect, { kind: "comment" });
  }
  const fields: Field[] = [];
  let newlines = 0;
  for (let at = start;;) {
    const field = readField(part, at, dialect);
    if (field === undefined) return "open quote";
    newlines += field.newlines;
    const stop = findStop(part, field.after, dialect);
    if (stop === "more") return "more";
    if (stop === "text") {
      const problem = "there is text after a closing quote";
      const row = { kind: "bad", problem, newlines } as const;
      return readLine(part, start, field.after, dialect, row);
    }
    fields.push(field);
    at = field.after + 1;
    if (stop === "separator") continue;
    const end = field.after;
    const kind = end === start ? "empty" : "row";
    const lineCount = newlines + 1;
    return { kind, fields, end, next: end + stop, lineCount };
  }
}

interface FieldRead extends Field {
  readonly newlines: number;
  /** Behind its closing quote. */
  readonly after: number;
}

function readField(
  part: Window,
  start: number,
  dialect: Dialect,
): FieldRead | undefined {
  const { bytes, end } = part;
  const { separator, quote, otherQuote, newline, crlf } = dialect;
  const first = start < end ? bytes[start] : -2;
  if (first === quote || first === otherQuote) {
    return readQuoted(part, start, newline);
  }
  let at = start;
  while (at < end && bytes[at] !== separator && bytes[at] !== newline) at++;
  const isLineEnd = at >= end || bytes[at] === newline;
  if (crlf && isLineEnd && at > start && bytes[at - 1] === CR) at--;
  return { start, end: at, isDoubled: false, newlines: 0, after: at };
}

function readQuoted(
  { bytes, end }: Window,
  start: number,
  newline: number,
): FieldRead | undefined {
  const quote = bytes[start];
  let isDoubled = false;
  let newlines = 0;
  for (let at = start + 1; at < end; at++) {
    if (bytes[at] === newline) newlines++;
    if (bytes[at] !== quote) continue;
    if (at + 1 >= end || bytes[at + 1] !== quote) {
      return { start: start + 1, end: at, isDoubled, newlines, after: at + 1 };
    }
    isDoubled = true;
    at++;
  }
  return undefined;
}

/** What follows a field; a number is the length of the newline. */
function findStop(
  { bytes, end, isLast }: Window,
  at: number,
  { separator, newline, crlf }: Dialect,
): "separator" | "text" | "more" | 0 | 1 | 2 {
  if (at >= end) return isLast ? 0 : "more";
  if (bytes[at] === separator) return "separator";
  if (bytes[at] === newline) return 1;
  if (!crlf || bytes[at] !== CR) return "text";
  if (at + 1 >= end) return isLast ? 1 : "more";
  return bytes[at + 1] === newline ? 2 : "text";
}

/** A row without fields, to the end of the line that `from` is in. */
function readLine(
  { bytes, end, isLast }: Window,
  start: number,
  from: number,
  { newline, crlf }: Dialect,
  row: {
    readonly kind: "comment" | "bad";
    readonly problem?: RowProblem;
    readonly newlines?: number;
  },
): RowRead | "more" {
  const found = bytes.subarray(0, end).indexOf(newline, from);
  if (found === -1 && !isLast) return "more";
  const stop = found === -1 ? end : found;
  const hasCr = crlf && stop > start && bytes[stop - 1] === CR;
  const { newlines = 0, ...rest } = row;
  return {
    ...rest,
    fields: [],
    end: hasCr ? stop - 1 : stop,
    next: found === -1 ? stop : stop + 1,
    lineCount: newlines + 1,
  };
}
