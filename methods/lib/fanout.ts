/**
 * Makes a dataset for each value of a column.
 *
 * @module
 */

import {
  AxError,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type DatasetWriter,
  type FinishedJob,
  type RunningJob,
} from "ax";
import { CsvFormatter } from "./csv_format.ts";
import {
  commonHash,
  listSources,
  plainType,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { pickColumns } from "./gather.ts";
import { isRawType } from "./raw_values.ts";
import { rowsByPart } from "./rows_by_part.ts";
import type { ValueParts } from "./value_coder.ts";
import { makeCodes } from "./value_codes.ts";
import { widen, widerType } from "./widen.ts";

/** What a request says. */
export interface FanoutInputs extends SourceInputs {
  readonly column: string;
  readonly nullName: string;
  readonly maxDatasets: number;
  readonly previous: FinishedJob | null;
}

/** How many rows each dataset has, by name. */
export interface FanoutResult {
  readonly rowCounts: { readonly [name: string]: number };
}

/** What the datasets are like. */
interface FanoutShape {
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  readonly hashBy: string | undefined;
}

/**
 * The names of the datasets that are to be made, sorted, without those that
 * only the previous job has.
 *
 * @throws {AxError} `input`, for columns that do not fit, too many values, or
 * null and a text that have one name.
 */
export function findNames(inputs: FanoutInputs): string[] {
  shapeOf(inputs);
  const { column, nullName } = inputs;
  const isNullBy = new Map<string, boolean>();
  for (const source of listSources(inputs)) {
    const type = source.columns.get(column) as ColumnSpec;
    const coder = makeCodes(type);
    let codes = new Int32Array(0);
    for (const batch of source.batches("all", [column], { reuse: true })) {
      if (codes.length < batch.rowCount) codes = new Int32Array(batch.rowCount);
      coder.encode(batch.columns[column] as unknown as ValueParts, codes);
      checkCount(inputs, coder.size);
    }
    const names = namesOf(coder.values(), type, nullName);
    for (const [code, name] of names.entries()) {
      const isNull = code === coder.nullCode;
      if ((isNullBy.get(name) ?? isNull) !== isNull) {
        throw fault(
          inputs,
          `both null and a value are called ${JSON.stringify(name)}: give ` +
            `another "nullName"`,
        );
      }
      isNullBy.set(name, isNull);
    }
    checkCount(inputs, isNullBy.size);
  }
  return [...isNullBy.keys()].sort();
}

function checkCount(inputs: FanoutInputs, count: number): void {
  const { maxDatasets } = inputs;
  if (count <= maxDatasets) return;
  throw fault(
    inputs,
    `it has more than ${maxDatasets} different values; "maxDatasets" says ` +
      `how many datasets there may be`,
  );
}

type Vectors = Readonly<Record<string, ColumnVector>>;

/** Names the datasets of values by their text, as `csvexport` has it. */
function namesOf(
  { length, values, offsets, valid }: ValueParts,
  type: ColumnSpec,
  nullName: string,
): string[] {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const plain = plainType(type) as ColumnSpec;
  const formatter = new CsvFormatter([{ name: "", type: plain }], {
    quotes: "",
    newline: "",
  });
  return Array.from({ length }, (_, code) => {
    if (valid?.[code] === 0) return nullName;
    if (offsets !== undefined) {
      return decoder.decode(values.subarray(offsets[code], offsets[code + 1]));
    }
    let name = "";
    const one = { length: 1, values: values.subarray(code, code + 1) };
    formatter.format({ "": one as never }, 1, (bytes) => {
      name += decoder.decode(bytes);
    });
    return name;
  });
}

/** The columns that all have but the one that is split by. */
function shapeOf(inputs: FanoutInputs): FanoutShape {
  const { column } = inputs;
  const sources = listSources(inputs);
  for (const { columns } of sources) {
    const type = typeOf(columns, column, "fan out by");
    if (!isRawType(type)) throw fault(inputs, `its type is ${type}`);
  }
  const [first, ...rest] = sources;
  const columns = new Map<string, ColumnSpec>();
  for (const [name, type] of first.columns) {
    if (name === column || !rest.every((one) => one.columns.has(name))) {
      continue;
    }
    const wide = rest.reduce<ColumnSpec>((known, one, index) => {
      const other = one.columns.get(name) as ColumnSpec;
      const both = widerType(known, other);
      if (both !== undefined) return both;
      throw fault(
        inputs,
        `no type holds both ${known} and ${other}, which column ` +
          `${JSON.stringify(name)} has in dataset ${index + 2} of ` +
          `${sources.length} and before`,
      );
    }, type);
    columns.set(name, wide);
  }
  if (columns.size === 0) throw fault(inputs, "no other column is in all");
  const hashBy = commonHash(sources);
  return { columns, hashBy: columns.has(hashBy ?? "") ? hashBy : undefined };
}

function fault({ column }: FanoutInputs, problem: string): AxError {
  return new AxError(
    "input",
    `Cannot fan out by column ${JSON.stringify(column)}: ${problem}`,
  );
}

/** The names of the previous job's datasets. */
function previousNames({ previous }: FanoutInputs): string[] {
  if (previous === null) return [];
  const isFanout = previous.files().includes("result.json");
  const { rowCounts = undefined } = isFanout
    ? previous.load<Partial<FanoutResult>>()
    : {};
  if (rowCounts !== undefined) return Object.keys(rowCounts);
  throw new AxError(
    "input",
    `Cannot follow "previous": it is no job of "dataset_fanout"`,
  );
}

/** Datasets that are written at a time: each holds some rows in memory. */
const AT_ONCE = 64;

/**
 * Writes one slice of all datasets.
 *
 * @param names As {@linkcode findNames} gives them.
 * @returns How many rows each dataset has in this slice.
 */
export function fanoutSlice(
  inputs: FanoutInputs,
  names: readonly string[],
  { job, slice }: {
    readonly job: Pick<RunningJob, "createDataset">;
    readonly slice: number;
  },
): FanoutResult {
  const { columns, hashBy } = shapeOf(inputs);
  const before = new Set(previousNames(inputs));
  const rowCounts = new Map<string, number>();
  const all = [...new Set([...names, ...before])].sort();
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const writers = all.slice(at, at + AT_ONCE).map((name) => {
      const previous = before.has(name)
        ? inputs.previous?.dataset(name)
        : undefined;
      return job.createDataset(name, { columns, hashBy, previous });
    });
    const targets = new Map(writers.map((writer) => [writer.name, writer]));
    for (const source of listSources(inputs)) {
      new Fan(inputs, columns, targets).write(source, slice);
    }
    for (const writer of writers) {
      rowCounts.set(writer.name, writer.rowCount);
      writer.close();
    }
  }
  return { rowCounts: Object.fromEntries(rowCounts) };
}

