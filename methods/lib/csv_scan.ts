/**
 * Finds the fields of plain rows, many rows at a time, as fast as it goes.
 * What is not plain is read by {@linkcode readRow}.
 *
 * @module
 */

import { CR, type Dialect } from "./csv_dialect.ts";
import {
  MAX_ROW_BYTES,
  readRow,
  type RowRead,
  type Window,
} from "./csv_row.ts";

/** A row that is not stored: a comment, an empty line, a bad row. */
export interface OddRow {
  /** `skipped` for comments and for empty lines that are to be skipped. */
  readonly kind: "bad" | "skipped";
  /** Why it is bad. */
  readonly problem: string;
  /** The line it begins in, from 0 where the scanner began. */
  readonly line: number;
  /** Its number among good and bad rows, from 0. */
  readonly number: number;
  /** Its text within the window, without the newline. */
  readonly start: number;
  readonly end: number;
}

/** What a scanner looks for. */
export interface ScanOptions {
  readonly dialect: Dialect;
  /** How many fields a row has, at least 1. */
  readonly columns: number;
  /** Whether empty lines are left out. Default: they are rows like others. */
  readonly skipEmptyLines?: boolean;
  /** Whether more fields than columns are right if those are empty. */
  readonly allowExtraEmpty?: boolean;
  /** How many rows the table has room for. Default: as many as are fast. */
  readonly capacity?: number;
  /** Gets each row that is not stored, in order. */
  onOdd(row: OddRow): void;
}

/**
 * The fields that {@linkcode CsvScanner} finds. Field `column` of `row` stands
 * at `column * capacity + row`.
 */
export class FieldTable {
  /** How many rows there is room for. */
  readonly capacity: number;
  /** Where each field begins in the window, behind its quote. */
  readonly starts: Int32Array;
  /** Where it ends; the complement (`~end`) if quotes are doubled in it. */
  readonly ends: Int32Array;
  /** Where each row begins, and where its text ends. */
  readonly rowStarts: Int32Array;
  readonly rowEnds: Int32Array;
  /** The line of each row, from 0 where the scanner began. */
  readonly lines: Int32Array;
  /** The number of each row among good and bad ones, from 0. */
  readonly numbers: Int32Array;
  /** How many rows there are. */
  rowCount = 0;

  /** Makes room; without a capacity, for about 100,000 fields. */
  constructor(columns: number, capacity?: number) {
    this.capacity = capacity ??
      Math.max(16, Math.min(8192, (1 << 17) / columns | 0));
    this.starts = new Int32Array(this.capacity * columns);
    this.ends = new Int32Array(this.capacity * columns);
    this.rowStarts = new Int32Array(this.capacity);
    this.rowEnds = new Int32Array(this.capacity);
    this.lines = new Int32Array(this.capacity);
    this.numbers = new Int32Array(this.capacity);
  }

  /** Keeps the rows for which `keep` is true. */
  filter(columns: number, keep: (row: number) => boolean): void {
    const { capacity, starts, ends, rowStarts, rowEnds, lines, numbers } = this;
    let kept = 0;
    for (let row = 0; row < this.rowCount; row++) {
      if (!keep(row)) continue;
      for (let column = 0; column < columns; column++) {
        const at = column * capacity;
        starts[at + kept] = starts[at + row] as number;
        ends[at + kept] = ends[at + row] as number;
      }
      rowStarts[kept] = rowStarts[row] as number;
      rowEnds[kept] = rowEnds[row] as number;
      lines[kept] = lines[row] as number;
      numbers[kept] = numbers[row] as number;
      kept++;
    }
    this.rowCount = kept;
  }
}

/** Scans the windows of a file, one after the other. */
export class CsvScanner {
  /** The rows of the last scan. */
  readonly table: FieldTable;
  readonly #options: ScanOptions;
  /** By its first byte: whether a row may be a comment or empty. */
  readonly #isOdd: Uint8Array;
  #line = 0;
  #number = 0;
  #isDoubled = false;
  #newlines = 0;

  /** Makes the table, too. */
  constructor(options: ScanOptions) {
    this.#options = options;
    this.table = new FieldTable(options.columns, options.capacity);
    this.#isOdd = new Uint8Array(256);
    const { comment, newline, crlf } = options.dialect;
    for (const byte of [comment, newline, crlf ? CR : -1]) {
      if (byte !== -1) this.#isOdd[byte] = 1;
    }
  }

  /** How many lines have been read. */
  get lineCount(): number {
    return this.#line;
  }

  /** How many rows have been read, good and bad ones. */
  get rowNumber(): number {
    return this.#number;
  }

