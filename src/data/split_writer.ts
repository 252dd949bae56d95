/**
 * Deals rows out over all slices of a dataset, by hash or in turn.
 *
 * @module
 */

import type { Columns } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type { RowInput } from "../core/rows.ts";
import { findHasher } from "./hash.ts";
import type {
  ColumnEntries,
  SliceSummary,
  SliceWriterOptions,
} from "./slice_input.ts";
import { openSliceWriter, type SliceWriter } from "./slice_writer.ts";
import { parseType } from "./types.ts";

/** What {@linkcode openSplitWriter} may be told. */
export interface SplitWriterOptions<C extends Columns = Columns>
  extends Pick<SliceWriterOptions<C>, "compression" | "defaults"> {
  /** The column that says by its hash where a row goes. Default: in turn. */
  readonly hashBy?: string;
}

/**
 * Opens one file per slice.
 *
 * @param paths Files that must not exist yet, one for each slice, in order.
 * @throws {AxError} If one exists, or the column to hash by has no hash.
 */
export function openSplitWriter<const C extends Columns>(
  paths: readonly string[],
  columns: C | ColumnEntries,
  options: SplitWriterOptions<C> = {},
): SplitWriter<C> {
  return new SplitWriter(paths, columns, options);
}

/** Writes each row to the slice it belongs in. */
export class SplitWriter<C extends Columns = Columns> implements Disposable {
  readonly #writers: readonly SliceWriter<C>[];
  readonly #options: SplitWriterOptions<C>;
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
    const entries = Symbol.iterator in columns
      ? [...columns as ColumnEntries]
      : Object.entries(columns);
    const { hashBy, compression, defaults } = options;
    this.#hashIndex = entries.findIndex(([name]) => name === hashBy);
    this.#hash = hashBy === undefined
      ? undefined
      : hasherOf(entries[this.#hashIndex], hashBy);
    this.#writers = openAll(
      paths,
      (path, slice) =>
        openSliceWriter<C>(path, entries, {
          slice,
          ...(compression && { compression }),
          ...(defaults && { defaults }),
        }),
    );
  }

  /** Rows written so far, to all slices. */
  get rowCount(): number {
    return this.#writers.reduce((sum, writer) => sum + writer.rowCount, 0);
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

  /** Closes all files. */
  close(): SliceSummary[] {
    return this.#writers.map((writer) => writer.close());
  }

  /** Closes and removes all files. */
  discard(): void {
    for (const writer of this.#writers) writer.discard();
  }

  /** Closes all files, as at the end of `using`. */
  [Symbol.dispose](): void {
    for (const writer of this.#writers) writer[Symbol.dispose]();
  }

  /** The writer for the next row; a value of a wrong type is its to refuse. */
  #next(value: unknown): SliceWriter<C> {
    const { hashBy, defaults } = this.#options;
    const hash = this.#hash;
    const fallbacks = defaults as Record<string, unknown> | undefined;
    const number = hash === undefined || hashBy === undefined
      ? this.#turn
      : hash(value) ?? hash(fallbacks?.[hashBy]) ?? 0;
    return this.#writers[number % this.#writers.length] as SliceWriter<C>;
  }
}

/** Opens all writers, or none: those that were opened are discarded. */
function openAll<W extends { discard(): void }>(
  paths: readonly string[],
  open: (path: string, slice: number) => W,
): W[] {
  const writers: W[] = [];
  try {
    for (const [slice, path] of paths.entries()) {
      writers.push(open(path, slice));
    }
    return writers;
  } catch (error) {
    for (const writer of writers) writer.discard();
    throw error;
  }
}

function hasherOf(
  entry: readonly [string, string] | undefined,
  hashBy: string,
): (value: unknown) => number | undefined {
  const hash = entry && findHasher(parseType(entry[1]));
  if (hash !== undefined) return hash;
  const reason = entry === undefined
    ? "there is no such column"
    : `its type is ${entry[1]}`;
  const column = JSON.stringify(hashBy);
  throw new AxError("dataset", `Cannot hash by column ${column}: ${reason}`);
}
