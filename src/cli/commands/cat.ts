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
import { grep } from "../grep.ts";
import {
  type CatOptions,
  declarePrinting,
  declareReading,
} from "../grep_options.ts";

const examples = `
Slices are read at the same time, and rows are printed as they come; with -O,
slice by slice.

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
  declareReading(command);
  declarePrinting(command)
    .addHelpText("after", examples)
    .action(async (words: readonly string[]) => {
      const options = command.optsWithGlobals<CatOptions>();
      using inspector = new Inspector(
        findProject(context.cwd, configOf(options)),
      );
      const datasets = new DatasetInspector(inspector, context.cwd);
      const contexts = { before: 0, after: 0 };
      const all = { patterns: [""], words, options: { ...options, contexts } };
      await grep(all, datasets, context);
    });
}
