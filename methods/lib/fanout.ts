/**
 * Makes a dataset for each value of a column.
 *
 * @module
 */

import {
  AxError,
  type BatchColumn,
  type ColumnSpec,
  type ColumnVector,
  type Dataset,
  type DatasetWriter,
  type FinishedJob,
  type RunningJob,
} from "ax";
import { CsvFormatter } from "./csv_format.ts";
import {
  listSources,
  plainType,
  type SourceInputs,
  typeOf,
} from "./dataset_source.ts";
import { Gatherer } from "./gather.ts";
import { isRawType, type Raw, rawColumn } from "./raw_values.ts";
import { RowGroups } from "./row_groups.ts";
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
    const groups = new RowGroups([column]);
    for (const batch of source.batches("all", [column], { reuse: true })) {
      groups.number(batch.columns as Vectors, batch.rowCount);
      checkCount(inputs, groups.count);
    }
    const nameOf = namer(type, nullName);
    for (const [value = null] of groups.keys) {
      const name = nameOf(value);
      const isNull = value === null;
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

/** Makes what names datasets: the text of a value, as `csvexport` has it. */
function namer(
  type: ColumnSpec,
  nullName: string,
): (value: Raw | null) => string {
  const plain = plainType(type) as ColumnSpec;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const formatter = new CsvFormatter([{ name: "", type: plain }], {
    quote: "",
    lineSeparator: "",
  });
  return (value) => {
    if (value === null) return nullName;
    if (typeof value === "string") return value;
    let name = "";
    const vector = { length: 1, ...rawColumn(plain, [value]) as object };
    formatter.format({ "": vector as never }, 1, (bytes) => {
      name += decoder.decode(bytes);
    });
    return name;
  };
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
  const { hashBy } = first;
  const isHashed = hashBy !== undefined && columns.has(hashBy) &&
    rest.every((one) => one.hashBy === hashBy);
  return { columns, hashBy: isHashed ? hashBy : undefined };
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
  readonly #groups: RowGroups;
  /** By group; `undefined` for those that are not written this time. */
  readonly #writers: (DatasetWriter | undefined)[] = [];
  readonly #gatherer = new Gatherer();

  constructor(
    inputs: FanoutInputs,
    columns: ReadonlyMap<string, ColumnSpec>,
    targets: ReadonlyMap<string, DatasetWriter>,
  ) {
    this.#inputs = inputs;
    this.#columns = columns;
    this.#targets = targets;
    this.#groups = new RowGroups([inputs.column]);
  }

  write(source: Dataset, slice: number): void {
    const { column, nullName } = this.#inputs;
    const nameOf = namer(source.columns.get(column) as ColumnSpec, nullName);
    const names = [column, ...this.#columns.keys()];
    for (const batch of source.batches(slice, names, { reuse: true })) {
      const vectors = batch.columns as Vectors;
      const numbers = this.#groups.number(vectors, batch.rowCount);
      for (
        const [value = null] of this.#groups.keys.slice(this.#writers.length)
      ) {
        this.#writers.push(this.#targets.get(nameOf(value)));
      }
      const wide = this.#widen(source, vectors, batch.start);
      for (const [group, rows] of rowsByGroup(numbers, this.#groups.count)) {
        this.#writers[group]?.writeBatch(this.#pick(wide, rows));
      }
    }
  }

  #widen(
    source: Dataset,
    vectors: Vectors,
    start: number,
  ): ReadonlyMap<string, ColumnVector> {
    const wide = new Map<string, ColumnVector>();
    for (const [name, to] of this.#columns) {
      const from = source.columns.get(name) as ColumnSpec;
      const vector = vectors[name] as ColumnVector;
      wide.set(name, widen(vector, { column: name, from, to, start }));
    }
    return wide;
  }

  #pick(
    vectors: ReadonlyMap<string, ColumnVector>,
    rows: Uint32Array,
  ): Record<string, BatchColumn<ColumnSpec>> {
    const batch: Record<string, BatchColumn<ColumnSpec>> = Object.create(null);
    for (const [name, vector] of vectors) {
      batch[name] = this.#gatherer.pick(vector, rows);
    }
    return batch;
  }
}

/** The rows of each group that has any, in order. */
function* rowsByGroup(
  numbers: Int32Array,
  count: number,
): Generator<[group: number, rows: Uint32Array]> {
  const ends = new Uint32Array(count);
  for (const group of numbers) ends[group] = (ends[group] as number) + 1;
  let end = 0;
  for (let group = 0; group < count; group++) {
    const size = ends[group] as number;
    ends[group] = end;
    end += size;
  }
  const rows = new Uint32Array(numbers.length);
  for (let row = 0; row < numbers.length; row++) {
    const group = numbers[row] as number;
    const at = ends[group] as number;
    rows[at] = row;
    ends[group] = at + 1;
  }
  let start = 0;
  for (let group = 0; group < count; group++) {
    const until = ends[group] as number;
    if (until > start) yield [group, rows.subarray(start, until)];
    start = until;
  }
}
