/**
 * What `csvimport` and `csvimport_zip` are told of CSV files.
 *
 * @module
 */

import { boolean, integer, list, oneOf, optional, record, string } from "ax";
import type { PlanOptions } from "./csv_plan.ts";

/** The inputs that both methods have. Their comments are what users read. */
export const csvInputs = {
  /** Between fields; "" for lines of one field. */
  separator: string(","),
  /** Around fields: one character, "both" for " and ', "" for none. */
  quotes: string('"'),
  /** First in lines that are no data; "" for none. */
  comment: string(""),
  /** After lines; "" finds out. */
  newline: string(""),
  /** How text is stored. */
  encoding: oneOf(["utf8", "latin1"], "utf8"),
  /** Names of all columns, in place of those in the file. */
  columns: list(string(), []),
  /**
   * How many lines at the top have names of columns. Default: 1; 0 with
   * `columns`.
   */
  columnLines: optional(integer()),
  /** Leaves out spaces around names of columns; done first. */
  stripColumns: boolean(false),
  /**
   * New names by old ones, of which some may be missing; done second. The
   * other inputs say new names.
   */
  rename: optional(record(string())),
  /** Columns that are not imported, if they are there; done last. */
  discard: list(string(), []),
  /** How many lines are skipped before all others. */
  skipLines: integer(0),
  /** Whether empty lines are skipped. */
  skipEmptyLines: boolean(false),
  /** Whether empty fields may follow the last column. */
  allowExtraEmpty: boolean(false),
  /** Keeps bad lines in the dataset `bad` instead of failing. */
  allowBad: boolean(false),
  /** The name of a column with line numbers; "" for none. */
  linenoColumn: string(""),
  /** Conversions by column, as in "int32?"; "auto" infers one. */
  types: optional(record(string())),
  /** The conversion of columns that `types` does not name. */
  otherTypes: string("auto"),
  /** What is converted where a field cannot be; null for a null. */
  defaults: optional(record(optional(string()))),
  /** Whether numbers have a decimal comma. */
  numericComma: boolean(false),
  /** Where datetimes without an offset are local, as "Europe/Stockholm". */
  timezone: string("UTC"),
  /** Parts of the file, or one row to each slice in turn. */
  slicing: oneOf(["ranges", "roundrobin"], "ranges"),
};

/** What may be left out of the options. */
type Open = "columnLines" | "types" | "rename" | "defaults";

/** Fills in what a request leaves open. */
export function csvOptions(
  inputs:
    & Omit<PlanOptions, Open>
    & { readonly [K in Open]: PlanOptions[K] | null },
): PlanOptions {
  const { columnLines, columns, types, rename, defaults } = inputs;
  return {
    ...inputs,
    columnLines: columnLines ?? (columns.length > 0 ? 0 : 1),
    types: types ?? {},
    rename: rename ?? {},
    defaults: defaults ?? {},
  };
}
