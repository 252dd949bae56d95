/**
 * Writes one slice of a dataset: one Arrow IPC file.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../core/columns.ts";
import { listNames } from "../core/dataset_columns.ts";
import { AxError } from "../core/errors.ts";
import type {
  BatchColumn,
  BatchRecord,
  RowInput,
  VectorParts,
} from "../core/rows.ts";
import { ArrowWriter } from "./arrow_writer.ts";
import { readBatch } from "./batch_columns.ts";
import {
  BATCH_ROWS,
  type BatchInput,
  type ColumnBuilder,
  type Pressure,
  ValueError,
} from "./builder.ts";
import {
  type ColumnEntries,
  fillingFirst,
  makeColumns,
  type SliceSummary,
  type SliceWriterOptions,
  type WriterColumn,
} from "./slice_input.ts";
import { SliceRule, takeOwnRows } from "./slice_rule.ts";

/**
 * Opens a file that must not exist yet, and whose directory must.
 *
 * @throws {AxError} If it exists, or a column type is none.
 */
export function openSliceWriter<const C extends Columns>(
  path: string,
  columns: C | ColumnEntries,
  options: SliceWriterOptions<C> = {},
): SliceWriter<C> {
  return new SliceWriter(path, columns, options);
}

/**
 * Writes rows to a slice. Rows count from 0 in messages.
 *
 * A row that is refused leaves no trace, so one may catch the error and go on.
 * A batch that is refused leaves the writer broken.
 */
export class SliceWriter<C extends Columns = Columns> implements Disposable {
  readonly #options: SliceWriterOptions<C>;
  readonly #file: ArrowWriter;
  readonly #pressure: Pressure = { isFull: false };
  readonly #columns: readonly WriterColumn[];
  readonly #builders: readonly ColumnBuilder[];
  readonly #names: readonly string[];
  readonly #hashed: number;
  readonly #rule: SliceRule | undefined;
  /** Rows of a batch, at most. */
  readonly #most: number;
  #batchRows = 0;
  #flushedRows = 0;
  #state: "open" | "broken" | "closed" = "open";
  #summary: SliceSummary | undefined;

