/**
 * What methods and build scripts import as "ax".
 *
 * Written by ax; changes to it are lost.
 *
 * @module
 */

export {};

/** A column of single values. */
export type ScalarType =
  | "bool"
  | "int32"
  | "int64"
  | "float32"
  | "float64"
  | "string"
  | "category"
  | "json"
  | "bytes"
  | "date"
  | "datetime"
  | "time";

/** A list's items: single values, `?` where they may be null. */
export type ItemType = ScalarType | `${ScalarType}?`;

/** A column of lists, or of lists of lists. */
export type ListType =
  | `list<${ItemType}>`
  | `list<list<${ItemType}>>`
  | `list<list<${ItemType}>?>`;

/** What a column holds; `list<float64>` holds arrays of its items. */
export type ColumnType = ScalarType | ListType;

/** How a column is declared; `?` allows nulls, as in `"float64?"`. */
export type ColumnSpec = ColumnType | `${ColumnType}?`;

/** The columns of a dataset by name. */
export type Columns = Readonly<Record<string, ColumnSpec>>;

/** What a program sees of a single value, by the column's type. */
export interface ScalarValues {
  /** True or false. */
  readonly bool: boolean;
  /** A whole number of 32 bits. */
  readonly int32: number;
  /** A whole number of 64 bits. */
  readonly int64: bigint;
  /** A number as 32 bits hold it. */
  readonly float32: number;
  /** Any number. */
  readonly float64: number;
  /** Text. */
  readonly string: string;
  /** Text of which there are few different ones. */
  readonly category: string;
  /** A parsed JSON value. */
  readonly json: unknown;
  /** Bytes. */
  readonly bytes: Uint8Array;
  /** A day, at 00:00 UTC. */
  readonly date: Date;
  /** A moment. */
  readonly datetime: Date;
  /** Milliseconds of the day. */
  readonly time: number;
}

/** What rows and columns give for a declared column. */
export type ColumnValue<Spec> = Spec extends `${infer Type}?`
  ? ColumnValue<Type> | null
  : Spec extends keyof ScalarValues ? ScalarValues[Spec]
  : Spec extends `list<${infer Item}>` ? ColumnValue<Item>[]
  : unknown;

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | {
  readonly [key: string]: Json;
};

/** The values of one column in one batch. */
export interface ColumnVector<Value = unknown> {
  /** How many rows it has. */
  readonly length: number;
  /** One byte per row, 0 where it is null; `undefined` if nothing is null. */
  readonly valid: Uint8Array | undefined;
  /** The value of one row, as `rows()` and `column()` give it. */
  get(row: number): Value;
}

/** The typed arrays that hold values of a fixed size. */
export type FixedArray =
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array;

/**
 * Numbers as they are; `bool` as 0 and 1; `date` in days, `datetime` in
 * microseconds, both since 1970 UTC; `time` in milliseconds of the day.
 */
export interface FixedColumnVector<A extends FixedArray, Value = unknown>
  extends ColumnVector<Value> {
  /** One entry per row; 0 where it is null. */
  readonly values: A;
}

/** `string` and `json` as UTF-8, and `bytes`. */
export interface VariableColumnVector<Value = unknown>
  extends ColumnVector<Value> {
  /** Where each value begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  /** The bytes of all values, one after the other. */
  readonly values: Uint8Array;
}

/** `category`: a code per row, and the strings the codes stand for. */
export interface CategoryColumnVector<Value = unknown>
  extends ColumnVector<Value> {
  /** The codes; 0 where it is null. */
  readonly values: Int32Array;
  /** The same array for all batches of one file; so are its codes. */
  readonly dictionary: readonly string[];
}

/** `list<…>`: the elements of all rows are one vector. */
export interface ListColumnVector<Value = unknown> extends ColumnVector<Value> {
  /** Where each list begins in `elements`, and one more for the end. */
  readonly offsets: Int32Array;
  /** The elements of all lists, one after the other. */
  readonly elements: ColumnVector;
}

