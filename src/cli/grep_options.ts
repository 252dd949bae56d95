/**
 * The options of `ax grep` and `ax cat`.
 *
 * @module
 */

import type { Command } from "commander";
import { AxError } from "../core/errors.ts";
import type { PatternOptions } from "../core/text_match.ts";
import { parseChoice, parseCount } from "./args.ts";
import type { GlobalOptions } from "./context.ts";
import type { ChainChoice } from "./scan/dataset_words.ts";
import type { TabStops } from "./scan/row_lines.ts";

/** When there are colours. */
export type When = "auto" | "always" | "never";

/** What `ax cat` may be told. */
export interface CatOptions extends GlobalOptions, ChainChoice {
  readonly slice?: readonly number[];
  readonly dataset?: readonly string[];
  readonly column?: readonly string[];
  readonly dontPrint?: readonly string[];
  readonly allowMissingColumns?: boolean;
  readonly headers?: boolean;
  readonly ordered?: boolean;
  readonly roundrobin?: boolean;
  readonly unique?: boolean;
  readonly uniqueBy?: readonly string[];
  readonly maxCount?: number;
  readonly showDataset?: boolean;
  readonly showSliceno?: boolean;
  readonly showLineno?: boolean;
  readonly format?: "csv" | "raw" | "json";
  readonly separator?: string;
  readonly tabLength?: TabStops;
  readonly colour?: When | boolean;
  readonly lined?: boolean;
  readonly json?: boolean;
  readonly ignoreCase?: boolean;
}

/** What `ax grep` may be told. */
export interface GrepOptions extends CatOptions {
  readonly regexp?: readonly string[];
  readonly fixedStrings?: boolean;
  readonly numeric?: boolean;
  readonly invertMatch?: boolean;
  readonly onlyMatching?: boolean;
  readonly listMatching?: boolean;
  readonly grep?: readonly string[];
  readonly dontGrep?: readonly string[];
  /** In the order given: the last one wins. */
  readonly contexts: { before: number; after: number };
}

/** An option that may be given again and again. */
export function many<T>(
  parse: (text: string) => T,
): (text: string, previous: readonly T[] | undefined) => T[] {
  return (text, previous = []) => [...previous, parse(text)];
}

const words = many((text) => text);

/** Declares the chain options, as every command has them that reads rows. */
export function declareChain(command: Command): Command {
  return command
    .option("-c, --chain", "also what each dataset follows, oldest first")
    .option(
      "--cl, --chain-length <n>",
      "so many datasets of a chain, the newest (again: of the next dataset)",
      many(parseCount("--chain-length", 1)),
    )
    .option(
      "--stop-ds <dataset>",
      "end chains before this dataset (again: of the next dataset)",
      words,
    );
}

/** Declares the options of `ax grep` that say what matches. */
export function declareMatching(
  command: Command,
  contexts: { before: number; after: number },
): Command {
  const count = (option: string): (text: string) => number =>
    parseCount(option, 0);
  return command
    .option("-e, --regexp <pattern>", "a pattern (again: another one)", words)
    .option("-F, --fixed-strings", "patterns are text, not expressions")
    .option(
      "-N, --numeric",
      'patterns are numbers, as in "42", "<0", ">=1e6", "0x1f"; or ranges: ' +
        '"10:20" is without 20, "10<:=20" without 10 and with 20',
    )
    .option("-i, --ignore-case", "upper and lower case are the same")
    .option("-v, --invert-match", "rows in which nothing matches")
    .option("-o, --only-matching", "print what matches; with -l, its cells")
    .option("-l, --list-matching", "print datasets, with -S slices, that match")
    .option("-g, --grep <column>", "match in this column (again: more)", words)
    .option(
      "--dont-grep <column>",
      "match in all columns but this; also +g (again: more)",
      words,
    )
    .option("-A, --after-context <n>", "also so many rows behind", (text) => {
      contexts.after = count("-A")(text);
    })
    .option("-B, --before-context <n>", "also so many rows before", (text) => {
      contexts.before = count("-B")(text);
    })
    .option("-C, --context <n>", "also so many rows around", (text) => {
      contexts.before = contexts.after = count("-C")(text);
    });
}

