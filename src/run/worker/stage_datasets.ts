/**
 * The datasets that one stage makes.
 *
 * @module
 */

import {
  type Columns,
  type ColumnSpec,
  isColumnSpec,
} from "../../core/columns.ts";
import { listNames } from "../../core/dataset_columns.ts";
import {
  datasetDirectory,
  type DatasetFileName,
  datasetKey,
  DEFAULT_DATASET,
  parseDatasetFile,
} from "../../core/dataset_name.ts";
import type { DatasetPlace } from "../../core/dataset_place.ts";
import type {
  Compression,
  Dataset,
  DatasetOptions,
  DatasetWriter,
  Inherited,
} from "../../core/datasets.ts";
import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { AxError } from "../../core/errors.ts";
import { checkOptionNames } from "../../core/option_names.ts";
import { didYouMean } from "../../core/suggest.ts";
import type { JobSetup, WorkerStart } from "../protocol.ts";
import { keyOf } from "./dataset_handle.ts";
import { inheritedPlace, planOf } from "./dataset_parent.ts";
import { DatasetShelf, type ShelfTools } from "./dataset_shelf.ts";
import type { StageWriter } from "./dataset_writer.ts";

interface Made {
  readonly declared: DeclaredDataset;
  readonly writer: StageWriter;
}

const OPTIONS: readonly (keyof DatasetOptions)[] = [
  "columns",
  "hashBy",
  "parent",
  "inherit",
  "unrelated",
  "previous",
  "compression",
  "defaults",
  "parsed",
  "split",
  "skipOtherSlices",
];

/** Makes datasets and remembers them, so that they end with the stage. */
export class StageDatasets {
  readonly #setup: JobSetup;
  readonly #start: WorkerStart;
  /** What it may read. */
  readonly shelf: DatasetShelf;
  readonly #made = new Map<string, Made>();

  constructor(setup: JobSetup, start: WorkerStart, tools: ShelfTools) {
    this.#setup = setup;
    this.#start = start;
    this.shelf = new DatasetShelf(start, tools);
    for (const declared of start.made) this.#addOwn(declared, undefined);
  }

  /** As `RunningJob.createDataset`. */
  create(
    given: string | DatasetOptions,
    options: DatasetOptions = given as DatasetOptions,
  ): DatasetWriter {
    const name = typeof given === "string" ? given : DEFAULT_DATASET;
    const directory = `${this.#setup.dir}/datasets/${datasetDirectory(name)}`;
    this.#checkNew(name);
    const what = `create dataset ${JSON.stringify(name)}`;
    const isGiven = typeof options !== "string";
    if (isGiven) checkOptionNames(what, options, OPTIONS);
    const declared = this.#declare(name, options);
    const { hashBy, isHashOwn } = planOf(declared, this.#parentsOf(declared));
    const writer = this.shelf.kit.startWriter({
      name,
      directory,
      slices: this.#setup.slices,
      slice: this.#start.slice,
      split: options.split === true,
      entries: declared.columns as [string, ColumnSpec][],
      hashBy: isHashOwn ? hashBy : undefined,
      undealable: hashBy === undefined || isHashOwn
        ? undefined
        : `its parent's rows lie by the hash of ${JSON.stringify(hashBy)}, ` +
          `which is not written: use slice(n)`,
      compression: this.#compressionOf(name, options),
      defaults: options.defaults,
      parsed: options.parsed,
      skipOtherSlices: options.skipOtherSlices === true,
      whenClosed: () => this.#closed(declared, options.split === true),
      whenDiscarded: () => {
        this.#made.delete(name);
        this.shelf.dropOwn(name);
      },
    });
    this.#made.set(name, { declared, writer });
    return writer;
  }

  /** As `RunningJob.dataset`. */
  own(name: string = DEFAULT_DATASET): Dataset {
    const names = this.shelf.ownNames();
    if (names.includes(name)) {
      return this.shelf.handle(datasetKey("", name), name);
    }
    const what = this.#made.has(name)
      ? "its writer is still open"
      : `the stages so far have made ${listNames(names)}` +
        didYouMean(name, names);
    throw new AxError(
      "dataset",
      `Cannot find dataset ${JSON.stringify(name)}: ${what}`,
    );
  }

  /** Closes what is still open, and says what was made. */
  finish(): DeclaredDataset[] {
    return [...this.#made.values()].map(({ declared, writer }) => {
      writer.close();
      return declared;
    });
  }

