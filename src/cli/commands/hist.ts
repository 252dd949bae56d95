/**
 * `ax hist`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { DatasetInspector } from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { parseChoice, parseCount } from "../args.ts";
import {
  configOf,
  type Context,
  type GlobalOptions,
  terminalSize,
} from "../context.ts";
import { declareChain, many } from "../grep_options.ts";
import { countValues, type Histogram, type HistRequest } from "../hist.ts";
import { formatHistogram, type HistFormat } from "../hist_view.ts";
import { progressHelp } from "../scan/progress.ts";
import { tame } from "../text.ts";

interface HistOptions extends GlobalOptions, Omit<HistRequest, "words"> {
  readonly format?: HistFormat;
  readonly json?: boolean;
}

const formats = ["aligned", "bars", "csv", "ssv", "tsv"] as const;

const more = `
Numbers are counted in about 20 bins, dates and times in up to 25 that begin
with a minute, an hour, a day, a month and so on, in UTC. All else is counted
value by value, the most frequent first; so are the combinations of the values
of several columns. The column may be left out if there is only one that all
datasets have.
${progressHelp}
Examples:
  ax hist dev-3 price             in bins
  ax hist -m 8 dev-3 price        in 8 bins
  ax hist -m 12 dev-3 day         in 12 bins or less
  ax hist -m 0 dev-3 quantity     each value, in order
  ax hist -t -c import user       the most frequent users, over a chain
`;

/** Declares `ax hist`. */
export function declareHist(command: Command, context: Context): void {
  command
    .description("Counts the values of a column, or of several together.")
    .usage("[options] <dataset>... [<column>...]")
    .argument("[words...]", "datasets, columns");
  declareChain(command)
    .option("-t, --toplist", "count each value, the most frequent first")
    .option(
      "-m, --max-count <n>",
      "so many bins or values at most; 0 for each value, in order",
      parseCount("--max-count", 0),
    )
    .option(
      "-s, --slice <n>",
      "read this slice only (again: more)",
      many(parseCount("--slice", 0)),
    )
    .option(
      "-f, --format <format>",
      `${formats.join(", ")} (default: bars on a terminal, else tsv)`,
      parseChoice("--format", formats),
    )
    .option("--json", "print JSON")
    .addHelpText("after", more)
    .action((words: readonly string[]) =>
      show(words, command.optsWithGlobals<HistOptions>(), context)
    );
}

async function show(
  words: readonly string[],
  options: HistOptions,
  context: Context,
): Promise<void> {
  const { cwd, out, err } = context;
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const datasets = new DatasetInspector(inspector, cwd);
  const histogram = await countValues({ ...options, words }, datasets, context);
  if (options.json) return out.json(plain(histogram));
  const format = options.format ?? (out.isTerminal ? "bars" : "tsv");
  const lines = formatHistogram(histogram, format, {
    columns: terminalSize().columns,
    isPlain: !hasUnicode(),
    style: out.style,
  });
  out.lines(out.isTerminal ? lines.map(tame) : lines);
  for (const remark of histogram.remarks) err.line(`ax: ${remark}`);
}

function plain({ columns, rows, lines, remarks }: Histogram): object {
  return {
    columns,
    rows,
    counts: lines.map(({ texts, count, from, to }) => ({
      ...(from === undefined
        ? { values: texts.map((text) => text ?? null) }
        : { from, to }),
      count,
    })),
    remarks,
  };
}

/** Whether the terminal says that it shows more than ASCII. */
function hasUnicode(): boolean {
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"]
    .map((name) => Deno.env.get(name)).find((value) => value);
  return locale === undefined || /utf-?8/i.test(locale);
}
