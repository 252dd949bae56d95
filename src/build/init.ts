/**
 * Makes a project that runs at once.
 *
 * @module
 */

import { lstatSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { AxError } from "../core/errors.ts";
import { isWorkdirName } from "../core/ids.ts";
import { writeWhole } from "../store/disk.ts";
import { MAX_SLICES } from "./config.ts";
import { isDirectory } from "./config_paths.ts";
import {
  type ExampleName,
  projectFiles,
  type ProjectSettings,
} from "./init_files.ts";
import { TUTORIAL_SLICES } from "./tutorial_files.ts";

/** How {@linkcode initProject} makes a project. */
export interface InitOptions {
  /** How many slices its datasets have. Default: the number of cores. */
  readonly slices?: number;
  /** The name of its workdir. Default: `dev`. */
  readonly name?: string;
  /** What is in it. Default: `orders`, which is small. */
  readonly example?: ExampleName;
  /** Goes on in a directory with other content, and replaces files. */
  readonly force?: boolean;
  /** Whether to make a git repository around it. Default: true. */
  readonly git?: boolean;
}

/** A command to try next, and what it does. */
export interface NextStep {
  readonly command: string;
  readonly says: string;
}

/** What {@linkcode initProject} did. */
export interface InitReport {
  /** The project's directory, absolute. */
  readonly root: string;
  /** What was written, by path from the root. */
  readonly created: readonly string[];
  /** What was there before and was left as it is. */
  readonly kept: readonly string[];
  /**
   * `made`: a git repository; `inside`: there is one already; `absent`: there
   * is no git; `off`: none was wanted.
   */
  readonly git: "made" | "inside" | "absent" | "off";
  /** What to do next, in this order. */
  readonly next: readonly NextStep[];
}

/**
 * Makes a project: configuration, an example with its input, and what lets an
 * editor check it.
 *
 * Nothing is written before it is clear that all may be.
 *
 * @param directory Made when it is missing. Absolute.
 * @param cwd Where the user stands, for the commands to try next.
 * @throws {AxError} `usage`, for a bad option; `project`, if there is other
 * content, hidden files apart.
 */
export function initProject(
  directory: string,
  options: InitOptions & { readonly cwd?: string } = {},
): InitReport {
  const settings = checkOptions(options);
  const force = options.force ?? false;
  checkContent(directory, force);
  const files = projectFiles(settings);
  for (const path of files.keys()) checkPlace(directory, path);
  const created: string[] = [];
  const kept: string[] = [];
  for (const [path, text] of files) {
    const written = writeNew(join(directory, path), text, force);
    (written ? created : kept).push(path);
  }
  for (const name of ["workdir", "results"]) {
    Deno.mkdirSync(join(directory, name), { recursive: true });
  }
  const git = options.git === false ? "off" : makeRepository(directory);
  const root = Deno.realPathSync(directory);
  return { root, created, kept, git, next: nextSteps(root, options) };
}

function checkOptions(options: InitOptions): ProjectSettings {
  const example = options.example ?? "orders";
  const slices = options.slices ??
    (example === "tutorial" ? TUTORIAL_SLICES : navigator.hardwareConcurrency);
  const name = options.name ?? "dev";
  if (!Number.isSafeInteger(slices) || slices < 1 || slices > MAX_SLICES) {
    throw new AxError(
      "usage",
      `Cannot make a project with ${slices} slices: it must be a whole number ` +
        `from 1 to ${MAX_SLICES}`,
    );
  }
  if (!isWorkdirName(name)) {
    throw new AxError(
      "usage",
      `Cannot name a workdir "${name}": use up to 64 letters, digits, "_", ` +
        `and "." or "-" between them`,
    );
  }
  return { slices, name, example };
}

function checkContent(directory: string, force: boolean): void {
  const found = isDirectory(directory);
  if (found === undefined || (found && force)) return;
  if (!found) {
    throw new AxError(
      "project",
      `Cannot make a project in ${directory}: it is not a directory`,
    );
  }
  const names = [...Deno.readDirSync(directory)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".")).sort();
  if (names.length === 0) return;
  if (names.includes("ax.json")) {
    throw new AxError(
      "project",
      `Cannot make a project in ${directory}: it is one already`,
      { hint: "Use --force to put the example's files back as they were." },
    );
  }
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  throw new AxError(
    "project",
    `Cannot make a project in ${directory}: there is already ` +
      `${names.slice(0, 3).join(", ")}${more}`,
    {
      hint: "Name a new directory, or use --force, which leaves files alone " +
        "except those of its own names.",
    },
  );
}

/** What is no file, or lies behind a link, is not replaced even by force. */
function checkPlace(directory: string, path: string): void {
  const steps = path.split("/");
  for (const index of steps.keys()) {
    const part = steps.slice(0, index + 1).join("/");
    const stat = lstatSync(join(directory, part), { throwIfNoEntry: false });
    if (stat === undefined) return;
    const last = index === steps.length - 1;
    if (last ? stat.isFile() : stat.isDirectory()) continue;
    throw new AxError(
      "project",
      `Cannot write ${path}: ${part} is no ${last ? "file" : "directory"}`,
      { hint: "Move it out of the way." },
    );
  }
}

/** Whether the file was written: one that is there stays unless forced. */
function writeNew(file: string, text: string, force: boolean): boolean {
  Deno.mkdirSync(dirname(file), { recursive: true });
  try {
    if (force) writeWhole(file, text);
    else Deno.writeTextFileSync(file, text, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

function makeRepository(directory: string): InitReport["git"] {
  const real = Deno.realPathSync(directory);
  for (let at = real;; at = dirname(at)) {
    if (lstatSync(join(at, ".git"), { throwIfNoEntry: false })) return "inside";
    if (dirname(at) === at) break;
  }
  try {
    const { success } = new Deno.Command("git", {
      args: ["init", "--quiet"],
      cwd: real,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    return success ? "made" : "absent";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "absent";
    throw error;
  }
}

function nextSteps(
  root: string,
  { cwd, example = "orders" }: InitOptions & { readonly cwd?: string },
): NextStep[] {
  const way = cwd === undefined ? "" : relative(Deno.realPathSync(cwd), root);
  const enter = { command: `cd ${quoted(way)}`, says: "go there" };
  return [...(way === "" ? [] : [enter]), ...firstSteps[example]];
}

const firstSteps: Readonly<Record<ExampleName, readonly NextStep[]>> = {
  orders: [
    { command: "ax build", says: "run methods/build.ts" },
    { command: "cat results/revenue.txt", says: "see what came of it" },
    { command: "ax build", says: "run it again: every job is found" },
    { command: "ax job revenue", says: "see what it was made from" },
  ],
  sales: [
    { command: "ax build", says: "run methods/build.ts" },
    { command: "cat results/revenue.json", says: "see what came of it" },
    { command: "ax job csvimport", says: "see the dataset: columns and rows" },
  ],
  tutorial: [
    { command: "cat TUTORIAL.md", says: "read it, and type its commands" },
    { command: "ax build", says: "the first of them" },
  ],
};

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path)
    ? path
    : `'${path.replaceAll("'", `'\\''`)}'`;
}
