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
  type CellWriter,
  makeCellWriter,
  type SourceVector,
} from "./csv_cells.ts";
import { Output } from "./csv_output.ts";

/** How CSV is written. */
export interface FormatOptions {
  /** Between fields, any text. Default: a comma. */
  readonly separator?: string;
  /** After each row, any text. Default: `\n`. */
  readonly lineSeparator?: string;
  /** Around fields, and doubled within; "" never quotes. Default: `"`. */
  readonly quote?: string;
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

/** Formats batches, one after the other. */
export class CsvFormatter {
  readonly #columns: readonly FormatColumn[];
  readonly #out: Output;
  readonly #cells: readonly CellWriter[];
  readonly #separator: Uint8Array;
  readonly #lineEnd: Uint8Array;

  /**
   * @param columns Their order is that of the fields.
   * @throws {AxError} `input`, if `nullAs` names other columns.
   */
  constructor(columns: readonly FormatColumn[], options: FormatOptions) {
    const { separator = ",", lineSeparator = "\n", quote = '"' } = options;
    const { lazyQuotes = true, nullAs = "" } = options;
    const encoder = new TextEncoder();
    this.#columns = columns;
    this.#separator = encoder.encode(separator);
    this.#lineEnd = encoder.encode(lineSeparator);
    this.#out = new Output({
      separator: this.#separator,
      lineEnd: this.#lineEnd,
      quote: encoder.encode(quote),
      isLazy: lazyQuotes && separator !== "",
      quotesEmpty: columns.length === 1,
    });
    checkNulls(columns, nullAs);
    this.#cells = columns.map(({ name, type }) => {
      const text = typeof nullAs === "string" ? nullAs : nullAs[name] ?? "";
      return makeCellWriter(type, this.#out, encoder.encode(text));
    });
  }

  /** The line of labels. */
  header(): Uint8Array {
    const out = this.#out;
    const encoder = new TextEncoder();
    this.#columns.forEach(({ name }, index) => {
      if (index > 0) out.raw(this.#separator);
      const text = encoder.encode(name);
      out.text(text, 0, text.length);
    });
    out.raw(this.#lineEnd);
    return out.take().slice();
  }

  /** Formats the rows of a batch. @param columns Vectors by column. */
  format(
    columns: Readonly<Record<string, SourceVector>>,
    rowCount: number,
    sink: ByteSink,
  ): void {
    const cells = this.#cells;
    const out = this.#out;
    cells.forEach((cell, index) => {
      const name = this.#columns[index]?.name ?? "";
      cell.read(columns[name] as SourceVector);
    });
    for (let row = 0; row < rowCount; row++) {
      for (let index = 0; index < cells.length; index++) {
        if (index > 0) out.raw(this.#separator);
        (cells[index] as CellWriter).write(row);
      }
      out.raw(this.#lineEnd);
      if (out.length >= PART_BYTES) sink(out.take());
    }
    if (out.length > 0) sink(out.take());
  }
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
