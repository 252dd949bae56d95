/**
 * `ax ds`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import {
  DatasetInspector,
  type FoundDataset,
} from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import { parseCount } from "../args.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import {
  chainRows,
  formatDataset,
  formatRows,
  listDatasets,
} from "../dataset_view.ts";
import { firstValues } from "../head.ts";
import { pickColumns } from "../scan/dataset_words.ts";
import { makeTasks } from "../scan/tasks.ts";
import { plainRow } from "../value_view.ts";

interface DsOptions extends GlobalOptions {
  readonly list?: boolean;
  readonly chainedList?: boolean;
  readonly chain?: boolean;
  readonly nonEmptyChain?: boolean;
  readonly slices?: boolean;
  readonly chainedSlices?: boolean;
  readonly quiet?: boolean;
  readonly location?: boolean;
  readonly columns: boolean;
  readonly minmax: boolean;
  readonly head?: number;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax ds dev-3               the dataset "default" of a job
  ax ds csvimport/bad       a dataset of the newest job of a method
  ax ds dev-3 --head 5      its first rows
  ax ds dev-3 -c            the datasets that it follows
`;

/** Declares `ax ds`. */
export function declareDs(command: Command, context: Context): void {
  command
    .description(
      "Shows datasets: columns with types, least and greatest values and " +
        'nulls, rows, slices. A job stands for its dataset "default".',
    )
    .argument("<datasets...>", "job ids, methods or paths, /NAME behind them")
    .option("-l, --list", "list all datasets of the jobs")
    .option("-L, --chained-list", "as -l, with the rows of each one's chain")
    .option("-c, --chain", "list what it follows; least and greatest over all")
    .option("-C, --non-empty-chain", "as -c, but only those that have rows")
    .option("-s, --slices", "show the rows of each slice")
    .option("-S, --chained-slices", "show the rows of each slice of the chain")
    .option("-w, --location", "tell in which dataset each column is stored")
    .option("-n, --no-columns", "leave out the columns")
    .option("-m, --no-minmax", "leave out least and greatest values")
    .option("-q, --quiet", "pass over what is no dataset")
    .option(
      "--head <rows>",
      "print the first rows, slice by slice",
      parseCount("--head", 0),
    )
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((specs: readonly string[]) =>
      showDatasets(specs, command.optsWithGlobals<DsOptions>(), context)
    );
}

function showDatasets(
  specs: readonly string[],
  options: DsOptions,
  context: Context,
): void {
  const { cwd, out, err } = context;
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const datasets = new DatasetInspector(inspector, cwd);
  if (options.list || options.chainedList) {
    const found = specs.flatMap((spec) =>
      attempt(options, () => datasets.listOf(spec)) ?? []
    );
    if (options.json) return out.json(found.map((each) => plain(each)));
    return out.lines(
      options.chainedList
        ? listDatasets(found, (each) => chainRows(datasets.chainOf(each)))
        : listDatasets(found),
    );
  }
  const all = specs.flatMap((spec) =>
    attempt(options, () => [datasets.get(spec)]) ?? []
  );
  for (const [index, found] of all.entries()) {
    if (found.remark !== undefined) err.line(`ax: ${found.remark}`);
    if (index > 0 && !options.json) out.line();
    showOne({ found, datasets }, options, context);
  }
}

/** What a word means; nothing if it means nothing, and that is no matter. */
function attempt<T>({ quiet }: DsOptions, get: () => T): T | undefined {
  try {
    return get();
  } catch (thrown) {
    if (quiet && thrown instanceof AxError) return undefined;
    throw thrown;
  }
}

function showOne(
  { found, datasets }: {
    readonly found: FoundDataset;
    readonly datasets: DatasetInspector;
  },
  options: DsOptions,
  { out }: Context,
): void {
  const { chain: isChain, nonEmptyChain, chainedSlices, slices } = options;
  const listsChain = nonEmptyChain ? "filled" : isChain ? "all" : undefined;
  if (options.head !== undefined) {
    const shown = listsChain === undefined ? [found] : datasets.chainOf(found);
    const names = found.entry.columns.map(({ name }) => name);
    const requests = shown.filter(hasRows).map((each) => {
      const columns = pickColumns(each, names);
      return { found: each, columns, searched: [] };
    });
    const head = firstValues(makeTasks(requests, datasets), options.head);
    if (options.json) return out.json(head.map(plainRow));
    return out.lines(formatRows(found.entry.columns, head, out.style));
  }
  const chain = chainOf(found, datasets, options);
  if (options.json) return out.json(plain(found, listsChain && chain));
  out.lines(formatDataset(found, {
    chain,
    listsChain,
    slices: chainedSlices ? "chain" : slices ? "own" : undefined,
    location: options.location === true,
    noColumns: !options.columns,
    noExtents: !options.minmax,
  }, out.style));
}

/** What has no rows need not have the columns that are shown of the others. */
function hasRows({ entry }: FoundDataset): boolean {
  return entry.rows.some((count) => count > 0);
}

/** The chain; a part of it that is gone matters only to who asked for it. */
function chainOf(
  found: FoundDataset,
  datasets: DatasetInspector,
  { chain, nonEmptyChain, chainedSlices }: DsOptions,
): FoundDataset[] {
  try {
    return datasets.chainOf(found);
  } catch (thrown) {
    const isAsked = chain || nonEmptyChain || chainedSlices;
    if (isAsked || !(thrown instanceof AxError)) throw thrown;
    return [found];
  }
}

function plain(
  { key, name, entry, job }: FoundDataset,
  chain?: readonly FoundDataset[],
): object {
  return {
    key,
    job: job.manifest.id,
    method: job.manifest.method,
    name,
    ...entry,
    path: `${job.dir}/datasets/${entry.directory}`,
    ...(chain && { chain: chain.map(({ key }) => key) }),
  };
}
