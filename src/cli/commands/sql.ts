/**
 * `ax sql`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { DatasetInspector } from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { parseChoice } from "../args.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { declareChain } from "../grep_options.ts";
import { progressHelp } from "../scan/progress.ts";
import { sql, type SqlRequest } from "../sql.ts";

const formats = [
  "box",
  "csv",
  "json",
  "jsonlines",
  "line",
  "markdown",
] as const;

const more = `
Datasets are tables whose names stand in quotes: 'dev-3', 'dev-3/bad', or a
method's name for its newest job. The program "duckdb" must be on the PATH, or
AX_DUCKDB say where it is. DuckDB is asked which columns the query needs; these
are written as Parquet into the directory for temporary files, and removed
afterwards. Nothing else is read, and columns that are not needed cost nothing.
${progressHelp}
Examples:
  ax sql "select count(*), avg(price) from 'dev-3'"
  ax sql "from 'import' select user, sum(price) group by user" -c --json
  ax sql "copy (from 'dev-3' where price > 9) to 'dear.parquet'"
`;

/** Declares `ax sql`. */
export function declareSql(command: Command, context: Context): void {
  command
    .description("Queries datasets with DuckDB.")
    .argument("<query>", "one statement of SQL");
  declareChain(command)
    .option(
      "-f, --format <format>",
      `${formats.join(", ")} (default: a box on a terminal, else csv)`,
      parseChoice("--format", formats),
    )
    .option("--json", "as -f json")
    .addHelpText("after", more)
    .action((query: string) =>
      run(
        { ...command.optsWithGlobals<Omit<SqlRequest, "query">>(), query },
        context,
      )
    );
}

async function run(
  request: SqlRequest & GlobalOptions,
  context: Context,
): Promise<void> {
  using inspector = new Inspector(findProject(context.cwd, configOf(request)));
  const datasets = new DatasetInspector(inspector, context.cwd);
  if (!await sql(request, datasets, context)) context.exitCode = 1;
}
