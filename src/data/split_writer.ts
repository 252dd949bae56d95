/**
 * Deals rows out over all slices of a dataset, by hash or in turn.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type { BatchColumn, BatchRecord, RowInput } from "../core/rows.ts";
import { readBatch } from "./batch_columns.ts";
import { BATCH_ROWS, type BatchInput } from "./builder.ts";
import { findHasher } from "./hash.ts";
import { columnType } from "./parse_text.ts";
import { isWhole, RowGatherer } from "./row_gatherer.ts";
import {
  batchRowsFor,
  type ColumnEntries,
  entriesOf,
  type SliceSummary,
  type SliceWriterOptions,
} from "./slice_input.ts";
import { openSliceWriter, type SliceWriter } from "./slice_writer.ts";
import { hashParts, partitionRows, type RowPartition } from "./split_plan.ts";
import { formatType, type ParsedType } from "./types.ts";

/** What {@linkcode openSplitWriter} may be told. */
export interface SplitWriterOptions<C extends Columns = Columns>
  extends Pick<SliceWriterOptions<C>, "compression" | "defaults" | "parsed"> {
  /** The column that says by its hash where a row goes. Default: in turn. */
  readonly hashBy?: string;
}

/**
 * Deals rows out. A slice's file is made when it gets its first row.
 *
 * @param paths Files that must not exist yet, one for each slice, in order.
 * @throws {AxError} If the column to hash by has no hash.
 */
export function openSplitWriter<const C extends Columns>(
  paths: readonly string[],
  columns: C | ColumnEntries,
  options: SplitWriterOptions<C> = {},
): SplitWriter<C> {
  return new SplitWriter(paths, columns, options);
}

type Row = Readonly<Record<string, unknown>>;

/** Writes each row to the slice it belongs in. */
export class SplitWriter<C extends Columns = Columns> implements Disposable {
  readonly #writers: (SliceWriter<C> | undefined)[];
  readonly #open: (slice: number) => SliceWriter<C>;
  readonly #columns: readonly { name: string; type: ParsedType }[];
  readonly #options: SplitWriterOptions<C>;
  readonly #gatherers: readonly RowGatherer[];
  readonly #hashIndex: number;
  readonly #hash: ((value: unknown) => number | undefined) | undefined;
  #turn = 0;