  /** Lets go of all files; what is not finished counts for nothing. */
  close(): void {
    for (const { writer } of this.#made.values()) writer.abandon();
    this.shelf.close();
  }

  #checkNew(name: string): void {
    const isKnown = this.#made.has(name) ||
      this.#start.made.some((made) => made.name === name);
    if (!isKnown) return;
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: the job has one of ` +
        `that name already`,
    );
  }

  #declare(name: string, options: DatasetOptions): DeclaredDataset {
    const { parent, previous, hashBy, inherit, unrelated } = options;
    const parents = (Array.isArray(parent) ? parent : [parent]).flatMap(
      (dataset) => this.#keyOf(name, "parent", dataset) ?? [],
    );
    const previousKey = this.#keyOf(name, "previous", previous);
    return {
      name,
      columns: columnsOf(name, options, parents.length > 0),
      ...(hashBy !== undefined && { hashBy }),
      ...(previousKey !== undefined && { previous: previousKey }),
      ...(parents.length > 0 && { parents }),
      ...(inherit !== undefined && { inherit: inheritOf(name, inherit) }),
      ...(unrelated === true && { unrelated }),
    };
  }

  #parentsOf({ parents = [] }: DeclaredDataset): DatasetPlace[] {
    return parents.map((key) => this.shelf.place(key));
  }

  #keyOf(
    name: string,
    role: "parent" | "previous",
    dataset: Dataset | undefined,
  ): string | undefined {
    if (dataset === undefined) return undefined;
    const key = keyOf(dataset);
    if (key !== undefined) return key;
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: ${role} must be a ` +
        `dataset of this job or of its inputs`,
    );
  }

  #compressionOf(name: string, options: DatasetOptions): Compression {
    const { compression } = options;
    const ofProject = this.#setup.compression;
    if (compression === undefined) return ofProject ?? "none";
    if (compression === "auto") return ofProject ?? "texts";
    if (["none", "texts", "zstd"].includes(compression)) return compression;
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: compression is ` +
        `"auto", "none", "texts" or "zstd", got ${JSON.stringify(compression)}`,
    );
  }

  #closed(declared: DeclaredDataset, split: boolean): Dataset {
    const { slice } = this.#start;
    const isMine = slice < 0
      ? undefined
      : split
      ? (file: DatasetFileName): boolean => file.part === slice
      : (file: DatasetFileName): boolean => file.slice === slice;
    this.#addOwn(declared, isMine);
    return this.shelf.handle(
      datasetKey("", declared.name),
      declared.name,
    );
  }

  /** Makes a dataset readable; other slices may still write its other files. */
  #addOwn(
    declared: DeclaredDataset,
    isMine: ((file: DatasetFileName) => boolean) | undefined,
  ): void {
    const { name, columns } = declared;
    const dir = `${this.#setup.dir}/datasets/${datasetDirectory(name)}`;
    this.shelf.addOwn(name, () => {
      const files = this.shelf.kit.readDatasetFiles(dir, {
        columns,
        slices: this.#setup.slices,
        ...(isMine && {
          filter: (file: string): boolean => {
            const parsed = parseDatasetFile(file);
            return parsed !== undefined && isMine(parsed);
          },
        }),
      });
      return inheritedPlace(
        declared,
        { dir, files },
        this.#parentsOf(declared),
      );
    });
  }
}

function columnsOf(
  name: string,
  options: DatasetOptions,
  hasParent: boolean,
): [string, ColumnSpec][] {
  const { columns } = options;
  const isGiven = typeof columns === "object" && columns !== null;
  const entries: [string, ColumnSpec][] = !isGiven
    ? []
    : Symbol.iterator in columns
    ? Array.from(
      columns as Iterable<readonly [string, ColumnSpec]>,
      ([column, type]) => [column, type],
    )
    : Object.entries(columns as Columns);
  if (entries.length === 0 && !hasParent) {
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: it needs columns, as ` +
        `in { columns: { amount: "float64" } }`,
    );
  }
  const odd = entries.find(([, type]) => !isColumnSpec(type));
  if (odd === undefined) return entries;
  throw new AxError(
    "dataset",
    `Cannot create dataset ${JSON.stringify(name)}: column ${
      JSON.stringify(odd[0])
    } has type ${JSON.stringify(odd[1])}; a type is one such as "int64", ` +
      `"float64?" or "list<string>"`,
  );
}

/** Pairs of new and old name, however they were given. */
function inheritOf(name: string, inherit: Inherited): [string, string][] {
  if (typeof inherit !== "object" || inherit === null) {
    throw new AxError(
      "dataset",
      `Cannot create dataset ${JSON.stringify(name)}: inherit is a list of ` +
        `names or { new: "old" }, got ${JSON.stringify(inherit)}`,
    );
  }
  const pairs = Symbol.iterator in inherit
    ? Array.from(inherit as Iterable<string | readonly [string, string]>)
    : Object.entries(inherit);
  return pairs.map((pair) =>
    typeof pair === "string" ? [pair, pair] : [String(pair[0]), String(pair[1])]
  );
}
