/**
 * Reads slices and datasets one after the other, or a row of each slice in
 * turn, as if they were one.
 *
 * @module
 */

import type { Columns, ScalarType } from "../core/columns.ts";
import type { SliceChoice } from "../core/datasets.ts";
import type {
  Batch,
  BatchOptions,
  IterateOptions,
  ReadOptions,
} from "../core/rows.ts";
import { checkChoice, checkReadOptions, columnNames } from "./read_options.ts";
import { planRehash, RehashCursor, type Rehashing } from "./rehash.ts";
import { RoundRobin } from "./round_robin.ts";
import type { StepCursor } from "./slice_cursor.ts";
import {
  BatchIterator,
  convert,
  type CursorIterator,
  iterateColumn,
  PLAIN_NUMBERS,
  Restartable,
  RowIterator,
} from "./slice_iterators.ts";
import { clipRows } from "./slice_plan.ts";
import type { TablePart, TableTools } from "./table.ts";
import {
  TableCursor,
  type TableCursorOptions,
  type TableStep,
} from "./table_cursor.ts";
import { countRows, isOutside, planTable, slicesOf } from "./table_plan.ts";
import { TurnCursor } from "./turn_cursor.ts";
import type { TurnOptions } from "./turns.ts";
import { findWidening, WideningCursor } from "./widen.ts";

/** One slice of those that are read in turn: who reads them asks and tells. */
const inTurn: Pick<TableCursorOptions, "watch" | "skips"> = {
  watch: { begin: () => ({ tick: () => {}, end: () => {} }) },
  skips: () => false,
};

/** Reads the rows of one or several datasets. */
export class TableReader {
  readonly #parts: readonly TablePart[];
  readonly #tools: TableTools;
  readonly #skips = (part: number, slice: number): boolean =>
    this.#parts[part]?.skips?.(slice) ?? false;

  constructor(parts: readonly TablePart[], tools: TableTools) {
    this.#parts = parts;
    this.#tools = tools;
  }

