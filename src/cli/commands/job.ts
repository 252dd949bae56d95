/**
 * `ax job`.
 *
 * @module
 */

import type { Command } from "commander";
import { JobLookup } from "../../build/job_lookup.ts";
import type { Resolved } from "../../build/spec.ts";
import { AxError } from "../../core/errors.ts";
import { configOf, type Context, type GlobalOptions } from "../context.ts";
import { jobFilePaths, readOutput, readSources } from "../job_files.ts";
import { formatJob } from "../job_view.ts";
import type { Output } from "../output.ts";
import { tame, visible } from "../text.ts";

interface JobOptions extends GlobalOptions {
  readonly output?: boolean;
  readonly source?: boolean;
  readonly sourceFile?: string;
  readonly file?: string;
  readonly path?: boolean;
  readonly verbose?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax job dev-7                        all about it
  ax job revenue -f revenue.txt       a file of a method's newest job
  ax job dev-7 dev-8 -p               where two jobs lie
  ax job dev-7 -f '*.csv'             all files that match, * and ?
  ax job results/revenue.txt -s       the source that made a result
`;

/** Declares `ax job`. */
export function declareJob(command: Command, context: Context): void {
  command
    .description(
      "Shows jobs: inputs, why it was built, times, files, datasets.",
    )
    .argument(
      "<job...>",
      "a job id, a method's name for its newest job, dev-LATEST, or a path",
    )
    .option("-o, --output", "print what the job printed")
    .option("-s, --source", "print the source that ran")
    .option("-S, --source-file <file>", "print these files of the source")
    .option("-f, --file <file>", "print these files of the job")
    .option("-p, --path", "print where the job lies, or its --file")
    .option("-v, --verbose", "show long lists whole")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((specs: readonly string[]) =>
      showJobs(specs, command.optsWithGlobals<JobOptions>(), context)
    );
}

async function showJobs(
  specs: readonly string[],
  options: JobOptions,
  context: Context,
): Promise<void> {
  refuseMixtures(options);
  const { cwd, out, err } = context;
  using lookup = new JobLookup(cwd, configOf(options));
  // All are there before the first is printed.
  const jobs = specs.map((spec) => lookup.get(spec));
  for (const [index, job] of jobs.entries()) {
    if (job.remark !== undefined) err.line(`ax: ${job.remark}`);
    const isPlain = !options.json && !options.path;
    if (index > 0 && isPlain) out.line();
    if (jobs.length > 1 && isPlain && printsPart(options)) {
      out.line(out.style.bold(`── ${job.manifest.id} ──`));
    }
    await showJob(job, lookup, { options, context });
  }
}

/** Whether what is printed does not name the job. */
function printsPart({ output, source, sourceFile, file }: JobOptions): boolean {
  return output === true || source === true || sourceFile !== undefined ||
    file !== undefined;
}

async function showJob(
  job: Resolved,
  lookup: JobLookup,
  { options, context: { out, err } }: {
    readonly options: JobOptions;
    readonly context: Context;
  },
): Promise<void> {
  const { manifest, dir } = job;
  if (options.file !== undefined) {
    await showFiles(jobFilePaths(job, options.file), options, out);
  } else if (options.path) {
    printPath(dir, options, out);
  } else if (options.output) {
    const texts = readOutput(job);
    printTexts(texts, "output", options, out);
    if (texts.size === 0 && !options.json) {
      err.line(`ax: ${manifest.id} printed nothing`);
    }
  } else if (options.source || options.sourceFile !== undefined) {
    printTexts(readSources(job, options.sourceFile), "source", options, out);
  } else if (options.json) {
    out.json({ ...manifest, path: dir });
  } else {
    const around = lookup.around(job);
    const askedBy = around.askersOf(manifest.id);
    const methodOf = (id: string): string | undefined => around.methodOf(id);
    const { verbose: all = false } = options;
    const surroundings = { path: dir, askedBy, methodOf, all };
    out.lines(formatJob(manifest, surroundings, out.style));
  }
}

function refuseMixtures(options: JobOptions): void {
  const { output, source, sourceFile, file, path, json } = options;
  const chosen = [
    ...(output ? ["--output"] : []),
    ...(source ? ["--source"] : []),
    ...(sourceFile === undefined ? [] : ["--source-file"]),
    ...(file === undefined ? [] : ["--file"]),
    ...(path && file === undefined ? ["--path"] : []),
    ...(json && file !== undefined && !path ? ["--json"] : []),
  ];
  if (chosen.length < 2) return;
  throw new AxError("usage", `Cannot use ${chosen.join(" and ")} together`);
}

/** Prints files, or where they lie; each below its name if several. */
async function showFiles(
  files: ReadonlyMap<string, string>,
  options: JobOptions,
  out: Output,
): Promise<void> {
  for (const [name, path] of files) {
    if (options.path) printPath(path, options, out);
    else {
      const isOne = files.size === 1;
      if (!isOne) out.line(out.style.bold(`── ${visible(name)} ──`));
      const last = await copyFile(path, out);
      if (!isOne && last !== undefined && last !== NEWLINE) out.line();
    }
  }
}

function printPath(path: string, options: JobOptions, out: Output): void {
  if (options.json) out.json({ path });
  else out.line(path);
}

/** Prints texts, each below its name where there are several. */
function printTexts(
  texts: ReadonlyMap<string, string>,
  key: string,
  options: JobOptions,
  out: Output,
): void {
  if (options.json) {
    out.json({ [key]: Object.fromEntries(texts) });
    return;
  }
  for (const [name, text] of texts) {
    if (texts.size > 1) out.line(out.style.bold(`── ${name} ──`));
    out.write(out.isTerminal ? tame(text) : text);
    if (texts.size > 1 && !text.endsWith("\n")) out.line();
  }
}

const NEWLINE = 10;

/**
 * Copies a file to standard output, byte for byte, until nobody reads.
 *
 * @returns The last byte; nothing of an empty file.
 */
async function copyFile(
  path: string,
  out: Output,
): Promise<number | undefined> {
  let last: number | undefined;
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 18);
  while (!out.closed) {
    const count = await file.read(buffer);
    if (count === null) return last;
    last = buffer[count - 1];
    out.write(buffer.subarray(0, count));
  }
  return last;
}
