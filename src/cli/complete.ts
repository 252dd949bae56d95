/**
 * What could stand at the end of a command line, for the shells' Tab key.
 *
 * @module
 */

import { type Argument, Command, type Option } from "commander";
import { Inspector } from "../build/inspect.ts";
import { MethodIndex } from "../build/methods.ts";
import { findProject } from "../build/project.ts";
import { AxError } from "../core/errors.ts";
import { readResults } from "../store/results.ts";
import type { ChoiceParser } from "./args.ts";
import { type CommandEntry, commands } from "./commands.ts";
import { listColumns } from "./complete_columns.ts";
import type { Context } from "./context.ts";
import { oneLine } from "./text.ts";

/** Something that could stand there. */
export interface Candidate {
  readonly word: string;
  /** What a shell may show beside it; empty for nothing. */
  readonly says: string;
}

/** What a command line could go on with. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** Whether the name of a file could stand there, too. */
  readonly files: boolean;
}

/** How many jobs are offered, the newest. */
const MAX_JOBS = 60;

const nothing: Completion = { candidates: [], files: false };

/**
 * Completes the last word.
 *
 * @param words The words after `ax`; the last one may be empty.
 */
export async function complete(
  words: readonly string[],
  context: Context,
): Promise<Completion> {
  const last = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const { candidates, files } = await candidatesFor(before, last, context);
  const fitting = candidates.filter(({ word }) =>
    word.startsWith(last) && isSayable(word)
  );
  return { candidates: fitting, files };
}

/** Whether a line can hold a word, and a terminal show it. */
function isSayable(word: string): boolean {
  return word !== "" && oneLine(word) === word.trim();
}

async function candidatesFor(
  before: readonly string[],
  last: string,
  context: Context,
): Promise<Completion> {
  const { entry, rest, isUnknown } = findCommand(before);
  if (isUnknown) return nothing;
  if (entry === "help") return rest.length === 0 ? commandNames() : nothing;
  if (entry === undefined) {
    if (before.at(-1) === "--config") return { candidates: [], files: true };
    if (last.startsWith("-")) return named(globalOptions);
    return commandNames();
  }
  const command = new Command(entry.name).option(
    "--config <file>",
    globalOptions[0][1],
  )
    .helpOption("-h, --help", "show help");
  (await entry.load())(command, context);
  const option = optionBefore(command, rest);
  if (option !== undefined) {
    return choicesOf(option) ?? source(option.long ?? "", before, context);
  }
  if (last.startsWith("-")) return optionsOf(command, rest);
  const place = positionOf(command, rest);
  const all = command.registeredArguments;
  const argument = all[place] ??
    (all.at(-1)?.variadic ? all.at(-1) : undefined);
  if (argument === undefined) return nothing;
  return choicesOf(argument) ?? source(argument.name(), before, context);
}

/** The words there are for an option or argument that takes one of a few. */
function choicesOf(taker: Option | Argument): Completion | undefined {
  const { choices } = (taker.parseArg ?? {}) as Partial<ChoiceParser>;
  return choices && named(choices.map((word) => [word, ""]));
}

const globalOptions = [
  ["--config", "use this ax.json, not the nearest upward"],
  ["--help", "show help"],
  ["--version", "tell the version of ax"],
] as const;

/** A command and the words after its name. */
interface Named {
  /** Nothing as long as no command is named. */
  readonly entry: CommandEntry | "help" | undefined;
  readonly rest: readonly string[];
  /** Whether what is named is no command. */
  readonly isUnknown: boolean;
}

/** The command that is named. */
function findCommand(
  words: readonly string[],
): Named {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word === "--config") at++;
    else if (!word.startsWith("-")) {
      const entry = word === "help"
        ? word
        : commands.find(({ name, alias }) => name === word || alias === word);
      const isUnknown = entry === undefined;
      return { entry, rest: words.slice(at + 1), isUnknown };
    }
  }
  return { entry: undefined, rest: [], isUnknown: false };
}

function named(
  pairs: readonly (readonly [string, string])[],
): Completion {
  const candidates = pairs.map(([word, says]) => ({ word, says }));
  return { candidates, files: false };
}

function commandNames(): Completion {
  return named([
    ...commands.map(({ name, summary }) => [name, summary] as const),
    ["help", "show help of a command"],
  ]);
}

