/**
 * Reads what stands before the rows of a CSV file: a byte order mark, lines
 * to be skipped, names of columns.
 *
 * @module
 */

import { AxError } from "ax";
import { undouble } from "./converter.ts";
import { type Dialect, type DialectText, parseDialect } from "./csv_dialect.ts";
import type { OddLine } from "./csv_import.ts";
import { readRow, type RowRead } from "./csv_row.ts";
import { SlidingWindow } from "./csv_source.ts";
import { openSource } from "./file_bytes.ts";
import { LongLineError } from "./long_line.ts";

/** What is known of a file's head before it is read. */
export interface HeadOptions extends DialectText {
  /** How many lines are left out before all others. */
  readonly skipLines: number;
  /** Whether empty lines before the names are left out. */
  readonly skipEmptyLines: boolean;
  /** How many lines of names there are. */
  readonly columnLines: number;
  /** Names that count instead; none of them: those of the file. */
  readonly columns: readonly string[];
  /** How names are written: `utf8` or `latin1`. */
  readonly encoding: "utf8" | "latin1";
  /** Whether empty names at the end are no columns. */
  readonly allowExtraEmpty: boolean;
}

/** The head of a file. */
export interface Head {
  readonly dialect: Dialect;
  /** A name for each field. */
  readonly names: readonly string[];
  /** Where the first row begins. */
  readonly start: number;
  /** The line of the first row, from 1. */
  readonly line: number;
  /** Lines that are left out. */
  readonly skipped: readonly OddLine[];
  /** The size of the file. */
  readonly size: number;
}

/**
 * Reads the head of a file.
 *
 * @param name What messages call the file.
 * @throws {AxError} `input`, if there are no names, not as many in all lines
 * of names, or no text.
 */
export function readHead(
  path: string,
  name: string,
  options: HeadOptions,
): Head {
  using source = openSource(path, 0);
  const { size } = source.statSync();
  const window = new SlidingWindow(source, 0, 64 * 1024);
  window.slide(0);
  const start = skipMark(window.bytes.subarray(0, window.end), name);
  for (const what of ["skipLines", "columnLines"] as const) {
    if (options[what] >= 0) continue;
    throw new AxError(
      "input",
      `Cannot import with ${what} ${options[what]}: 0 is the least`,
    );
  }
  const head = window.bytes.subarray(start, window.end);
  const dialect = parseDialect(options, head);
  const reader = new HeadReader(window, start, dialect);
  const lines = readLines(reader, options, name);
  const { at, line, skipped } = reader;
  const names = joinNames(lines, options, name);
  return { dialect, names, start: at, line, skipped, size };
}

function readLines(
  reader: HeadReader,
  options: HeadOptions,
  name: string,
): string[][] {
  try {
    reader.skipLines(options.skipLines);
    return reader.readNames(options, name);
  } catch (error) {
    if (!(error instanceof LongLineError)) throw error;
    const place = `"${name}": line ${reader.line}`;
    throw new AxError("input", `Cannot import ${place}: ${error.problem}`);
  }
}

/** The length of a byte order mark. */
function skipMark(head: Uint8Array, name: string): number {
  const [first, second, third] = head;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 3;
  const isUtf16 = first === 0xff && second === 0xfe ||
    first === 0xfe && second === 0xff;
  if (!isUtf16 || head.length % 2 === 1 && head.length < 4) return 0;
  throw new AxError(
    "input",
    `Cannot import "${name}": it is UTF-16, and must be UTF-8 or latin1`,
  );
}

class HeadReader {
  readonly skipped: OddLine[] = [];
  line = 1;
  at: number;
  readonly #window: SlidingWindow;
  readonly #dialect: Dialect;

  constructor(window: SlidingWindow, at: number, dialect: Dialect) {
    this.#window = window;
    this.at = at;
    this.#dialect = dialect;
  }

