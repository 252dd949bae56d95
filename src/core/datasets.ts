/**
 * Datasets as programs hold them in their hands: read, chained, written.
 * Types only; `run/` makes the handles, `data/` does the work.
 *
 * @module
 */

import type { Columns, ColumnSpec, ColumnValue } from "./columns.ts";
import type {
  Batch,
  BatchOptions,
  BatchRecord,
  ColumnInput,
  Comparable,
  IterateOptions,
  Row,
  RowInput,
} from "./rows.ts";

/**
 * Which slices are read: one by its number, all one after the other, or one
 * row of each in turn, which is the order in which rows were dealt out.
 */
export type SliceChoice = number | "all" | "roundrobin";

/** What is known of a column without reading it. */
export interface ColumnSummary {
  /** How many rows are null. */
  readonly nullCount: number;
  /** The least value; `null` if there is none, or the type has no order. */
  readonly min: Comparable | Date | null;
  /** The greatest value, as `min`. */
  readonly max: Comparable | Date | null;
}

/** What reads rows: a dataset, or a chain of them. */
export interface RowSource<C extends Columns = Columns> {
  /**
   * The rows as typed arrays, up to 65,536 at a time: the fastest way.
   *
   * @param names The columns to read. Default: those that the input declares,
   * or all if it declares none.
   */
  batches<K extends keyof C & string = keyof C & string>(
    slice: SliceChoice,
    names?: readonly K[],
    options?: BatchOptions,
  ): Iterable<Batch<Pick<C, K>>>;
  /** The values of one column. */
  column<K extends keyof C & string, Result = ColumnValue<C[K]>>(
    slice: SliceChoice,
    name: K,
    options?: IterateOptions<ColumnValue<C[K]>, Result>,
  ): Iterable<Result>;
  /**
   * Rows as objects.
   *
   * @param names The columns to read. Default: those that the input declares,
   * or all if it declares none.
   */
  rows<K extends keyof C & string = keyof C & string, Result = Row<Pick<C, K>>>(
    slice: SliceChoice,
    names?: readonly K[],
    options?: IterateOptions<Row<Pick<C, K>>, Result>,
  ): Iterable<Result>;
  /** How many rows there are, in all slices. */
  readonly rowCount: number;
  /** How many rows each slice has. */
  readonly rowCounts: readonly number[];
  /** Null count, least and greatest value of a column, over all slices. */
  summaryOf(column: keyof C & string): ColumnSummary;
}

/**
 * A typed columnar table in a job. What it gives can be iterated again and
 * again, and each time begins anew.
 */
export interface Dataset<C extends Columns = Columns> extends RowSource<C> {
  /** As in `default`. */
  readonly name: string;
  /**
   * What equal datasets share: rows, columns, name, and the same of those it
   * came from. Nothing while the job that makes it runs.
   */
  readonly digest: string | undefined;
  /** Every column and its type, in order. */
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  /** The column whose hash says in which slice a row is. */
  readonly hashBy: string | undefined;
  /** The dataset before this one in its chain. */
  readonly previous: Dataset<C> | undefined;
  /** This dataset and what `previous` leads to, oldest first. */
  chain(options?: ChainOptions): DatasetChain<C>;
}

/** What has datasets: a finished job. */
export interface DatasetOwner {
  /** A dataset of the job; `default` when no name is given. */
  dataset(name?: string): Dataset;
}

/** Which datasets of a chain are taken, and in which order. */
export interface ChainOptions {
  /** How many at most; the newest ones. Default: all. */
  readonly length?: number;
  /**
   * Where the chain ends: this dataset and older ones are left out. A job
   * stands for its `default`; a text is the digest of a dataset, which a job
   * can save to tell a later one how far it has come.
   */
  readonly stopAt?: Dataset | DatasetOwner | string | null | undefined;
  /** Newest first. */
  readonly reverse?: boolean;
  /** Leaves out the datasets for which it is `true`. */
  readonly skipDataset?: (dataset: Dataset) => boolean;
  /** Leaves out slices; called before each slice that has rows is read. */
  readonly skipSlice?: (dataset: Dataset, slice: number) => boolean;
}

/** Datasets one after the other, read as if they were one. */
export interface DatasetChain<C extends Columns = Columns>
  extends RowSource<C>, Iterable<Dataset<C>> {
  /** How many datasets it has. */
  readonly length: number;
}

/**
 * How the files of a dataset are compressed: not at all; all of it with zstd;
 * or, with `"texts"`, nothing but texts, JSON and bytes, and these where it
 * makes them smaller by a quarter at least.
 */
export type Compression = "none" | "texts" | "zstd";

/** Columns of a parent: names, pairs of new and old name, or a record. */
export type Inherited =
  | Readonly<Record<string, string>>
  | Iterable<string | readonly [name: string, column: string]>;

