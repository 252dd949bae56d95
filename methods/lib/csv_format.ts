/**
 * Formats batches of a dataset as CSV.
 *
 * | type | text |
 * | --- | --- |
 * | `int32`, `int64` | digits |
 * | `float32`, `float64` | the shortest text that gives the number back, with a point or an exponent; `nan`, `inf`, `-inf` |
 * | `bool` | `true`, `false` |
 * | `date`, `datetime`, `time` | ISO 8601 in UTC without a zone; decimals of a second as far as they are needed |
 * | `string`, `category`, `json`, `bytes` | as stored |
 * | `list<…>` | JSON |
 *
 * @module
 */

import { AxError } from "ax";
import {
  type CellColumn,
  type Cells,
  makeCellColumn,
  type SourceVector,
} from "./csv_cells.ts";
import { Output, Quoter, viewOf } from "./csv_output.ts";

/** How CSV is written. */
export interface FormatOptions {
  /** Between fields, any text. Default: a comma. */
  readonly separator?: string;
  /** After each row, any text. Default: `\n`. */
  readonly newline?: string;
  /** Around fields, and doubled within; "" never quotes. Default: `"`. */
  readonly quotes?: string;
  /**
   * Whether only those fields are quoted that would be read as something else:
   * with a separator, a quote, a newline, or with nothing in a row of one
   * column. Default: yes; without a separator, all fields are quoted.
   */
  readonly lazyQuotes?: boolean;
  /** What stands for nulls; by column, where columns differ. Default: "". */
  readonly nullAs?: string | { readonly [column: string]: string };
}

/** A column to be formatted. */
export interface FormatColumn {
  readonly name: string;
  /** As a dataset declares it. */
  readonly type: string;
}

/** Takes bytes, which are overwritten after the call. */
export type ByteSink = (bytes: Uint8Array) => void;

/** Bytes that are handed on at once, about. */
const PART_BYTES = 256 * 1024;
/** Rows whose fields are made at once, few enough for the nearest cache. */
const BLOCK_ROWS = 1024;

/** Formats batches, one after the other. */
export class CsvFormatter {
  readonly #columns: readonly FormatColumn[];
  readonly #out = new Output(2 * PART_BYTES);
  readonly #quoter: Quoter;
  readonly #cells: readonly CellColumn[];
  readonly #separator: Uint8Array;
  readonly #lineEnd: Uint8Array;

  /**
   * @param columns Their order is that of the fields.
   * @throws {AxError} `input`, if `nullAs` names other columns.
   */
  constructor(columns: readonly FormatColumn[], options: FormatOptions) {
    const { separator = ",", newline = "\n", quotes = '"' } = options;
    const { lazyQuotes = true, nullAs = "" } = options;
    const encoder = new TextEncoder();
    this.#columns = columns;
    this.#separator = encoder.encode(separator);
    this.#lineEnd = encoder.encode(newline);
    this.#quoter = new Quoter({
      separator: this.#separator,
      lineEnd: this.#lineEnd,
      quote: encoder.encode(quotes),
      isLazy: lazyQuotes && separator !== "",
      quotesEmpty: columns.length === 1,
    });
    checkNulls(columns, nullAs);
    this.#cells = columns.map(({ name, type }) => {
      const text = typeof nullAs === "string"
        ? nullAs
        : Object.hasOwn(nullAs, name)
        ? nullAs[name]
        : "";
      return makeCellColumn(type, this.#quoter, encoder.encode(text));
    });
  }

  /** The line with the names of columns. */
  header(): Uint8Array {
    const out = this.#out;
    const encoder = new TextEncoder();
    this.#columns.forEach(({ name }, index) => {
      if (index > 0) add(this.#separator);
      const text = encoder.encode(name);
      this.#quoter.read(text);
      this.#quoter.write(out, 0, text.length);
    });
    add(this.#lineEnd);
    return out.take().slice();

    function add(text: Uint8Array): void {
      out.reserve(text.length);
      out.copy(viewOf(text), 0, text.length);
    }
  }

  /** Formats the rows of a batch. @param columns Vectors by column. */
  format(
    columns: Readonly<Record<string, SourceVector>>,
    rowCount: number,
    sink: ByteSink,
  ): void {
    const out = this.#out;
    this.#cells.forEach((cell, index) => {
      const name = this.#columns[index]?.name ?? "";
      cell.read(columns[name] as SourceVector);
    });
    for (let from = 0; from < rowCount; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rowCount - from);
      const cells = this.#cells.map((cell) => cell.fill(from, count));
      joinCells(cells, count, {
        out,
        separator: this.#separator,
        lineEnd: this.#lineEnd,
      });
      if (out.length >= PART_BYTES) sink(out.take());
    }
    if (out.length > 0) sink(out.take());
  }
}

/** Appends fields row by row. */
function joinCells(
  columns: readonly Cells[],
  count: number,
  { out, separator, lineEnd }: {
    readonly out: Output;
    readonly separator: Uint8Array;
    readonly lineEnd: Uint8Array;
  },
): void {
  out.reserve(
    sizeOf(columns, count) +
      count * (columns.length * separator.length + lineEnd.length),
  );
  const { view, bytes } = out;
  const last = columns.length - 1;
  let to = out.length;
  for (let row = 0; row < count; row++) {
    for (let column = 0; column <= last; column++) {
      const { view: from, starts, ends, safe } = columns[column] as Cells;
      let at = starts[row] as number;
      const end = ends[row] as number;
      if (end <= safe) {
        for (; at < end; at += 8, to += 8) {
          view.setBigInt64(to, from.getBigInt64(at, true), true);
        }
        to -= at - end;
      } else while (at < end) bytes[to++] = from.getUint8(at++);
      const after = column < last ? separator : lineEnd;
      if (after.length === 1) bytes[to++] = after[0] as number;
      else {for (let i = 0; i < after.length; i++) {
          bytes[to++] = after[i] as number;
        }}
    }
  }
  out.length = to;
}

function sizeOf(columns: readonly Cells[], count: number): number {
  let size = 0;
  for (const { starts, ends } of columns) {
    for (let row = 0; row < count; row++) {
      size += (ends[row] as number) - (starts[row] as number);
    }
  }
  return size;
}

function checkNulls(
  columns: readonly FormatColumn[],
  nullAs: string | { readonly [column: string]: string },
): void {
  if (typeof nullAs === "string") return;
  const names = columns.map(({ name }) => name);
  const wrong = Object.keys(nullAs).find((name) => !names.includes(name));
  if (wrong === undefined) return;
  throw new AxError(
    "input",
    `Cannot find column ${JSON.stringify(wrong)} of "nullAs": the columns ` +
      `are ${names.map((name) => JSON.stringify(name)).join(", ")}`,
  );
}
