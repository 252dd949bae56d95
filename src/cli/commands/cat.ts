/**
 * `ax cat`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { DatasetInspector } from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { configOf, type Context } from "../context.ts";
import { grep, plusWords } from "../grep.ts";
import {
  type CatOptions,
  declarePrinting,
  declareReading,
} from "../grep_options.ts";
import { progressHelp } from "../scan/progress.ts";

const examples = `
Slices are read at the same time, and rows are printed as they come; with -O,
slice by slice.
${progressHelp}
Examples:
  ax cat dev-3                all rows of dev-3, fields separated by tabs
  ax cat -O -H -t, dev-3 user price
  ax cat -c import --json     an object a line, with all that came before
`;

/** Declares `ax cat`. */
export function declareCat(command: Command, context: Context): void {
  command
    .description("Prints the rows of datasets.")
    .usage("[options] [-d] <dataset>... [[-n] <column>...]")
    .argument("[words...]", "datasets, columns");
  declareReading(command)
    .option("-i, --ignore-case", "for -u, upper and lower case are the same");
  declarePrinting(command)
    .addHelpText("after", examples)
    .action(async (given: readonly string[]) => {
      const options = command.optsWithGlobals<CatOptions>();
      using inspector = new Inspector(
        findProject(context.cwd, configOf(options)),
      );
      const datasets = new DatasetInspector(inspector, context.cwd);
      const contexts = { before: 0, after: 0 };
      const { rest: words, ...without } = plusWords(given);
      const request = { patterns: [""], words, without };
      await grep(
        { ...request, options: { ...options, contexts } },
        datasets,
        context,
      );
    });
}
