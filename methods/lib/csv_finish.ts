/**
 * Looks at what all slices of an import tell.
 *
 * @module
 */

import { AxError } from "ax";
import type { ImportPart, OddLine, PartReport } from "./csv_import.ts";
import type { WholePlan } from "./csv_plan.ts";
import { isLongLine } from "./long_line.ts";

/** The value of a job that imported a file. */
export interface ImportResult {
  readonly rowCount: number;
  readonly badCount: number;
  readonly skippedCount: number;
  /** The conversion of each column, given or inferred. */
  readonly types: { readonly [column: string]: string };
}

/**
 * Holds the parts against each other, and makes the job's value.
 *
 * @param name What messages call the file.
 * @throws {AxError} `input`, for a bad line that is not allowed, and for a
 * part that began in the middle of a row.
 */
export function finishImport(
  whole: WholePlan,
  reports: readonly PartReport[],
  name: string,
): ImportResult {
  const { plan, parts } = whole;
  let line = whole.line;
  const refused = parts[0]?.turn && findFirst(reports);
  if (refused) throw refuse(whole, refused, name, refused.line);
  reports.forEach((report, slice) => {
    const part = parts[slice] as ImportPart;
    if (report.refused !== undefined) {
      const at = line + report.refused.line - part.line;
      throw refuse(whole, report.refused, name, at);
    }
    if (part.turn !== undefined) return;
    const next = parts[slice + 1]?.start ?? report.end;
    if (report.end !== next) throw wrongStart(name, slice + 1);
    line += report.lineCount;
  });
  const sum = (count: "rowCount" | "badCount" | "skippedCount"): number =>
    reports.reduce((total, report) => total + report[count], 0);
  return {
    rowCount: sum("rowCount"),
    badCount: sum("badCount"),
    skippedCount: sum("skippedCount"),
    types: Object.fromEntries(
      plan.columns.map((column) => [column.name, column.conversion]),
    ),
  };
}

/** Of slices that read the same lines, the first bad line. */
function findFirst(reports: readonly PartReport[]): OddLine | undefined {
  return reports.map(({ refused }) => refused)
    .filter((refused) => refused !== undefined)
    .sort((a, b) => a.line - b.line)[0];
}

function refuse(
  { plan, inferred, isNamed }: WholePlan,
  { problem }: OddLine,
  name: string,
  line: number,
): AxError {
  const column = plan.columns.find((column) =>
    problem.startsWith(`column ${JSON.stringify(column.name)}: `)
  );
  const isInferred = column !== undefined && inferred.includes(column.name);
  const what = `Cannot import "${name}": line ${line}: ${problem}`;
  if (isLongLine(problem)) return new AxError("input", what);
  return new AxError("input", what, {
    hint: isNamed && / fields? expected, got /.test(problem)
      ? `"columns" names all columns of the file. Pass discard: […] to leave ` +
        `some out, or allowBad: true to keep bad lines in the dataset "bad".`
      : column !== undefined && isPlainText(column.conversion)
      ? `It is not in UTF-8. Pass encoding: "latin1" if it is in that, or ` +
        `allowBad: true to keep bad lines in the dataset "bad".`
      : isInferred
      ? `The type was inferred from a sample. Pass types: ` +
        `{ ${JSON.stringify(column.name)}: "string" }, or another type.`
      : `Pass allowBad: true to keep bad lines in the dataset "bad".`,
  });
}

/** Whether all that cannot be converted is text in another encoding. */
function isPlainText(conversion: string): boolean {
  return /^(string|category)(strip)?\??$/.test(conversion);
}

function wrongStart(name: string, slice: number): AxError {
  return new AxError(
    "input",
    `Cannot import "${name}" in parts: slice ${slice} began within a quoted ` +
      `field that looks like rows`,
    { hint: 'Pass slicing: "roundrobin".' },
  );
}