  /**
   * Fills the table anew, until it is full, the next row begins at `limit` or
   * behind it, or the end of a row is not in the window.
   *
   * @param window Has at least one more byte behind its end, which is
   * overwritten.
   * @returns Where the next row begins; `from`, if no row ends in the window.
   */
  scan(window: Window, from: number, limit: number): number {
    const { table } = this;
    const { bytes, end } = window;
    const isOdd = this.#isOdd;
    bytes[end] = this.#options.dialect.newline;
    table.rowCount = 0;
    let at = from;
    while (at < limit && table.rowCount < table.capacity) {
      const first = bytes[at] as number;
      let next = isOdd[first] === 1 ? -1 : this.#scanRow(bytes, end, at);
      if (next === -1) {
        const row = readRow(window, at, this.#options.dialect);
        if (row === undefined) return at;
        this.#take(at, row);
        next = row.next;
      }
      at = next;
    }
    return at;
  }

  /**
   * Stores a plain row that ends before `end`.
   *
   * @returns Where the next one begins; -1 if this one needs a closer look.
   */
  #scanRow(bytes: Uint8Array, end: number, from: number): number {
    const { dialect } = this.#options;
    const { separator, quote, otherQuote, newline, crlf } = dialect;
    const { starts, ends, capacity, rowCount } = this.table;
    let newlines = 0;
    let at = from;
    let textEnd = from;
    let byte = separator;
    for (let index = rowCount; index < starts.length; index += capacity) {
      if (byte !== separator) return -1;
      byte = bytes[at] as number;
      if (byte === quote || byte === otherQuote) {
        const close = this.#closeQuote(bytes, at, end, newline);
        if (close < 0) return -1;
        newlines += this.#newlines;
        starts[index] = at + 1;
        ends[index] = this.#isDoubled ? ~close : close;
        textEnd = at = close + 1;
        byte = bytes[at] as number;
        if (crlf && byte === CR) {
          byte = bytes[++at] as number;
          if (byte !== newline) return -1;
        } else if (byte !== newline && byte !== separator) return -1;
      } else {
        starts[index] = at;
        while (byte !== separator && byte !== newline) {
          byte = bytes[++at] as number;
        }
        textEnd = at;
        if (crlf && byte === newline && bytes[at - 1] === CR) {
          if (at > (starts[index] as number)) textEnd--;
        }
        ends[index] = textEnd;
      }
      at++;
    }
    if (byte !== newline || at > end || at - from > MAX_ROW_BYTES) return -1;
    this.#store(from, textEnd, newlines + 1);
    return at;
  }

  /** Finds the end of a quoted field; -1 if it is not in the window. */
  #closeQuote(
    bytes: Uint8Array,
    open: number,
    end: number,
    newline: number,
  ): number {
    const quote = bytes[open];
    this.#isDoubled = false;
    this.#newlines = 0;
    for (let at = open + 1;; at++) {
      const byte = bytes[at];
      if (byte === quote) {
        if (bytes[at + 1] !== quote) return at;
        this.#isDoubled = true;
        at++;
      } else if (byte === newline) {
        if (at >= end) return -1;
        this.#newlines++;
      }
    }
  }

  #store(start: number, end: number, lineCount: number): void {
    const { table } = this;
    const row = table.rowCount++;
    table.rowStarts[row] = start;
    table.rowEnds[row] = end;
    table.lines[row] = this.#line;
    table.numbers[row] = this.#number++;
    this.#line += lineCount;
  }

  /** Stores a row that is good after all; hands on one that is not. */
  #take(start: number, row: RowRead): void {
    const { skipEmptyLines, onOdd } = this.#options;
    const { end } = row;
    const line = this.#line;
    const isSkipped = row.kind === "comment" ||
      row.kind === "empty" && skipEmptyLines === true;
    const problem = isSkipped ? "" : this.#judge(row);
    if (problem === undefined) {
      this.#storeFields(row);
      this.#store(start, end, row.lineCount);
      return;
    }
    const kind = isSkipped ? "skipped" : "bad";
    onOdd({ kind, problem, line, number: this.#number, start, end });
    this.#line += row.lineCount;
    if (!isSkipped) this.#number++;
  }

  /** What is wrong with a row; `undefined` if it can be stored. */
  #judge({ problem, fields }: RowRead): string | undefined {
    const { columns, allowExtraEmpty } = this.#options;
    if (problem !== undefined) return problem;
    if (fields.length === columns) return undefined;
    const extra = fields.slice(columns);
    const isFine = allowExtraEmpty === true && extra.length > 0 &&
      extra.every(({ start, end }) => start === end);
    const wanted = columns === 1 ? "1 field" : `${columns} fields`;
    return isFine ? undefined : `${wanted} expected, got ${fields.length}`;
  }

  #storeFields({ fields }: RowRead): void {
    const { starts, ends, capacity, rowCount } = this.table;
    for (let column = 0; column < this.#options.columns; column++) {
      const { start, end, isDoubled } = fields[column] as RowRead["fields"][0];
      starts[column * capacity + rowCount] = start;
      ends[column * capacity + rowCount] = isDoubled ? ~end : end;
    }
  }
}
