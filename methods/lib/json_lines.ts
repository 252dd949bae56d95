/**
 * Finds the values in lines of JSON objects, by key.
 *
 * @module
 */

import {
  BAD,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  JsonReader,
  OPEN_OBJECT,
  QUOTE,
  STRING,
  unescape,
} from "./json_reader.ts";
import { JsonTable, type LineWindow } from "./json_table.ts";

const LF = 10;

/** A line that is no object, or has a key that is not known. */
export interface BadRow {
  readonly line: number;
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

/** What a scanner looks for. */
export interface ScanColumns {
  /** The keys, by column. */
  readonly keys: readonly string[];
  /** Columns of which texts keep quotes and escapes. */
  readonly isRaw: readonly boolean[];
  readonly capacity?: number;
  /** Told of other keys. @returns Whether the line is bad. */
  onOther(key: string): boolean;
  onBad(row: BadRow): void;
}

/** Scans lines into a table, as many as fit at once. */
export class JsonLineScanner {
  readonly table: JsonTable;
  /** How many lines were read. */
  lineCount = 0;
  readonly #options: ScanColumns;
  readonly #reader = new JsonReader();
  readonly #keys: readonly Uint8Array[];
  readonly #columns: ReadonlyMap<string, number>;
  /** The column that is likely next. */
  #likely = 0;
  #window: LineWindow | undefined;

  /** @param options Its callbacks are called during {@linkcode scan}. */
  constructor(options: ScanColumns) {
    const { keys, capacity = 4096 } = options;
    this.#options = options;
    this.table = new JsonTable(keys.length, capacity);
    this.#keys = keys.map((key) => new TextEncoder().encode(key));
    this.#columns = new Map(keys.map((key, column) => [key, column]));
  }

  /**
   * Scans the lines that begin before `limit` and end in the window.
   *
   * @returns Where the next line begins; `from` if the window has none.
   */
  scan(window: LineWindow, from: number, limit: number): number {
    const { bytes, end, isLast } = window;
    const { table } = this;
    table.rowCount = 0;
    window.clear();
    this.#window = window;
    this.#reader.bytes = bytes;
    let at = from;
    while (at < limit && table.rowCount < table.capacity) {
      let stop = bytes.indexOf(LF, at);
      if (stop === -1 || stop >= end) {
        if (!isLast) break;
        stop = end;
        bytes[end] = LF;
      }
      this.#line(at, stop);
      this.lineCount++;
      at = Math.min(stop + 1, end);
    }
    return at;
  }

  #line(start: number, stop: number): void {
    const reader = this.#reader;
    const { table } = this;
    reader.problem = undefined;
    const first = reader.skipSpaces(start);
    if (first === stop) return;
    table.clearRow();
    const end = this.#object(first);
    const after = end === -1 ? -1 : reader.skipSpaces(end);
    if (after !== -1 && after !== stop) {
      reader.fail(after, "the end of the line");
    }
    const row = table.rowCount;
    if (reader.problem === undefined) {
      table.rowStarts[row] = start;
      table.rowEnds[row] = stop;
      table.lines[row] = this.lineCount;
      table.rowCount++;
      return;
    }
    const problem = this.#describe(reader.problem, start, stop);
    this.#options.onBad({ line: this.lineCount, problem, start, end: stop });
  }

  /** Reads an object. @returns Where it ends. */
  #object(from: number): number {
    const reader = this.#reader;
    const { bytes } = reader;
    if (bytes[from] !== OPEN_OBJECT) return reader.fail(from, "an object");
    this.#likely = 0;
    let at = reader.skipSpaces(from + 1);
    if (bytes[at] === CLOSE_OBJECT) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return reader.fail(at, "a key in quotes");
      if (!reader.text(at)) return -1;
      const colon = reader.skipSpaces(reader.next);
      const column = this.#findColumn(at);
      if (column === BAD_KEY) return -1;
      if (bytes[colon] !== COLON) return reader.fail(colon, `":"`);
      const kind = reader.value(reader.skipSpaces(colon + 1));
      if (kind === BAD) return -1;
      if (column !== OTHER_KEY) this.#put(column, kind);
      at = reader.skipSpaces(reader.next);
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return reader.fail(at, `"," or "}"`);
      at = reader.skipSpaces(at + 1);
    }
  }

  #put(column: number, kind: number): void {
    const { table } = this;
    const { start, end, hasEscapes, bytes } = this.#reader;
    const at = column * table.capacity + table.rowCount;
    table.kinds[at] = kind;
    table.starts[at] = start;
    table.ends[at] = end;
    if (kind !== STRING) return;
    if (this.#options.isRaw[column]) {
      table.starts[at] = start - 1;
      table.ends[at] = end + 1;
    } else if (hasEscapes) {
      const window = this.#window as LineWindow;
      table.starts[at] = window.free;
      window.free = unescape(bytes, start, end, window.free);
      table.ends[at] = window.free;
    }
  }

  /** The column of the key that was read last, whose quote is at `at`. */
  #findColumn(at: number): number {
    const { bytes, start, end, hasEscapes } = this.#reader;
    const count = this.#keys.length;
    for (let turn = 0; turn < 4 && turn < count && !hasEscapes; turn++) {
      const column = (this.#likely + turn) % count;
      if (isSame(this.#keys[column] as Uint8Array, bytes, start, end)) {
        this.#likely = column + 1;
        return column;
      }
    }
    const key = JSON.parse(decoder.decode(bytes.subarray(at, end + 1)));
    const column = this.#columns.get(key);
    if (column !== undefined) {
      this.#likely = column + 1;
      return column;
    }
    if (!this.#options.onOther(key)) return OTHER_KEY;
    this.#reader.fail(at, OTHER + JSON.stringify(key));
    return BAD_KEY;
  }

  #describe(
    { at, expected }: { readonly at: number; readonly expected: string },
    start: number,
    stop: number,
  ): string {
    if (expected.startsWith(OTHER)) {
      return `${expected.slice(OTHER.length)} is no known key`;
    }
    const { bytes } = this.#reader;
    const before = decoder.decode(bytes.subarray(start, at)).length;
    const found = decoder.decode(bytes.subarray(at, Math.min(stop, at + 40)));
    const got = at >= stop ? "the end of the line" : JSON.stringify(
      found.length > 20 ? `${found.slice(0, 19)}…` : found,
    );
    return `character ${before + 1}: ${expected} expected, got ${got}`;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const OTHER = "other key ";
const OTHER_KEY = -1;
const BAD_KEY = -2;

function isSame(
  key: Uint8Array,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (key.length !== end - start) return false;
  for (let i = 0; i < key.length; i++) {
    if (key[i] !== bytes[start + i]) return false;
  }
  return true;
}
