/**
 * `ax types`.
 *
 * @module
 */

import type { Command } from "commander";
import { describeMethods } from "../../build/build.ts";
import { findProject } from "../../build/project.ts";
import { methodTypesFile, writeTypes } from "../../build/types.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { errorReport, formatError } from "../errors.ts";
import { countOf } from "../format.ts";

interface TypesOptions extends GlobalOptions {
  readonly json?: boolean;
}

const examples = `
Example:
  ax types        then urd.build("…", {…}) completes and is checked
`;

/** Declares `ax types`. */
export function declareTypes(command: Command, context: Context): void {
  command
    .description(
      "Tells editors the methods and what each takes, by way of " +
        `${methodTypesFile}. A build does so too, for the methods it has run.`,
    )
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action(() => types(command.optsWithGlobals<TypesOptions>(), context));
}

async function types(
  options: TypesOptions,
  { cwd, out, err }: Context,
): Promise<void> {
  const project = findProject(cwd, configOf(options));
  const described = await describeMethods(project);
  const { written, mappedTo } = writeTypes(
    project,
    described.map(({ file, ...told }) => ({ name: file.name, ...told })),
  );
  const errors = described.flatMap(({ error }) => error ?? []);
  if (options.json) {
    const methods = described.map(({ file }) => file.name);
    const reports = errors.map((error) => errorReport(error).error);
    out.json({ file: methodTypesFile, methods, written, errors: reports });
  } else {
    const methods = countOf(described.length, "method");
    out.line(
      written.length === 0
        ? `${methodTypesFile} is up to date: ${methods}`
        : `Wrote ${written.join(", ")}: ${methods}`,
    );
    // What does not load has no inputs to check, and the rest has.
    for (const error of errors) err.lines(formatError(error, err.style));
  }
  if (mappedTo !== undefined) {
    err.line(
      `ax: deno.json leads "ax" to ${mappedTo}, so editors see that instead`,
    );
  }
}