/** The arrays of the fixed-size types. */
export interface FixedArrays {
  /** 0 or 1. */
  readonly bool: Uint8Array;
  /** As they are. */
  readonly int32: Int32Array;
  /** As they are. */
  readonly int64: BigInt64Array;
  /** As they are. */
  readonly float32: Float32Array;
  /** As they are. */
  readonly float64: Float64Array;
  /** Days since 1970-01-01. */
  readonly date: Int32Array;
  /** Microseconds since 1970-01-01T00:00Z. */
  readonly datetime: BigInt64Array;
  /** Milliseconds of the day. */
  readonly time: Int32Array;
}

/** The vector that a batch has for a declared column. */
export type VectorOf<Spec extends string, Value = ColumnValue<Spec>> =
  Spec extends `${infer Type}?` ? VectorOf<Type, Value>
    : Spec extends keyof FixedArrays
      ? FixedColumnVector<FixedArrays[Spec], Value>
    : Spec extends "category" ? CategoryColumnVector<Value>
    : Spec extends "string" | "json" | "bytes" ? VariableColumnVector<Value>
    : Spec extends `list<${string}>` ? ListColumnVector<Value>
    : ColumnVector<Value>;

/**
 * What a program may write to a column: what it reads, and a whole number
 * where `int64` stands.
 */
export type ColumnInput<Spec> = Spec extends `${infer Type}?`
  ? ColumnInput<Type> | null
  : Spec extends `list<${infer Item}>` ? readonly ColumnInput<Item>[]
  : Spec extends "int64" ? bigint | number
  : ColumnValue<Spec>;

/** One row as an object: a property for each column. */
export type Row<C extends Columns> = {
  -readonly [Name in keyof C]: ColumnValue<C[Name]>;
};

/** One row as a writer takes it; `Parsed` are columns that take texts, too. */
export type RowInput<C extends Columns, Parsed extends string = never> = {
  readonly [Name in keyof C]:
    | ColumnInput<C[Name]>
    | (Name extends Parsed ? string : never);
};

/** What column values are compared as: dates in milliseconds. */
export type Comparable = number | bigint | string | boolean;

/** Rows whose value in one column is at least `from` and less than `to`. */
export interface ValueRange {
  /** The column, which need not be among those that are read. */
  readonly column: string;
  /** The least value. Default: no bound. */
  readonly from?: Comparable | Date;
  /** The first value that is too large. Default: no bound. */
  readonly to?: Comparable | Date;
  /** Leaves out whole batches only, by their minimum and maximum. */
  readonly sloppy?: boolean;
}

/** Which rows are read. */
export interface ReadOptions {
  /**
   * Rows by their number, as in `Array.prototype.slice`: `[0, 10]`, `[-5]`.
   * Counted before `range` and `filter` leave any out.
   */
  readonly rowRange?: readonly [from: number, to?: number];
  /**
   * Rows by a value. Batches are skipped by their minimum and maximum. Null
   * and NaN are in no range.
   */
  readonly range?: ValueRange;
  /**
   * Reads a slice as it would be if rows lay by the hash of this column:
   * datasets that lie otherwise are read whole, and the rows of other slices
   * left out. Only for a slice by its number, and not with `rowRange`.
   */
  readonly rehash?: string;
}

/** How batches are read. */
export interface BatchOptions extends ReadOptions {
  /** Each batch overwrites the one before, which saves memory and time. */
  readonly reuse?: boolean;
}

/** How values and rows are read. */
export interface IterateOptions<Item, Result = Item> extends ReadOptions {
  /** Makes something else of each item, before `filter`. */
  readonly translate?: (item: Item) => Result;
  /** Leaves out the items for which it is `false`. */
  readonly filter?: (item: Result) => boolean;
}

/** Rows that lie together, as vectors. */
export interface Batch<C extends Columns = Columns> {
  /**
   * The number of its first row in the slice; of those given, by `rehash`; of
   * those that come in turn, by `"roundrobin"`.
   */
  readonly start: number;
  /** How many rows it has. */
  readonly rowCount: number;
  /** A vector for each column. */
  readonly columns: {
    readonly [Name in keyof C]: VectorOf<C[Name]>;
  };
}

