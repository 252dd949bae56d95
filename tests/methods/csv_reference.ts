/**
 * A CSV parser that is slow and obviously right: the rules of
 * `methods/lib/csv_dialect.ts`, one byte at a time, nothing clever. Bytes are
 * characters up to U+00FF.
 *
 * @module
 */

import type { Dialect } from "../../methods/lib/csv_dialect.ts";

/** What a file is made of, in order. */
export type Found =
  | { readonly kind: "row"; readonly line: number; readonly fields: string[] }
  | { readonly kind: "bad"; readonly line: number; readonly data: string }
  | { readonly kind: "skipped"; readonly line: number; readonly data: string };

/** What counts as a good row. */
export interface ReferenceOptions {
  readonly dialect: Dialect;
  readonly columns: number;
  readonly skipEmptyLines?: boolean;
  readonly allowExtraEmpty?: boolean;
}

/** Reads a whole file. */
export function parseReference(
  text: string,
  options: ReferenceOptions,
): Found[] {
  const found: Found[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const row = readOne(text, at, options.dialect);
    const data = text.slice(at, row.end);
    const isSkipped = row.fields === "comment" ||
      options.skipEmptyLines === true && row.end === at;
    if (isSkipped) found.push({ kind: "skipped", line, data });
    else if (Array.isArray(row.fields) && fits(row.fields, options)) {
      const fields = row.fields.slice(0, options.columns);
      found.push({ kind: "row", line, fields });
    } else found.push({ kind: "bad", line, data });
    line += row.lines;
    at = row.next;
  }
  return found;
}

function fits(fields: string[], options: ReferenceOptions): boolean {
  if (fields.length === options.columns) return true;
  const extra = fields.slice(options.columns);
  return options.allowExtraEmpty === true && extra.length > 0 &&
    extra.every((field) => field === "");
}

interface One {
  readonly fields: string[] | "comment" | "bad";
  readonly end: number;
  readonly next: number;
  readonly lines: number;
}

function readOne(text: string, start: number, dialect: Dialect): One {
  const { separator, quote, otherQuote, comment } = dialect;
  const code = (at: number): number =>
    at < text.length ? text.charCodeAt(at) : -2;
  if (code(start) === comment) {
    return { fields: "comment", ...lineEnd(text, start, start, dialect) };
  }
  const fields: string[] = [];
  let at = start;
  for (;;) {
    let field = "";
    if (code(at) === quote || code(at) === otherQuote) {
      const mark = code(at++);
      for (;;) {
        if (at >= text.length) {
          return { fields: "bad", ...lineEnd(text, start, start, dialect) };
        }
        if (code(at) !== mark) field += text[at++];
        else if (code(at + 1) === mark) {
          field += text[at];
          at += 2;
        } else break;
      }
      at++;
    } else {
      while (code(at) !== separator && newlineAt(text, at, dialect) === -1) {
        field += text[at++];
      }
    }
    fields.push(field);
    const newline = newlineAt(text, at, dialect);
    if (newline !== -1) {
      const next = at + newline;
      return { fields, end: at, next, lines: count(text, start, at, dialect) };
    }
    if (code(at) !== separator) {
      return { fields: "bad", ...lineEnd(text, start, at, dialect) };
    }
    at++;
  }
}

/** The length of the newline that stands here; 0 at the end, -1 for none. */
function newlineAt(text: string, at: number, dialect: Dialect): number {
  if (at >= text.length) return 0;
  const isNewline = (i: number) => text.charCodeAt(i) === dialect.newline;
  if (isNewline(at)) return 1;
  if (!dialect.crlf || text[at] !== "\r") return -1;
  if (at + 1 === text.length) return 1;
  return isNewline(at + 1) ? 2 : -1;
}

function lineEnd(text: string, start: number, from: number, dialect: Dialect) {
  let end = from;
  while (newlineAt(text, end, dialect) === -1) end++;
  const next = end + newlineAt(text, end, dialect);
  return { end, next, lines: count(text, start, end, dialect) };
}

function count(text: string, start: number, end: number, dialect: Dialect) {
  let lines = 1;
  for (let at = start; at < end; at++) {
    if (text.charCodeAt(at) === dialect.newline) lines++;
  }
  return lines;
}
