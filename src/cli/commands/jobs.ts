/**
 * `ax jobs`.
 *
 * @module
 */

import type { Command } from "commander";
import { Inspector, type WorkdirSummary } from "../../build/inspect.ts";
import { findProject } from "../../build/project.ts";
import { AxError } from "../../core/errors.ts";
import type { JobFilter, JobRow } from "../../store/rows.ts";
import { parseAge, parseChoice, parseCount } from "../args.ts";
import {
  configOf,
  type Context,
  type GlobalOptions,
  terminalSize,
} from "../context.ts";
import { countOf, formatCount } from "../format.ts";
import { formatJobRows, formatWorkdirs } from "../jobs_view.ts";

interface JobsOptions extends GlobalOptions {
  readonly method?: string;
  readonly state?: "done" | "failed";
  /** In milliseconds. */
  readonly since?: number;
  readonly limit?: number;
  readonly workdirs?: boolean;
  readonly json?: boolean;
}

/** How many jobs are listed unless `--limit` says otherwise. */
const LIMIT = 50;

const examples = `
Examples:
  ax jobs --method revenue --since 2h
  ax jobs --state failed --limit 0 --json
  ax jobs --workdirs
`;

/** Declares `ax jobs`. */
export function declareJobs(command: Command, context: Context): void {
  command
    .description("Lists jobs, newest first.")
    .option("--method <name>", "of this method or build script")
    .option(
      "--state <state>",
      "done or failed",
      parseChoice("--state", ["done", "failed"]),
    )
    .option("--since <age>", "started within this age, as in 2h", parseAge)
    .option(
      "--limit <n>",
      `at most so many, 0 for all (default: ${LIMIT})`,
      parseCount("--limit", 0),
    )
    .option("--workdirs", "list the workdirs")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action(() => listJobs(command.optsWithGlobals<JobsOptions>(), context));
}

function listJobs(options: JobsOptions, context: Context): void {
  const { cwd, out, err } = context;
  using inspector = new Inspector(findProject(cwd, configOf(options)));
  if (options.workdirs) {
    refuseFilters(options);
    printWorkdirs(inspector.summaries(), options, context);
    return;
  }
  const limit = options.limit ?? LIMIT;
  // One more than is shown tells whether there are more.
  const rows = inspector.list(filterOf(options, limit));
  const shown = limit === 0 ? rows : rows.slice(0, limit);
  if (options.json) out.json(shown.map(reportOf));
  else {
    const columns = out.isTerminal ? terminalSize().columns : Infinity;
    out.lines(formatJobRows(shown, out.style, columns));
  }
  if (shown.length < rows.length && options.limit === undefined) {
    err.line(`the newest ${formatCount(limit)}; --limit 0 lists all`);
  } else if (rows.length === 0 && !options.json) {
    err.line("no jobs");
  }
}

function refuseFilters(options: JobsOptions): void {
  for (const name of ["method", "state", "since", "limit"] as const) {
    if (options[name] === undefined) continue;
    throw new AxError("usage", `Cannot use --workdirs and --${name} together`);
  }
}

function filterOf(options: JobsOptions, limit: number): JobFilter {
  const { method, state, since } = options;
  return {
    ...(method === undefined ? {} : { method }),
    ...(state === undefined ? {} : { state }),
    ...(since === undefined
      ? {}
      : { since: new Date(Date.now() - since).toISOString() }),
    ...(limit === 0 ? {} : { limit: limit + 1 }),
  };
}

function reportOf(row: JobRow): unknown {
  const { dir, workdir: _workdir, number: _number, ...rest } = row;
  return { ...rest, path: dir };
}

function printWorkdirs(
  workdirs: readonly WorkdirSummary[],
  options: JobsOptions,
  { out, err }: Context,
): void {
  if (options.json) out.json(workdirs);
  else out.lines(formatWorkdirs(workdirs, out.style));
  const jobs = workdirs.reduce((sum, workdir) => sum + workdir.jobs, 0);
  if (!options.json && workdirs.length > 1) err.line(countOf(jobs, "job"));
}