/** A vector in parts, as a program can make it by hand. */
export interface VectorParts {
  /** Values of a fixed size, bytes, or codes; see {@linkcode VectorOf}. */
  readonly values?: FixedArray;
  /** Where each value begins, and one more for the end. */
  readonly offsets?: Int32Array;
  /** One byte per row, 0 where it is null. */
  readonly valid?: Uint8Array | undefined;
  /** The strings of a `category`. */
  readonly dictionary?: readonly string[];
  /** The elements of a list. */
  readonly elements?: ColumnVector;
}

/** Says which array holds the values of a fixed-size column. */
export type ValuesOf<Spec> = Spec extends ColumnSpec ? VectorOf<Spec> extends {
    readonly values: infer A;
  } ? A
  : never
  : never;

/** A column filled by the batch: values, a typed array, or a vector. */
export type BatchColumn<Spec> =
  | readonly ColumnInput<Spec>[]
  | ValuesOf<Spec>
  | ColumnVector
  | VectorParts;

/**
 * A whole batch: equally many rows for each column. `Parsed` are columns that
 * take texts, too, in arrays and as vectors of texts.
 */
export type BatchRecord<C extends Columns, Parsed extends string = never> = {
  readonly [Name in keyof C]:
    | BatchColumn<C[Name]>
    | (Name extends Parsed ? readonly (ColumnInput<C[Name]> | string)[]
      : never);
};

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
  readonly defaults?: {
    readonly [Name in keyof C]?: ColumnInput<C[Name]>;
  };
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

/** What kind of thing the user can mend; decides the exit code. */
export type AxErrorCode =
  | "usage"
  | "config"
  | "project"
  | "method"
  | "closure"
  | "input"
  | "job"
  | "dataset"
  | "workdir"
  | "build"
  | "cancelled"
  | "limit";

/** Where in a user's file the trouble lies; lines and columns start at 1. */
export interface SourceLocation {
  /** The file, as the user would name it. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** In UTF-16 code units, from 1. */
  readonly column: number;
}

/** What {@linkcode AxError} is made with, beside its message. */
export interface AxErrorOptions {
  /** What would be right, as a sentence of its own. */
  readonly hint?: string;
  /** The place in the user's file. Printed before the message. */
  readonly location?: SourceLocation;
  /** The error underneath. */
  readonly cause?: unknown;
}

/**
 * An error the user can mend: a wrong input, a missing file, a bad key.
 *
 * Everything else that is thrown is a bug in ax or in the user's own code,
 * and keeps its stack.
 */
export declare class AxError extends Error {
  /** Tells it apart from other errors in a stack. */
  readonly name = "AxError";
  /** What kind of thing is to be mended. */
  readonly code: AxErrorCode;
  /** What would be right, as a sentence of its own. */
  readonly hint: string | undefined;
  /** The place in the user's file. Printed before the message. */
  readonly location: SourceLocation | undefined;
  /** Says what failed, then what is true: `Cannot find job "dev-42": …`. */
  constructor(code: AxErrorCode, message: string, options?: AxErrorOptions);
}

/** A file that a stage may read. */
export interface InputFile {
  /** The path as declared: under the input directory, or within the job. */
  readonly name: string;
  /** Where it lies on this machine, for `Deno.open`. */
  readonly path: string;
  /** The whole file, which must be UTF-8. */
  text(): string;
  /** The whole file. */
  bytes(): Uint8Array<ArrayBuffer>;
}

/** A file opened for reading. Close it, or let `using` do so. */
export interface OpenInput extends Disposable {
  /** The bytes from here to the end. */
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Fills the buffer from the current place; `null` at the end. */
  readSync(buffer: Uint8Array): number | null;
  /** Gives the file back to the system. A second call does nothing. */
  close(): void;
}

/** A file opened for writing. Closed by `using`, or at the stage's end. */
export interface OpenOutput extends Disposable {
  /** Appends text (as UTF-8) or bytes, all of it. */
  write(data: string | Uint8Array): void;
  /** Ends the file. A second call does nothing. */
  close(): void;
}

/** How {@linkcode RunningJob.open} writes a file. */
export interface OutputOptions {
  /**
   * With `"zstd"`, what is written is compressed, a mebibyte at a time, each a
   * frame of its own. Default: `"none"`.
   */
  readonly compression?: "none" | "zstd";
}

