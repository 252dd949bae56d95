/**
 * Reads slices and datasets one after the other, or a row of each slice in
 * turn, as if they were one.
 *
 * @module
 */

import type { Columns, ScalarType } from "../core/columns.ts";
import { listNames } from "../core/dataset_columns.ts";
import type { SliceChoice } from "../core/datasets.ts";
import { AxError } from "../core/errors.ts";
import type {
  Batch,
  BatchOptions,
  IterateOptions,
  ReadOptions,
  ValueRange,
} from "../core/rows.ts";
import { didYouMean } from "../core/suggest.ts";
import { checkRange, checkReadOptions } from "./read_options.ts";
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
import { clipRows, fitStats } from "./slice_plan.ts";
import type { TablePart, TableTools } from "./table.ts";
import {
  TableCursor,
  type TableCursorOptions,
  type TableStep,
} from "./table_cursor.ts";
import { TurnCursor } from "./turn_cursor.ts";
import { parseType } from "./types.ts";
import { findWidening, WideningCursor } from "./widen.ts";

/** Which rows are read. */
type Selection = Pick<
  IterateOptions<unknown>,
  "range" | "rowRange" | "rehash"
>;

/** One slice of those that are read in turn: who reads them asks and tells. */
const inTurn: Pick<TableCursorOptions, "watch" | "skips"> = {
  watch: { begin: () => ({ tick: () => {}, end: () => {} }) },
  skips: () => false,
};

