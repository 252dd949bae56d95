/**
 * Imports one slice of a CSV file: rows into typed columns, a window at a
 * time.
 *
 * @module
 */

import { AxError } from "ax";
import { type Converter, undouble } from "./converter.ts";
import { type ConversionOptions, makeConverter } from "./converters.ts";
import type { Dialect } from "./csv_dialect.ts";
import { CsvScanner, type FieldTable, type OddRow } from "./csv_scan.ts";
import { SlidingWindow } from "./csv_source.ts";
import { openSource } from "./file_bytes.ts";
import { LongLineError } from "./long_line.ts";
import type { BatchColumn } from "./vectors.ts";

/** A column to be imported. */
export interface ImportColumn {
  /** As the dataset names it. */
  readonly name: string;
  /** Which field of a row it is, from 0. */
  readonly field: number;
  /** See `converters.ts`. */
  readonly conversion: string;
  /** The text that stands for what cannot be converted; `null` for null. */
  readonly fallback?: string | null;
}

/** How a file is imported, the same for all slices. */
export interface ImportPlan {
  readonly path: string;
  readonly dialect: Dialect;
  /** How many fields a row has. */
  readonly fieldCount: number;
  readonly columns: readonly ImportColumn[];
  readonly conversion: ConversionOptions;
  readonly skipEmptyLines: boolean;
  readonly allowExtraEmpty: boolean;
  /** Whether bad rows are handed on; else the first one ends the slice. */
  readonly allowBad: boolean;
}

/** The part of a file that makes a slice. */
export interface ImportPart {
  /** Where in the file its first row begins. */
  readonly start: number;
  /** It has the rows that begin before this place. */
  readonly limit: number;
  /** The line it begins in, from 1. */
  readonly line: number;
  /** Takes only the rows whose turn it is, and so with what is skipped. */
  readonly turn?: Turn;
}

/** Rows that are dealt out to slices, one to each in turn. */
export interface Turn {
  readonly slice: number;
  readonly slices: number;
  /** How many lines were skipped before the part. */
  readonly skippedBefore: number;
}

/** A line that is not imported. */
export interface OddLine {
  readonly kind: "bad" | "skipped";
  /** The line it begins in, as the part counts lines. */
  readonly line: number;
  /** Why it is bad. */
  readonly problem: string;
  /** Without its newline. */
  readonly data: Uint8Array;
}

/** Takes what a slice is made of. */
export interface ImportSink {
  /** A batch: the columns by their name. */
  rows(columns: Readonly<Record<string, BatchColumn>>, lines: Lines): void;
  /** A bad or skipped line. */
  odd(line: OddLine): void;
}

/** The lines in which the rows of a batch begin. */
export interface Lines {
  /** One for each row, to be added to `base`. */
  readonly offsets: Int32Array;
  readonly base: number;
}

/** What came of a part. */
export interface PartReport {
  readonly rowCount: number;
  readonly badCount: number;
  readonly skippedCount: number;
  /** How many lines it has. */
  readonly lineCount: number;
  /** Where in the file the next part begins. */
  readonly end: number;
  /** The line that ended it early: a bad one, or one that is too long. */
  readonly refused: OddLine | undefined;
}

/**
 * Imports one part.
 *
 * @throws {AxError} `input`, for a conversion or fallback that makes no sense.
 */
export function importPart(
  plan: ImportPlan,
  part: ImportPart,
  sink: ImportSink,
): PartReport {
  using source = openSource(plan.path, part.start);
  return importWindow(
    plan,
    part,
    sink,
    new SlidingWindow(source, part.start),
  );
}

/** As {@linkcode importPart}, of a window that stands where the part begins. */
export function importWindow(
  plan: ImportPlan,
  part: ImportPart,
  sink: ImportSink,
  window: SlidingWindow,
): PartReport {
  return new PartImport(plan, part, sink).run(window);
}

/**
 * Makes the converters of a plan.
 *
 * @throws {AxError} `input`, as {@linkcode importPart}.
 */
