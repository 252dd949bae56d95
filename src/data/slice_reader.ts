/**
 * Reads one slice of a dataset from the files that hold its columns.
 *
 * @module
 */

import type { Columns, ColumnSpec, ColumnValue } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import type {
  Batch,
  BatchOptions,
  IterateOptions,
  ReadOptions,
  Row,
} from "../core/rows.ts";
import { SliceCursor, type StepCursor } from "./slice_cursor.ts";
import { SliceFile } from "./slice_file.ts";
import {
  BatchIterator,
  convert,
  iterateColumn,
  PLAIN_NUMBERS,
  Restartable,
  RowIterator,
} from "./slice_iterators.ts";
import {
  type CursorColumn,
  makeGroup,
  type OpenGroup,
  type PlanStep,
  planSteps,
} from "./slice_plan.ts";
import { formatType, type ParsedType } from "./types.ts";

/** Files that hold some columns of a slice, their rows one after the other. */
export interface ColumnGroup {
  readonly paths: readonly string[];
  /**
   * The columns to take from there: name in the slice → name in the files.
   * Default: all, by their own names.
   */
  readonly columns?: ReadonlyMap<string, string>;
}

/**
 * Opens a slice.
 *
 * @param source The path of its only file, or groups of columns; where two
 * groups have a column of one name, the later one counts.
 * @throws {AxError} If a file is missing or garbled, here or later.
 */
export function openSliceReader<C extends Columns = Columns>(
  source: string | readonly ColumnGroup[],
): SliceReader<C> {
  const groups = typeof source === "string" ? [{ paths: [source] }] : source;
  return new SliceReader<C>(groups);
}

/** A slice that is open for reading. Files are opened when first needed. */
export class SliceReader<C extends Columns = Columns> implements Disposable {
  readonly #groups: readonly ColumnGroup[];
  readonly #open: (OpenGroup | undefined)[];
  #places: Map<string, CursorColumn> | undefined;
  #isClosed = false;

  /** Use {@linkcode openSliceReader}. */
  constructor(groups: readonly ColumnGroup[]) {
    this.#groups = groups;
    this.#open = groups.map(() => undefined);
  }