/**
 * A finished job inside a stage: only what its digest covers, so that equal
 * jobs are indistinguishable.
 */
export interface FinishedJob {
  /**
   * Reads a saved value: what `synthesis` returned, or a `.json` or `.cbor`
   * file by name.
   *
   * @throws {AxError} `job`, if the job saved no such file.
   */
  load<Value = unknown>(name?: string): Value;
  /** Opens one of the job's files. */
  open(name: string): OpenInput;
  /** Names the files of the job, sorted; `/` between directories. */
  files(): string[];
  /** A dataset of the job; `default` when no name is given. */
  dataset(name?: string): Dataset;
  /** The names of the datasets of the job, sorted. */
  datasets(): string[];
  /** This job and what its input `previous` leads to, oldest first. */
  chain(): FinishedJob[];
}

/** A file of a finished job, to pass as an input. */
export interface JobFile {
  /** Its path within the job. */
  readonly name: string;
}

/** What stages printed: one text a stage, or a slice of `analysis`. */
export interface JobOutput {
  /** By file name without its ending: `synthesis`, `analysis.3`. */
  readonly [stage: string]: string;
}

/** A finished job in a build script. */
export interface Job extends FinishedJob {
  /** As in `dev-42`. */
  readonly id: string;
  /** The name of the method that made it. */
  readonly method: string;
  /** What the request that built it said of it. */
  readonly caption: string | undefined;
  /** Every input, defaults filled in; jobs and datasets by name. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What the stages printed, by file name: `synthesis`, `analysis.3`. */
  output(): JobOutput;
  /** A file of the job, to pass where an input is a `jobFile()`. */
  file(name: string): JobFile;
  /**
   * Links a file of the job into the project's results.
   *
   * @param name The job's file. Default: the value `synthesis` returned.
   * @param as The link's path under the results directory. Default: `name`.
   */
  linkResult(name?: string, as?: string): Promise<void>;
  /** This job and what its input `previous` leads to, oldest first. */
  chain(): Job[];
}

/** The inputs of a request: values, jobs, datasets, files. */
export interface GivenInputs {
  /** By the name that the method declares. */
  readonly [name: string]: unknown;
}

/** What a request may say beside its inputs. None of it is identity. */
export interface BuildOptions {
  /** A line about the job, kept in its manifest and shown in listings. */
  readonly caption?: string;
  /** Build here if it must be built. Default: the target workdir. */
  readonly workdir?: string;
  /** What to call the job in the build's list. Default: the method's name. */
  readonly name?: string;
  /** Run the method even if a job answers the request. */
  readonly force?: boolean;
}

/** Known methods and what they take; `ax types` fills it in. */
export interface Methods {
}

/** The methods of a project; any text as long as `ax types` has named none. */
export type MethodName = [keyof Methods] extends [never] ? string
  : keyof Methods;

/** What follows the method's name in a request. */
export type RequestRest<Name> = Name extends keyof Methods
  ? Record<never, never> extends Methods[Name]
    ? [inputs?: Methods[Name], options?: BuildOptions]
  : [inputs: Methods[Name], options?: BuildOptions]
  : [inputs?: GivenInputs, options?: BuildOptions];

/** Asks for jobs. */
export interface Builder {
  /**
   * Returns the job that answers a request, built now only if none exists.
   *
   * @throws {AxError} `input` or `method`, before anything runs; `build`, if
   * the job failed.
   */
  build<Name extends MethodName>(
    method: Name,
    ...rest: RequestRest<Name>
  ): Promise<Job>;
}

/** What a build script's `main` gets. */
export interface Urd extends Builder {
  /** The jobs this script has asked for so far, in the order of the answers. */
  readonly jobs: readonly Job[];
  /**
   * The run of the script itself, which is a job too: for files and datasets
   * that no method makes. Requests cannot take them as inputs.
   */
  readonly job: RunningJob;
  /** Shows what the script is doing until the returned handle is disposed. */
  status(text: string): Disposable;
  /** Prints a warning now and again at the end of the build. */
  warn(text: string): void;
}

