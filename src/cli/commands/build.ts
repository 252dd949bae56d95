/**
 * `ax build`.
 *
 * @module
 */

import type { Command } from "commander";
import { runBuild } from "../../build/build.ts";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import type { BuildEvent } from "../../core/events.ts";
import { parseCount } from "../args.ts";
import { isEndOfDryRun, type Loudness } from "../build_lines.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { exitCodeOf, formatError } from "../errors.ts";
import { Interrupts } from "../interrupts.ts";
import { makePresenter } from "../presenter.ts";

interface BuildOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly jobs?: number;
  readonly workdir?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const examples = `
Examples:
  ax build                    run methods/build.ts
  ax build report --dry-run   what would methods/build_report.ts build, and why
  ax build --json | jq .type  each event of the build as JSON
`;

/** Declares `ax build`. */
export function declareBuild(command: Command, context: Context): void {
  command
    .description(
      "Runs build scripts. A job that exists is found, whatever changed is " +
        "built.\nPrints of the scripts go to standard output, all else to " +
        "standard error.",
    )
    .argument("[script...]", 'scripts in order (default: "build")')
    .option("--dry-run", "tell what would run, and why; run no job")
    .option("--force", "build every job anew")
    .option("--jobs <n>", "slots for jobs and slices", parseCount("--jobs", 1))
    .option("--workdir <name>", "build here, not in the target workdir")
    .option("--json", "print one event a line, as JSON")
    .option("--quiet", "print errors alone")
    .option("--verbose", "print all: reuse, reasons, what the jobs print")
    .addHelpText("after", examples)
    .action((scripts: string[]) =>
      build(scripts, command.optsWithGlobals<BuildOptions>(), context)
    );
}

async function build(
  scripts: readonly string[],
  options: BuildOptions,
  context: Context,
): Promise<void> {
  const project = findProject(context.cwd, configOf(options));
  const loudness = loudnessOf(options);
  const json = options.json ?? false;
  using presenter = makePresenter(context, { json, loudness });
  using interrupts = new Interrupts(() => {
    if (loudness !== "quiet") {
      presenter.tell(["stopping; ^C again stops at once"]);
    }
  });
  let failed: BuildEvent & { type: "failed" } | undefined;
  // Held back: what went wrong is said before what was done.
  let ended: BuildEvent & { type: "ended" } | undefined;
  const onEvent = (event: BuildEvent): void => {
    if (event.type === "failed" && event.kind === "build") failed = event;
    if (event.type === "ended" && !json) ended = event;
    else presenter.show(event);
  };
  try {
    await runBuild({
      project,
      scripts: scripts.length === 0 ? ["build"] : scripts,
      onEvent,
      signal: interrupts.signal,
      ...requestOf(options),
    });
  } catch (error) {
    const silent = json || loudness === "quiet";
    const isTold = failed !== undefined && !(silent && isCancelled(error));
    if (!isTold && json) throw error;
    if (!isTold) presenter.tell(formatError(error, context.err.style));
    const isDryEnd = failed !== undefined && isEndOfDryRun(failed);
    context.exitCode = isDryEnd ? 0 : exitCodeOf(error);
  }
  if (ended !== undefined) presenter.show(ended);
}

function requestOf(
  { dryRun, force, jobs, workdir }: BuildOptions,
): Pick<BuildOptions, "dryRun" | "force" | "jobs" | "workdir"> {
  return {
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(force === undefined ? {} : { force }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(workdir === undefined ? {} : { workdir }),
  };
}

function loudnessOf({ quiet, verbose }: BuildOptions): Loudness {
  if (quiet && verbose) {
    throw new AxError("usage", "Cannot be both --quiet and --verbose");
  }
  return quiet ? "quiet" : verbose ? "verbose" : "normal";
}

function isCancelled(error: unknown): boolean {
  return error instanceof AxError && error.code === "cancelled";
}
