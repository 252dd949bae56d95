/**
 * What the tests of typing share: datasets in a temporary directory, without
 * jobs around them.
 *
 * @module
 */

import type { Columns, ColumnSpec } from "../../src/core/columns.ts";
import type {
  ChainOptions,
  Dataset,
  DatasetOptions,
  DatasetWriter,
} from "../../src/core/datasets.ts";
import { openSliceReader } from "../../src/data/slice_reader.ts";
import { openSliceWriter } from "../../src/data/slice_writer.ts";
import type { TypeReport } from "../../methods/lib/type_slice.ts";
import { type SliceInputs, typeSlice } from "../../methods/lib/type_slice.ts";
import { type TempDir, tempDir } from "../support/temp.ts";

/** A row of any table. */
export type AnyRow = Record<string, unknown>;

/** A dataset that was made, slice by slice. */
export interface Made {
  readonly columns: Readonly<Record<string, string>>;
  readonly hashBy: string | undefined;
  readonly slices: readonly (readonly AnyRow[])[];
  readonly hasParent: boolean;
  readonly previous: string | undefined;
}

/** All that came of typing. */
export interface Outcome {
  readonly made: Readonly<Record<string, Made>>;
  readonly reports: readonly TypeReport[];
}

/** A directory full of datasets. */
export class Store implements Disposable {
  readonly #dir: TempDir = tempDir();
  #files = 0;

  /** Writes a dataset. @param slices The rows of each slice. */
  write(
    columns: Readonly<Record<string, string>>,
    slices: readonly (readonly AnyRow[])[],
    options: { name?: string; hashBy?: string; previous?: Dataset } = {},
  ): Dataset {
    const paths = slices.map((rows, slice) => {
      const path = this.#path();
      const { hashBy } = options;
      using writer = openSliceWriter(path, columns as Columns, {
        slice,
        ...(hashBy && { hashBy: { column: hashBy, slices: slices.length } }),
      });
      for (const row of rows) writer.write(row as never);
      return path;
    });
    return datasetOf(paths, columns, options);
  }

  /** Runs typing for all slices. */
  type(
    source: Dataset,
    request: Partial<SliceInputs> & Pick<SliceInputs, "types">,
  ): Outcome {
    const inputs: SliceInputs = { ...nothing, source, ...request };
    const slices = source.rowCounts.length;
    const made: Record<string, Made> = {};
    const reports = Array.from({ length: slices }, (_, slice) => {
      const createDataset = (name?: unknown, options?: unknown) =>
        this.#writer(made, slice, {
          name: String(name),
          slices,
          options: options as DatasetOptions,
        });
      return typeSlice(inputs, {
        job: { createDataset } as never,
        slice,
        slices,
      });
    });
    return { made, reports };
  }

  [Symbol.dispose](): void {
    this.#dir[Symbol.dispose]();
  }

  #path(): string {
    return this.#dir.join(`${this.#files++}.arrow`);
  }

  #writer(
    made: Record<string, Made>,
    slice: number,
    { name, slices, options }: {
      name: string;
      slices: number;
      options: DatasetOptions;
    },
  ): DatasetWriter {
    const path = this.#path();
    const { hashBy, previous, parent } = options;
    const own = new Map(options.columns as Iterable<[string, ColumnSpec]>);
    const isChecked = hashBy !== undefined && hashBy !== null &&
      own.has(hashBy);
    const writer = openSliceWriter(path, own, {
      slice,
      ...(isChecked && { hashBy: { column: hashBy, slices } }),
    });
    const close = (): Dataset => {
      writer.close();
      const { columns, rows } = withParent(path, own, options, slice);
      const found = made[name]?.slices ?? [];
      made[name] = {
        columns,
        hashBy: hashBy ?? undefined,
        slices: [...found, rows],
        hasParent: parent !== undefined,
        previous: previous?.name,
      };
      return datasetOf([path], columns, { name });
    };
    return {
      writeBatch: (batch: never) => writer.writeBatch(batch),
      get rowCount() {
        return writer.rowCount;
      },
      close,
    } as never;
  }
}

/** An input that asks for nothing. */
const nothing: Omit<SliceInputs, "source" | "types"> = {
  defaults: null,
  rename: null,
  discardUntyped: false,
  filterBad: false,
  hashBy: null,
  dropHash: false,
  timezone: "UTC",
  numericComma: false,
  chain: false,
  stopAt: null,
  previous: null,
  previousBad: null,
};

/** Puts own columns among inherited ones, as a dataset does. */
function withParent(
  path: string,
  own: ReadonlyMap<string, ColumnSpec>,
  { parent, inherit }: DatasetOptions,
  slice: number,
): { columns: Record<string, string>; rows: AnyRow[] } {
  using reader = openSliceReader(path);
  const rows: AnyRow[] = [...reader.rows()];
  if (parent === undefined) return { columns: Object.fromEntries(own), rows };
  const source = parent as Dataset;
  const pairs = [...inherit as Iterable<[string, string]>];
  const types = pairs.map(([name, column]) =>
    [name, own.get(name) ?? source.columns.get(column) ?? ""] as const
  );
  const kept = [...source.rows(slice)] as AnyRow[];
  if (kept.length !== rows.length) throw new Error("Rows were lost");
  const all = rows.map((row, index) =>
    Object.fromEntries(pairs.map(([name, column]) => [
      name,
      own.has(name) ? row[name] : kept[index]?.[column],
    ]))
  );
  return { columns: Object.fromEntries(types), rows: all };
}

function datasetOf(
  paths: readonly string[],
  columns: Readonly<Record<string, string>>,
  { name = "default", hashBy, previous }: {
    name?: string;
    hashBy?: string;
    previous?: Dataset;
  },
): Dataset {
  const readers = paths.map((path) => openSliceReader(path));
  const at = (slice: number) => {
    const reader = readers[slice];
    if (reader !== undefined) return reader;
    throw new Error(`There is no slice ${slice}`);
  };
  const dataset = {
    name,
    hashBy,
    previous,
    columns: new Map(Object.entries(columns)),
    rowCounts: readers.map(({ rowCount }) => rowCount),
    batches: (slice: number, names: never, options: never) =>
      at(slice).batches(names, options),
    rows: (slice: number) => at(slice).rows(),
    chain: ({ stopAt, length = Infinity }: ChainOptions = {}): Dataset[] => {
      if (stopAt === dataset as never || length < 1) return [];
      const older = previous?.chain({ stopAt, length: length - 1 }) ?? [];
      return [...older, dataset as never];
    },
  };
  return dataset as never;
}