  /** As `Dataset.batches`. */
  batches(
    choice: SliceChoice,
    names: readonly string[] | undefined,
    options: BatchOptions = {},
  ): Iterable<Batch> {
    checkReadOptions("batches", options);
    const wanted = columnNames(this.#parts, names, options);
    checkChoice(this.#parts, choice);
    const { needed, rehashing } = this.#rehash(choice, wanted, options);
    return new Restartable(() => {
      const { reuse, range } = options;
      if (choice === "roundrobin") {
        const turns = new TurnCursor({
          ...this.#turnOptions(options, true),
          names: wanted,
          reuse: reuse === true,
        });
        return new BatchIterator<Columns>(this.#widened(turns, wanted), wanted);
      }
      const steps = planTable(this.#parts, choice, options);
      const cursor = this.#cursor(steps, needed, {
        reuse: reuse === true,
        ...(range && { range }),
        isTested: false,
      });
      const chosen = rehashing &&
        new RehashCursor(cursor, rehashing, reuse === true);
      const read = this.#widened(chosen ?? cursor, wanted);
      return new BatchIterator<Columns>(read, wanted);
    });
  }

  /** As `Dataset.column`. */
  column<R>(
    choice: SliceChoice,
    name: string,
    options: IterateOptions<unknown, R> = {},
  ): Iterable<R> {
    checkReadOptions("rows", options);
    const isPlain = this.#tools.wanted?.[name] !== "int64" &&
      this.#parts.every(({ columns }) =>
        PLAIN_NUMBERS.has(columns.get(name) ?? "int32")
      );
    return this.#iterate(
      choice,
      columnNames(this.#parts, [name], options),
      options,
      (cursor) => iterateColumn<unknown>(cursor, isPlain),
    );
  }

  /** As `Dataset.rows`. */
  rows<T, R>(
    choice: SliceChoice,
    names: readonly string[] | undefined,
    options: IterateOptions<T, R> = {},
  ): Iterable<R> {
    checkReadOptions("rows", options);
    const wanted = columnNames(this.#parts, names, options);
    return this.#iterate(
      choice,
      wanted,
      options,
      (cursor) => new RowIterator<T>(cursor, wanted),
    );
  }

  #iterate<T, R>(
    choice: SliceChoice,
    names: readonly string[],
    options: IterateOptions<T, R>,
    iterate: (cursor: StepCursor) => CursorIterator<T>,
  ): Iterable<R> {
    checkChoice(this.#parts, choice);
    const { range } = options;
    const isTested = range !== undefined && range.sloppy !== true;
    const { needed, rehashing } = this.#rehash(choice, names, options);
    const loaded = isTested ? [...new Set([...needed, range.column])] : needed;
    const rangeIndex = isTested ? loaded.indexOf(range.column) : -1;
    const reuse = true;
    return new Restartable(() => {
      if (choice === "roundrobin") {
        const one = { reuse, isTested: false };
        const open = (step: TableStep): CursorIterator<T> => {
          const cursor = this.#cursor([step], loaded, one, inTurn);
          return iterate(this.#widened(cursor, names, "int64"));
        };
        const common = this.#turnOptions(options, isTested);
        const source = new RoundRobin<T>({ ...common, open });
        return convert({ source, rangeIndex, testsAll: true }, options);
      }
      const steps = planTable(this.#parts, choice, options);
      const all = this.#cursor(steps, needed, {
        reuse,
        isTested,
        ...(range && { range }),
      });
      const cursor = rehashing ? new RehashCursor(all, rehashing, reuse) : all;
      const source = iterate(this.#widened(cursor, names, "int64"));
      cursor.follow(source);
      return convert({ source, rangeIndex }, options);
    });
  }

  /**
   * Gives columns the types they are to be read as.
   *
   * @param only Values of all other types are the same whatever the type.
   */
  #widened(
    cursor: StepCursor,
    names: readonly string[],
    only?: ScalarType,
  ): StepCursor {
    const types = findWidening(names, this.#tools.wanted, this.#parts)
      ?.map((type) =>
        only === undefined || type?.kind === only ? type : undefined
      );
    return types?.some((type) => type !== undefined)
      ? new WideningCursor(cursor, types)
      : cursor;
  }

  /** What it takes to read rows as if they lay by another hash. */
  #rehash(
    choice: SliceChoice,
    names: readonly string[],
    { rehash, rowRange, range }: ReadOptions,
  ): { needed: readonly string[]; rehashing: Rehashing | undefined } {
    if (rehash === undefined) return { needed: names, rehashing: undefined };
    const needed = [...new Set([...names, rehash])];
    const index = needed.indexOf(rehash);
    const isHidden = !names.includes(rehash) && range?.column !== rehash;
    const read = { choice, rowRange, index, isHidden };
    return { needed, rehashing: planRehash(rehash, this.#parts, read) };
  }

  /** @param skipsBatches Rows of a dataset are left out batch by batch. */
  #turnOptions(
    { rowRange, range }: ReadOptions,
    skipsBatches: boolean,
  ): TurnOptions {
    const parts = this.#parts;
    const { watch, slices } = this.#tools;
    return {
      parts: parts.map((_, part) => slicesOf(parts, part)),
      rows: clipRows(countRows(parts), rowRange),
      slices,
      watch,
      skips: this.#skips,
      isOutside: (part) =>
        range !== undefined && isOutside(parts[part] as TablePart, range),
      range: skipsBatches ? range : undefined,
    };
  }

  #cursor(
    steps: readonly TableStep[],
    names: readonly string[],
    options: TableCursorOptions["options"],
    asked: Pick<TableCursorOptions, "watch" | "skips"> = {
      watch: this.#tools.watch,
      skips: this.#skips,
    },
  ): TableCursor {
    return new TableCursor(steps, {
      slices: this.#tools.slices,
      ...asked,
      names,
      options,
    });
  }
}