  skipLines(count: number): void {
    // A line that is skipped may hold anything: no separators, no quotes.
    const plain = { separator: -1, quote: -1, otherQuote: -1, comment: -1 };
    const dialect = { ...this.#dialect, ...plain };
    for (let i = 0; i < count; i++) {
      const row = this.#read(dialect);
      if (row !== undefined) this.#skip(row);
    }
  }

  /** The names in each line of names, as they stand. */
  readNames(options: HeadOptions, name: string): string[][] {
    const lines: string[][] = [];
    while (lines.length < options.columnLines) {
      const row = this.#read(this.#dialect);
      if (row === undefined) {
        throw new AxError(
          "input",
          this.at === 0
            ? `Cannot import "${name}": it is empty, and names of columns are ` +
              `expected in line 1`
            : `Cannot import "${name}": it ends before line ${this.line}, ` +
              `where names of columns are expected`,
          { hint: `Pass "columns" if there are no names in the file.` },
        );
      }
      const isSkipped = row.kind === "comment" ||
        row.kind === "empty" && options.skipEmptyLines;
      if (isSkipped) this.#skip(row);
      else {
        lines.push(this.#namesOf(row, options.encoding, name));
        this.#pass(row);
      }
    }
    return lines;
  }

  #read(dialect: Dialect): RowRead | undefined {
    for (;;) {
      const window = this.#window;
      if (this.at < window.end) {
        const row = readRow(window, this.at, dialect);
        if (row !== undefined) return row;
      } else if (window.isLast) return undefined;
      window.slide(0);
    }
  }

  #pass(row: RowRead): void {
    this.at = row.next;
    this.line += row.lineCount;
  }

  #skip(row: RowRead): void {
    const data = this.#window.bytes.slice(this.at, row.end);
    const { line } = this;
    this.skipped.push({ kind: "skipped", line, problem: "", data });
    this.#pass(row);
  }

  #namesOf(row: RowRead, encoding: string, name: string): string[] {
    if (row.problem !== undefined) {
      throw new AxError(
        "input",
        `Cannot import "${name}": in line ${this.line}, where names of ` +
          `columns are expected, ${row.problem}`,
      );
    }
    const { bytes } = this.#window;
    const label = encoding === "utf8" ? "utf-8" : "latin1";
    const decoder = new TextDecoder(label, { ignoreBOM: true });
    return row.fields.map(({ start, end, isDoubled }) => {
      if (!isDoubled) return decoder.decode(bytes.subarray(start, end));
      const text = new Uint8Array(end - start);
      const length = undouble(bytes, start, end, text);
      return decoder.decode(text.subarray(0, length));
    });
  }
}

function joinNames(
  lines: readonly string[][],
  options: HeadOptions,
  name: string,
): readonly string[] {
  const [first, ...others] = lines;
  if (options.columns.length > 0) return options.columns;
  if (first === undefined) {
    throw new AxError(
      "input",
      `Cannot import "${name}": without lines of names, "columns" is needed`,
    );
  }
  const odd = others.find((line) => line.length !== first.length);
  if (odd !== undefined) {
    throw new AxError(
      "input",
      `Cannot import "${name}": of its lines of names, one has ` +
        `${first.length} and another ${odd.length}`,
    );
  }
  const names = first.map((_, index) =>
    lines.map((line) => line[index]).join(" ")
  );
  if (!options.allowExtraEmpty) return names;
  return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}

/** How the names in a file become those of columns. */
export interface NameOptions {
  /** Leaves out spaces at both ends; done first. */
  readonly stripColumns: boolean;
  /** New names by old ones; done second. */
  readonly rename: Readonly<Record<string, string>>;
  /** What is not imported; done last. */
  readonly discard: readonly string[];
}

/** A field that becomes a column. */
export interface NamedField {
  readonly name: string;
  readonly field: number;
}

/**
 * Names the columns.
 *
 * @param file What messages call the file.
 * @throws {AxError} `input`, if two have the same name, or none is left.
 */
export function nameColumns(
  names: readonly string[],
  options: NameOptions,
  file: string,
): NamedField[] {
  const { stripColumns, rename, discard } = options;
  const given = names.map((name) => stripColumns ? name.trim() : name);
  const columns = given.map((text, field) => {
    const name = Object.hasOwn(rename, text) ? rename[text] as string : text;
    return { name, field };
  }).filter(({ name }) => !discard.includes(name));
  const seen = new Map<string, number>();
  for (const { name, field } of columns) {
    const other = seen.get(name);
    if (other !== undefined) throw repeated(given, [other, field], name, file);
    seen.set(name, field);
  }
  if (columns.length > 0) return columns;
  throw new AxError(
    "input",
    `Cannot import "${file}": all its columns are discarded`,
  );
}

function repeated(
  given: readonly string[],
  [first, second]: readonly [number, number],
  name: string,
  file: string,
): AxError {
  const quoted = JSON.stringify(name);
  const isOfFile = given[first] === given[second];
  return new AxError(
    "input",
    `Cannot import "${file}": its columns ${first + 1} and ${second + 1} ` +
      `${isOfFile ? "are both called" : "would both be called"} ${quoted}`,
    {
      hint: isOfFile
        ? `Pass "columns" with all names, and columnLines: 1 to leave out ` +
          `those in the file; or discard: [${quoted}] to import neither.`
        : `Pass "rename" with another name for one of them.`,
    },
  );
}
