/**
 * Datasets as stages and scripts see them.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../../core/columns.ts";
import {
  columnFault,
  fitsType,
  listNames,
} from "../../core/dataset_columns.ts";
import type { ColumnPlace, DatasetPlace } from "../../core/dataset_place.ts";
import type {
  ChainOptions,
  ColumnSummary,
  Dataset,
  DatasetChain,
  DatasetOwner,
  SliceChoice,
} from "../../core/datasets.ts";
import { AxError } from "../../core/errors.ts";
import { checkOptionNames } from "../../core/option_names.ts";
import { joinSummaries } from "../../core/summaries.ts";
import { didYouMean } from "../../core/suggest.ts";
import type { TablePart, TableSlice } from "../../data/table.ts";
import type { TableReader } from "../../data/table_reader.ts";
import type { decodeStat } from "../../data/stats.ts";
import type { parseType } from "../../data/types.ts";

/** Where a handle finds what it needs. */
export interface HandleShelf {
  /** What reads the minimum and maximum of a column. */
  readonly kit: {
    readonly decodeStat: typeof decodeStat;
    readonly parseType: typeof parseType;
  };
  /** Makes another handle. */
  handle(key: string, label: string, wanted?: Columns): StageDataset;
  /** Reads datasets as one table. */
  table(
    parts: readonly TablePart[],
    label: string,
    wanted?: Columns,
  ): TableReader;
}

/** What a handle is made of. */
export interface HandleOptions {
  /** `JOB/NAME`; `/NAME` for a dataset of the job that is running. */
  readonly key: string;
  readonly name: string;
  /** What it is called in status lines: the input's name. */
  readonly label: string;
  /** The columns that the method declares. */
  readonly wanted?: Columns | undefined;
  readonly shelf: HandleShelf;
  /** Where it lies; may throw when that cannot be known. */
  readonly findPlace: () => DatasetPlace;
}

/** The key behind a handle; `undefined` for anything else. */
export function keyOf(dataset: unknown): string | undefined {
  return StageDataset.optionsOf(dataset)?.key;
}

/** A dataset on disk. What is known of it is looked up when it is asked for. */
export class StageDataset implements Dataset {
  readonly #options: HandleOptions;
  #known: DatasetPlace | undefined;
  #slices: readonly TableSlice[] | undefined;
  #columns: ReadonlyMap<string, ColumnSpec> | undefined;

  constructor(options: HandleOptions) {
    this.#options = options;
  }

  /** What a handle is made of; not for programs to see. */
  static optionsOf(dataset: unknown): HandleOptions | undefined {
    const isOurs = typeof dataset === "object" && dataset !== null &&
      #options in dataset;
    return isOurs ? dataset.#options : undefined;
  }

  /** A dataset as part of a table. */
  static partOf(dataset: StageDataset): TablePart {
    return {
      columns: dataset.columns,
      slices: dataset.#findSlices(),
      hashBy: dataset.hashBy,
      statsOf: (name) => findColumn(dataset.#place, name),
    };
  }

  get #place(): DatasetPlace {
    return this.#known ??= this.#options.findPlace();
  }

  get name(): string {
    return this.#options.name;
  }

  get digest(): string | undefined {
    return this.#place.digest;
  }

