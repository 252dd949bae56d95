/**
 * `ax completions`, and what the scripts that it prints call.
 *
 * @module
 */

import type { Command } from "commander";
import { parseChoice } from "../args.ts";
import type { Context } from "../context.ts";
import {
  completionScript,
  FILES_MARK,
  setUpHelp,
  type Shell,
  shells,
} from "../shells.ts";

/** Declares `ax completions`. */
export function declareCompletions(command: Command, context: Context): void {
  const examples = Object.values(setUpHelp).map((line) => `  ${line}`);
  command
    .description(
      "Prints what makes the Tab key of a shell complete commands, options, " +
        "methods,\nscripts, jobs and results.",
    )
    .argument("<shell>", "bash, zsh or fish", parseChoice("the shell", shells))
    .addHelpText("after", `\nOnce, to set it up:\n${examples.join("\n")}\n`)
    .action((shell: Shell) => context.out.write(completionScript(shell)));
}

/** `ax __complete WORD…`: one candidate a line, its meaning after a tab. */
export async function printCompletion(
  words: readonly string[],
  context: Context,
): Promise<void> {
  const { complete } = await import("../complete.ts");
  const { candidates, files } = await complete(words, context);
  context.out.lines([
    ...candidates.map(({ word, says }) =>
      says === "" ? word : `${word}\t${says}`
    ),
    ...(files ? [FILES_MARK] : []),
  ]);
}