  /** Use {@linkcode openSplitWriter}. */
  constructor(
    paths: readonly string[],
    columns: C | ColumnEntries,
    options: SplitWriterOptions<C>,
  ) {
    this.#options = options;
    const entries = entriesOf(columns);
    const { hashBy, compression, defaults, parsed } = options;
    this.#columns = entries.map((entry) => ({
      name: entry[0],
      type: columnType(entry, parsed),
    }));
    this.#hashIndex = entries.findIndex(([name]) => name === hashBy);
    this.#hash = hashBy === undefined
      ? undefined
      : hasherOf(this.#columns[this.#hashIndex]?.type, hashBy);
    this.#gatherers = entries.map(() => new RowGatherer());
    this.#writers = paths.map(() => undefined);
    this.#open = (slice) =>
      openSliceWriter<C>(paths[slice] as string, entries, {
        slice,
        batchRows: batchRowsFor(paths.length),
        ...(compression && { compression }),
        ...(defaults && { defaults }),
        ...(parsed && { parsed }),
      });
  }

  /** Rows written so far, to all slices. */
  get rowCount(): number {
    return this.#writers.reduce(
      (sum, writer) => sum + (writer?.rowCount ?? 0),
      0,
    );
  }

  /** Writes one row. @throws {AxError} As a slice writer does. */
  write(row: RowInput<C>): void {
    const { hashBy } = this.#options;
    const values = row as Record<string, unknown>;
    const isKnown = hashBy !== undefined && Object.hasOwn(values, hashBy);
    this.#next(isKnown ? values[hashBy] : undefined).write(row);
    this.#turn++;
  }

  /** Writes one row, its values in the order of the columns. */
  writeValues(...values: unknown[]): void {
    this.#next(values[this.#hashIndex]).writeValues(...values);
    this.#turn++;
  }

  /**
   * Writes many rows at once, each where it belongs: the same as row by row,
   * but column by column, and as precise as the vectors are.
   *
   * @throws {AxError} As {@linkcode SliceWriter.writeBatch}; the slice that
   * refused a column is broken then. If the columns differ in length, nothing
   * was written.
   */
  writeBatch(batch: BatchRecord<C>): void {
    const record = batch as Record<string, BatchColumn<ColumnSpec>>;
    const { rowCount, inputs } = readBatch(this.#columns, record);
    // What is not whole is refused by its builder, in whichever slice.
    if (!inputs.every((input) => isWhole(input, rowCount))) {
      return this.#writer(0).writeBatch(batch);
    }
    const targets = this.#targetsOf(inputs[this.#hashIndex], rowCount);
    for (let from = 0; from < rowCount; from += BATCH_ROWS) {
      const part = targets.subarray(from, from + BATCH_ROWS);
      this.#deal(inputs, partitionRows(part, this.#writers.length, from));
    }
    this.#turn += rowCount;
  }

  /**
   * Closes all files.
   *
   * @returns What each slice holds; a slice that got no row has no file.
   */
  close(): (SliceSummary | undefined)[] {
    return this.#writers.map((writer, slice) => {
      const summary = writer?.close();
      if (summary?.rowCount !== 0) return summary;
      writer?.discard(); // all of its rows were refused
      this.#writers[slice] = undefined;
      return undefined;
    });
  }

  /** Closes and removes all files. */
  discard(): void {
    for (const writer of this.#writers) writer?.discard();
  }

  /** Closes all files, as at the end of `using`. */
  [Symbol.dispose](): void {
    for (const writer of this.#writers) writer?.[Symbol.dispose]();
  }

  /** Which slice each row of a batch goes to. */
  #targetsOf(hashed: BatchInput | undefined, rowCount: number): Uint32Array {
    const slices = this.#writers.length;
    const targets = new Uint32Array(rowCount);
    if (hashed === undefined) {
      let turn = this.#turn % slices;
      for (let row = 0; row < rowCount; row++) {
        targets[row] = turn;
        if (++turn === slices) turn = 0;
      }
      return targets;
    }
    if (Array.isArray(hashed)) {
      for (let row = 0; row < rowCount; row++) {
        targets[row] = this.#hashOf(hashed[row]) % slices;
      }
      return targets;
    }
    const { hashBy = "", defaults } = this.#options;
    const fallback = this.#hash?.((defaults as Row | undefined)?.[hashBy]);
    const into = { target: targets, fallback };
    const { type } = this.#columns[this.#hashIndex] as { type: ParsedType };
    hashParts(type, hashed, into);
    for (let row = 0; row < rowCount; row++) {
      targets[row] = (targets[row] as number) % slices;
    }
    return targets;
  }

  #deal(inputs: readonly BatchInput[], { rows, starts }: RowPartition): void {
    for (let slice = 0; slice < this.#writers.length; slice++) {
      const chosen = rows.subarray(starts[slice], starts[slice + 1]);
      if (chosen.length === 0) continue;
      const part: Record<string, unknown> = Object.create(null);
      for (const [index, { name }] of this.#columns.entries()) {
        const gatherer = this.#gatherers[index] as RowGatherer;
        part[name] = gatherer.take(inputs[index] as BatchInput, chosen);
      }
      this.#writer(slice).writeBatch(part as BatchRecord<C>);
    }
  }

  /** The writer for the next row; a value of a wrong type is its to refuse. */
  #next(value: unknown): SliceWriter<C> {
    const number = this.#hash === undefined ? this.#turn : this.#hashOf(value);
    return this.#writer(number % this.#writers.length);
  }

  #hashOf(value: unknown): number {
    const { hashBy, defaults } = this.#options;
    const hash = this.#hash;
    if (hash === undefined || hashBy === undefined) return 0;
    return hash(value) ?? hash((defaults as Row | undefined)?.[hashBy]) ?? 0;
  }

  #writer(slice: number): SliceWriter<C> {
    return this.#writers[slice] ??= this.#open(slice);
  }
}

function hasherOf(
  type: ParsedType | undefined,
  hashBy: string,
): (value: unknown) => number | undefined {
  const hash = type && findHasher(type);
  if (hash !== undefined) return hash;
  const reason = type === undefined
    ? "there is no such column"
    : `its type is ${formatType(type)}`;
  const column = JSON.stringify(hashBy);
  throw new AxError("dataset", `Cannot hash by column ${column}: ${reason}`);
}