  get columns(): ReadonlyMap<string, ColumnSpec> {
    this.#columns ??= new Map(
      this.#place.columns.map(({ name, type }) => [name, type]),
    );
    return this.#columns;
  }

  get rowCounts(): readonly number[] {
    return [...this.#place.rows];
  }

  get rowCount(): number {
    return this.#place.rows.reduce((sum, count) => sum + count, 0);
  }

  get hashBy(): string | undefined {
    return this.#place.hashBy;
  }

  get previous(): StageDataset | undefined {
    const { previous } = this.#place;
    if (previous === undefined) return undefined;
    const { shelf, label, wanted } = this.#options;
    return shelf.handle(previous, label, wanted);
  }

  summaryOf(name: string): ColumnSummary {
    const column = findColumn(this.#place, name);
    if (column === undefined) throw noColumn(name, this.columns);
    const { decodeStat, parseType } = this.#options.shelf.kit;
    const { nullCount, min, max } = column;
    const type = parseType(column.type);
    return {
      nullCount,
      min: decodeStat(type, min),
      max: decodeStat(type, max),
    };
  }

  batches(
    slice: SliceChoice,
    names?: readonly string[],
    options?: object,
  ): ReturnType<Dataset["batches"]> {
    return this.#table().batches(slice, this.#named(names), options);
  }

  column<Result>(
    slice: SliceChoice,
    name: string,
    options?: object,
  ): Iterable<Result> {
    return this.#table().column(slice, name, options);
  }

  rows<Result>(
    slice: SliceChoice,
    names?: readonly string[],
    options?: object,
  ): Iterable<Result> {
    return this.#table().rows(slice, this.#named(names), options);
  }

  chain(options: ChainOptions = {}): DatasetChain {
    const { shelf, label, wanted } = this.#options;
    const datasets = selectChain(this, options);
    return new StageChain(datasets, { shelf, label, wanted, options });
  }

  #named(names: readonly string[] | undefined): readonly string[] | undefined {
    return names ?? declaredNames(this.#options.wanted);
  }

  #table(): TableReader {
    const { shelf, label, wanted } = this.#options;
    return shelf.table([StageDataset.partOf(this)], label, wanted);
  }

  /** The same objects each time: by them files are kept open. */
  #findSlices(): readonly TableSlice[] {
    const { rows, groups } = this.#place;
    return this.#slices ??= rows.map((rowCount, slice) => ({
      rowCount,
      groups: groups.map(({ dir, files, columns }) => ({
        paths: (files[slice] ?? []).map((file) => `${dir}/${file}`),
        columns: new Map(columns),
      })),
    }));
  }
}

/** What is read when nobody says: what was declared, or all. */
function declaredNames(wanted: Columns | undefined): string[] | undefined {
  const names = Object.keys(wanted ?? {});
  return names.length === 0 ? undefined : names;
}

function findColumn(
  place: DatasetPlace,
  name: string,
): ColumnPlace | undefined {
  return place.columns.find((column) => column.name === name);
}

function noColumn(
  name: string,
  columns: ReadonlyMap<string, unknown>,
): AxError {
  const known = [...columns.keys()];
  return new AxError(
    "dataset",
    `Cannot find column ${JSON.stringify(name)}: the dataset has ${
      listNames(known)
    }${didYouMean(name, known)}`,
  );
}

const CHAIN_OPTIONS: readonly (keyof ChainOptions)[] = [
  "length",
  "stopAt",
  "reverse",
  "skipDataset",
  "skipSlice",
];

/** Follows a chain as far as was asked for; in the order it is to be read. */
function selectChain(
  newest: StageDataset,
  options: ChainOptions,
): StageDataset[] {
  checkOptionNames("chain", options, CHAIN_OPTIONS);
  const { length = Infinity, stopAt, reverse, skipDataset } = options;
  if (length !== Infinity && !(Number.isInteger(length) && length >= 0)) {
    throw new AxError(
      "dataset",
      `Cannot chain: length is a whole number from 0 up, got ${length}`,
    );
  }
  const stop = stopAt === undefined || stopAt === null
    ? undefined
    : identityOf(stopAt);
  const chain: StageDataset[] = [];
  for (
    let at: StageDataset | undefined = newest;
    at !== undefined && chain.length < length;
    at = at.previous
  ) {
    if (stop !== undefined && identityOf(at) === stop) break;
    chain.push(at);
  }
  if (reverse !== true) chain.reverse();
  return skipDataset === undefined
    ? chain
    : chain.filter((dataset) => !skipDataset(dataset));
}