export function makeConverters(plan: ImportPlan): Converter[] {
  return plan.columns.map(({ name, conversion, fallback }) => {
    const converter = namingColumn(
      name,
      () => makeConverter(conversion, plan.conversion),
    );
    if (fallback === undefined || converter.setFallback(fallback)) {
      return converter;
    }
    throw new AxError(
      "input",
      `Cannot use ${JSON.stringify(fallback)} as default of column ` +
        `${JSON.stringify(name)}: it cannot be converted to ${conversion}`,
    );
  });
}

/** Says which column a conversion is of that makes no sense. */
function namingColumn<T>(name: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof AxError)) throw error;
    const column = `Cannot convert column ${JSON.stringify(name)} to `;
    const what = error.message.replace(/^Cannot convert to /, column);
    const { hint } = error;
    throw new AxError(error.code, what, hint === undefined ? {} : { hint });
  }
}

class PartImport {
  readonly #plan: ImportPlan;
  readonly #part: ImportPart;
  readonly #sink: ImportSink;
  readonly #converters: readonly Converter[];
  readonly #scanner: CsvScanner;
  readonly #table: FieldTable;
  readonly #failed: Uint32Array;
  #odd: OddRow[] = [];
  #rowCount = 0;
  #badCount = 0;
  #skippedCount = 0;
  #skippedSeen: number;
  #refused: OddLine | undefined;