/** The job that is running, in its own stages. */
export interface RunningJob {
  /**
   * Saves a value into `files/NAME`.
   *
   * @param name Ends in `.json` (plain JSON; NaN is an error) or `.cbor` (Map,
   * Set, bigint, Date, typed arrays).
   */
  save(value: unknown, name: string): void;
  /** Writes a whole file into the job. */
  write(name: string, data: string | Uint8Array): void;
  /** Opens a new file of the job for writing. */
  open(name: string, options?: OutputOptions): OpenOutput;
  /** Where a file of this job lies, for libraries that open files themselves. */
  path(name: string): string;
  /**
   * Starts a dataset of this job. It ends by `using`, or with the stage.
   *
   * @param name Any text. In `analysis` each slice creates it, and all must
   * declare the same.
   * @throws {AxError} `dataset`, if the job has one of that name already, or
   * what is declared cannot be.
   */
  createDataset<
    const Declared extends Columns,
    const Parsed extends string = never,
  >(
    name: string,
    options: DatasetOptions<Declared, Parsed>,
  ): DatasetWriter<Declared, Parsed>;
  /** Starts the dataset `default`. */
  createDataset<
    const Declared extends Columns,
    const Parsed extends string = never,
  >(options: DatasetOptions<Declared, Parsed>): DatasetWriter<Declared, Parsed>;
  /** A dataset that an earlier stage has made, or this one has closed. */
  dataset(name?: string): Dataset;
  /** Shows what the stage is doing until the returned handle is disposed. */
  status(text: string): Disposable;
  /**
   * Ends the job now, and well.
   *
   * @param result Saved as the job's value. Not in `analysis`, where every
   * slice must call this.
   */
  finishEarly(result?: unknown): never;
}

/** The job that is running, in a method that declares `builds: true`. */
export interface BuildingJob extends RunningJob, Builder {
}

/** Kinds whose values are single JSON values. */
export type ValueKind =
  | "string"
  | "number"
  | "integer"
  | "boolean"
  | "date"
  | "datetime";

/** Kinds that stand for something built or lying on disk. */
export type RefKind = "job" | "file" | "jobFile";

/** One declared input. `default` is in canonical spelling. */
export type InputSpec = {
  readonly kind: ValueKind;
  readonly default?: Json;
} | {
  readonly kind: "oneOf";
  readonly values: readonly (string | number | boolean)[];
  readonly default?: Json;
} | {
  readonly kind: "list";
  readonly items: InputSpec;
  readonly default?: Json;
} | {
  readonly kind: "record";
  readonly fields: InputSpecs;
} | {
  readonly kind: "map";
  readonly values: InputSpec;
  readonly default?: Json;
} | {
  readonly kind: "optional";
  readonly inner: InputSpec;
} | {
  readonly kind: "dataset";
  readonly columns?: {
    readonly [name: string]: string;
  };
} | {
  readonly kind: RefKind;
};

/** The declared inputs of a method by name. */
export interface InputSpecs {
  /** What the input takes. */
  readonly [name: string]: InputSpec;
}

/**
 * The end of a message about a name that is not there: `; did you mean "x"?`,
 * or nothing when no known name is near.
 */
export declare function didYouMean(
  word: string,
  known: Iterable<string>,
): string;

/**
 * A declared input.
 *
 * `Given` is what a request may pass (with `undefined` when it may be left
 * out), `Seen` what the stages get.
 */
export interface Input<Given, Seen> {
  /** What it takes, as plain data. */
  readonly spec: InputSpec;
  /** Carries the types for the compiler; never there when the program runs. */
  readonly types?: {
    readonly given: Given;
    readonly seen: Seen;
  };
}

/** Declared inputs by name. */
export interface Inputs {
  /** The name is what a request and the stages use. */
  readonly [name: string]: Input<unknown, unknown>;
}

/** What the stages see of declared inputs. */
export type SeenInputs<Declared extends Inputs> = {
  readonly [Name in keyof Declared]: Declared[Name] extends
    Input<infer _Given, infer Seen> ? Seen : never;
};

/** What a request may pass for one declared input. */
export type GivenOf<Declared> = Declared extends Input<infer Given, infer _Seen>
  ? Given
  : never;

