/**
 * What a slice writer is told and given.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../core/columns.ts";
import type { Compression } from "../core/datasets.ts";
import { AxError } from "../core/errors.ts";
import type { ColumnInput } from "../core/rows.ts";
import type { BuiltColumn } from "./arrow_writer.ts";
import {
  BATCH_ROWS,
  type BatchInput,
  describe,
  type Pressure,
  ValueError,
} from "./builder.ts";
import { columnType } from "./parse_text.ts";
import type { HashRule } from "./slice_rule.ts";
import type { ColumnStats } from "./stats.ts";
import { makeBuilder } from "./variable_builders.ts";

/** What {@linkcode openSliceWriter} may be told. */
export interface SliceWriterOptions<C extends Columns = Columns> {
  /** The number of the slice, for messages and `hashBy`. Default: 0. */
  readonly slice?: number;
  /** Default: none. */
  readonly compression?: Compression;
  /** Makes a row that belongs to another slice an error. */
  readonly hashBy?: HashRule;
  /** With `hashBy`: rows of other slices are left out without an error. */
  readonly skipOtherSlices?: boolean;
  /** Rows in a record batch, at most. Default: {@linkcode BATCH_ROWS}. */
  readonly batchRows?: number;
  /**
   * What is stored where a written value is not of the column's type. In a
   * batch: a value in an array, or a null of a vector.
   */
  readonly defaults?: { readonly [K in keyof C]?: ColumnInput<C[K]> };
  /** The columns that take texts, too, and read them; see `checkParsed`. */
  readonly parsed?: readonly string[];
}

/**
 * How many rows a batch has where one writer fills so many slices at once:
 * what it holds of all of them are four batches, or a little more.
 */
export function batchRowsFor(slices: number): number {
  const share = Math.floor(4 * BATCH_ROWS / slices);
  return Math.max(1024, Math.min(share, BATCH_ROWS));
}

/** What a closed file holds. */
export interface SliceSummary {
  readonly rowCount: number;
  readonly sizeBytes: number;
  /** By column, in the order of the columns. */
  readonly stats: ReadonlyMap<string, ColumnStats>;
}

/** Columns in an order that a record cannot keep: names such as `"2024"`. */
export type ColumnEntries = Iterable<readonly [string, ColumnSpec]>;

/** A column of a slice writer. */
export interface WriterColumn extends BuiltColumn {
  /** The name is also one of every object, as `constructor` is. */
  readonly isInherited: boolean;
}

/** Makes the columns of a slice writer. @throws {AxError} If one is wrong. */
export function makeColumns(
  columns: Columns | ColumnEntries,
  pressure: Pressure,
  parsed?: readonly string[],
): WriterColumn[] {
  const entries = entriesOf(columns);
  if (entries.length === 0) {
    throw new AxError("dataset", "Cannot write a dataset without columns");
  }
  return entries.map((entry) => {
    const [name] = entry;
    if (!name.isWellFormed()) {
      throw new AxError(
        "dataset",
        `Cannot name a column ${describe(name)}: it has half a surrogate pair`,
      );
    }
    const type = columnType(entry, parsed);
    return {
      name,
      type,
      builder: makeBuilder(type, pressure),
      isInherited: name in Object.prototype,
    };
  });
}

/** The columns in order, by name. */
export function entriesOf(
  columns: Columns | ColumnEntries,
): (readonly [string, ColumnSpec])[] {
  return Symbol.iterator in columns
    ? [...columns as ColumnEntries]
    : Object.entries(columns);
}

/** Types of which values may fill a batch before it has all its rows. */
const FILLING = new Set(["string", "json", "bytes", "list"]);

/**
 * The columns by index, those first that only say when they are given values
 * whether a batch is full: the others then need not learn categories of rows
 * that come with the next one.
 */
export function fillingFirst(
  columns: readonly WriterColumn[],
  inputs: readonly BatchInput[],
): number[] {
  const all = [...columns.keys()];
  const isFilling = (index: number): boolean =>
    Array.isArray(inputs[index]) &&
    FILLING.has((columns[index] as WriterColumn).type.kind);
  const others = all.filter((index) => !isFilling(index));
  return [...all.filter(isFilling), ...others];
}

/**
 * Checks that a dataset's defaults can stand in its columns.
 *
 * @throws {AxError} `dataset`, for a column that is not there, or a value that
 * it does not take.
 */
export function checkDefaults(
  entries: ColumnEntries,
  defaults: Readonly<Record<string, unknown>>,
  parsed?: readonly string[],
): void {
  const types = new Map(entries);
  for (const [name, value] of Object.entries(defaults)) {
    const spec = types.get(name);
    if (spec === undefined) throw defaultFault(name, "there is no such column");
    const type = columnType([name, spec], parsed);
    const builder = makeBuilder(type, { isFull: false });
    try {
      builder.append(value);
    } catch (error) {
      if (!(error instanceof ValueError)) throw error;
      throw defaultFault(name, error.message);
    }
  }
}

function defaultFault(name: string, problem: string): AxError {
  return new AxError(
    "dataset",
    `Cannot use a default for column ${JSON.stringify(name)}: ${problem}`,
  );
}
