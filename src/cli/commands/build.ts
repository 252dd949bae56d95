/**
 * `ax build`.
 *
 * @module
 */

import type { Command } from "commander";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import { parseCount } from "../args.ts";
import type { Loudness } from "../build_lines.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { Interrupts } from "../interrupts.ts";
import { makePresenter } from "../presenter.ts";
import { showBuild } from "../run_build.ts";

interface BuildOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly jobs?: number;
  readonly workdir?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const examples = `
Examples:
  ax build                    run methods/build.ts
  ax build report --dry-run   what would methods/build_report.ts build, and why
  ax build --watch            build after each change of a method or an input
  ax build --json | jq .type  each event of the build as JSON

With --watch, ^C ends with 0 while ax waits for a change, and with 130 when it
stops a build. A build that fails waits for the next change.

Where there is no terminal, kill -USR1 makes it tell what is running.
`;

/** Declares `ax build`. */
export function declareBuild(command: Command, context: Context): void {
  command
    .description(
      "Runs build scripts. A job that exists is found, whatever changed is " +
        "built. Prints of the scripts go to standard output, all else to " +
        "standard error.",
    )
    .argument("[script...]", 'scripts in order (default: "build")')
    .option("-n, --dry-run", "tell what would run, and why; run no job")
    .option("--force", "build every job anew")
    .option(
      "-j, --jobs <n>",
      "slots for jobs and slices",
      parseCount("--jobs", 1),
    )
    .option("--workdir <name>", "build here, not in the target workdir")
    .option("--watch", "build again whenever something changes, until ^C")
    .option("--json", "print one event a line, as JSON")
    .option("-q, --quiet", "print errors alone")
    .option("-v, --verbose", "print all: reuse, reasons, what the jobs print")
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
  const loudness = loudnessOf(options);
  const json = options.json ?? false;
  const request = {
    scripts: scripts.length === 0 ? ["build"] : scripts,
    ...requestOf(options),
  };
  const config = configOf(options);
  if (options.watch) {
    const { watchBuild } = await import("../watch.ts");
    const watching = { config, json, loudness, request };
    context.exitCode = await watchBuild(watching, context);
    return;
  }
  const project = findProject(context.cwd, config);
  using presenter = makePresenter(context, { json, loudness });
  using interrupts = new Interrupts(() => {
    if (loudness !== "quiet") {
      presenter.tell(["stopping; ^C again stops at once"]);
    }
  });
  const { signal } = interrupts;
  const showing = { presenter, json, loudness };
  const code = await showBuild(
    { ...request, project, signal },
    showing,
    context,
  );
  // What could not be printed is a failure of its own.
  if (code !== 0) context.exitCode = code;
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
