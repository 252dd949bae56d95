/**
 * `ax method`.
 *
 * @module
 */

import type { Command } from "commander";
import { type DescribedMethod, describeMethods } from "../../build/build.ts";
import { MethodIndex } from "../../build/methods.ts";
import { findProject, type Project } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import {
  configOf,
  type Context,
  type GlobalOptions,
  terminalSize,
} from "../context.ts";
import { errorReport, formatError } from "../errors.ts";
import { formatMethod, formatMethods, formatScripts } from "../method_view.ts";

interface MethodOptions extends GlobalOptions {
  readonly scripts?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax method              all methods, one a line
  ax method revenue      what it takes
  ax method --scripts    the build scripts
`;

/** Declares `ax method`. */
export function declareMethod(command: Command, context: Context): void {
  command
    .description("Lists the methods, or shows what one takes.")
    .argument("[method]", "show this one")
    .option("--scripts", "list the build scripts")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((name: string | undefined) =>
      showMethods(name, command.optsWithGlobals<MethodOptions>(), context)
    );
}

async function showMethods(
  name: string | undefined,
  options: MethodOptions,
  context: Context,
): Promise<void> {
  const { cwd, out } = context;
  const project = findProject(cwd, configOf(options));
  if (options.scripts) {
    if (name !== undefined) {
      throw new AxError("usage", "Cannot use a method's name with --scripts");
    }
    const scripts = MethodIndex.scan(project).scripts();
    if (options.json) {
      out.json(scripts.map(({ name, path }) => ({ name, path })));
    } else out.lines(formatScripts(scripts));
  } else if (name === undefined) {
    const methods = await describeMethods(project);
    if (options.json) out.json(methods.map(reportOf));
    else {
      const columns = out.isTerminal ? terminalSize().columns : Infinity;
      out.lines(formatMethods(methods, out.style, columns));
    }
    reportBroken(methods, context);
  } else {
    await showMethod(project, name, options, context);
  }
}

async function showMethod(
  project: Project,
  name: string,
  options: MethodOptions,
  { out }: Context,
): Promise<void> {
  const [method] = await describeMethods(project, [name]);
  if (method === undefined) {
    throw new AxError("method", `Cannot find method "${name}"`);
  }
  if (method.error !== undefined) throw method.error;
  if (options.json) out.json(reportOf(method));
  else {
    const columns = out.isTerminal ? terminalSize().columns : 80;
    out.lines(formatMethod(method, out.style, columns));
  }
}

/** What does not load is no reason to keep quiet about what does. */
function reportBroken(
  methods: readonly DescribedMethod[],
  { err }: Context,
): void {
  for (const { error } of methods) {
    if (error !== undefined) err.lines(formatError(error, err.style));
  }
}

function reportOf(method: DescribedMethod): unknown {
  const { file, descriptor, notes = [], error } = method;
  const { name, path, standard } = file;
  return {
    name,
    path,
    standard,
    ...descriptor,
    ...(descriptor && { notes: Object.fromEntries(notes) }),
    ...(error === undefined ? {} : errorReport(error)),
  };
}
