/**
 * Decides how a CSV file is imported: dialect, columns, types, parts.
 *
 * @module
 */

import { AxError } from "ax";
import {
  type Head,
  type HeadOptions,
  nameColumns,
  type NamedField,
  type NameOptions,
  readHead,
} from "./csv_head.ts";
import {
  type ImportColumn,
  type ImportPart,
  type ImportPlan,
  makeConverters,
  type OddLine,
} from "./csv_import.ts";
import { inferTypes, type SampleOptions } from "./csv_infer.ts";
import { splitExactly, splitFile } from "./csv_split.ts";
import { countByte } from "./csv_source.ts";
import type { ColumnSpec } from "./vectors.ts";

/** What a request can say about a file. */
export interface PlanOptions extends HeadOptions, NameOptions {
  /** Conversions by column; `auto` infers one. */
  readonly types: Readonly<Record<string, string>>;
  /** The conversion of the other columns. */
  readonly otherTypes: string;
  /** Texts to be converted instead of what cannot be; `null` for nulls. */
  readonly defaults: Readonly<Record<string, string | null>>;
  readonly numericComma: boolean;
  /** Where datetimes are local time. Default: UTC. */
  readonly timezone?: string;
  readonly allowBad: boolean;
  /** A column with the line numbers; "" for none. */
  readonly linenoColumn: string;
  readonly slicing: "ranges" | "roundrobin";
}

/** All that slices need to know. */
export interface WholePlan {
  readonly plan: ImportPlan;
  /** One for each slice. */
  readonly parts: readonly ImportPart[];
  /** The columns of the dataset. */
  readonly columns: readonly (readonly [string, ColumnSpec])[];
  /** Columns whose types were inferred. */
  readonly inferred: readonly string[];
  /** Whether the request names the columns, and not the file. */
  readonly isNamed: boolean;
  /** Lines before the rows that are left out. */
  readonly skipped: readonly OddLine[];
  /** The first line of the rows, from 1. */
  readonly line: number;
}

/**
 * Plans an import.
 *
 * @param file Where the file lies, without compression, and what to call it.
 * @throws {AxError} `input`, for what the file or its columns are not.
 */
export function planImport(
  file: { readonly path: string; readonly name: string },
  options: PlanOptions,
  slices: number,
): WholePlan {
  const { path, name } = file;
  const head = readHead(path, name, options);
  const named = nameColumns(head.names, options, name);
  checkNames(named.map((column) => column.name), options, name);
  const { dialect } = head;
  const { skipEmptyLines, allowExtraEmpty, allowBad } = options;
  const fieldCount = head.names.length;
  const rules = { dialect, skipEmptyLines, allowExtraEmpty };
  const shape = { ...rules, columns: fieldCount };
  const { encoding, numericComma, timezone } = options;
  const conversion = { encoding, numericComma, timezone };
  const sample = { path, shape, ...conversion, ...head };
  const { columns, inferred } = typeColumns(named, options, sample);
  const plan = { path, ...rules, fieldCount, columns, conversion, allowBad };
  const specs = makeConverters(plan).map(({ type }, index) =>
    [named[index]?.name ?? "", type] as const
  );
  const { linenoColumn } = options;
  return {
    plan,
    parts: makeParts(plan, head, options, slices),
    columns: linenoColumn === ""
      ? specs
      : [...specs, [linenoColumn, "int64"] as const],
    inferred,
    isNamed: options.columns.length > 0,
    skipped: head.skipped,
    line: head.line,
  };
}

/** Gives each column its conversion. */
function typeColumns(
  named: readonly NamedField[],
  options: PlanOptions,
  sample: SampleOptions,
): { columns: ImportColumn[]; inferred: string[] } {
  const wanted = named.map((column) => conversionOf(column.name, options));
  const open = named.filter((_, index) => wanted[index] === "auto");
  const types = inferTypes(sample, open.map(({ field }) => field));
  const columns = named.map((column, index): ImportColumn => {
    const guess = types[open.indexOf(column)];
    return finish(column, guess ?? wanted[index] as string, options);
  });
  return { columns, inferred: open.map(({ name }) => name) };
}

function conversionOf(name: string, options: PlanOptions): string {
  const { types, otherTypes } = options;
  return Object.hasOwn(types, name) ? types[name] as string : otherTypes;
}

function finish(
  { name, field }: NamedField,
  conversion: string,
  { defaults }: PlanOptions,
): ImportColumn {
  const column = { name, field, conversion };
  if (!Object.hasOwn(defaults, name)) return column;
  return { ...column, fallback: defaults[name] as string | null };
}

/** Refuses what is said about columns that are not there. */
function checkNames(
  names: readonly string[],
  options: PlanOptions,
  file: string,
): void {
  const { types, defaults, linenoColumn } = options;
  for (const [what, record] of Object.entries({ types, defaults })) {
    const wrong = Object.keys(record).find((name) => !names.includes(name));
    if (wrong === undefined) continue;
    throw new AxError(
      "input",
      `Cannot find column ${JSON.stringify(wrong)} of "${what}": "${file}" ` +
        `has ${names.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  if (linenoColumn === "" || !names.includes(linenoColumn)) return;
  throw new AxError(
    "input",
    `Cannot name the column of line numbers ${JSON.stringify(linenoColumn)}: ` +
      `"${file}" has such a column`,
  );
}

function makeParts(
  plan: ImportPlan,
  { start, size, line, skipped }: Head,
  options: PlanOptions,
  slices: number,
): ImportPart[] {
  if (options.slicing === "roundrobin") {
    const skippedBefore = skipped.length;
    return Array.from({ length: slices }, (_, slice) => {
      const turn = { slice, slices, skippedBefore };
      return { start, limit: size, line, turn };
    });
  }
  const shape = { ...plan, columns: plan.fieldCount };
  const split = { start, size, parts: slices };
  if (options.allowBad && plan.dialect.quote !== -1) {
    const exact = splitExactly(plan.path, shape, split);
    return exact.map(({ start, lineCount }, slice) => {
      const limit = exact[slice + 1]?.start ?? size;
      return { start, limit, line: line + lineCount };
    });
  }
  const starts = splitFile(plan.path, shape, split);
  const { allowBad, linenoColumn, skipEmptyLines, comment } = options;
  const needsLines = allowBad || linenoColumn !== "" || skipEmptyLines ||
    comment !== "";
  let firstLine = line;
  return starts.map((from, slice): ImportPart => {
    const limit = starts[slice + 1] ?? size;
    const part = { start: from, limit, line: firstLine };
    if (needsLines && slice + 1 < slices) {
      firstLine += countByte(plan.path, plan.dialect.newline, from, limit);
    }
    return part;
  });
}