  constructor(plan: ImportPlan, part: ImportPart, sink: ImportSink) {
    this.#plan = plan;
    this.#part = part;
    this.#sink = sink;
    this.#skippedSeen = part.turn?.skippedBefore ?? 0;
    this.#converters = makeConverters(plan);
    const { dialect, fieldCount, skipEmptyLines, allowExtraEmpty } = plan;
    this.#scanner = new CsvScanner({
      dialect,
      columns: fieldCount,
      skipEmptyLines,
      allowExtraEmpty,
      onOdd: (row) => this.#noteOdd(row),
    });
    this.#table = this.#scanner.table;
    this.#failed = new Uint32Array(this.#table.capacity);
  }

  run(window: SlidingWindow): PartReport {
    let at = 0;
    while (!this.#isDone(window, at)) {
      window.slide(at);
      at = this.#runWindow(window);
    }
    return {
      rowCount: this.#rowCount,
      badCount: this.#badCount,
      skippedCount: this.#skippedCount,
      lineCount: this.#scanner.lineCount,
      end: window.offset + at,
      refused: this.#refused,
    };
  }

  #isDone(window: SlidingWindow, at: number): boolean {
    return this.#refused !== undefined || window.isLast && at >= window.end ||
      window.offset + at >= this.#part.limit;
  }

  /** Imports the rows that end in the window. @returns The end of the last. */
  #runWindow(window: SlidingWindow): number {
    const limit = Math.min(this.#part.limit - window.offset, window.end);
    let at = 0;
    while (at < limit && this.#refused === undefined) {
      const next = this.#scan(window, at, limit);
      if (next === at) break;
      at = next;
      this.#import(window.bytes);
    }
    return at;
  }

  /** A line that is too long ends the part, whether or not it may be bad. */
  #scan(window: SlidingWindow, at: number, limit: number): number {
    try {
      return this.#scanner.scan(window, at, limit);
    } catch (error) {
      if (!(error instanceof LongLineError)) throw error;
      const line = this.#part.line + this.#scanner.lineCount;
      const data = new Uint8Array();
      this.#refused = { kind: "bad", line, problem: error.problem, data };
      return at;
    }
  }

  /** Imports the rows in the table. */
  #import(bytes: Uint8Array): void {
    const { turn } = this.#part;
    const table = this.#table;
    if (turn !== undefined) {
      const { numbers } = table;
      table.filter(
        this.#plan.fieldCount,
        (row) => (numbers[row] as number) % turn.slices === turn.slice,
      );
    }
    if (this.#convert(bytes) > 0) this.#removeFailed(bytes);
    this.#flushOdd(bytes);
    if (table.rowCount === 0 || this.#refused !== undefined) return;
    const columns: Record<string, BatchColumn> = Object.create(null);
    this.#plan.columns.forEach(({ name }, index) => {
      const converter = this.#converters[index] as Converter;
      columns[name] = converter.column(table.rowCount);
    });
    const offsets = table.lines.subarray(0, table.rowCount);
    this.#sink.rows(columns, { offsets, base: this.#part.line });
    this.#rowCount += table.rowCount;
  }

  /** Converts all columns. @returns How many fields cannot be converted. */
  #convert(bytes: Uint8Array): number {
    const { starts, ends, capacity, rowCount: count } = this.#table;
    let failures = 0;
    this.#plan.columns.forEach(({ field, name }, index) => {
      const converter = this.#converters[index] as Converter;
      const run = { bytes, starts, ends, from: field * capacity, count };
      try {
        failures += converter.convert(run, this.#failed, index + 1);
      } catch (error) {
        throw error instanceof AxError ? ofColumn(name, error) : error;
      }
    });
    return failures;
  }

  /** Makes bad rows of those that cannot be converted. */
  #removeFailed(bytes: Uint8Array): void {
    const table = this.#table;
    const failed = this.#failed;
    for (let row = 0; row < table.rowCount; row++) {
      const mark = failed[row] as number;
      if (mark === 0) continue;
      this.#odd.push({
        kind: "bad",
        problem: this.#describe(bytes, mark - 1, row),
        line: table.lines[row] as number,
        number: table.numbers[row] as number,
        start: table.rowStarts[row] as number,
        end: table.rowEnds[row] as number,
      });
    }
    this.#odd.sort((a, b) => a.line - b.line);
    table.filter(this.#plan.fieldCount, (row) => failed[row] === 0);
    failed.fill(0);
    this.#convert(bytes);
  }

  #describe(bytes: Uint8Array, index: number, row: number): string {
    const { name, field, conversion } = this.#plan
      .columns[index] as ImportColumn;
    const { starts, ends, capacity } = this.#table;
    const start = starts[field * capacity + row] as number;
    const end = ends[field * capacity + row] as number;
    return `column ${JSON.stringify(name)}: ` +
      `cannot convert ${quote(bytes, start, end)} to ${conversion}`;
  }

  #noteOdd(row: OddRow): void {
    const { turn } = this.#part;
    const index = row.kind === "bad" ? row.number : this.#skippedSeen++;
    if (turn === undefined || index % turn.slices === turn.slice) {
      this.#odd.push(row);
    }
  }

  #flushOdd(bytes: Uint8Array): void {
    if (this.#odd.length === 0) return;
    for (const { kind, line, problem, start, end } of this.#odd) {
      const odd: OddLine = {
        kind,
        line: this.#part.line + line,
        problem,
        data: bytes.slice(start, end),
      };
      if (kind === "skipped") this.#skippedCount++;
      else if (this.#plan.allowBad) this.#badCount++;
      else {
        this.#refused = odd;
        break;
      }
      this.#sink.odd(odd);
    }
    this.#odd = [];
  }
}

/** Says which column more texts were found in than a dictionary can have. */
function ofColumn(name: string, { code, message }: AxError): AxError {
  const column = JSON.stringify(name);
  return new AxError(code, `${message}: column ${column} has more`, {
    hint: `Give its type: types: { ${column}: "string" }`,
  });
}

/** A field for a message, in quotes and not too long. */
function quote(bytes: Uint8Array, start: number, end: number): string {
  let text = bytes.subarray(start, end);
  if (end < 0) {
    text = new Uint8Array(~end - start);
    text = text.subarray(0, undouble(bytes, start, ~end, text));
  }
  const whole = new TextDecoder().decode(text.subarray(0, 240));
  const isLong = text.length > 240 || whole.length > 60;
  return JSON.stringify(isLong ? `${whole.slice(0, 57)}…` : whole);
}
