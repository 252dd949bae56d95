/**
 * Imports one part of a file of JSON lines: values into typed columns, a
 * window at a time.
 *
 * @module
 */

import type { VectorParts } from "ax";
import { openSource } from "./file_bytes.ts";
import { type JsonColumn, makeJsonColumn, quoteValue } from "./json_columns.ts";
import { type BadRow, JsonLineScanner } from "./json_lines.ts";
import { type JsonTable, LineWindow } from "./json_table.ts";
import { LongLineError } from "./long_line.ts";

/** A column to be imported. */
export interface KeyColumn {
  /** As the dataset names it. */
  readonly name: string;
  /** As the objects name it. */
  readonly key: string;
  /** See `json_columns.ts`. */
  readonly conversion: string;
}

/** How a file is imported, the same for all slices. */
export interface LinesPlan {
  readonly path: string;
  readonly columns: readonly KeyColumn[];
  /** Keys that are no columns, and are left out. */
  readonly discard: readonly string[];
  /** Whether all other keys are left out, too. */
  readonly discardsOther: boolean;
  /** Whether bad lines are handed on; else the first one ends the slice. */
  readonly allowBad: boolean;
}

/** The part of a file that makes a slice: whole lines. */
export interface LinesPart {
  readonly start: number;
  readonly limit: number;
  /** The line it begins with, from 1. */
  readonly line: number;
}

/** A line that is not imported. */
export interface BadLine {
  /** As the part counts lines. */
  readonly line: number;
  readonly problem: string;
  /** The column whose value is wrong. */
  readonly column?: string;
  /** Without its newline. */
  readonly data: Uint8Array;
}

/** Takes what a slice is made of. */
export interface LinesSink {
  /** A batch: the columns by their name, and the number of each line. */
  rows(
    columns: Readonly<Record<string, VectorParts>>,
    lineNumbers: Int32Array,
  ): void;
  bad(line: BadLine): void;
}

/** What came of a part. */
export interface LinesReport {
  readonly rowCount: number;
  readonly badCount: number;
  /** How many lines it has, empty ones too. */
  readonly lineCount: number;
  /** The line that ended it early: a bad one, or one that is too long. */
  readonly refused: BadLine | undefined;
}

/**
 * Imports one part.
 *
 * @param stepBytes How much is read at once, at first.
 * @throws {AxError} `input`, for a conversion that makes no sense.
 */
export function importLines(
  plan: LinesPlan,
  part: LinesPart,
  sink: LinesSink,
  stepBytes?: number,
): LinesReport {
  using source = openSource(plan.path, part.start);
  const window = new LineWindow(source, part.start, stepBytes);
  return new LinesImport(plan, part, sink).run(window);
}

interface Odd extends BadRow {
  readonly column?: string;
}

class LinesImport {
  readonly #plan: LinesPlan;
  readonly #part: LinesPart;
  readonly #sink: LinesSink;
  readonly #columns: readonly JsonColumn[];
  readonly #scanner: JsonLineScanner;
  readonly #table: JsonTable;
  readonly #failed: Uint32Array;
  #odd: Odd[] = [];
  #rowCount = 0;
  #badCount = 0;
  #refused: BadLine | undefined;

  constructor(plan: LinesPlan, part: LinesPart, sink: LinesSink) {
    this.#plan = plan;
    this.#part = part;
    this.#sink = sink;
    this.#columns = plan.columns.map((column) =>
      makeJsonColumn(column.conversion)
    );
    this.#scanner = new JsonLineScanner({
      keys: plan.columns.map(({ key }) => key),
      isRaw: this.#columns.map(({ isRaw }) => isRaw),
      onOther: (key) => !plan.discardsOther && !plan.discard.includes(key),
      onBad: (row) => this.#odd.push(row),
    });
    this.#table = this.#scanner.table;
    this.#failed = new Uint32Array(this.#table.capacity);
  }

  run(window: LineWindow): LinesReport {
    let at = 0;
    while (!this.#isDone(window, at)) {
      this.#slide(window, at);
      at = this.#refused === undefined ? this.#runWindow(window) : 0;
    }
    return {
      rowCount: this.#rowCount,
      badCount: this.#badCount,
      lineCount: this.#scanner.lineCount,
      refused: this.#refused,
    };
  }

  /** A line that is too long ends the part, whether or not it may be bad. */
  #slide(window: LineWindow, at: number): void {
    try {
      window.slide(at);
    } catch (error) {
      if (!(error instanceof LongLineError)) throw error;
      const line = this.#part.line + this.#scanner.lineCount;
      const data = new Uint8Array();
      this.#refused = { line, problem: error.problem, data };
    }
  }

  #isDone(window: LineWindow, at: number): boolean {
    return this.#refused !== undefined || window.isLast && at >= window.end ||
      window.offset + at >= this.#part.limit;
  }

  /** Imports the lines that end in the window. @returns Where the rest is. */
  #runWindow(window: LineWindow): number {
    const limit = Math.min(this.#part.limit - window.offset, window.end);
    let at = 0;
    while (at < limit && this.#refused === undefined) {
      const next = this.#scanner.scan(window, at, limit);
      if (next === at) break;
      at = next;
      this.#import(window);
    }
    return at;
  }

  /** Imports the rows in the table. */
  #import(window: LineWindow): void {
    const table = this.#table;
    const { free } = window;
    if (this.#convert(window) > 0) {
      this.#removeFailed(window.bytes);
      window.free = free;
      this.#convert(window);
    }
    this.#flushOdd(window.bytes);
    if (table.rowCount === 0 || this.#refused !== undefined) return;
    const columns: Record<string, VectorParts> = Object.create(null);
    this.#plan.columns.forEach(({ name }, index) => {
      const column = this.#columns[index] as JsonColumn;
      columns[name] = column.column(table.rowCount);
    });
    const numbers = table.lines.subarray(0, table.rowCount)
      .map((line) => this.#part.line + line);
    this.#sink.rows(columns, numbers);
    this.#rowCount += table.rowCount;
  }

  /** Converts all columns. @returns 0 if nothing failed. */
  #convert(window: LineWindow): number {
    let failures = 0;
    this.#columns.forEach((column, index) => {
      const run = this.#table.run(window.bytes, index);
      failures += column.convert(run, window, this.#failed, index + 1);
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
      const { name } = this.#plan.columns[mark - 1] as KeyColumn;
      this.#odd.push({
        column: name,
        problem: this.#describe(bytes, mark - 1, row),
        line: table.lines[row] as number,
        start: table.rowStarts[row] as number,
        end: table.rowEnds[row] as number,
      });
    }
    this.#odd.sort((a, b) => a.line - b.line);
    table.filter((row) => failed[row] === 0);
    failed.fill(0);
  }

  #describe(bytes: Uint8Array, index: number, row: number): string {
    const { name, conversion } = this.#plan.columns[index] as KeyColumn;
    const value = quoteValue(this.#table.run(bytes, index), row);
    const what = value === undefined
      ? `no value, and ${conversion} takes no nulls`
      : `cannot convert ${value} to ${conversion}`;
    return `column ${JSON.stringify(name)}: ${what}`;
  }

  #flushOdd(bytes: Uint8Array): void {
    for (const { line, problem, column, start, end } of this.#odd) {
      const bad: BadLine = {
        line: this.#part.line + line,
        problem,
        ...(column === undefined ? {} : { column }),
        data: bytes.slice(start, end),
      };
      if (!this.#plan.allowBad) {
        this.#refused = bad;
        break;
      }
      this.#badCount++;
      this.#sink.bad(bad);
    }
    this.#odd = [];
  }
}
