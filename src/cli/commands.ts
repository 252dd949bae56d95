/**
 * The commands of ax: their names, and where each is loaded from.
 *
 * @module
 */

import type { Command } from "commander";
import type { Context } from "./context.ts";

/** Gives a command its options, its examples and what it does. */
export type Declare = (command: Command, context: Context) => void;

/** One command in the list that `ax --help` shows. */
export interface CommandEntry {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Loads the command itself: only the one that is called. */
  load(): Promise<Declare>;
}

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: "intro",
    summary: "tell what ax is for, and how to start",
    load: async () => (await import("./commands/intro.ts")).declareIntro,
  },
  {
    name: "init",
    summary: "start a project that runs at once",
    load: async () => (await import("./commands/init.ts")).declareInit,
  },
  {
    name: "build",
    alias: "run",
    summary: "run build scripts: what exists is found, the rest is built",
    load: async () => (await import("./commands/build.ts")).declareBuild,
  },
  {
    name: "job",
    summary: "show a job: inputs, times, files, output, source",
    load: async () => (await import("./commands/job.ts")).declareJob,
  },
  {
    name: "jobs",
    summary: "list jobs, newest first",
    load: async () => (await import("./commands/jobs.ts")).declareJobs,
  },
  {
    name: "ds",
    summary: "show a dataset: columns, rows, chain",
    load: async () => (await import("./commands/ds.ts")).declareDs,
  },
  {
    name: "head",
    summary: "print the first rows of a dataset",
    load: async () => (await import("./commands/head.ts")).declareHead,
  },
  {
    name: "cat",
    summary: "print the rows of datasets",
    load: async () => (await import("./commands/cat.ts")).declareCat,
  },
  {
    name: "grep",
    summary: "search datasets for rows that match",
    load: async () => (await import("./commands/grep.ts")).declareGrep,
  },
  {
    name: "hist",
    summary: "count the values of a column",
    load: async () => (await import("./commands/hist.ts")).declareHist,
  },
  {
    name: "sql",
    summary: "query datasets with DuckDB",
    load: async () => (await import("./commands/sql.ts")).declareSql,
  },
  {
    name: "results",
    summary: "list the results, and whether each is current",
    load: async () => (await import("./commands/results.ts")).declareResults,
  },
  {
    name: "graph",
    summary: "show what a job was made from, or what was made from it",
    load: async () => (await import("./commands/graph.ts")).declareGraph,
  },
  {
    name: "why",
    summary: "tell why a job was built",
    load: async () => (await import("./commands/why.ts")).declareWhy,
  },
  {
    name: "method",
    summary: "list methods or build scripts, or show what a method takes",
    load: async () => (await import("./commands/method.ts")).declareMethod,
  },
  {
    name: "types",
    summary: "let editors complete and check what methods take",
    load: async () => (await import("./commands/types.ts")).declareTypes,
  },
  {
    name: "add",
    summary: "bundle a package from npm, for methods to import",
    load: async () => (await import("./commands/add.ts")).declareAdd,
  },
  {
    name: "gc",
    summary: "remove failed jobs and what nothing needs",
    load: async () => (await import("./commands/gc.ts")).declareGc,
  },
  {
    name: "doctor",
    summary: "tell what is wrong with this machine or project",
    load: async () => (await import("./commands/doctor.ts")).declareDoctor,
  },
  {
    name: "completions",
    summary: "make the Tab key of a shell complete ax",
    load: async () =>
      (await import("./commands/completions.ts")).declareCompletions,
  },
  {
    name: "version",
    summary: "tell the version of ax and of what it runs on",
    load: async () => (await import("./commands/version.ts")).declareVersion,
  },
];
