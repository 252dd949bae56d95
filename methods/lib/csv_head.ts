/**
 * Reads what stands before the rows of a CSV file: a byte order mark, lines
 * to be skipped, labels.
 *
 * @module
 */

import { AxError } from "ax";
import { undouble } from "./converter.ts";
import { type Dialect, type DialectText, parseDialect } from "./csv_dialect.ts";
import type { OddLine } from "./csv_import.ts";
import { readRow, type RowRead } from "./csv_row.ts";
import { openSource, SlidingWindow } from "./csv_source.ts";

/** What is known of a file's head before it is read. */
export interface HeadOptions extends DialectText {
  /** How many lines are left out before all others. */
  readonly skipLines: number;
  /** Whether empty lines before the labels are left out. */
  readonly skipEmptyLines: boolean;
  /** How many lines of labels there are. */
  readonly labelLines: number;
  /** Labels that count instead; none of them: those of the file. */
  readonly labels: readonly string[];
  /** How labels are written: `utf8` or `latin1`. */
  readonly encoding: "utf8" | "latin1";
  /** Whether empty labels at the end are no labels. */
  readonly allowExtraEmpty: boolean;
}

/** The head of a file. */
export interface Head {
  readonly dialect: Dialect;
  /** A label for each field. */
  readonly labels: readonly string[];
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
 * @throws {AxError} `input`, if there are no labels, not in all label lines as
 * many, or no text.
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
  const head = window.bytes.subarray(start, window.end);
  const dialect = parseDialect(options, head);
  const reader = new HeadReader(window, start, dialect);
  reader.skipLines(options.skipLines);
  const lines = reader.readLabels(options, name);
  const { at, line, skipped } = reader;
  const labels = joinLabels(lines, options, name);
  return { dialect, labels, start: at, line, skipped, size };
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

  /** The labels of each label line, as they stand. */
  readLabels(options: HeadOptions, name: string): string[][] {
    const lines: string[][] = [];
    while (lines.length < options.labelLines) {
      const row = this.#read(this.#dialect);
      if (row === undefined) {
        throw new AxError(
          "input",
          `Cannot import "${name}": it has no line ${this.line} for labels`,
        );
      }
      const isSkipped = row.kind === "comment" ||
        row.kind === "empty" && options.skipEmptyLines;
      if (isSkipped) this.#skip(row);
      else {
        lines.push(this.#labelsOf(row, options.encoding, name));
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

  #labelsOf(row: RowRead, encoding: string, name: string): string[] {
    if (row.problem !== undefined) {
      throw new AxError(
        "input",
        `Cannot import "${name}": in line ${this.line}, where labels are ` +
          `expected, ${row.problem}`,
      );
    }
    const { bytes } = this.#window;
    const decoder = new TextDecoder(encoding === "utf8" ? "utf-8" : "latin1");
    return row.fields.map(({ start, end, isDoubled }) => {
      if (!isDoubled) return decoder.decode(bytes.subarray(start, end));
      const text = new Uint8Array(end - start);
      const length = undouble(bytes, start, end, text);
      return decoder.decode(text.subarray(0, length));
    });
  }
}

function joinLabels(
  lines: readonly string[][],
  options: HeadOptions,
  name: string,
): readonly string[] {
  const [first, ...others] = lines;
  if (options.labels.length > 0) return options.labels;
  if (first === undefined) {
    throw new AxError(
      "input",
      `Cannot import "${name}": without label lines, "labels" must be given`,
    );
  }
  const odd = others.find((line) => line.length !== first.length);
  if (odd !== undefined) {
    throw new AxError(
      "input",
      `Cannot import "${name}": of its label lines, one has ${first.length} ` +
        `labels and another ${odd.length}`,
    );
  }
  const labels = first.map((_, index) =>
    lines.map((line) => line[index]).join(" ")
  );
  if (!options.allowExtraEmpty) return labels;
  return labels.slice(0, labels.findLastIndex((label) => label !== "") + 1);
}

/** How labels become columns. */
export interface LabelOptions {
  /** Leaves out spaces at both ends; done first. */
  readonly stripLabels: boolean;
  /** New names by label; done second. */
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
 * @throws {AxError} `input`, if two have the same name, or none is left.
 */
export function nameColumns(
  labels: readonly string[],
  options: LabelOptions,
): NamedField[] {
  const { stripLabels, rename, discard } = options;
  const columns = labels.map((label, field) => {
    const text = stripLabels ? label.trim() : label;
    const name = Object.hasOwn(rename, text) ? rename[text] as string : text;
    return { name, field };
  }).filter(({ name }) => !discard.includes(name));
  const seen = new Map<string, number>();
  for (const { name, field } of columns) {
    const other = seen.get(name);
    if (other !== undefined) {
      throw new AxError(
        "input",
        `Cannot import two columns named ${JSON.stringify(name)}: they are ` +
          `fields ${other + 1} and ${field + 1}`,
        { hint: "Rename or discard one of them." },
      );
    }
    seen.set(name, field);
  }
  if (columns.length > 0) return columns;
  throw new AxError("input", "Cannot import no column: all are discarded");
}
