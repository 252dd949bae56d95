/**
 * What the methods that read a dataset or its chain have in common.
 *
 * @module
 */

import { AxError, type ColumnSpec, type Dataset, didYouMean } from "ax";

/** The inputs that say what is read. */
export interface SourceInputs extends ChainInputs {
  readonly source: Dataset;
}

/** The inputs that say how much of a chain is read. */
export interface ChainInputs {
  readonly chain: boolean;
  readonly stopAt: Dataset | null;
  /** How many datasets of the chain are read at most, the newest ones. */
  readonly length?: number | null;
}

/**
 * The datasets that are read, oldest first.
 *
 * @throws {AxError} `input`, if there is none.
 */
export function listSources(
  { source, ...inputs }: SourceInputs,
): readonly [Dataset, ...Dataset[]] {
  const limits = chainLimits(inputs);
  const [first, ...rest] = inputs.chain ? source.chain(limits) : [source];
  if (first !== undefined) return [first, ...rest];
  throw new AxError(
    "input",
    `Cannot read a chain without datasets: "stopAt" is "source" itself`,
  );
}

/**
 * Where chains end.
 *
 * @throws {AxError} `input`, where they are not read, or would be empty.
 */
export function chainLimits(
  { chain, stopAt, length = null }: ChainInputs,
): { readonly stopAt?: Dataset; readonly length?: number } {
  const limits = {
    ...(stopAt !== null && { stopAt }),
    ...(length !== null && { length }),
  };
  const [limit] = Object.keys(limits);
  if (!chain && limit !== undefined) {
    throw new AxError("input", `Cannot use "${limit}" without "chain": true`);
  }
  if (length !== null && length < 1) {
    throw new AxError(
      "input",
      `Cannot read ${length} datasets of a chain: "length" is 1 or more`,
    );
  }
  return limits;
}

/**
 * The columns of datasets that all have the same. Where one has nulls, so has
 * the result.
 *
 * @throws {AxError} `input`, naming the first column that differs.
 */
export function commonColumns(
  datasets: readonly [Dataset, ...Dataset[]],
): Map<string, ColumnSpec> {
  const columns = new Map<string, ColumnSpec>(datasets[0].columns);
  for (const [index, dataset] of datasets.entries()) {
    const odd = differenceOf(columns, dataset);
    if (odd !== undefined) {
      throw new AxError(
        "input",
        `Cannot read datasets whose columns differ: dataset ${index + 1} of ` +
          `${datasets.length} ${odd}`,
      );
    }
    for (const [name, type] of dataset.columns) {
      if (type.endsWith("?")) columns.set(name, type);
    }
  }
  return columns;
}

/** The column that all datasets are hashed by, if there is one. */
export function commonHash(
  [{ hashBy }, ...others]: readonly [Dataset, ...Dataset[]],
): string | undefined {
  return others.every((each) => each.hashBy === hashBy) ? hashBy : undefined;
}

function differenceOf(
  columns: ReadonlyMap<string, ColumnSpec>,
  dataset: Dataset,
): string | undefined {
  for (const [name, type] of dataset.columns) {
    const wanted = columns.get(name);
    if (wanted === undefined) {
      return `has column ${JSON.stringify(name)}, and the first has not`;
    }
    if (plainType(wanted) !== plainType(type)) {
      return `has column ${JSON.stringify(name)} of type ${type}, and the ` +
        `first of type ${wanted}`;
    }
  }
  for (const name of columns.keys()) {
    if (!dataset.columns.has(name)) {
      return `has no column ${JSON.stringify(name)}, and the first has`;
    }
  }
  return undefined;
}

/** A type without the mark that allows nulls in the column. */
export function plainType(type: ColumnSpec): string {
  return type.endsWith("?") ? type.slice(0, -1) : type;
}

/**
 * The type of a column.
 *
 * @param use What it is wanted for, as in `sort by`.
 * @throws {AxError} `input`, if there is no such column.
 */
export function typeOf(
  columns: ReadonlyMap<string, ColumnSpec>,
  name: string,
  use: string,
): ColumnSpec {
  const type = columns.get(name);
  if (type !== undefined) return type;
  throw new AxError(
    "input",
    `Cannot ${use} column ${JSON.stringify(name)}: the dataset has ` +
      listNames(name, columns.keys()),
  );
}

/** Names for a message about one that is not among them, but may be near. */
export function listNames(name: string, known: Iterable<string>): string {
  const names = [...known];
  const list = names.map((each) => JSON.stringify(each)).join(", ");
  return list + didYouMean(name, names);
}