  /** Use {@linkcode openSliceWriter}. */
  constructor(
    path: string,
    columns: C | ColumnEntries,
    options: SliceWriterOptions<C>,
  ) {
    this.#options = options;
    this.#most = options.batchRows ?? BATCH_ROWS;
    this.#columns = makeColumns(
      columns,
      this.#pressure,
      options.parsed,
    );
    this.#builders = this.#columns.map((column) => column.builder);
    this.#names = this.#columns.map((column) => column.name);
    this.#hashed = this.#findHashed();
    this.#rule = this.#findRule();
    const { compression = "none" } = options;
    this.#file = new ArrowWriter(path, this.#columns, compression);
  }

  /** Rows written so far. */
  get rowCount(): number {
    return this.#flushedRows + this.#batchRows;
  }

  /**
   * Writes one row.
   *
   * @throws {AxError} If a value is missing, is of a wrong type or belongs in
   * another slice, or if the row has more than the columns.
   */
  write(row: RowInput<C>): void {
    const values = row as Record<string, unknown>;
    const names = this.#names;
    let index = 0;
    this.#checkOpen();
    try {
      if (this.#rule && !this.#accepts(this.#pick(values, this.#hashed))) {
        return;
      }
      for (; index < names.length; index++) {
        this.#append(index, this.#pick(values, index));
      }
      let count = 0;
      for (const _ in values) count++;
      if (count !== names.length) this.#checkNames(values);
    } catch (error) {
      throw this.#undo(error, index);
    }
    if (++this.#batchRows === this.#most || this.#pressure.isFull) {
      this.#flush();
    }
  }

  /** Writes one row, its values in the order of the columns. */
  writeValues(...values: unknown[]): void {
    let index = 0;
    this.#checkOpen();
    try {
      if (values.length !== this.#builders.length) {
        throw new ValueError(
          `${this.#builders.length} values expected, got ${values.length}`,
        );
      }
      if (this.#rule && !this.#accepts(values[this.#hashed])) return;
      for (; index < values.length; index++) this.#append(index, values[index]);
    } catch (error) {
      throw this.#undo(error, index);
    }
    if (++this.#batchRows === this.#most || this.#pressure.isFull) {
      this.#flush();
    }
  }

  /**
   * Writes many rows at once: for each column an array of values, the typed
   * array it is stored in, or a vector that a reader gave.
   *
   * @throws {AxError} As {@linkcode SliceWriter.write}, and if the columns
   * differ in length. The writer is broken then.
   */
  writeBatch(batch: BatchRecord<C>): void {
    this.#checkOpen();
    const record = batch as Record<string, BatchColumn<ColumnSpec>>;
    const { slice = 0 } = this.#options;
    const whole = readBatch(this.#columns, record, slice);
    const { inputs, count } = this.#ownRows(whole.inputs, whole.rowCount);
    this.#state = "broken";
    for (let from = 0; from < count;) {
      const step = Math.min(count - from, this.#most - this.#batchRows);
      const taken = this.#appendMany(inputs, from, step);
      from += taken;
      this.#batchRows += taken;
      const isFull = this.#batchRows === this.#most || taken < step ||
        this.#pressure.isFull;
      if (isFull) this.#flush();
    }
    this.#state = "open";
  }

  /**
   * Writes what is left and the footer, and closes the file. Later calls give
   * the same summary.
   *
   * @throws {AxError} If a batch was refused before, or the disk is full.
   */
  close(): SliceSummary {
    if (this.#summary !== undefined) return this.#summary;
    this.#checkOpen();
    this.#state = "broken";
    try {
      if (this.#batchRows > 0) this.#flush(true);
      this.#summary = { rowCount: this.#flushedRows, ...this.#file.finish() };
    } finally {
      this.#file.close();
    }
    this.#state = "closed";
    return this.#summary;
  }

  /** Closes and removes the file. */
  discard(): void {
    this.#state = "closed";
    this.#file.discard();
  }

  /** Closes, as at the end of `using`; a broken writer only lets go. */
  [Symbol.dispose](): void {
    if (this.#state === "open") this.close();
    else this.#file.close();
  }

  #pick(row: Record<string, unknown>, index: number): unknown {
    const name = this.#names[index] as string;
    if (!this.#columns[index]?.isInherited) return row[name];
    return Object.hasOwn(row, name) ? row[name] : undefined;
  }

  #accepts(value: unknown): boolean {
    try {
      return this.#rule?.accepts(value) ?? true;
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw this.#error(
        this.#names[this.#hashed],
        error.message,
        this.rowCount,
      );
    }
  }

  #append(index: number, value: unknown): void {
    const builder = this.#builders[index] as ColumnBuilder;
    if (this.#options.defaults === undefined) return builder.append(value);
    this.#appendOrDefault(builder, value, this.#names[index] as string);
  }

  #appendOrDefault(builder: ColumnBuilder, value: unknown, name: string): void {
    try {
      builder.append(value);
    } catch (error) {
      const defaults = this.#options.defaults as Record<string, unknown>;
      if (!(error instanceof ValueError) || !Object.hasOwn(defaults, name)) {
        throw error;
      }
      builder.append(defaults[name]);
    }
  }

  /** Takes a half-written row back and makes the error that says where. */
  #undo(error: unknown, index: number): unknown {
    for (const builder of this.#builders) {
      if (builder.length > this.#batchRows) builder.truncate(this.#batchRows);
    }
    this.#pressure.isFull = false; // or the batch would have ended before
    if (!(error instanceof ValueError)) return error;
    const name = this.#names[index];
    return this.#error(name, error.message, this.rowCount);
  }

  #error(name: string | undefined, problem: string, row?: number): AxError {
    const where = [
      ...(name === undefined ? [] : [`column ${JSON.stringify(name)}`]),
      ...(row === undefined ? [] : [`row ${row}`]),
      `slice ${this.#options.slice ?? 0}`,
    ];
    return new AxError("dataset", `${where.join(", ")}: ${problem}`);
  }

  #checkNames(row: object): void {
    const known = new Set(this.#names);
    const extra = Object.keys(row).find((name) => !known.has(name));
    if (extra === undefined) return;
    throw new ValueError(
      `the dataset has no column ${JSON.stringify(extra)}; it has ` +
        listNames(this.#names),
    );
  }

  #checkOpen(): void {
    if (this.#state === "open") return;
    const reason = this.#state === "closed"
      ? "the writer is closed"
      : "an earlier write failed";
    const slice = this.#options.slice ?? 0;
    throw new AxError("dataset", `Cannot write slice ${slice}: ${reason}`);
  }

  #findHashed(): number {
    const { hashBy } = this.#options;
    if (hashBy === undefined) return -1;
    const index = this.#names.indexOf(hashBy.column);
    if (index !== -1) return index;
    throw this.#error(hashBy.column, "the column to hash by is missing");
  }

  #findRule(): SliceRule | undefined {
    const { hashBy, slice = 0, skipOtherSlices, defaults } = this.#options;
    const column = this.#columns[this.#hashed];
    if (hashBy === undefined || column === undefined) return undefined;
    const fallbacks = defaults as Record<string, unknown> | undefined;
    const options = {
      slices: hashBy.slices,
      slice,
      skipOthers: skipOtherSlices === true,
      fallback: fallbacks?.[column.name],
    };
    try {
      return new SliceRule(column.type, options);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw this.#error(column.name, error.message);
    }
  }

  /** Refuses rows of other slices, or leaves them out. */
  #ownRows(inputs: readonly BatchInput[], count: number) {
    if (this.#rule === undefined) return { inputs, count };
    try {
      return takeOwnRows(this.#rule, { inputs, count }, this.#hashed);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      const row = this.rowCount + error.offset;
      throw this.#error(this.#names[this.#hashed], error.message, row);
    }
  }

  /** Adds rows until one column is full. @returns How many. */
  #appendMany(
    inputs: readonly BatchInput[],
    from: number,
    most: number,
  ): number {
    let count = most;
    this.#builders.forEach((builder, index) => {
      const input = inputs[index] as BatchInput;
      count = Math.min(count, builder.fitting(input, from, count));
    });
    for (const index of fillingFirst(this.#columns, inputs)) {
      const builder = this.#builders[index] as ColumnBuilder;
      const input = inputs[index] as BatchInput;
      try {
        count = this.#appendColumn(index, input, { from, count });
      } catch (error) {
        if (!(error instanceof ValueError)) throw error;
        const row = this.#flushedRows + builder.length + error.offset;
        throw this.#error(this.#names[index], error.message, row);
      }
    }
    const length = this.#batchRows + count;
    for (const builder of this.#builders) {
      if (builder.length > length) builder.truncate(length);
    }
    return count;
  }

  /**
   * Adds rows until the column is full. A default stands in for wrong values
   * of an array, and for nulls.
   */
  #appendColumn(
    index: number,
    input: BatchInput,
    { from, count }: { from: number; count: number },
  ): number {
    const builder = this.#builders[index] as ColumnBuilder;
    const name = this.#names[index] as string;
    const defaults = this.#options.defaults as object | undefined;
    const { valid } = input as VectorParts;
    const isArray = Array.isArray(input);
    const mayFail = isArray || valid !== undefined && !builder.type.nullable;
    if (!mayFail || defaults === undefined || !Object.hasOwn(defaults, name)) {
      return builder.appendMany(input, from, count);
    }
    for (let row = from; row < from + count; row++) {
      if (isArray) this.#appendOrDefault(builder, input[row], name);
      else if (valid?.[row] === 0) this.#appendOrDefault(builder, null, name);
      else builder.appendMany(input, row, 1);
      if (builder.isFull()) return row - from + 1;
    }
    return count;
  }

  #flush(isLast = false): void {
    this.#file.writeBatch(this.#batchRows, isLast);
    this.#flushedRows += this.#batchRows;
    this.#batchRows = 0;
    this.#pressure.isFull = false;
  }
}
