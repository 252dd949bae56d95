/**
 * Which datasets and columns the words of a command mean.
 *
 * @module
 */

import {
  DatasetInspector,
  type FoundDataset,
} from "../../build/inspect_dataset.ts";
import { listNames } from "../../core/dataset_columns.ts";
import { AxError } from "../../core/errors.ts";
import type { Output } from "../output.ts";
import { didYouMean } from "../../core/suggest.ts";

/** Which datasets of chains are meant. */
export interface ChainChoice {
  readonly chain?: boolean;
  /** How many datasets of a chain, at most, in turn for each dataset. */
  readonly chainLength?: readonly number[];
  /** Where chains end, in turn for each dataset; it is left out. */
  readonly stopDs?: readonly string[];
}

/** Datasets and columns, as they were named. */
export interface Words {
  readonly datasets: readonly FoundDataset[];
  readonly columns: readonly string[];
}

/**
 * Tells datasets and columns apart: words mean datasets until one is none.
 *
 * @param words Those that were not said to be one or the other.
 * @param named Those that were.
 * @throws {AxError} `usage`, if there is no dataset; `job` or `dataset`, if
 * the first one is none.
 */
export function readWords(
  words: readonly string[],
  datasets: DatasetInspector,
  named: {
    readonly datasets: readonly string[];
    readonly columns: readonly string[];
  },
): Words {
  const found = named.datasets.map((spec) => datasets.get(spec));
  const columns = [...named.columns];
  for (const [index, word] of words.entries()) {
    if (found.length > 0 && columns.length > 0) columns.push(word);
    else if (found.length === 0) found.push(datasets.get(word));
    else {
      const next = tryGet(datasets, word);
      if (next === undefined) {
        return {
          datasets: found,
          columns: [...columns, ...words.slice(index)],
        };
      }
      found.push(next);
    }
  }
  if (found.length > 0) return { datasets: found, columns };
  throw new AxError("usage", "Cannot read without a dataset: name one", {
    hint:
      'See "ax jobs" for the jobs, and "ax ds --list JOB" for their datasets.',
  });
}

/** Says what is worth saying of the jobs that were chosen. */
export function tellRemarks({ datasets }: Words, err: Output): void {
  for (const { remark } of datasets) {
    if (remark !== undefined) err.line(`ax: ${remark}`);
  }
}

function tryGet(
  datasets: DatasetInspector,
  word: string,
): FoundDataset | undefined {
  try {
    return datasets.get(word);
  } catch (thrown) {
    if (thrown instanceof AxError) return undefined;
    throw thrown;
  }
}

/**
 * Puts before each dataset what it follows, where chains are wanted.
 *
 * @throws {AxError} `dataset`, if a chain does not hold where it is to end.
 */
export function followChains(
  found: readonly FoundDataset[],
  datasets: DatasetInspector,
  { chain, chainLength = [], stopDs = [] }: ChainChoice,
): FoundDataset[] {
  const isChain = chain === true || chainLength.length > 0 ||
    stopDs.length > 0;
  if (!isChain) return [...found];
  return found.flatMap((newest, index) => {
    const all = datasets.chainOf(newest);
    const stop = stopDs[index % stopDs.length];
    const kept = stop === undefined ? all : after(all, datasets.get(stop));
    const length = chainLength[index % chainLength.length];
    return length === undefined ? kept : kept.slice(-length);
  });
}

function after(
  chain: readonly FoundDataset[],
  stop: FoundDataset,
): readonly FoundDataset[] {
  const at = chain.findIndex(({ key }) => key === stop.key);
  if (at !== -1) return chain.slice(at + 1);
  throw new AxError(
    "dataset",
    `Cannot stop at ${stop.key}: ${chain.at(-1)?.key} does not follow it`,
  );
}

/**
 * The columns of a dataset that are wanted, in their order.
 *
 * @param isLax Whether missing ones are left out.
 * @throws {AxError} `dataset`, naming a column that it lacks.
 */
export function pickColumns(
  { key, entry }: FoundDataset,
  wanted: readonly string[],
  isLax = false,
): FoundDataset["entry"]["columns"] {
  return wanted.flatMap((name) => {
    const column = entry.columns.find((known) => known.name === name);
    if (column !== undefined) return [column];
    if (isLax) return [];
    const names = entry.columns.map((known) => known.name);
    throw new AxError(
      "dataset",
      `Cannot find column ${JSON.stringify(name)} in ${key}: it has ${
        listNames(names)
      }${didYouMean(name, names)}`,
    );
  });
}
