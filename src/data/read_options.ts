/**
 * Checks how rows are to be read, before the first one is.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import { checkOptionNames } from "../core/option_names.ts";
import type { ReadOptions, ValueRange } from "../core/rows.ts";
import { describe } from "./builder.ts";
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
 * Checks that the bounds of a range compare with the values of its column.
 *
 * @throws {AxError} `dataset`, if JavaScript would compare them by turning one
 * into the other.
 */
export function checkRange(range: ValueRange, spec: ColumnSpec): void {
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
