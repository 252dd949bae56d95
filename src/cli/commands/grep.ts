/**
 * `ax grep`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { DatasetInspector } from "../../build/inspect_dataset.ts";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import { configOf, type Context } from "../context.ts";
import { errorReport, exitCodeOf, formatError } from "../errors.ts";
import { grep, type GrepRequest, plusWords } from "../grep.ts";
import {
  declareMatching,
  declarePrinting,
  declareReading,
  type GrepOptions,
} from "../grep_options.ts";
import { progressHelp } from "../scan/progress.ts";

const more = `
Words behind the pattern mean datasets, until one is none; from then on they
are columns. What is matched is the text that is printed; nulls match nothing.
Each slice is read by itself, and its rows are printed as they are found.
${progressHelp}
Exit code: 0 if a row matched, 1 if none did, 2 if something went wrong.

Examples:
  ax grep cheese dev-3              rows of dev-3 with "cheese" in them
  ax grep -i '^ab' dev-3 user       only look at and print the column "user"
  ax grep -N '>=100' dev-3 -g price rows with a price of 100 or more
  ax grep -c -l lost import/bad     which datasets of a chain have "lost"
  ax grep -m 1 -C 2 oops dev-3      the first one, and two rows around it
`;

/** Declares `ax grep`. */
export function declareGrep(command: Command, context: Context): void {
  const contexts = { before: 0, after: 0 };
  command
    .description("Searches datasets, all slices at once, for rows that match.")
    .usage("[options] [-e] <pattern> [-d] <dataset>... [[-n] <column>...]")
    .argument("[words...]", "a pattern, datasets, columns");
  declareMatching(command, contexts);
  declareReading(command);
  declarePrinting(command)
    .addHelpText("after", more)
    .action(async (words: readonly string[]) => {
      const options = command.optsWithGlobals<GrepOptions>();
      await run(requestOf(words, { ...options, contexts }), context);
    });
}

function requestOf(
  given: readonly string[],
  options: GrepOptions,
): GrepRequest {
  const { rest: words, ...without } = plusWords(given);
  if (options.regexp !== undefined) {
    return { patterns: options.regexp, words, options, without };
  }
  const [pattern, ...rest] = words;
  if (pattern !== undefined) {
    return { patterns: [pattern], words: rest, options, without };
  }
  throw new AxError("usage", "Cannot search for nothing: give a pattern", {
    hint: 'Run "ax grep --help" to see what it takes.',
  });
}

/** As `grep` does, it ends with 2 whatever went wrong. */
async function run(request: GrepRequest, context: Context): Promise<void> {
  const { options } = request;
  try {
    using inspector = new Inspector(
      findProject(context.cwd, configOf(options)),
    );
    const datasets = new DatasetInspector(inspector, context.cwd);
    if (!await grep(request, datasets, context)) context.exitCode = 1;
  } catch (error) {
    if (exitCodeOf(error) === 130) throw error;
    if (options.json) context.err.line(JSON.stringify(errorReport(error)));
    else context.err.lines(formatError(error, context.err.style));
    context.exitCode = 2;
  }
}
