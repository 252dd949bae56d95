/**
 * `ax why`.
 *
 * @module
 */

import type { Command } from "commander";
import { explainJob, type Explanation } from "../../build/inspect_why.ts";
import { JobLookup } from "../../build/job_lookup.ts";
import { summarizeWhy } from "../../core/why.ts";
import {
  configOf,
  type Context,
  type GlobalOptions,
  terminalSize,
} from "../context.ts";
import { makeStyle } from "../style.ts";
import { type Differ, formatWhy, needsDiff } from "../why_view.ts";

interface WhyOptions extends GlobalOptions {
  readonly against?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax why dev-7
  ax why revenue --against dev-3
`;

/** Declares `ax why`. */
export function declareWhy(command: Command, context: Context): void {
  command
    .description(
      "Tells why a job was built: root causes up the chain, inputs old and " +
        "new, and the difference of the sources.",
    )
    .argument("<job>", "a job id, a method's name, dev-LATEST, or a path")
    .option("--against <job>", "compare with this job")
    .option("--all", "compare the files of ax's own methods, too")
    .option("--json", "print JSON, with all that differs")
    .addHelpText("after", examples)
    .action((spec: string) =>
      why(spec, command.optsWithGlobals<WhyOptions>(), context)
    );
}

async function why(
  spec: string,
  options: WhyOptions,
  { cwd, out, err }: Context,
): Promise<void> {
  using lookup = new JobLookup(cwd, configOf(options));
  const job = lookup.get(spec);
  if (job.remark !== undefined) err.line(`ax: ${job.remark}`);
  const against = options.against === undefined
    ? undefined
    : lookup.get(options.against);
  const explanation = explainJob(lookup.around(job), job, against);
  const differ = needsDiff(explanation)
    ? (await import("../diff.ts")).unifiedDiff
    : () => [];
  if (options.json) out.json(reportOf(explanation, differ));
  else {
    const { columns } = terminalSize();
    const { style } = out;
    const { all = false } = options;
    out.lines(formatWhy(explanation, { style, differ, columns, all }));
  }
}

/** The explanation as one object, differences as text. */
function reportOf(explanation: Explanation, differ: Differ): unknown {
  const { job, why, roots, own, built } = explanation;
  return {
    job: job.id,
    method: job.method,
    summary: summarizeWhy(why),
    why,
    ...(built === undefined ? {} : { built }),
    diffs: [...roots, ...(own === undefined ? [] : [own])].flatMap((part) =>
      part.sources.map(({ path, before, after }) => ({
        job: part.job.id,
        against: part.against,
        path,
        diff: differ(
          { name: `${part.against}/${path}`, text: before },
          { name: `${part.job.id}/${path}`, text: after },
          makeStyle(false),
        ).join("\n"),
      }))
    ),
  };
}
