/**
 * Searches datasets and prints the rows that match.
 *
 * @module
 */

import {
  DatasetInspector,
  type FoundDataset,
} from "../build/inspect_dataset.ts";
import { AxError } from "../core/errors.ts";
import { compilePatterns } from "../core/text_match.ts";
import type { Context } from "./context.ts";
import { defaultTabs, type GrepOptions, matchOf } from "./grep_options.ts";
import { GrepPrinter } from "./grep_printer.ts";
import {
  followChains,
  pickColumns,
  readWords,
  tellRemarks,
} from "./scan/dataset_words.ts";
import type { GrepSettings } from "./scan/grep_settings.ts";
import { Scan } from "./scan/pool.ts";
import type { LineStyle } from "./scan/row_lines.ts";
import { watchProgress } from "./scan/progress.ts";
import { makeTasks, type TaskRequest } from "./scan/tasks.ts";

/** What is searched for, and where. */
export interface GrepRequest {
  readonly patterns: readonly string[];
  /** The words behind the options, without the pattern. */
  readonly words: readonly string[];
  /** Columns that are neither printed (`+n`) nor matched (`+g`). */
  readonly without?: PlusWords;
  readonly options: GrepOptions;
}

/**
 * Prints the rows that match.
 *
 * @returns Whether there were any.
 * @throws {AxError} For a wrong pattern, dataset or column.
 */
export async function grep(
  request: GrepRequest,
  datasets: DatasetInspector,
  context: Context,
): Promise<boolean> {
  const { options } = request;
  const settings = settingsOf(request, context);
  // Here, where it can be told as what it is.
  compilePatterns(settings.patterns, settings.match);
  const requests = requestsOf(request, datasets, context.err);
  const isUnique = settings.unique !== undefined;
  const inTurn = options.roundrobin === true;
  const tasks = makeTasks(requests, datasets, {
    slices: options.slice,
    inTurn,
    // Rows around a match may lie in the part before or behind.
    splits: settings.before === 0 && settings.after === 0,
  });
  const printer = new GrepPrinter(tasks, {
    settings,
    hasHeaders: options.headers === true,
    isLined: options.lined === true,
    out: context.out,
  });
  const isOrdered = isUnique || inTurn || options.ordered === true;
  using scan = new Scan(tasks, {
    settings,
    isOrdered,
    // What was seen is known to one Worker only.
    ...(isUnique && { workers: 1 }),
    admit: (index, isBusy) => printer.admit(index, isBusy),
    take: (chunk) => printer.take(chunk),
    done: (index, result) => printer.done(index, result),
  });
  using _ = watchProgress(scan, context.err);
  await scan.run();
  return printer.matches > 0;
}

function settingsOf(
  { patterns, options }: GrepRequest,
  { out }: Context,
): GrepSettings {
  const { before, after } = options.contexts;
  const isListing = options.listMatching === true && !options.onlyMatching;
  const shows = !options.onlyMatching
    ? "all"
    : options.listMatching
    ? "cells"
    : "matches";
  return {
    kind: "grep",
    patterns,
    match: matchOf(options),
    isInverted: options.invertMatch === true,
    shows,
    isListing,
    maxCount: options.maxCount,
    before: isListing ? 0 : before,
    after: isListing ? 0 : after,
    unique: options.uniqueBy ?? (options.unique ? "all" : undefined),
    style: styleOf(options, out),
    tells: {
      dataset: options.showDataset === true,
      slice: options.showSliceno === true,
      line: options.showLineno === true,
    },
  };
}

function styleOf(options: GrepOptions, out: Context["out"]): LineStyle {
  const { separator, tabLength, colour = "auto", json } = options;
  const isColoured = colour === "auto" ? out.coloured : colour === "always";
  return {
    format: json ? "json" : options.format ?? "csv",
    between: separator ?? tabLength ?? (out.isTerminal ? defaultTabs : "\t"),
    highlight: isColoured && !options.invertMatch
      ? ["\x1b[1;31m", "\x1b[22;39m"]
      : undefined,
  };
}

/** Which columns of which datasets are printed and searched. */
function requestsOf(
  { words, options, without: plus }: GrepRequest,
  datasets: DatasetInspector,
  err: Context["err"],
): TaskRequest[] {
  const without = [...plus?.dontPrint ?? [], ...options.dontPrint ?? []];
  const unsearched = [...plus?.dontGrep ?? [], ...options.dontGrep ?? []];
  if (unsearched.length > 0 && options.grep !== undefined) {
    throw new AxError("usage", "Cannot use +g with -g: choose one");
  }
  const named = readWords(words, datasets, {
    datasets: options.dataset ?? [],
    columns: options.column ?? [],
  });
  tellRemarks(named, err);
  const isLax = options.allowMissingColumns === true;
  const all = followChains(named.datasets, datasets, options);
  return all.map((found): TaskRequest => {
    const pick = (names: readonly string[]): FoundDataset["entry"]["columns"] =>
      pickColumns(found, names, isLax);
    for (const name of [...without, ...unsearched, ...options.uniqueBy ?? []]) {
      pick([name]);
    }
    const shown = named.columns.length > 0
      ? pick(named.columns)
      : found.entry.columns;
    const columns = shown.filter(({ name }) => !without.includes(name));
    const searched = options.grep !== undefined
      ? pick(options.grep)
      : unsearched.length > 0
      ? found.entry.columns.filter(({ name }) => !unsearched.includes(name))
      : columns;
    return { found, columns, searched };
  });
}

/** What `+n` and `+g` say. */
export interface PlusWords {
  readonly dontPrint: readonly string[];
  readonly dontGrep: readonly string[];
}

/**
 * Takes `+n COLUMN` and `+g COLUMN` out of words.
 *
 * @throws {AxError} `usage`, if no column follows.
 */
export function plusWords(
  words: readonly string[],
): PlusWords & { readonly rest: readonly string[] } {
  const rest: string[] = [];
  const found = { "+n": [] as string[], "+g": [] as string[] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    if (word !== "+n" && word !== "+g") rest.push(word);
    else {
      const value = words[++at];
      if (value !== undefined) found[word].push(value);
      else throw new AxError("usage", `Cannot use ${word} without a column`);
    }
  }
  return { rest, dontPrint: found["+n"], dontGrep: found["+g"] };
}