/** The names of the inputs that a request may leave out. */
export type OptionalNames<Declared extends Inputs> = {
  [Name in keyof Declared]: undefined extends GivenOf<Declared[Name]> ? Name
    : never;
}[keyof Declared];

/** What a request passes for declared inputs. */
export type GivenFor<Declared extends Inputs> =
  & {
    readonly [Name in Exclude<keyof Declared, OptionalNames<Declared>>]:
      GivenOf<Declared[Name]>;
  }
  & {
    readonly [Name in OptionalNames<Declared>]?: GivenOf<Declared[Name]>;
  };

/** Text. */
export declare function string(): Input<string, string>;

/** With the value of a request that leaves it out. */
/** Text, with a default. */
export declare function string(
  fallback: string,
): Input<string | undefined, string>;

/** A finite number. */
export declare function number(): Input<number, number>;

/** With the value of a request that leaves it out. */
/** A finite number, with a default. */
export declare function number(
  fallback: number,
): Input<number | undefined, number>;

/** A whole number between -2^53 and 2^53. */
export declare function integer(): Input<number, number>;

/** With the value of a request that leaves it out. */
/** A whole number, with a default. */
export declare function integer(
  fallback: number,
): Input<number | undefined, number>;

/** True or false. */
export declare function boolean(): Input<boolean, boolean>;

/** With the value of a request that leaves it out. */
/** True or false, with a default. */
export declare function boolean(
  fallback: boolean,
): Input<boolean | undefined, boolean>;

/** A day, given as `2024-05-01` or a Date; stages see a Date at 00:00 UTC. */
export declare function date(): Input<string | Date, Date>;

/** With the value of a request that leaves it out. */
/** A day, with a default. */
export declare function date(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;

/** A moment, given as a Date or as ISO 8601 with a zone; stages see a Date. */
export declare function datetime(): Input<string | Date, Date>;

/** With the value of a request that leaves it out. */
/** A moment, with a default. */
export declare function datetime(
  fallback: string | Date,
): Input<string | Date | undefined, Date>;

/** One of the listed values. */
export declare function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
): Input<Value, Value>;

/** With the value of a request that leaves it out. */
/** One of the listed values, with a default. */
export declare function oneOf<const Value extends string | number | boolean>(
  values: readonly Value[],
  fallback: NoInfer<Value>,
): Input<Value | undefined, Value>;

/** Values of one kind in order. */
export declare function list<Given, Seen>(
  items: Input<Given, Seen>,
): Input<readonly Given[], readonly Seen[]>;

/** With the values of a request that leaves it out. */
/** Values of one kind in order, with a default. */
export declare function list<Given, Seen>(
  items: Input<Given, Seen>,
  fallback: readonly (Given & Json)[],
): Input<readonly Given[] | undefined, readonly Seen[]>;

/** Values by name, declared field by field. */
export declare function record<Fields extends Inputs>(
  fields: Fields,
): Input<GivenFor<Fields>, SeenInputs<Fields>>;

/** Values of one kind under any names. */
export declare function record<Given, Seen>(values: Input<Given, Seen>): Input<{
  readonly [name: string]: Given;
}, {
  readonly [name: string]: Seen;
}>;

/** An input that may be left out; stages then see `null`. */
export declare function optional<Given, Seen>(
  inner: Input<Given, Seen>,
): Input<Given | null | undefined, Seen | null>;

/**
 * A dataset, or a job that stands for its `default` dataset.
 *
 * @param columns Columns it must have, and the types they are read as. It may
 * have more, and narrower ones: what was stored as `int32` may be read as
 * `int64` or `float64`, `float32` as `float64`, `category` as `string`.
 */
export declare function dataset<Wanted extends Columns = Columns>(
  columns?: Wanted,
): Input<Dataset | Job, Dataset<Wanted>>;

/** A finished job. */
export declare function job(): Input<Job, FinishedJob>;

/** A file under the project's input directory, known by its content. */
export declare function file(): Input<string, InputFile>;

/** A file of a finished job: `job.file("total.json")` in a build script. */
export declare function jobFile(): Input<JobFile, InputFile>;

