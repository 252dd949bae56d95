/**
 * Reads the command line with `commander`, in the words of ax.
 *
 * @module
 */

import { Command, CommanderError } from "commander";
import { AxError } from "../core/errors.ts";
import { version } from "../core/version.ts";
import { commands } from "./commands.ts";
import { type Context, terminalSize } from "./context.ts";
import type { Output } from "./output.ts";
import { wrapHelp } from "./text.ts";

/**
 * Runs the command that the words name.
 *
 * @throws {AxError} `usage`, for a wrong command line; what the command throws.
 */
export async function runProgram(
  args: readonly string[],
  context: Context,
): Promise<void> {
  const program = makeProgram(context);
  const called = new Set(args);
  for (const entry of commands) {
    const command = program.command(entry.name).summary(entry.summary);
    if (entry.alias !== undefined) command.alias(entry.alias);
    const isCalled = called.has(entry.name) ||
      (entry.alias !== undefined && called.has(entry.alias));
    if (isCalled) (await entry.load())(command, context);
  }
  try {
    await program.parseAsync(wordsMeant(args), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help that was not asked for, as there was no command.
    if (error.exitCode !== 0) context.exitCode = 2;
  }
}

/** `ax help biuld` is answered as `ax biuld` is. */
function wordsMeant(args: readonly string[]): readonly string[] {
  const [first, wanted] = args;
  const isKnown = commands.some(({ name, alias }) =>
    wanted === name || wanted === alias
  );
  const isWrong = first === "help" && wanted !== undefined && !isKnown &&
    !wanted.startsWith("-");
  return isWrong ? args.slice(1) : args;
}

function makeProgram(context: Context): Command {
  const program = new AxCommand("ax")
    .description("A program is run once on the same data, never twice.")
    .option("--config <file>", "use this ax.json, not the nearest upward")
    .version(`ax ${version}`, "--version", "tell the version of ax")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(fitted(text, context.out)),
      writeErr: (text) => context.err.write(fitted(text, context.err)),
      getOutHelpWidth: () => terminalSize().columns,
      getErrHelpWidth: () => terminalSize().columns,
      getOutHasColors: () => context.out.coloured,
      getErrHasColors: () => context.err.coloured,
    })
    .configureHelp({
      styleTitle: (title) => context.out.style.bold(title),
      showGlobalOptions: true,
    });
  return program.addHelpText(
    "after",
    `\nExamples:\n` +
      `  ax init flights      start a project in the directory "flights"\n` +
      `  ax build             run methods/build.ts\n` +
      `  ax why dev-7         tell why job dev-7 was built\n`,
  );
}

/** Breaks at the terminal's edge what `commander` lets run over it. */
function fitted(text: string, { isTerminal }: Output): string {
  return isTerminal ? wrapHelp(text, terminalSize().columns) : text;
}

/** A command that complains as ax does everywhere. */
class AxCommand extends Command {
  override createCommand(name?: string): Command {
    return new AxCommand(name);
  }

  override error(message: string): never {
    const own = this.name() === "ax" ? "ax" : `ax ${this.name()}`;
    throw new AxError("usage", inOurWords(message), {
      hint: `Run "${own} --help" to see what it takes.`,
    });
  }
}

/** `error: unknown option '--jbos'\n(Did you mean --jobs?)` as a sentence. */
function inOurWords(message: string): string {
  const [first = "", guess = ""] = message.replace(/^error: /, "").split("\n");
  const [, guessed] = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(guess) ?? [];
  const said = first.replaceAll("'", '"').replace(/\.$/, "")
    .replace(". Expected ", ": expected ");
  const start = said.charAt(0).toUpperCase() + said.slice(1);
  if (guessed === undefined) return start;
  const names = guessed.split(", ").map((name) => `"${name}"`).join(" or ");
  return `${start}; did you mean ${names}?`;
}
