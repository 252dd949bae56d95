/**
 * `ax results`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector } from "../../build/inspect.ts";
import { findProject } from "../../build/project.ts";
import { listResults } from "../../build/results.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { formatResults } from "../results_view.ts";

interface ResultsOptions extends GlobalOptions {
  readonly json?: boolean;
}

const examples = `
Examples:
  ax results
  ax results --json | jq '.[] | select(.state != "current").name'
`;

/** Declares `ax results`. */
export function declareResults(command: Command, context: Context): void {
  command
    .description(
      "Lists the results: the job that each one leads to, and whether it is " +
        "current. A stale result was made from something that has changed " +
        "since; a build tells whether it comes out differently.",
    )
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action(() => results(command.optsWithGlobals<ResultsOptions>(), context));
}

async function results(
  options: ResultsOptions,
  { cwd, out, err }: Context,
): Promise<void> {
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  const found = await listResults(inspector);
  if (options.json) return out.json(found);
  out.lines(formatResults(found, out.style));
  if (found.length === 0) err.line("no results");
}