  /** The columns and their types, in order. */
  get columns(): ReadonlyMap<string, ColumnSpec> {
    const names = [...this.#findPlaces().keys()];
    return new Map(names.map((name) => [name, formatType(this.#typeOf(name))]));
  }

  /** How many rows the slice has. */
  get rowCount(): number {
    return this.#groups.length === 0 ? 0 : this.#group(0).rowCount;
  }

  /** Bytes read from its files so far. */
  get bytesRead(): number {
    const files = this.#open.flatMap((group) => group?.files ?? []);
    return files.reduce((sum, file) => sum + file.bytesRead, 0);
  }

  /**
   * The rows as vectors, a batch at a time, without copying. With a `range`,
   * batches are left out, not rows.
   *
   * @param names The columns to read. Default: all.
   */
  batches<K extends keyof C & string>(
    names?: readonly K[],
    options: BatchOptions = {},
  ): Iterable<Batch<Pick<C, K>>> {
    const pass = this.#plan(names, options, false);
    return new Restartable(() => {
      const { columns, steps, names } = pass();
      const cursor = new SliceCursor(columns, steps, options.reuse === true);
      return new BatchIterator<Pick<C, K>>(cursor, names);
    });
  }

  /** The values of one column. */
  column<K extends keyof C & string, R = ColumnValue<C[K]>>(
    name: K,
    options: IterateOptions<ColumnValue<C[K]>, R> = {},
  ): Iterable<R> {
    const pass = this.#plan([name], options);
    return new Restartable(() => {
      const { columns, steps, rangeIndex } = pass();
      const cursor = new SliceCursor(columns, steps, true);
      const isPlain = PLAIN_NUMBERS.has(formatType(this.#typeOf(name)));
      const source = iterateColumn<ColumnValue<C[K]>>(cursor, isPlain);
      return convert({ source, rangeIndex }, options);
    });
  }

  /**
   * Rows as objects, each a new one.
   *
   * @param names The columns to read. Default: all.
   */
  rows<K extends keyof C & string, R = Row<Pick<C, K>>>(
    names?: readonly K[],
    options: IterateOptions<Row<Pick<C, K>>, R> = {},
  ): Iterable<R> {
    const pass = this.#plan(names, options);
    return new Restartable(() => {
      const { columns, steps, names, rangeIndex } = pass();
      const cursor = new SliceCursor(columns, steps, true);
      const source = new RowIterator<Row<Pick<C, K>>>(cursor, names);
      return convert({ source, rangeIndex }, options);
    });
  }

  /**
   * Goes through some columns, for who reads several slices as one. The column
   * of a range that is tested comes last, unless it is among the names.
   */
  openCursor(
    names: readonly string[],
    options: BatchOptions & { readonly isTested: boolean },
  ): StepCursor {
    const { columns, steps } = this.#plan(names, options, options.isTested)();
    return new SliceCursor(columns, steps, options.reuse === true);
  }

  /** Closes its files. Iterators that are under way fail then. */
  close(): void {
    this.#isClosed = true;
    for (const group of this.#open) {
      for (const file of group?.files ?? []) file[Symbol.dispose]();
    }
    this.#open.fill(undefined);
  }

  /** Closes its files. */
  [Symbol.dispose](): void {
    this.close();
  }

  #group(index: number): OpenGroup {
    const known = this.#open[index];
    if (known !== undefined) return known;
    if (this.#isClosed) throw new AxError("dataset", "The slice is closed");
    const files: SliceFile[] = [];
    try {
      for (const path of this.#groups[index]?.paths ?? []) {
        files.push(new SliceFile(path));
      }
      return this.#open[index] = makeGroup(files);
    } catch (error) {
      for (const file of files) file[Symbol.dispose]();
      throw error;
    }
  }

  #findPlaces(): Map<string, CursorColumn> {
    if (this.#places !== undefined) return this.#places;
    this.#places = new Map();
    for (const [group, { columns }] of this.#groups.entries()) {
      const names = columns ?? ownNames(this.#group(group));
      for (const [name, storedName] of names) {
        this.#places.set(name, { name, group, storedName });
      }
    }
    return this.#places;
  }

  #place(name: string): CursorColumn {
    const places = this.#findPlaces();
    const place = places.get(name);
    if (place !== undefined) return place;
    const names = [...places.keys()].map((known) => JSON.stringify(known));
    throw new AxError(
      "dataset",
      `Cannot find column ${JSON.stringify(name)}: there is ${
        names.length === 0 ? "none" : names.join(", ")
      }`,
    );
  }

  #typeOf(name: string): ParsedType {
    const place = this.#place(name);
    const { files } = this.#group(place.group);
    const types = files.map((file) => file.typeOf(place.storedName));
    const [first] = types;
    if (first === undefined) {
      throw new AxError(
        "dataset",
        `Cannot tell the type of column ${
          JSON.stringify(name)
        }: it has no file`,
      );
    }
    const spec = formatType(first);
    const index = types.findIndex((type) => formatType(type) !== spec);
    if (index === -1) return first;
    throw new AxError(
      "dataset",
      `Cannot read column ${JSON.stringify(name)}: it is ${spec} in "${
        files[0]?.path
      }" and ${formatType(types[index] as ParsedType)} in "${
        files[index]?.path
      }"`,
    );
  }

  /** Checks names at once, and plans when an iteration begins. */
  #plan(
    names: readonly string[] | undefined,
    { rowRange, range }: ReadOptions,
    isTested = range !== undefined && range.sloppy !== true,
  ): () => Pass {
    const wanted = [...new Set(names ?? this.#findPlaces().keys())];
    const columns = wanted.map((name) => this.#place(name));
    for (const name of wanted) this.#typeOf(name);
    const tested = range && this.#place(range.column);
    return () => {
      const all = new Set(columns);
      if (isTested && tested !== undefined) all.add(tested);
      const used = new Set(tested ? [...all, tested] : all);
      const numbers = [...new Set(Array.from(used, ({ group }) => group))];
      // Rows without columns are counted all the same.
      if (used.size === 0 && this.#groups.length > 0) numbers.push(0);
      const place = (column: CursorColumn): CursorColumn => {
        return { ...column, group: numbers.indexOf(column.group) };
      };
      const steps = planSteps(numbers.map((number) => this.#group(number)), {
        rowRange,
        range,
        rangeColumn: tested && place(tested),
      });
      const loaded = [...all];
      const rangeIndex = tested ? loaded.indexOf(tested) : -1;
      return { columns: loaded.map(place), steps, names: wanted, rangeIndex };
    };
  }
}

interface Pass {
  readonly columns: readonly CursorColumn[];
  readonly steps: readonly PlanStep[];
  readonly names: readonly string[];
  /** Which of the columns the range is about. */
  readonly rangeIndex: number;
}

function ownNames(group: OpenGroup): Map<string, string> {
  const columns = group.files[0]?.columns ?? [];
  return new Map(columns.map(({ name }) => [name, name]));
}
