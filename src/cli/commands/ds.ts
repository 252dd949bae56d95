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
import { DatasetRows } from "../../build/read_dataset.ts";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import {
  formatDataset,
  formatRows,
  listDatasets,
  plainRow,
} from "../dataset_view.ts";

interface DsOptions extends GlobalOptions {
  readonly list?: boolean;
  readonly chain?: boolean;
  readonly slices?: boolean;
  readonly location?: boolean;
  readonly columns: boolean;
  readonly minmax: boolean;
  readonly head?: string;
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
    .option("-c, --chain", "list what it follows; least and greatest over all")
    .option("-s, --slices", "show the rows of each slice")
    .option("-w, --location", "tell in which dataset each column is stored")
    .option("-n, --no-columns", "leave out the columns")
    .option("-m, --no-minmax", "leave out least and greatest values")
    .option("--head <rows>", "print the first rows, slice by slice")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((specs: readonly string[]) =>
      showDatasets(specs, command.optsWithGlobals<DsOptions>(), context)
    );
}

async function showDatasets(
  specs: readonly string[],
  options: DsOptions,
  context: Context,
): Promise<void> {
  const { cwd, out, err } = context;
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const datasets = new DatasetInspector(inspector, cwd);
  if (options.list) {
    const found = specs.flatMap((spec) => datasets.listOf(spec));
    if (options.json) return out.json(found.map((each) => plain(each)));
    return out.lines(listDatasets(found));
  }
  for (const [index, spec] of specs.entries()) {
    const found = datasets.get(spec);
    if (found.remark !== undefined) err.line(`ax: ${found.remark}`);
    if (index > 0 && !options.json) out.line();
    await showOne({ found, datasets }, options, context);
  }
}

async function showOne(
  { found, datasets }: {
    readonly found: FoundDataset;
    readonly datasets: DatasetInspector;
  },
  options: DsOptions,
  { out }: Context,
): Promise<void> {
  const chain = options.chain ? datasets.chainOf(found) : undefined;
  if (options.head !== undefined) {
    const count = parseCount(options.head);
    const places = (chain ?? [found]).map((each) => datasets.placeOf(each));
    using rows = await DatasetRows.open(places);
    const names = found.entry.columns.map(({ name }) => name);
    const head = [
      ...rows.rows("all", names, { rowRange: [0, count] }),
    ];
    if (options.json) return out.json(head.map(plainRow));
    return out.lines(formatRows(names, head, out.style));
  }
  if (options.json) return out.json(plain(found, chain));
  out.lines(formatDataset(found, {
    chain,
    slices: options.slices === true,
    location: options.location === true,
    noColumns: !options.columns,
    noExtents: !options.minmax,
  }, out.style));
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

function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AxError(
    "usage",
    `Cannot show ${JSON.stringify(text)} rows: give a number`,
  );
}
