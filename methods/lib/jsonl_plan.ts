/**
 * Decides how a file of JSON lines is imported, and tells what came of it.
 *
 * @module
 */

import { AxError, type ColumnSpec } from "ax";
import { countByte } from "./csv_source.ts";
import { openSource } from "./file_bytes.ts";
import { makeJsonColumn } from "./json_columns.ts";
import type {
  BadLine,
  KeyColumn,
  LinesPart,
  LinesPlan,
  LinesReport,
} from "./jsonl_import.ts";
import { inferColumns, type LinesFile } from "./jsonl_infer.ts";
import { splitLines } from "./jsonl_split.ts";
import { isLongLine } from "./long_line.ts";

/** What a request can say about a file. */
export interface LinesOptions {
  /** Conversions by column; `auto` infers one. */
  readonly types: Readonly<Record<string, string>>;
  /** The conversion of other columns. */
  readonly otherTypes: string;
  /** Names of columns by key. */
  readonly rename: Readonly<Record<string, string>>;
  /** Columns that are left out. */
  readonly discard: readonly string[];
  /** Leaves out all columns but those of `types`. */
  readonly discardUntyped: boolean;
  readonly allowBad: boolean;
  /** A column with the line numbers; "" for none. */
  readonly linenoColumn: string;
}

/** All that slices need to know. */
export interface WholeLinesPlan {
  readonly plan: LinesPlan;
  /** One for each slice. */
  readonly parts: readonly LinesPart[];
  /** The columns of the dataset. */
  readonly columns: readonly (readonly [string, ColumnSpec])[];
  /** Columns whose types were inferred. */
  readonly inferred: readonly string[];
}

/** The value of a job that imported a file. */
export interface LinesResult {
  readonly rowCount: number;
  readonly badCount: number;
  /** The conversion of each column, given or inferred. */
  readonly types: { readonly [column: string]: string };
}

/**
 * Plans an import.
 *
 * @param file Where the file lies, without compression, and what to call it.
 * @throws {AxError} `input`, for what the file or its keys are not.
 */
export function planLines(
  file: { readonly path: string; readonly name: string },
  options: LinesOptions,
  slices: number,
): WholeLinesPlan {
  const { path, name } = file;
  const size = Deno.statSync(path).size;
  const start = size >= 3 && hasMark(path) ? 3 : 0;
  const keys = listKeys({ path, start, size }, options);
  const columns = [...keys].map(([key, conversion]): KeyColumn => {
    return { name: nameOf(key, options), key, conversion };
  });
  checkColumns(columns, name, options);
  const { discardUntyped: discardsOther, allowBad } = options;
  const discard = options.discard.flatMap((name) => keysOf(name, options));
  const plan = { path, columns, discard, discardsOther, allowBad };
  const specs = columns.map(({ name, conversion }) =>
    [name, makeJsonColumn(conversion).type] as const
  );
  const { linenoColumn } = options;
  return {
    plan,
    parts: makeParts({ path, start, size }, options, slices),
    columns: linenoColumn === ""
      ? specs
      : [...specs, [linenoColumn, "int64"] as const],
    inferred: columns.filter(({ key }) => wantedFor(key, options) === "auto")
      .map(({ name }) => name),
  };
}