/** What is declared of a new dataset. */
export interface DatasetOptions<
  C extends Columns = Columns,
  Parsed extends string = string,
> {
  /**
   * The columns that are written, by name; pairs of name and type where the
   * order counts and names are numbers, which an object sorts to the front.
   * May be left out where there is a `parent`.
   */
  readonly columns?: C | Iterable<readonly [name: string, type: ColumnSpec]>;
  /**
   * The column whose hash says in which slice a row belongs. With a `parent`,
   * its own counts when nothing is said here; `null` drops it.
   */
  readonly hashBy?: string | null | undefined;
  /**
   * A dataset of which this one has all columns, without copying; those in
   * `columns` are added or stand in their place, with just as many rows in
   * each slice. Of several parents that have a column of one name, the last
   * one counts.
   */
  readonly parent?: Dataset | readonly Dataset[] | undefined;
  /**
   * Which columns of the parent are taken: a list of names, or of pairs of new
   * and old name, or a record `{ new: "old" }`. Default: all.
   */
  readonly inherit?: Inherited | undefined;
  /**
   * Lets several parents be put together although they were not made from one
   * dataset, so that nothing says that their rows belong together.
   */
  readonly unrelated?: boolean;
  /** The dataset before this one in its chain. */
  readonly previous?: Dataset | undefined;
  /**
   * How its files are compressed. Default: as `ax.json` says, or not at all.
   * With `"auto"`: as `ax.json` says, or texts; which is for data that is kept
   * for long, such as what is imported.
   */
  readonly compression?: Compression | "auto" | undefined;
  /**
   * What is stored where a written value is not of the column's type. In a
   * batch: a value in an array, or a null of a vector.
   */
  readonly defaults?: { readonly [Name in keyof C]?: ColumnInput<C[Name]> };
  /**
   * Columns that take texts beside values of their own type, and store what
   * the texts say: `int32` and `int64` whole numbers in base 10; `float32` and
   * `float64` also decimals, exponents, `inf`, `infinity` and `nan`, the
   * nearest number; `json` any JSON, which is kept as it is written, so that a
   * text stands in quotes. Around a number there may be spaces, before it a
   * sign; there is no `1_000` and no `0x1f`. Any other text, the empty one as
   * well, is a value of a wrong type. Rows lie by the hash of what is stored.
   */
  readonly parsed?: readonly (Parsed & keyof C & string)[] | undefined;
  /**
   * In `analysis`: rows go to all slices, by hash or in turn, instead of into
   * the own one. A slice then has the rows of each writer in slice order.
   */
  readonly split?: boolean;
  /** With `hashBy`: rows of other slices are left out, and are no error. */
  readonly skipOtherSlices?: boolean;
}

/**
 * Writes rows. A row that is refused leaves no trace. `Parsed` are the columns
 * that take texts, too.
 */
export interface RowWriter<
  C extends Columns = Columns,
  Parsed extends string = never,
> {
  /** Rows written so far. */
  readonly rowCount: number;
  /**
   * Writes one row.
   *
   * @throws {AxError} `dataset`, naming column, row and slice: a value that is
   * missing, of a wrong type, or belongs in another slice.
   */
  write(row: RowInput<C, Parsed>): void;
  /** Writes one row, its values in the order of the columns. */
  writeValues(...values: unknown[]): void;
  /**
   * Writes many rows at once: for each column an array of values, the typed
   * array it is stored in, or a vector that `batches()` gave; of a `string` or
   * `category`, where texts are taken. A batch that is refused leaves the
   * writer broken.
   */
  writeBatch(batch: BatchRecord<C, Parsed>): void;
}

/**
 * Writes a new dataset of the running job. In `prepare` and `synthesis` rows
 * are dealt out over all slices, by the hash of `hashBy` or in turn, or go
 * where `slice(n)` says. In `analysis` they go into the own slice.
 */
export interface DatasetWriter<
  C extends Columns = Columns,
  Parsed extends string = never,
> extends RowWriter<C, Parsed>, Disposable {
  /** As in `default`. */
  readonly name: string;
  /**
   * Writes one slice, in `prepare` and `synthesis`. Not together with rows
   * that are dealt out.
   */
  slice(slice: number): RowWriter<C, Parsed>;
  /**
   * In which slice a row lies whose `hashBy` column has this value.
   *
   * @throws {AxError} `dataset`, if the rows do not lie by a column that is
   * written, or it does not take the value.
   */
  sliceOf(value: unknown): number;
  /**
   * Ends the dataset, as `using` does, or the end of the stage. Later calls
   * give the same.
   *
   * @returns The dataset, to be read, or named as `previous` or `parent`; in
   * `analysis` it has the rows that this slice wrote.
   */
  close(): Dataset<C>;
  /** Removes what was written: there is no such dataset. */
  discard(): void;
}