/** What a method asks for beyond its own files. The project must grant it. */
export interface MethodPermissions {
  /** Hosts, as in `api.example.com` or `127.0.0.1:8080`. */
  readonly net?: readonly string[];
  /** Names of environment variables. */
  readonly env?: readonly string[];
  /** Absolute paths outside the project. */
  readonly read?: readonly string[];
}

/** The results of `analysis` in slice order. */
export interface AnalysisResults<Result> extends ReadonlyArray<Result> {
  /**
   * Makes one result of all: numbers add, arrays concatenate, Maps, Sets and
   * records merge by key.
   *
   * @throws {TypeError} For results that have no such sum, such as strings.
   */
  merge(): Result;
}

/** What every stage gets. */
export interface StageContext<Declared extends Inputs, Running> {
  /** The inputs, defaults filled in. */
  readonly inputs: SeenInputs<Declared>;
  /** The job that is running. */
  readonly job: Running;
  /** How many slices every dataset has. */
  readonly slices: number;
}

/** What `analysis` gets. */
export interface AnalysisContext<Declared extends Inputs, Running, Prepared>
  extends StageContext<Declared, Running> {
  /** Which slice this call is for, from 0. */
  readonly slice: number;
  /** What `prepare` returned. */
  readonly prepareResult: Prepared;
}

/** What `synthesis` gets. */
export interface SynthesisContext<
  Declared extends Inputs,
  Running,
  Prepared,
  Analysed,
> extends StageContext<Declared, Running> {
  /** What `prepare` returned. */
  readonly prepareResult: Prepared;
  /** What each call of `analysis` returned. */
  readonly analysisResults: AnalysisResults<Analysed>;
}

/** A method as its author writes it. Stages stand in the order they run. */
export interface MethodDefinition<
  Declared extends Inputs,
  Builds extends boolean,
  Prepared,
  Analysed,
  Result,
> {
  /** What it does; the first line shows in listings. */
  readonly description?: string;
  /** Whether its stages may ask for jobs by `job.build`. */
  readonly builds?: Builds;
  /** What it needs beyond its own files; none when left out. */
  readonly permissions?: MethodPermissions;
  /** What a request passes, by name; nothing when left out. */
  readonly inputs?: Declared;
  /** Runs once, first. */
  prepare?(
    context: StageContext<Declared, RunningFor<Builds>>,
  ): Prepared | Promise<Prepared>;
  /** Runs once for each slice, in parallel. */
  analysis?(
    context: AnalysisContext<Declared, RunningFor<Builds>, Prepared>,
  ): Analysed | Promise<Analysed>;
  /** Runs once, last. What it returns is the job's value. */
  synthesis?(
    context: SynthesisContext<Declared, RunningFor<Builds>, Prepared, Analysed>,
  ): Result | Promise<Result>;
}

/** The running job's handle: with `build` where the method builds. */
export type RunningFor<Builds extends boolean> = Builds extends true
  ? BuildingJob
  : RunningJob;

/** A method, ready to be a module's default export. */
export interface Method<Declared extends Inputs = Inputs, Result = unknown>
  extends MethodDefinition<Declared, boolean, unknown, unknown, Result> {
  /** Never there: it says that `defineMethod` made this. */
  readonly "~defined": true;
}

/**
 * Defines a method. It is the default export of `methods/NAME.ts`.
 *
 * Types flow from `inputs` to each stage, and from what a stage returns to the
 * next one.
 *
 * @example The sum of a column
 * ```ts
 * import { dataset, defineMethod } from "ax";
 *
 * const method = defineMethod({
 *   inputs: { source: dataset({ amount: "float64" }) },
 *   analysis({ inputs, slice }) {
 *     let sum = 0;
 *     for (const amount of inputs.source.column(slice, "amount")) sum += amount;
 *     return sum;
 *   },
 *   synthesis: ({ analysisResults }) => analysisResults.merge(),
 * });
 * if (method.analysis === undefined) throw new Error("no analysis");
 * ```
 */
export declare function defineMethod<
  Declared extends Inputs = Record<never, never>,
  const Builds extends boolean = false,
  Prepared = undefined,
  Analysed = undefined,
  Result = undefined,
>(
  definition: MethodDefinition<Declared, Builds, Prepared, Analysed, Result>,
): Method<Declared, Result>;
