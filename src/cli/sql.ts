/**
 * Queries datasets with DuckDB, which gets the columns it needs as Parquet.
 *
 * @module
 */

import { join } from "node:path";
import type { DatasetInspector } from "../build/inspect_dataset.ts";
import { AxError } from "../core/errors.ts";
import { hasSeveralStatements, quotedTables } from "../core/sql_text.ts";
import type { Context } from "./context.ts";
import {
  findDuckdb,
  neededColumns,
  runQuery,
  type SqlTable,
  viewOf,
} from "./duckdb.ts";
import { countOf, formatSize } from "./format.ts";
import { Interrupts } from "./interrupts.ts";
import { type ChainChoice, followChains } from "./scan/dataset_words.ts";
import type { ScanColumn, ScanTask } from "./scan/messages.ts";
import { rowsOf, Scan } from "./scan/pool.ts";
import { watchProgress } from "./scan/progress.ts";
import { makeTasks, type TaskRequest } from "./scan/tasks.ts";

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
  if (hasSeveralStatements(query)) {
    throw new AxError("usage", "Cannot run several statements: give one");
  }
  const sources = findSources(request, datasets);
  const duckdb = findDuckdb((name) => Deno.env.get(name));
  const needed = await neededColumns(duckdb, query, sources);
  using interrupts = new Interrupts(() => {});
  using dir = temporaryDir();
  const views: string[] = [];
  for (const [index, source] of sources.entries()) {
    const all = source.columns.map(({ name }) => name);
    const columns = needed === undefined
      ? new Set(all)
      : needed.get(source.name) ?? new Set<string>();
    const prefix = join(dir.path, String(index));
    const tables = { source, columns, prefix };
    views.push(await writeTable(tables, datasets, context, interrupts.signal));
  }
  const setup = join(dir.path, "setup.sql");
  Deno.writeTextFileSync(setup, `${views.join("\n")}\n`);
  const isWell = await runQuery(duckdb, query, {
    setup,
    format: formatOf(request, context),
    signal: interrupts.signal,
  });
  interrupts.signal.throwIfAborted();
  return isWell;
}

function formatOf(
  { format, json }: SqlRequest,
  { out }: Context,
): string | undefined {
  if (json) return "json";
  return format ?? (out.isTerminal ? undefined : "csv");
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
    const newest = found.entry.columns.map(({ name, type }) => ({
      name,
      type,
    }));
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
  const filled = requests.map(({ found, searched }) => ({
    found,
    searched,
    columns: found.entry.columns.filter(({ name }) => columns.has(name)),
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
      `of ${source.name}`,
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
  const path = Deno.makeTempDirSync({ prefix: "ax-sql-" });
  return {
    path,
    [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }),
  };
}