/** What two datasets share that are the same to a program. */
function identityOf(dataset: NonNullable<ChainOptions["stopAt"]>): string {
  if (typeof dataset === "string") return dataset;
  const options = StageDataset.optionsOf(dataset);
  if (options !== undefined) return options.findPlace().digest ?? options.key;
  if (typeof (dataset as DatasetOwner).dataset === "function") {
    return identityOf((dataset as DatasetOwner).dataset());
  }
  throw new AxError(
    "dataset",
    "Cannot stop a chain at what is no dataset: pass a dataset, a job, or " +
      "the digest of a dataset",
  );
}

/** What a chain is read with. */
interface ChainTools {
  readonly shelf: HandleShelf;
  readonly label: string;
  readonly wanted: Columns | undefined;
  readonly options: ChainOptions;
}

/** Datasets read as one. */
class StageChain implements DatasetChain {
  readonly #datasets: readonly StageDataset[];
  readonly #tools: ChainTools;

  constructor(datasets: readonly StageDataset[], tools: ChainTools) {
    this.#datasets = datasets;
    this.#tools = tools;
  }

  get length(): number {
    return this.#datasets.length;
  }

  get rowCount(): number {
    return this.#datasets.reduce((sum, { rowCount }) => sum + rowCount, 0);
  }

  get rowCounts(): readonly number[] {
    const counts: number[] = [];
    for (const dataset of this.#datasets) {
      for (const [slice, count] of dataset.rowCounts.entries()) {
        counts[slice] = (counts[slice] ?? 0) + count;
      }
    }
    return counts;
  }

  /** Of datasets without rows nothing is asked, as in reading. */
  summaryOf(name: string): ColumnSummary {
    const parts = this.#datasets.filter(({ rowCount }) => rowCount > 0)
      .map((dataset) => {
        return { ...dataset.summaryOf(name), rowCount: dataset.rowCount };
      });
    return joinSummaries(parts);
  }

  [Symbol.iterator](): Iterator<Dataset> {
    return this.#datasets[Symbol.iterator]();
  }

  batches(
    slice: SliceChoice,
    names?: readonly string[],
    options?: object,
  ): ReturnType<Dataset["batches"]> {
    const read = names ?? declaredNames(this.#tools.wanted);
    return this.#table(read).batches(slice, read, options);
  }

  column<Result>(
    slice: SliceChoice,
    name: string,
    options?: object,
  ): Iterable<Result> {
    return this.#table([name]).column(slice, name, options);
  }

  rows<Result>(
    slice: SliceChoice,
    names?: readonly string[],
    options?: object,
  ): Iterable<Result> {
    const read = names ?? declaredNames(this.#tools.wanted);
    return this.#table(read).rows(slice, read, options);
  }

  #table(names: readonly string[] | undefined): TableReader {
    const { shelf, label, wanted, options } = this.#tools;
    const { skipSlice } = options;
    this.#checkTypes(names);
    const parts = this.#datasets.map((dataset): TablePart => {
      const part = StageDataset.partOf(dataset);
      if (skipSlice === undefined) return part;
      return { ...part, skips: (slice) => skipSlice(dataset, slice) };
    });
    return shelf.table(parts, label, wanted);
  }

  /** What the method declared was checked of the newest dataset alone. */
  #checkTypes(names: readonly string[] | undefined): void {
    const wanted = Object.entries(this.#tools.wanted ?? {}).filter(([name]) =>
      names?.includes(name) ?? true
    );
    if (wanted.length === 0) return;
    const columns = Object.fromEntries(wanted);
    for (const [index, dataset] of this.#datasets.entries()) {
      if (dataset.rowCount === 0) continue;
      const isFit = wanted.every(([name, type]) =>
        fitsType(dataset.columns.get(name) ?? "", type)
      );
      if (isFit) continue;
      const found = [...dataset.columns].map(([name, type]) => ({
        name,
        type,
      }));
      throw new AxError(
        "dataset",
        `Cannot read dataset ${
          index + 1
        } of ${this.#datasets.length} in the chain: ${
          columnFault(columns, found)
        }`,
      );
    }
  }
}
