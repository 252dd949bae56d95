/**
 * `ax completions`.
 *
 * @module
 */

import type { Command } from "commander";
import { parseChoice } from "../args.ts";
import type { Context } from "../context.ts";
import { completionScript, setUpHelp, type Shell, shells } from "../shells.ts";

/** Declares `ax completions`. */
export function declareCompletions(command: Command, context: Context): void {
  const examples = Object.values(setUpHelp).map((line) => `  ${line}`);
  command
    .description(
      "Prints what makes the Tab key of a shell complete commands, options, " +
        "methods, scripts, jobs and results.",
    )
    .argument("<shell>", "bash, zsh or fish", parseChoice("the shell", shells))
    .addHelpText("after", `\nOnce, to set it up:\n${examples.join("\n")}\n`)
    .action((shell: Shell) => context.out.write(completionScript(shell)));
}
