/**
 * Finds where rows begin in the middle of a file.
 *
 * A place in a file may be inside a quoted field or outside of one. Both are
 * tried on what follows; if only one makes good rows of it, that is the one.
 * Whoever starts there must still hold it against where the rows before end.
 *
 * @module
 */

import { CR, type Dialect } from "./csv_dialect.ts";
import { readRow, type Window } from "./csv_row.ts";
import { CsvScanner, type ScanOptions } from "./csv_scan.ts";
import { SlidingWindow } from "./csv_source.ts";
import { openSource } from "./file_bytes.ts";
import { LongLineError } from "./long_line.ts";

/** What rows of a file look like. */
export type RowShape = Omit<ScanOptions, "onOdd">;

/**
 * How much is looked at, at first and at most. A place may be in a field that
 * looks like rows: only a quote, the next one of which may be far away, tells.
 */
const FIRST_BYTES = 32 * 1024;
const MOST_BYTES = 1024 * 1024;

/**
 * Splits a file into parts of about equal size.
 *
 * @param start Where its first row begins.
 * @param size The size of the file.
 * @returns Where each part begins, rising, `start` first.
 */
export function splitFile(
  path: string,
  shape: RowShape,
  { start, size, parts }: { start: number; size: number; parts: number },
): number[] {
  const starts = [start];
  for (let part = 1; part < parts; part++) {
    const before = starts.at(-1) as number;
    const wanted = start + Math.floor((size - start) * part / parts);
    if (wanted <= before) starts.push(before);
    else {
      starts.push(
        findRowStart(path, shape, wanted, MOST_BYTES) ??
          findExactly(path, shape, { from: before, wanted }),
      );
    }
  }
  return starts;
}

/**
 * Finds the first row that begins at a place or behind it.
 *
 * @param wanted Behind the first row's start.
 * @param quoteBytes How far a quote is looked for before it is believed that
 * what looks like rows is no field. Default: a few rows.
 * @returns `undefined` if it cannot be told from what follows.
 */
export function findRowStart(
  path: string,
  shape: RowShape,
  wanted: number,
  quoteBytes = FIRST_BYTES,
): number | undefined {
  for (let step = FIRST_BYTES; step <= MOST_BYTES; step *= 4) {
    using source = openSource(path, wanted - 1);
    const window = new SlidingWindow(source, wanted - 1, step);
    window.slide(0);
    const found = judge(window, shape, step < quoteBytes);
    if (found !== undefined) return found + window.offset;
    if (window.isLast) return undefined;
  }
  return undefined;
}

/** Where a part of a file begins. */
export interface PartStart {
  readonly start: number;
  /** How many lines are before it. */
  readonly lineCount: number;
}

/**
 * Splits a file as {@linkcode splitFile} does, by reading all of its rows but
 * those of the last part. Where rows may be bad, it takes this: a quote that
 * is not closed moves the rows behind it, and nothing near them can tell.
 */
export function splitExactly(
  path: string,
  shape: RowShape,
  { start, size, parts }: { start: number; size: number; parts: number },
): PartStart[] {
  using source = openSource(path, start);
  const window = new SlidingWindow(source, start);
  const scanner = new CsvScanner({ ...shape, onOdd: () => {} });
  const found: PartStart[] = [{ start, lineCount: 0 }];
  let at = 0;
  for (let part = 1; part < parts; part++) {
    const wanted = start + Math.floor((size - start) * part / parts);
    at = scanUpTo(scanner, window, at, wanted);
    const { lineCount } = scanner;
    found.push({ start: window.offset + at, lineCount });
  }
  return found;
}

/** Finds the same by reading all rows from `from` on, which begins one. */
export function findExactly(
  path: string,
  shape: RowShape,
  { from, wanted }: { from: number; wanted: number },
): number {
  using source = openSource(path, from);
  const window = new SlidingWindow(source, from);
  const scanner = new CsvScanner({ ...shape, onOdd: () => {} });
  const at = scanUpTo(scanner, window, 0, wanted);
  return window.offset + at;
}

/** Scans the rows that begin before a place. @returns Where the next begins. */
function scanUpTo(
  scanner: CsvScanner,
  window: SlidingWindow,
  from: number,
  wanted: number,
): number {
  let at = from;
  while (window.offset + at < wanted && !(window.isLast && at >= window.end)) {
    window.slide(at);
    const limit = Math.min(wanted - window.offset, window.end);
    try {
      at = scanAll(scanner, window, 0, limit);
    } catch (error) {
      // The part before ends with this line, and says so.
      if (error instanceof LongLineError) return window.end;
      throw error;
    }
  }
  return at;
}

