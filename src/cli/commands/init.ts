/**
 * `ax init`.
 *
 * @module
 */

import { resolve } from "node:path";
import type { Command } from "commander";
import { initProject, type InitReport } from "../../build/init.ts";
import { type ExampleName, exampleNames } from "../../build/init_files.ts";
import { AxError } from "../../core/errors.ts";
import { parseChoice, parseCount } from "../args.ts";
import type { Context } from "../context.ts";
import { countOf } from "../format.ts";
import type { Style } from "../style.ts";
import { table } from "../text.ts";

interface InitOptions {
  readonly slices?: number;
  readonly name?: string;
  readonly tutorial?: boolean;
  readonly example?: ExampleName;
  readonly force?: boolean;
  readonly git: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  ax init flights              a project in a new directory
  ax init --slices 8           here, with datasets in 8 slices
  ax init --example sales      here, with a dataset
  ax init --tutorial weather   a project to walk through, by its TUTORIAL.md
`;

/** Declares `ax init`. */
export function declareInit(command: Command, context: Context): void {
  command
    .description(
      "Starts a project: configuration, an example method, its build script " +
        "and its input. It builds at once.",
    )
    .argument("[dir]", "where; made when it is missing (default: here)")
    .option(
      "--slices <n>",
      "slices of each dataset (default: one for each core)",
      parseCount("--slices", 1),
    )
    .option("--name <name>", 'the workdir\'s name (default: "dev")')
    .option("--tutorial", "real data, and a text that walks through ax")
    .option(
      "--example <name>",
      `what is in it: ${exampleNames.join(" or ")} (default: orders)`,
      parseChoice("--example", exampleNames),
    )
    .option("--force", "go on in a directory with other content")
    .option("--no-git", "make no git repository")
    .option("--json", "print JSON")
    .addHelpText("after", examples)
    .action((directory: string | undefined, options: InitOptions) =>
      init(directory ?? ".", options, context)
    );
}

function init(
  directory: string,
  options: InitOptions,
  { cwd, out }: Context,
): void {
  const { slices, name, force, git } = options;
  const example = exampleOf(options);
  const report = initProject(resolve(cwd, directory), {
    git,
    cwd,
    ...(slices === undefined ? {} : { slices }),
    ...(name === undefined ? {} : { name }),
    ...(example === undefined ? {} : { example }),
    ...(force === undefined ? {} : { force }),
  });
  if (options.json) out.json(report);
  else out.lines(formatInit(report, out.style));
}

function exampleOf(
  { tutorial, example }: InitOptions,
): ExampleName | undefined {
  if (!tutorial) return example;
  if (example === undefined) return "tutorial";
  throw new AxError("usage", "Cannot use --tutorial and --example together");
}

const gitTexts: Readonly<Record<InitReport["git"], string>> = {
  made: "Made a git repository there.",
  inside: "It is in the git repository that was there.",
  absent: "Made no git repository: git is not installed.",
  off: "",
};

/** The lines of `ax init`: what was made and what to do next. */
function formatInit(report: InitReport, style: Style): string[] {
  const { root, created, kept, git, next } = report;
  const left = kept.length === 0
    ? ""
    : `, ${countOf(kept.length, "file")} left alone`;
  return [
    `Made a project in ${root}: ${countOf(created.length, "file")}${left}`,
    ...(gitTexts[git] === "" ? [] : [gitTexts[git]]),
    ...created.map((path) => `  ${path}`),
    "",
    style.bold("Next"),
    ...table(next.map(({ command, says }) => [command, says]))
      .map((line) => `  ${line}`),
    ...([...created, ...kept].includes("methods/revenue.ts") ? then : []),
  ];
}

const then = [
  "Then change a line of a method or of input/orders.csv, build",
  'again, and ask "ax why revenue".',
];
