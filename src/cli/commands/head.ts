/**
 * `ax head`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { DatasetInspector } from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { parseCount } from "../args.ts";
import {
  configOf,
  type Context,
  type GlobalOptions,
  terminalSize,
} from "../context.ts";
import { countOf } from "../format.ts";
import { declareChain, many } from "../grep_options.ts";
import { firstRows, fitTable, type TextRow } from "../head.ts";
import {
  type ChainChoice,
  followChains,
  pickColumns,
  readWords,
  tellRemarks,
} from "../scan/dataset_words.ts";
import { fieldsOf } from "../scan/grep_run.ts";
import type { ScanTask } from "../scan/messages.ts";
import { LineWriter } from "../scan/row_lines.ts";
import { makeTasks } from "../scan/tasks.ts";
import { visible } from "../text.ts";

interface HeadOptions extends GlobalOptions, ChainChoice {
  readonly rows: number;
  readonly slice?: readonly number[];
  readonly json?: boolean;
}

const examples = `
Examples:
  ax head dev-3               the first ten rows of dev-3
  ax head -n 3 dev-3 user     only the column "user"
  ax head -c import           the first rows of a chain, which are its oldest
`;

/** Declares `ax head`. */
export function declareHead(command: Command, context: Context): void {
  command
    .description(
      "Prints the first rows of a dataset, slice by slice: as a table on a " +
        "terminal, with tabs elsewhere.",
    )
    .usage("[options] <dataset> [<column>...]")
    .argument("[words...]", "a dataset, columns");
  declareChain(command)
    .option(
      "-n, --rows <n>",
      "how many rows",
      parseCount("--rows", 0),
      10,
    )
    .option(
      "-s, --slice <n>",
      "read this slice only (again: more)",
      many(parseCount("--slice", 0)),
    )
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((words: readonly string[]) =>
      show(words, command.optsWithGlobals<HeadOptions>(), context)
    );
}

function show(
  words: readonly string[],
  options: HeadOptions,
  context: Context,
): void {
  const { cwd, err } = context;
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const datasets = new DatasetInspector(inspector, cwd);
  const named = readWords(words, datasets, { datasets: [], columns: [] });
  tellRemarks(named, err);
  const all = followChains(named.datasets, datasets, options);
  const names = named.columns.length > 0
    ? named.columns
    : all.at(-1)?.entry.columns.map(({ name }) => name) ?? [];
  const requests = all.map((found) => {
    const columns = pickColumns(found, names);
    return { found, columns, searched: [] };
  });
  const tasks = makeTasks(requests, datasets, { slices: options.slice });
  const rows = firstRows(tasks, options.rows);
  print(requests[0]?.columns ?? [], rows, options, context);
}

function print(
  columns: ScanTask["columns"],
  rows: readonly TextRow[],
  { json }: HeadOptions,
  { out, err }: Context,
): void {
  if (json || !out.isTerminal) {
    const writer = new LineWriter({
      format: json ? "json" : "csv",
      between: "\t",
      highlight: undefined,
    });
    const lines = rows.map((row) => writer.line(fieldsOf(columns, row)));
    if (json) return out.line(listOf(lines, out.isTerminal));
    const names = columns.map(({ name }) => name);
    return out.write(
      [writer.line(fieldsOf(columns, names)), ...lines].join(""),
    );
  }
  const { lines: [head = "", ...rest], leftOut } = fitTable(
    columns,
    rows,
    terminalSize().columns,
  );
  out.lines([out.style.bold(head), ...rest]);
  if (leftOut.length > 0) {
    err.line(
      `ax: no room for ${countOf(leftOut.length, "column")}: ${
        leftOut.map(visible).join(", ")
      }`,
    );
  }
}

/** JSON of rows that are JSON, which keeps all their digits. */
function listOf(lines: readonly string[], isTerminal: boolean): string {
  const rows = lines.map((line) => line.trimEnd());
  if (!isTerminal || rows.length === 0) return `[${rows.join(",")}]`;
  return `[\n${rows.map((row) => `  ${row}`).join(",\n")}\n]`;
}