/** Reads the rows of one or several datasets. */
export class TableReader {
  readonly #parts: readonly TablePart[];
  readonly #tools: TableTools;

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
    const wanted = this.#namesOf(names, options);
    this.#checkChoice(choice);
    const { needed, rehashing } = this.#rehash(choice, wanted, options);
    return new Restartable(() => {
      const { reuse, range } = options;
      if (choice === "roundrobin") {
        const turns = this.#turns(wanted, options);
        return new BatchIterator<Columns>(this.#widened(turns, wanted), wanted);
      }
      const cursor = this.#cursor(this.#steps(choice, options), needed, {
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
      this.#namesOf([name], options),
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
    const wanted = this.#namesOf(names, options);
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
    this.#checkChoice(choice);
    const { range } = options;
    const isTested = range !== undefined && range.sloppy !== true;
    const { needed, rehashing } = this.#rehash(choice, names, options);
    const loaded = isTested ? [...new Set([...needed, range.column])] : needed;
    const rangeIndex = isTested ? loaded.indexOf(range.column) : -1;
    const reuse = true;
    return new Restartable(() => {
      if (choice === "roundrobin") {
        const one = { reuse, isTested: false };
        const source = this.#inTurn(
          options,
          (step) => {
            const cursor = this.#cursor([step], loaded, one, inTurn);
            return iterate(this.#widened(cursor, names, "int64"));
          },
        );
        return convert({ source, rangeIndex, testsAll: true }, options);
      }
      const steps = this.#steps(choice, options);
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
    { rehash, rowRange, range }: Selection,
  ): { needed: readonly string[]; rehashing: Rehashing | undefined } {
    if (rehash === undefined) return { needed: names, rehashing: undefined };
    const needed = [...new Set([...names, rehash])];
    const index = needed.indexOf(rehash);
    const isHidden = !names.includes(rehash) && range?.column !== rehash;
    const read = { choice, rowRange, index, isHidden };
    return { needed, rehashing: planRehash(rehash, this.#parts, read) };
  }

  /** A row of each slice in turn. */
  #inTurn<T>(
    selection: Selection,
    open: (step: TableStep) => CursorIterator<T>,
  ): RoundRobin<T> {
    return new RoundRobin<T>({ ...this.#turnOptions(selection), open });
  }

  /** Batches of a row of each slice in turn. */
  #turns(
    names: readonly string[],
    options: BatchOptions,
  ): TurnCursor {
    const { range, reuse = false } = options;
    return new TurnCursor({
      ...this.#turnOptions(options),
      slices: this.#tools.slices,
      names,
      range,
      reuse,
    });
  }

  #turnOptions({ rowRange, range }: ReadOptions) {
    return {
      parts: this.#parts.map((_, part) => this.#slicesOf(part)),
      rows: clipRows(this.#count("all"), rowRange),
      watch: this.#tools.watch,
      skips: (part: number, slice: number) =>
        this.#parts[part]?.skips?.(slice) ?? false,
      isOutside: (part: number) =>
        range !== undefined && this.#isOutside(part, range),
    };
  }

  #cursor(
    steps: readonly TableStep[],
    names: readonly string[],
    options: BatchOptions & { readonly isTested: boolean },
    asked: Pick<TableCursorOptions, "watch" | "skips"> = {
      watch: this.#tools.watch,
      skips: (part, slice) => this.#parts[part]?.skips?.(slice) ?? false,
    },
  ): TableCursor {
    const { rowRange: _, ...rest } = options;
    return new TableCursor(steps, {
      slices: this.#tools.slices,
      ...asked,
      names,
      options: rest,
    });
  }

  /** The slices that take part, and which of their rows. */
  #steps(
    choice: number | "all",
    options: Selection,
  ): TableStep[] {
    const { range, rowRange, rehash } = options;
    const count = this.#count(rehash === undefined ? choice : "all");
    const [from, to] = clipRows(count, rowRange);
    const steps: TableStep[] = [];
    let start = 0;
    for (const part of this.#parts.keys()) {
      const isOutside = range !== undefined && this.#isOutside(part, range);
      const isWhole = rehash !== undefined &&
        this.#parts[part]?.hashBy !== rehash;
      for (const step of this.#slicesOf(part, isWhole ? "all" : choice)) {
        const { rowCount } = step.source;
        const rows = [
          Math.max(from - start, 0),
          Math.min(to - start, rowCount),
        ] as const;
        start += rowCount;
        if (isOutside || rows[0] >= rows[1]) continue;
        const isAll = rows[0] === 0 && rows[1] === rowCount;
        steps.push(isAll ? step : { ...step, rows });
      }
    }
    return steps;
  }

  /** The slices of one dataset that have rows. */
  #slicesOf(part: number, choice: number | "all" = "all"): TableStep[] {
    const slices = this.#parts[part]?.slices ?? [];
    return slices.flatMap((source, slice) => {
      const isChosen = choice === "all" || choice === slice;
      return isChosen && source.rowCount > 0 ? [{ part, slice, source }] : [];
    });
  }

  #count(choice: number | "all"): number {
    let count = 0;
    for (const part of this.#parts.keys()) {
      for (const { source } of this.#slicesOf(part, choice)) {
        count += source.rowCount;
      }
    }
    return count;
  }

  #isOutside(index: number, range: ValueRange): boolean {
    const part = this.#parts[index];
    const spec = part?.columns.get(range.column);
    const stats = part?.statsOf(range.column);
    if (part === undefined || spec === undefined || stats === undefined) {
      return false;
    }
    const rowCount = part.slices.reduce(
      (sum, slice) => sum + slice.rowCount,
      0,
    );
    const type = parseType(spec);
    return fitStats(range, { type, stats, rowCount }) === "outside";
  }

  /** Checks that each dataset that has rows has all columns. */
  #namesOf(
    names: readonly string[] | undefined,
    { range, rehash }: Selection,
  ): string[] {
    if (typeof names === "string") {
      throw new AxError(
        "dataset",
        `Cannot read rows: columns are named by a list, as in ${
          JSON.stringify([names])
        }`,
      );
    }
    const wanted = [
      ...new Set(names ?? this.#parts[0]?.columns.keys() ?? []),
    ];
    const needed = [
      ...wanted,
      ...(range === undefined ? [] : [range.column]),
      ...(rehash === undefined ? [] : [rehash]),
    ];
    for (const [index, { columns, slices }] of this.#parts.entries()) {
      const missing = needed.find((name) => !columns.has(name));
      if (missing === undefined) continue;
      if (index > 0 && slices.every(({ rowCount }) => rowCount === 0)) continue;
      throw this.#noColumn(missing, index);
    }
    if (range !== undefined) this.#checkRange(range);
    return wanted;
  }

  #checkRange(range: ValueRange): void {
    for (const { columns, slices } of this.#parts) {
      const spec = columns.get(range.column);
      const isEmpty = slices.every(({ rowCount }) => rowCount === 0);
      if (spec !== undefined && !isEmpty) checkRange(range, spec);
    }
  }

  #noColumn(name: string, part: number): AxError {
    const known = [...this.#parts[part]?.columns.keys() ?? []];
    const where = this.#parts.length === 1
      ? "the dataset"
      : `dataset ${part + 1} of ${this.#parts.length}`;
    return new AxError(
      "dataset",
      `Cannot find column ${JSON.stringify(name)}: ${where} has ${
        listNames(known)
      }${didYouMean(name, known)}`,
    );
  }

  #checkChoice(choice: SliceChoice): void {
    if (choice === "all" || choice === "roundrobin") return;
    const slices = this.#parts[0]?.slices.length;
    if (slices === undefined) return;
    if (Number.isInteger(choice) && choice >= 0 && choice < slices) return;
    throw new AxError(
      "dataset",
      `Cannot read slice ${JSON.stringify(choice)}: give a number from 0 to ${
        slices - 1
      }, "all" or "roundrobin"`,
    );
  }
}
