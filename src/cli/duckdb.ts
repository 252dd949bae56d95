/**
 * The program `duckdb`: where it is, what it needs for a query, and the query
 * itself.
 *
 * @module
 */

import { delimiter, join } from "node:path";
import { AxError } from "../core/errors.ts";
import {
  isQuery,
  plannedColumns,
  quoteName,
  quoteText,
} from "../core/sql_text.ts";
import { type ParsedType, parseType } from "../data/types.ts";
import type { ScanColumn } from "./scan/messages.ts";

/** A dataset as a table of a query. */
export interface SqlTable {
  /** As the query has it. */
  readonly name: string;
  readonly columns: readonly SqlColumn[];
}

/** A column of a table, and what it is called there. */
export interface SqlColumn extends ScanColumn {
  readonly as: string;
}

/**
 * Finds the program: what `AX_DUCKDB` says, else `duckdb` on the `PATH`.
 *
 * @throws {AxError} `config`, if there is none, with what to install.
 */
export function findDuckdb(
  env: (name: string) => string | undefined,
): string {
  const given = env("AX_DUCKDB");
  if (given !== undefined && given !== "") return given;
  for (const dir of (env("PATH") ?? "").split(delimiter)) {
    const path = join(dir, "duckdb");
    if (dir !== "" && isFile(path)) return path;
  }
  throw new AxError(
    "config",
    'Cannot run a query: there is no program "duckdb" on the PATH',
    {
      hint:
        'Install DuckDB, as by "pip install duckdb-cli", or set AX_DUCKDB ' +
        "to where it is.",
    },
  );
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/**
 * Asks which columns a query needs, by having it planned for tables without
 * rows. What would drop columns because of that is off.
 *
 * @returns By table; `undefined` if it cannot be told, so that all are needed.
 * @throws {AxError} `config`, if the query is wrong or the program fails, with
 * what it said.
 */
export async function neededColumns(
  duckdb: string,
  query: string,
  tables: readonly SqlTable[],
): Promise<Map<string, Set<string>> | undefined> {
  const setup = [
    "SET disabled_optimizers='statistics_propagation,filter_pushdown';",
    ...tables.map(({ name, columns }) => {
      const list = columns.map((column) =>
        `${quoteName(column.as)} ${sqlType(parseType(column.type))}`
      );
      return `CREATE TABLE ${quoteName(name)}(${list.join(", ")});`;
    }),
  ];
  const explain = `${EXPLAIN}${query}`;
  const { success, stdout, stderr } = await call(duckdb, [
    "-init",
    "/dev/null",
    "-noheader",
    "-list",
    "-cmd",
    setup.join("\n"),
    "-c",
    explain,
  ]);
  if (success) {
    const planned = plannedColumns(stdout);
    return planned === undefined || planned.size === 0 ? undefined : planned;
  }
  if (!isQuery(query)) return undefined;
  const said = withoutExplain(stderr.trim()) || "it failed and said nothing";
  throw new AxError("config", `DuckDB cannot run the query: ${said}`, {
    ...(tables.length === 0 && {
      hint: "The names of datasets stand in quotes, as in \"from 'dev-3'\".",
    }),
  });
}

const EXPLAIN = "EXPLAIN (FORMAT json) ";

/** A message about the query alone: the mark below stays where it points. */
function withoutExplain(said: string): string {
  const [before = "", after] = said.split(EXPLAIN);
  if (after === undefined) return said;
  const shift = " ".repeat(EXPLAIN.length);
  return before + after.replace(`\n${shift}`, "\n");
}

/**
 * The options for a terminal: DuckDB would ask it for its background, and wait
 * five seconds where it does not answer. Older ones do not ask.
 */
export async function terminalOptions(duckdb: string): Promise<string[]> {
  const { success } = await call(duckdb, ["-dark-mode", "-version"]);
  return success ? ["-dark-mode"] : [];
}

async function call(
  duckdb: string,
  args: readonly string[],
): Promise<{ success: boolean; stdout: string; stderr: string }> {
  try {
    const result = await new Deno.Command(duckdb, {
      args: [...args],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return {
      success: result.success,
      stdout: decoder.decode(result.stdout),
      stderr: decoder.decode(result.stderr),
    };
  } catch (cause) {
    throw notStarted(duckdb, cause);
  }
}

function notStarted(duckdb: string, cause: unknown): AxError {
  return new AxError(
    "config",
    `Cannot start ${JSON.stringify(duckdb)}: it is no program`,
    { cause },
  );
}

/** The code of what SIGPIPE ended, as when `head` has seen enough. */
const READER_GONE = 141;

/**
 * Runs a query; what it prints goes where ax prints.
 *
 * @param setup A file with statements that go before.
 * @returns Whether it went well, or nobody read on.
 */
export async function runQuery(
  duckdb: string,
  query: string,
  options: {
    readonly setup: string;
    /** Options that say how results are printed. */
    readonly looks: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<boolean> {
  const { setup, looks, signal } = options;
  const args = [
    ...looks,
    "-cmd",
    // Its own commands have other quotes than SQL.
    `.read ${JSON.stringify(setup)}`,
    "-c",
    query,
  ];
  try {
    const child = new Deno.Command(duckdb, { args, stdin: "null", signal });
    const { success, code } = await child.spawn().status;
    return success || code === READER_GONE;
  } catch (cause) {
    throw notStarted(duckdb, cause);
  }
}

/** A table as the query sees it: what it does not need is null. */
export function viewOf(
  { name, columns }: SqlTable,
  needed: ReadonlySet<string>,
  source: { readonly paths: readonly string[]; readonly rowCount: number },
): string {
  const list = columns.map((column) => {
    const type = sqlType(parseType(column.type));
    const own = quoteName(column.as);
    return needed.has(column.as) && source.paths.length > 0
      ? `${readExpression(own, parseType(column.type))} AS ${own}`
      : `CAST(NULL AS ${type}) AS ${own}`;
  });
  const from = source.paths.length === 0
    ? `range(${source.rowCount})`
    : `read_parquet([${source.paths.map(quoteText).join(", ")}])`;
  return `CREATE VIEW ${quoteName(name)} AS SELECT ${
    list.join(", ")
  } FROM ${from};`;
}

/** JSON and lists come as text. */
function readExpression(column: string, type: ParsedType): string {
  if (type.kind === "json") return `CAST(${column} AS JSON)`;
  if (type.kind !== "list") return column;
  return `CAST(CAST(${column} AS JSON) AS ${sqlType(type)})`;
}

function sqlType(type: ParsedType): string {
  switch (type.kind) {
    case "bool":
      return "BOOLEAN";
    case "int32":
      return "INTEGER";
    case "int64":
      return "BIGINT";
    case "float32":
      return "FLOAT";
    case "float64":
      return "DOUBLE";
    case "json":
      return "JSON";
    case "bytes":
      return "BLOB";
    case "date":
      return "DATE";
    case "time":
      return "TIME";
    case "datetime":
      return "TIMESTAMP";
    case "list": {
      const { element } = type;
      return `${element.kind === "bytes" ? "VARCHAR" : sqlType(element)}[]`;
    }
    default:
      return "VARCHAR";
  }
}
