/**
 * `ax gc`.
 *
 * @module
 */

import type { Command } from "commander";
import { collectGarbage, type GcReport } from "../../build/gc.ts";
import { findProject } from "../../build/project.ts";
import { parseAge, parseCount } from "../args.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { countOf, formatCount, formatSize } from "../format.ts";
import type { Style } from "../style.ts";
import { oneLine, table } from "../text.ts";

interface GcOptions extends GlobalOptions {
  readonly dryRun?: boolean;
  readonly runs?: number;
  /** In milliseconds. */
  readonly olderThan?: number;
  readonly workdir?: string;
  readonly json?: boolean;
}

const examples = `
What a result links to stays, and so does each run of a build script, with all
that it asked for and all that this was made from; and what other workdirs of
the project need. Other projects that read this workdir are not known.

Examples:
  ax gc --dry-run         what would go, and why
  ax gc                   failed jobs, and those that nothing needs
  ax gc --runs 1          forget all but the last run of each build script
`;

/** Declares `ax gc`. */
export function declareGc(command: Command, context: Context): void {
  command
    .description(
      "Removes failed jobs, jobs that nothing needs, and what killed builds " +
        "left.",
    )
    .option("--dry-run", "tell what would go; remove nothing")
    .option(
      "--runs <n>",
      "keep so many runs of each build script (default: all)",
      parseCount("--runs", 1),
    )
    .option("--older-than <age>", "only jobs of this age, as in 30d", parseAge)
    .option("--workdir <name>", "clear this one, not the target workdir")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action(() => gc(command.optsWithGlobals<GcOptions>(), context));
}

function gc(options: GcOptions, { cwd, out, err }: Context): void {
  const { dryRun, runs, olderThan, workdir } = options;
  const report = collectGarbage(findProject(cwd, configOf(options)), {
    ...(dryRun === undefined ? {} : { dryRun }),
    ...(runs === undefined ? {} : { runs }),
    ...(workdir === undefined ? {} : { workdir }),
    ...(olderThan === undefined
      ? {}
      : { before: new Date(Date.now() - olderThan).toISOString() }),
  });
  if (options.json) return out.json(report);
  out.lines(formatGarbage(report, out.style));
  err.line(summarize(report));
}

/** One line for each job, and for the leftovers of each kind. */
function formatGarbage(report: GcReport, style: Style): string[] {
  const rows = report.jobs.map(({ id, method, bytes, reason }) => [
    id,
    oneLine(method),
    formatSize(bytes),
    reason,
  ]);
  const kinds = new Map<string, { bytes: number; count: number }>();
  for (const { path, bytes, reason } of report.leftovers) {
    const [, kind = ""] = /^(\.ax\/[^/]+)/.exec(path) ?? [];
    const key = JSON.stringify([kind, reason]);
    const { bytes: before, count } = kinds.get(key) ?? { bytes: 0, count: 0 };
    kinds.set(key, { bytes: before + bytes, count: count + 1 });
  }
  for (const [key, { bytes, count }] of kinds) {
    const [kind, reason] = JSON.parse(key);
    const entries = count === 1 ? "1 entry" : `${formatCount(count)} entries`;
    rows.push([kind, entries, formatSize(bytes), reason]);
  }
  return table(
    rows,
    [{}, {}, { align: "right" }],
    (cell, column) => column === 0 ? style.bold(cell) : cell,
  );
}

function summarize(report: GcReport): string {
  const { dryRun, jobs, bytes, kept, heldByNumber } = report;
  const freed = dryRun ? "would be freed" : "freed";
  const held = heldByNumber === undefined
    ? ""
    : `\n${heldByNumber} stays until there is a newer job, so that its ` +
      `number is not given again`;
  return `${countOf(jobs.length, "job")} ${
    dryRun ? "to remove" : "removed"
  }, ` +
    `${countOf(kept, "job")} kept, ${formatSize(bytes)} ${freed}${held}`;
}