/** Declares the options that say which rows are read, and in which order. */
export function declareReading(command: Command): Command {
  return declareChain(command)
    .option("-d, --dataset <dataset>", "a dataset (again: more)", words)
    .option("-n, --column <column>", "print this column (again: more)", words)
    .option("--dont-print <column>", "print all but this; also +n", words)
    .option("-M, --allow-missing-columns", "datasets may lack columns")
    .option(
      "-s, --slice <n>",
      "read this slice only (again: more)",
      many(parseCount("--slice", 0)),
    )
    .option(
      "-m, --max-count <n>",
      "end after so many rows",
      parseCount("--max-count", 0),
    )
    .option("-O, --ordered", "dataset by dataset, slice by slice")
    .option("-r, --roundrobin", "a row of each slice in turn")
    .option("-u, --unique", "print equal rows once")
    .option(
      "--unique-by <column>",
      "print rows once that are equal in this column (again: and in this)",
      words,
    );
}

/** Declares the options that say how rows are printed. */
export function declarePrinting(command: Command): Command {
  const when = parseChoice("--colour", ["auto", "always", "never"] as const);
  return command
    .option("-H, --headers", "print the names of the columns")
    .option("-D, --show-dataset", "print the dataset of each row")
    .option("-S, --show-sliceno", "print the slice of each row")
    .option(
      "-L, --show-lineno",
      "print the number of each row in its slice, from 0",
    )
    .option(
      "-f, --format <format>",
      "csv (quoted where needed), raw, or json, an object a line",
      parseChoice("--format", ["csv", "raw", "json"] as const),
    )
    .option("--json", "as -f json")
    .option("-t, --separator <text>", "between fields")
    .option(
      "-T, --tab-length <stops>",
      "align fields: TAB/FIELD/GAP, or TAB alone (default: 8/16/2)",
      parseTabStops,
    )
    .option("--color, --colour <when>", "auto, always or never", when)
    .option("--no-colour", "no colours")
    .option("--lined", "every other line on a background");
}

/** Tabs as on a terminal. */
export const defaultTabs: TabStops = { tab: 8, field: 16, gap: 2 };

/**
 * Reads `8/16/2`, `8,16`, `field=20`, or a number alone, which is the length
 * of tabs as a terminal has them.
 *
 * @throws {AxError} `usage`, if it is none of these.
 */
function parseTabStops(text: string): TabStops {
  if (/^\d+$/.test(text)) {
    return checkStops({ tab: Number(text), field: 0, gap: 1 }, text);
  }
  const stops = { ...defaultTabs };
  const names = ["tab", "field", "gap"] as const;
  text.split(/[/, ]/).forEach((part, index) => {
    const [, name, digits] = /^(?:([a-z]+)=)?(\d+)$/.exec(part) ?? [];
    const key = name === undefined
      ? names[index]
      : names.find((known) => known.startsWith(name));
    if (key === undefined || digits === undefined) throw wrongStops(text);
    stops[key] = Number(digits);
  });
  return checkStops(stops, text);
}

function checkStops(stops: TabStops, text: string): TabStops {
  const { tab, field, gap } = stops;
  const isRight = tab >= 1 && field >= 0 && gap >= 1 &&
    Math.max(tab, field, gap) <= 9999;
  if (isRight) return stops;
  throw wrongStops(text);
}

function wrongStops(text: string): AxError {
  return new AxError(
    "usage",
    `Cannot use ${JSON.stringify(text)} for --tab-length: it must be like ` +
      `8/16/2 or field=20,gap=1, each number at most 9999, tab and gap from 1`,
  );
}

/** What kind of patterns there are. @throws {AxError} `usage`, if two kinds. */
export function matchOf(options: GrepOptions): PatternOptions {
  const { fixedStrings, numeric, ignoreCase = false } = options;
  if (fixedStrings && numeric) {
    throw new AxError("usage", "Cannot use -F with -N: choose one");
  }
  const kind = numeric ? "numeric" : fixedStrings ? "fixed" : "regex";
  return { kind, ignoreCase };
}
