/**
 * Queries datasets with DuckDB, which gets the columns it needs as Parquet.
 *
 * @module
 */

import { join } from "node:path";
import type { DatasetInspector } from "../build/inspect_dataset.ts";
import { AxError } from "../core/errors.ts";
import {
  hasSeveralStatements,
  isEmptyQuery,
  quotedTables,
  sqlNames,
} from "../core/sql_text.ts";
import { makeTemporaryDir } from "../store/temporary.ts";
import type { Context } from "./context.ts";
import {
  findDuckdb,
  neededColumns,
  runQuery,
  type SqlColumn,
  type SqlTable,
  terminalOptions,
  viewOf,
} from "./duckdb.ts";
import { countOf, formatSize } from "./format.ts";
import { Interrupts } from "./interrupts.ts";
import { type ChainChoice, followChains } from "./scan/dataset_words.ts";
import type { ScanColumn, ScanTask } from "./scan/messages.ts";
import { rowsOf, Scan } from "./scan/pool.ts";
import { watchProgress } from "./scan/progress.ts";
import { makeTasks, type TaskRequest } from "./scan/tasks.ts";
import { onStatusAsked } from "./status_signal.ts";
import { visible } from "./text.ts";

/** A query and how it is answered. */
export interface SqlRequest extends ChainChoice {
  readonly query: string;
  readonly format?: string;
  readonly json?: boolean;
}

/** A dataset, or a chain of them, as a table. */
interface Source extends SqlTable {
  readonly requests: readonly TaskRequest[];
}

/**
 * Runs a query.
 *
 * @returns Whether DuckDB could run it.
 * @throws {AxError} If there is no DuckDB, or the query or a dataset is wrong.
 */
export async function sql(
  request: SqlRequest,
  datasets: DatasetInspector,
  context: Context,
): Promise<boolean> {
  const { query } = request;
  checkQuery(query);
  const sources = findSources(request, datasets);
  const duckdb = findDuckdb((name) => Deno.env.get(name));
  for (const source of sources) tellNames(source, context);
  const needed = await neededColumns(duckdb, query, sources);
  using interrupts = new Interrupts(() => {});
  let isRunning = false;
  using _ = onStatusAsked(() => {
    if (isRunning) context.err.line("ax: DuckDB runs the query");
  });
  using dir = temporaryDir();
  const views: string[] = [];
  for (const [index, source] of sources.entries()) {
    const columns = chosenColumns(source, needed);
    const prefix = join(dir.path, String(index));
    const tables = { source, columns, prefix };
    views.push(await writeTable(tables, datasets, context, interrupts.signal));
  }
  const setup = join(dir.path, "setup.sql");
  const looks = await looksOf(duckdb, request, context);
  Deno.writeTextFileSync(setup, `${views.join("\n")}\n`);
  isRunning = true;
  const isWell = await runQuery(duckdb, query, {
    setup,
    looks,
    signal: interrupts.signal,
  });
  interrupts.signal.throwIfAborted();
  return isWell;
}

function checkQuery(query: string): void {
  if (isEmptyQuery(query)) {
    throw new AxError("usage", "Cannot run an empty query");
  }
  if (hasSeveralStatements(query)) {
    throw new AxError("usage", "Cannot run several statements: give one");
  }
}

/** What of a table is written: all where the plan does not tell for sure. */
function chosenColumns(
  { name, columns }: Source,
  needed: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): ReadonlySet<string> {
  const all = new Set(columns.map(({ as }) => as));
  if (needed === undefined) return all;
  const told = needed.get(name) ?? new Set();
  // A plan cuts names into lines.
  const isSure = told.isSubsetOf(all) &&
    !columns.some(({ as }) => as.includes("\n"));
  return isSure ? told : all;
}

/** The options that say how results are printed. */
async function looksOf(
  duckdb: string,
  { format, json }: SqlRequest,
  { out }: Context,
): Promise<string[]> {
  const chosen = json ? "json" : format ?? (out.isTerminal ? undefined : "csv");
  return [
    ...(chosen === undefined ? [] : [`-${chosen}`]),
    ...(out.isTerminal ? await terminalOptions(duckdb) : []),
    ...(out.isTerminal && !out.coloured ? ["-cmd", ".highlight off"] : []),
  ];
}