/** Whether the file begins with a byte order mark. */
function hasMark(path: string): boolean {
  using source = openSource(path, 0);
  const bytes = new Uint8Array(3);
  source.readSync(bytes);
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** The conversions of all keys that become columns. */
function listKeys(
  file: LinesFile,
  options: LinesOptions,
): Map<string, string> {
  const { types, discardUntyped } = options;
  const discard = options.discard.flatMap((name) => keysOf(name, options));
  const given = new Map(
    Object.entries(types).map(([name, type]) => [keyOf(name, options), type]),
  );
  const known = [...given].filter(([, type]) => type !== "auto")
    .map(([key]) => key);
  const found = inferColumns(file, new Set([...known, ...discard]));
  const keys = new Map<string, string>();
  for (const [key, guess] of found) {
    const isOut = discard.includes(key) || discardUntyped && !given.has(key);
    if (isOut) continue;
    const wanted = wantedFor(key, options);
    keys.set(key, wanted === "auto" ? guess : wanted);
  }
  for (const [key, type] of given) {
    if (!keys.has(key)) keys.set(key, type === "auto" ? "json?" : type);
  }
  return keys;
}

function wantedFor(key: string, options: LinesOptions): string {
  const { types, otherTypes } = options;
  const name = nameOf(key, options);
  return Object.hasOwn(types, name) ? types[name] as string : otherTypes;
}

function nameOf(key: string, { rename }: LinesOptions): string {
  return Object.hasOwn(rename, key) ? rename[key] as string : key;
}

/** The keys whose values a column of this name has. */
function keysOf(name: string, { rename }: LinesOptions): string[] {
  const keys = Object.keys(rename).filter((key) => rename[key] === name);
  return Object.hasOwn(rename, name) ? keys : [...keys, name];
}

function keyOf(name: string, options: LinesOptions): string {
  const [key] = keysOf(name, options);
  if (key !== undefined) return key;
  throw new AxError(
    "input",
    `Cannot find column ${JSON.stringify(name)} of "types": "rename" calls ` +
      `it ${JSON.stringify(options.rename[name])}`,
  );
}

function checkColumns(
  columns: readonly KeyColumn[],
  file: string,
  { linenoColumn, rename }: LinesOptions,
): void {
  if (columns.length === 0) {
    const what = `Cannot import "${file}": no line has a JSON object with a ` +
      `key, from which columns could be known`;
    throw new AxError("input", what, {
      hint: `Pass "types" for a file that may be empty, with a type for each ` +
        `column.`,
    });
  }
  const wrong = Object.keys(rename).find((key) =>
    !columns.some((column) => column.key === key)
  );
  if (wrong !== undefined) {
    const keys = columns.map(({ key }) => JSON.stringify(key)).join(", ");
    const what = `Cannot rename ${JSON.stringify(wrong)}: the keys are ${keys}`;
    throw new AxError("input", what);
  }
  const names = columns.map(({ name }) => name);
  if (linenoColumn !== "") names.push(linenoColumn);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return;
  const what = `Cannot have two columns ${JSON.stringify(twice)}`;
  throw new AxError("input", what, { hint: `Pass "rename" or "discard".` });
}

function makeParts(
  { path, start, size }: LinesFile,
  { allowBad, linenoColumn }: LinesOptions,
  slices: number,
): LinesPart[] {
  const starts = splitLines(path, { start, size, parts: slices });
  let line = 1;
  return starts.map((from, slice): LinesPart => {
    const limit = starts[slice + 1] ?? size;
    const part = { start: from, limit, line };
    const needsLines = allowBad || linenoColumn !== "";
    if (needsLines) line += countByte(path, 10, from, limit);
    return part;
  });
}

/**
 * Looks at what all slices tell, and makes the job's value.
 *
 * @param name What messages call the file.
 * @throws {AxError} `input`, for a bad line that is not allowed.
 */
export function finishLines(
  whole: WholeLinesPlan,
  reports: readonly LinesReport[],
  name: string,
): LinesResult {
  let before = 0;
  let rowCount = 0;
  let badCount = 0;
  reports.forEach((report, slice) => {
    const { refused } = report;
    if (refused !== undefined) {
      const part = whole.parts[slice] as LinesPart;
      const line = 1 + before + refused.line - part.line;
      throw refuse(whole, refused, `"${name}": line ${line}`);
    }
    before += report.lineCount;
    rowCount += report.rowCount;
    badCount += report.badCount;
  });
  const types = Object.fromEntries(
    whole.plan.columns.map(({ name, conversion }) => [name, conversion]),
  );
  return { rowCount, badCount, types };
}

function refuse(
  { inferred }: WholeLinesPlan,
  { column, problem }: BadLine,
  place: string,
): AxError {
  const what = `Cannot import ${place}: ${problem}`;
  if (isLongLine(problem)) return new AxError("input", what);
  const isInferred = column !== undefined && inferred.includes(column);
  const hint = isInferred
    ? `The type was inferred from a sample. Pass types: ` +
      `{ ${JSON.stringify(column)}: "json?" }, or another type.`
    : problem.endsWith("is no known key")
    ? `Name it in "types" or "discard", or pass discardUntyped: true to ` +
      `import only the columns of "types".`
    : `Pass allowBad: true to keep bad lines in the dataset "bad".`;
  return new AxError("input", what, { hint });
}
