/**
 * Where a source file does not parse.
 *
 * The type stripper says that it does not, but not where. Deno's module loader
 * does, so it is given the text as a module that can never run.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import type { UnparsableError } from "./lexer.ts";

/**
 * Makes the text unparsable whatever stands before, so that the loader never
 * gets to run it: outside of strings, templates and comments no token has
 * this character; an open string or template is an error of its own; an open
 * comment, which the loader lets pass at the end of a file, is closed.
 */
const POISON = "\n*/\n\u0001";

/** Behind the place there may be another: that of the `import` itself. */
const LOADER_MESSAGE =
  /^(?:SyntaxError: )?([^\n]*)\n[\s\S]*\n {4}at data:\S+:(\d+):(\d+)(?: at \S+)?$/;

/**
 * Says where a text does not parse, given that it does not.
 *
 * @param path As messages name it.
 * @param error What the lexer said; given back when there is no more to say.
 */
export async function locateSyntaxError(
  path: string,
  text: string,
  error: UnparsableError,
): Promise<AxError> {
  const message = await loaderMessage(text);
  const [, what, line, column] = LOADER_MESSAGE.exec(message ?? "") ?? [];
  if (what === undefined) return error;
  const lines = text.split("\n");
  const early = Number(line) > lines.length;
  const location = early
    ? {
      file: path,
      line: lines.length,
      column: (lines.at(-1) ?? "").length + 1,
    }
    : { file: path, line: Number(line), column: Number(column) };
  const reason = early
    ? "it ends too early: a bracket, quote or comment is not closed"
    : what.charAt(0).toLowerCase() + what.slice(1);
  return new AxError("closure", `Cannot parse ${path}: ${reason}`, {
    cause: error.cause,
    location,
  });
}

async function loaderMessage(text: string): Promise<string | undefined> {
  const poisoned = encodeURIComponent(text.toWellFormed() + POISON);
  try {
    await import(`data:application/typescript;charset=utf-8,${poisoned}`);
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : undefined;
  }
  return undefined;
}
