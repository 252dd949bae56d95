/**
 * The command line: words in, lines and an exit code out.
 *
 * @module
 */

import type { Context } from "./context.ts";
import { errorReport, exitCodeOf, formatError } from "./errors.ts";
import { Output } from "./output.ts";
import { runProgram } from "./program.ts";

/**
 * Runs one call of ax to its end.
 *
 * @param args The words after `ax`.
 * @returns The exit code. Never throws.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  const env = (name: string): string | undefined => Deno.env.get(name);
  const context: Context = {
    out: new Output(Deno.stdout, env, true),
    err: new Output(Deno.stderr, env, false),
    cwd: Deno.cwd(),
    exitCode: 0,
  };
  try {
    const [first, ...rest] = args;
    if (first === "__complete") {
      const { printCompletion } = await import("./print_completion.ts");
      await printCompletion(rest, context);
    } else await runProgram(args, context);
    return context.exitCode;
  } catch (error) {
    report(error, args.includes("--json"), context);
    return exitCodeOf(error);
  }
}

function report(error: unknown, asJson: boolean, { err }: Context): void {
  if (asJson) err.line(JSON.stringify(errorReport(error)));
  else err.lines(formatError(error, err.style));
}
