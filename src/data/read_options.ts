/**
 * Checks how rows are to be read, before the first one is.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { listNames } from "../core/dataset_columns.ts";
import type { SliceChoice } from "../core/datasets.ts";
import { AxError } from "../core/errors.ts";
import { checkOptionNames } from "../core/option_names.ts";
import type { ReadOptions, ValueRange } from "../core/rows.ts";
import { didYouMean } from "../core/suggest.ts";
import { describe } from "./builder.ts";
import { rowCountOf, type TablePart } from "./table.ts";
import { parseType } from "./types.ts";

const COMMON = ["rowRange", "range", "rehash"];
const OPTIONS = {
  batches: [...COMMON, "reuse"],
  rows: [...COMMON, "translate", "filter"],
};
const RANGE = ["column", "from", "to", "sloppy"];

/**
 * Checks options for what they are, not for the columns they name.
 *
 * @throws {AxError} `dataset`, naming what is unknown or makes no sense.
 */
export function checkReadOptions(
  what: keyof typeof OPTIONS,
  options: ReadOptions,
): void {
  checkOptionNames(`read ${what}`, options, OPTIONS[what]);
  const { rowRange, range } = options;
  if (rowRange !== undefined) checkRowRange(rowRange);
  if (range !== undefined) {
    checkOptionNames("read a range", range, RANGE);
    for (const bound of [range.from, range.to]) checkBound(range, bound);
  }
}

function checkRowRange(rowRange: NonNullable<ReadOptions["rowRange"]>): void {
  const isRange = Array.isArray(rowRange) && rowRange.length >= 1 &&
    rowRange.length <= 2 && Number.isInteger(rowRange[0]) &&
    (rowRange[1] === undefined || Number.isInteger(rowRange[1]));
  if (isRange) return;
  const given = Array.isArray(rowRange)
    ? `[${rowRange.map(describe).join(", ")}]`
    : describe(rowRange);
  throw fault(`rowRange is [from] or [from, to] in whole rows, got ${given}`);
}

function checkBound(range: ValueRange, bound: unknown): void {
  if (bound === undefined || bound === null) return;
  const isOrdered = bound instanceof Date
    ? !Number.isNaN(bound.getTime())
    : !Number.isNaN(bound) && typeof bound !== "object";
  if (isOrdered) return;
  throw rangeFault(range, `nothing is less or more than ${describe(bound)}`);
}

/**
 * Checks that there is such a slice.
 *
 * @throws {AxError} `dataset`, naming those there are.
 */
export function checkChoice(
  parts: readonly TablePart[],
  choice: SliceChoice,
): void {
  if (choice === "all" || choice === "roundrobin") return;
  const slices = parts[0]?.slices.length;
  if (slices === undefined) return;
  if (Number.isInteger(choice) && choice >= 0 && choice < slices) return;
  throw new AxError(
    "dataset",
    `Cannot read slice ${JSON.stringify(choice)}: give a number from 0 to ${
      slices - 1
    }, "all" or "roundrobin"`,
  );
}

/**
 * Finds which columns are read. Each dataset that has rows must have all of
 * them, and what `range` and `rehash` name.
 *
 * @param names Default: all of the first dataset.
 * @throws {AxError} `dataset`, for a column that is missing, or of which there
 * is no such range.
 */
export function columnNames(
  parts: readonly TablePart[],
  names: readonly string[] | undefined,
  { range, rehash }: Pick<ReadOptions, "range" | "rehash">,
): string[] {
  if (typeof names === "string") {
    throw fault(
      `columns are named by a list, as in ${JSON.stringify([names])}`,
    );
  }
  const wanted = [...new Set(names ?? parts[0]?.columns.keys() ?? [])];
  const needed = [
    ...wanted,
    ...(range === undefined ? [] : [range.column]),
    ...(rehash === undefined ? [] : [rehash]),
  ];
  for (const [index, part] of parts.entries()) {
    const isEmpty = rowCountOf(part) === 0;
    const missing = needed.find((name) => !part.columns.has(name));
    if (missing !== undefined && (index === 0 || !isEmpty)) {
      throw noColumn(missing, parts, index);
    }
    const spec = range && part.columns.get(range.column);
    if (range && spec !== undefined && !isEmpty) checkRange(range, spec);
  }
  return wanted;
}

function noColumn(
  name: string,
  parts: readonly TablePart[],
  index: number,
): AxError {
  const known = [...parts[index]?.columns.keys() ?? []];
  const where = parts.length === 1
    ? "the dataset"
    : `dataset ${index + 1} of ${parts.length}`;
  return new AxError(
    "dataset",
    `Cannot find column ${JSON.stringify(name)}: ${where} has ${
      listNames(known)
    }${didYouMean(name, known)}`,
  );
}

/**
 * Checks that the bounds of a range compare with the values of its column.
 *
 * @throws {AxError} `dataset`, if JavaScript would compare them by turning one
 * into the other.
 */
function checkRange(range: ValueRange, spec: ColumnSpec): void {
  const kinds = boundsOf(spec);
  if (kinds === undefined) return;
  if (kinds.length === 0) {
    throw rangeFault(range, `columns of type ${spec} have no order`);
  }
  for (const bound of [range.from, range.to]) {
    if (bound === undefined || bound === null) continue;
    const kind = bound instanceof Date ? "Date" : typeof bound;
    if (kinds.includes(kind)) continue;
    throw rangeFault(
      range,
      `its type is ${spec}, which does not compare with ${describe(bound)}`,
    );
  }
}

/** What the values of a column compare with; `undefined` for anything. */
function boundsOf(spec: ColumnSpec): readonly string[] | undefined {
  switch (parseType(spec).kind) {
    case "json":
      return undefined;
    case "bytes":
    case "list":
      return [];
    case "string":
    case "category":
      return ["string"];
    case "bool":
      return ["boolean"];
    case "date":
    case "datetime":
      return ["Date", "number"];
    default:
      return ["number", "bigint"];
  }
}

function rangeFault({ column }: ValueRange, reason: string): AxError {
  return fault(`range of column ${JSON.stringify(column)}: ${reason}`);
}

function fault(problem: string): AxError {
  return new AxError("dataset", `Cannot read rows: ${problem}`);
}