/** Scans what rows end in the window. @returns The end of the last one. */
function scanAll(
  scanner: CsvScanner,
  window: Window,
  from: number,
  limit: number,
): number {
  for (let at = from;;) {
    const next = scanner.scan(window, at, limit);
    if (next === at) return at;
    at = next;
  }
}

/** One way to read a window. */
interface Trial {
  /** Where the first row begins. */
  readonly start: number;
  readonly goodCount: number;
  readonly badCount: number;
}

/** Finds the first row behind the first byte of a window. */
function judge(
  window: Window,
  shape: RowShape,
  needsQuote: boolean,
): number | undefined {
  const { quote, otherQuote } = shape.dialect;
  const quotes = [quote, otherQuote].filter((byte) => byte !== -1);
  let from = 0;
  // Of quotes in a row one cannot tell which are doubled.
  while (from < window.end && quotes.includes(window.bytes[from] ?? -1)) {
    from++;
  }
  const closes = quotes.map((byte) => endOfQuoted(window, from, byte));
  if (needsQuote && !window.isLast && closes.includes(-1)) return undefined;
  const trials = [
    tryFrom(window, shape, endOfField(window, from, shape)),
    ...closes.map((close) => tryFrom(window, shape, close)),
  ].filter((trial) => trial !== undefined)
    .filter(({ badCount }) => badCount === 0);
  const [first] = trials;
  if (first === undefined) return undefined;
  // Within the last field of a row, both ways lead to the same rows.
  const isSure = trials.every(({ start }) => start === first.start) &&
    (first.goodCount > 0 || window.isLast);
  return isSure ? first.start : undefined;
}

/** The end of a field without quotes; -1 if it is not in the window. */
function endOfField(window: Window, from: number, { dialect }: RowShape) {
  const { separator, newline } = dialect;
  for (let at = from; at < window.end; at++) {
    const byte = window.bytes[at];
    if (byte === separator || byte === newline) return at;
  }
  return window.isLast ? window.end : -1;
}

/** Behind the quote that ends a field; -1 if it is not in the window. */
function endOfQuoted(window: Window, from: number, quote: number): number {
  const { bytes, end } = window;
  for (let at = from; at < end; at++) {
    if (bytes[at] !== quote) continue;
    if (at + 1 >= end || bytes[at + 1] !== quote) return at + 1;
    at++;
  }
  return -1;
}

/** Reads on from the end of a field, and looks how good the rows are. */
function tryFrom(
  window: Window,
  shape: RowShape,
  at: number,
): Trial | undefined {
  if (at === -1) return undefined;
  const { bytes, end, isLast } = window;
  const rest = isLast && at === end
    ? { next: end, problem: undefined }
    : readRest(window, at, shape.dialect);
  if (rest === undefined) return undefined;
  let badCount = rest.problem === undefined ? 0 : 1;
  const onOdd: ScanOptions["onOdd"] = ({ kind }) => {
    if (kind === "bad") badCount++;
  };
  const scanner = new CsvScanner({ ...shape, capacity: 256, onOdd });
  scanAll(scanner, { bytes, end, isLast }, rest.next, end);
  const goodCount = scanner.rowNumber - badCount +
    (rest.problem === undefined ? 0 : 1);
  return { start: rest.next, goodCount, badCount };
}

/** Reads the rest of a row behind one of its fields. */
function readRest(window: Window, at: number, dialect: Dialect) {
  if (window.bytes[at] === dialect.separator) {
    const isEnd = at + 1 >= window.end;
    const plain = { ...dialect, comment: -1 };
    return isEnd ? undefined : readRow(window, at + 1, plain);
  }
  if (window.bytes[at] === dialect.newline) {
    return { next: at + 1, problem: undefined };
  }
  const isCr = dialect.crlf && window.bytes[at] === CR;
  const problem = isCr && window.bytes[at + 1] === dialect.newline
    ? undefined
    : "text";
  const found = window.bytes.subarray(0, window.end)
    .indexOf(dialect.newline, at);
  return found === -1 ? undefined : { next: found + 1, problem };
}