/** Says which columns a query has to name otherwise. */
function tellNames({ name, columns }: Source, { err }: Context): void {
  for (const column of columns) {
    if (column.as === column.name) continue;
    err.line(
      `ax: column ${visible(column.name)} of ${visible(name)} is called ` +
        `${visible(column.as)} here, as DuckDB tells names apart`,
    );
  }
}

/** The datasets that a query names. */
function findSources(
  request: SqlRequest,
  datasets: DatasetInspector,
): Source[] {
  return quotedTables(request.query).flatMap((name) => {
    const found = find(name, datasets);
    if (found === undefined) return [];
    const chain = followChains([found], datasets, request);
    const names = sqlNames(found.entry.columns.map(({ name }) => name));
    const newest = found.entry.columns.map((
      { name, type },
      index,
    ): SqlColumn => ({ name, type, as: names[index] ?? name }));
    const requests = chain.map((each): TaskRequest => {
      checkColumns(newest, each);
      return { found: each, columns: [], searched: [] };
    });
    return [{ name, columns: newest, requests }];
  });
}

/** The names of files that DuckDB reads by itself. */
const DATA_FILE = /\.(csv|tsv|jsonl?|ndjson|parquet|xlsx)(\.(gz|zst))?$/i;

/** What looks like a file is left to DuckDB, unless it is a dataset's. */
function find(
  name: string,
  datasets: DatasetInspector,
): TaskRequest["found"] | undefined {
  if (DATA_FILE.test(name)) return undefined;
  try {
    return datasets.get(name);
  } catch (thrown) {
    const isFile = /[.*]|:\/\//.test(name);
    if (isFile && thrown instanceof AxError) return undefined;
    throw thrown;
  }
}

/** All datasets of a chain have what the newest has. */
function checkColumns(
  wanted: readonly ScanColumn[],
  { key, entry }: TaskRequest["found"],
): void {
  for (const { name, type } of wanted) {
    const own = entry.columns.find((column) => column.name === name)?.type;
    if (own?.replace("?", "") === type.replace("?", "")) continue;
    throw new AxError(
      "dataset",
      `Cannot read the chain as one table: column ${JSON.stringify(name)} is ` +
        `${type}, but in ${key} ${own === undefined ? "it is missing" : own}`,
    );
  }
}

/** What is needed of a table. */
interface NeededTable {
  readonly source: Source;
  readonly columns: ReadonlySet<string>;
  /** What the paths of its files begin with. */
  readonly prefix: string;
}

function writeTasks(
  { source, columns, prefix }: NeededTable,
  datasets: DatasetInspector,
): (ScanTask & { readonly path: string })[] {
  const { requests } = source;
  const needed = source.columns.filter(({ as }) => columns.has(as));
  const filled = requests.map(({ found, searched }) => ({
    found,
    searched,
    // Each dataset of a chain has its own types, with or without nulls.
    columns: needed.flatMap(({ name, as }) =>
      found.entry.columns.filter((column) => column.name === name)
        .map(({ type }) => ({ name, type, as }))
    ),
  }));
  return makeTasks(filled, datasets, { splits: true }).map((task, index) => ({
    ...task,
    path: `${prefix}.${index}.parquet`,
  }));
}

/** Writes what is needed of a table. @returns The view that reads it. */
async function writeTable(
  table: NeededTable,
  datasets: DatasetInspector,
  { err }: Context,
  signal: AbortSignal,
): Promise<string> {
  const { source, columns } = table;
  const tasks = writeTasks(table, datasets);
  const rowCount = rowsOf(tasks);
  if (columns.size === 0 || rowCount === 0) {
    return viewOf(source, columns, { paths: [], rowCount });
  }
  let written = 0;
  using scan = new Scan(tasks, {
    settings: { kind: "parquet" },
    isOrdered: false,
    done: (_, result) => {
      written += result.written ?? 0;
      return true;
    },
  });
  using _ = watchProgress(scan, err);
  await Promise.race([scan.run(), aborted(signal)]);
  err.line(
    `ax: wrote ${formatSize(written)} for DuckDB: ` +
      `${countOf(columns.size, "column")} and ${countOf(rowCount, "row")} ` +
      `of ${visible(source.name)}`,
  );
  const paths = tasks.map(({ path }) => path);
  return viewOf(source, columns, { paths, rowCount });
}

/** Fails as soon as the user wants no more. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

function temporaryDir(): Disposable & { readonly path: string } {
  const path = makeTemporaryDir("ax-sql-");
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