/** Writes the rows of one dataset into those of its values. */
class Fan {
  readonly #inputs: FanoutInputs;
  readonly #columns: ReadonlyMap<string, ColumnSpec>;
  readonly #targets: ReadonlyMap<string, DatasetWriter>;

  constructor(
    inputs: FanoutInputs,
    columns: ReadonlyMap<string, ColumnSpec>,
    targets: ReadonlyMap<string, DatasetWriter>,
  ) {
    this.#inputs = inputs;
    this.#columns = columns;
    this.#targets = targets;
  }

  write(source: Dataset, slice: number): void {
    const { column, nullName } = this.#inputs;
    const type = source.columns.get(column) as ColumnSpec;
    const coder = makeCodes(type);
    const names = [column, ...this.#columns.keys()];
    // By code; `undefined` for those that are not written this time.
    let writers: (DatasetWriter | undefined)[] = [];
    for (const batch of source.batches(slice, names, { reuse: true })) {
      const vectors = batch.columns as Vectors;
      const codes = new Int32Array(batch.rowCount);
      coder.encode(vectors[column] as unknown as ValueParts, codes);
      if (writers.length < coder.size) {
        writers = namesOf(coder.values(), type, nullName)
          .map((name) => this.#targets.get(name));
      }
      const wide = this.#widen(source, vectors, batch.start);
      for (const [code, rows] of rowsByPart(codes, coder.size)) {
        writers[code]?.writeBatch(
          pickColumns(wide, this.#columns.keys(), rows),
        );
      }
    }
  }

  #widen(
    source: Dataset,
    vectors: Vectors,
    start: number,
  ): Vectors {
    const wide: Record<string, ColumnVector> = Object.create(null);
    for (const [name, to] of this.#columns) {
      const from = source.columns.get(name) as ColumnSpec;
      const vector = vectors[name] as ColumnVector;
      wide[name] = widen(vector, { column: name, from, to, start });
    }
    return wide;
  }
}