/** The options that are not there yet. */
function optionsOf(command: Command, rest: readonly string[]): Completion {
  const options = command.createHelp().visibleOptions(command);
  return named(
    options.flatMap(({ long, short, description }) =>
      long === undefined || rest.includes(long) ||
        (short !== undefined && rest.includes(short))
        ? []
        : [[long, description] as const]
    ),
  );
}

/** The option right before, if it needs a value. */
function optionBefore(
  command: Command,
  rest: readonly string[],
): Option | undefined {
  const word = rest.at(-1);
  return command.options.find(({ long, short, required }) =>
    required && word !== undefined && (long === word || short === word)
  );
}

/** How many arguments there are already. */
function positionOf(command: Command, rest: readonly string[]): number {
  let count = 0;
  rest.forEach((word, at) => {
    const isValue = optionBefore(command, rest.slice(0, at)) !== undefined;
    if (!word.startsWith("-") && !isValue) count++;
  });
  return count;
}

/** What a project offers. */
interface Source {
  list(
    inspector: Inspector,
    before: readonly string[],
    cwd: string,
  ): Candidate[];
  /** Whether the name of a file could stand there, too. */
  readonly files: boolean;
}

const jobs: Source = { list: listJobs, files: true };
const columns: Source = {
  list: (inspector, before, cwd) =>
    listColumns(inspector, before.slice(1), cwd),
  files: false,
};

/** What may stand for an argument or an option's value, by its name. */
const sources = new Map<string, Source>([
  ["job", jobs],
  ["job|result", jobs],
  ["datasets", jobs],
  ["--against", jobs],
  ["--dataset", jobs],
  ["--stop-ds", jobs],
  ["words", {
    list: (...asked) => [...columns.list(...asked), ...listJobs(asked[0])],
    files: true,
  }],
  ["--column", columns],
  ["--grep", columns],
  ["--dont-grep", columns],
  ["--dont-print", columns],
  ["--unique-by", columns],
  ["method", { list: listMethods, files: false }],
  ["--method", {
    list: (inspector) => [...listMethods(inspector), ...listScripts(inspector)],
    files: false,
  }],
  ["script", { list: listScripts, files: false }],
  ["--workdir", { list: listWorkdirs, files: false }],
]);

/** The same, where it is a file or directory. */
const paths: ReadonlySet<string> = new Set(["dir", "--config", "--file"]);

function source(
  name: string,
  before: readonly string[],
  context: Context,
): Completion {
  const found = sources.get(name);
  if (found !== undefined) {
    const candidates = ask(
      before,
      context,
      (inspector) => found.list(inspector, before, context.cwd),
    );
    return { candidates, files: found.files };
  }
  return { candidates: [], files: paths.has(name) };
}

/** Asks the project; a command line that is half written has no errors. */
function ask(
  before: readonly string[],
  { cwd }: Context,
  list: (inspector: Inspector) => Candidate[],
): Candidate[] {
  const at = before.indexOf("--config");
  const config = at < 0 ? undefined : before[at + 1];
  try {
    const project = findProject(cwd, config === undefined ? {} : { config });
    using inspector = new Inspector(project);
    return list(inspector);
  } catch (thrown) {
    if (thrown instanceof AxError) return [];
    throw thrown;
  }
}

function listJobs(inspector: Inspector): Candidate[] {
  const jobs = inspector.list({ limit: MAX_JOBS });
  const latest = inspector.names().map((name) => ({
    word: `${name}-LATEST`,
    says: "its newest done job",
  }));
  const results = readResults(inspector.project.config.results)
    .map(({ name, job }) => ({ word: name, says: `result ${job ?? ""}` }));
  const known = new Set(jobs.map(({ method }) => method));
  return [
    ...[...known].map((word) => ({ word, says: "its newest job" })),
    ...results,
    ...(jobs.length === 0 ? [] : latest),
    ...jobs.map(({ id, method, state, caption }) => ({
      word: id,
      says: oneLine(
        [method, ...(state === "failed" ? [state] : []), caption ?? ""]
          .join(" "),
      ),
    })),
  ];
}

function listMethods({ project }: Inspector): Candidate[] {
  return MethodIndex.scan(project).list()
    .map(({ name, path }) => ({ word: name, says: path }));
}

function listScripts({ project }: Inspector): Candidate[] {
  return MethodIndex.scan(project).scripts()
    .map(({ name, path }) => ({
      word: name.replace(/^build_/, ""),
      says: path,
    }));
}

function listWorkdirs(inspector: Inspector): Candidate[] {
  return inspector.names().map((word) => ({
    word,
    says: inspector.project.config.workdirs.get(word) ?? "",
  }));
}
