/**
 * Adds up what all slices tell of typing.
 *
 * @module
 */

import type { TypeReport } from "./type_slice.ts";

/** The value of a job that typed columns. */
export interface TypeResult {
  readonly rowCount: number;
  /** Rows in the dataset `bad`. */
  readonly badCount: number;
  /** By column: the conversion, and what happened how often. */
  readonly columns: {
    readonly [name: string]: {
      readonly type: string;
      readonly bad: number;
      readonly defaulted: number;
    };
  };
}

/**
 * Makes the job's value, and lines that say where values were bad.
 *
 * @param types Conversions by column.
 */
export function reportTypes(
  types: Readonly<Record<string, string>>,
  reports: readonly TypeReport[],
): { result: TypeResult; lines: string[] } {
  const lines: string[] = [];
  const columns = Object.entries(types).map(([name, type]) => {
    const count = (kind: "bad" | "defaulted", what: string): number => {
      const each = reports.map(({ counts }) => counts.get(name)?.[kind] ?? 0);
      const total = sum(each);
      if (total > 0) lines.push(describe(name, `${total} ${what}`, each));
      return total;
    };
    const bad = count("bad", "bad");
    const defaulted = count("defaulted", "replaced by the default");
    return [name, { type, bad, defaulted }] as const;
  });
  const result = {
    rowCount: sum(reports.map(({ rowCount }) => rowCount)),
    badCount: sum(reports.map(({ badCount }) => badCount)),
    columns: Object.fromEntries(columns),
  };
  return { result, lines };
}

function describe(
  name: string,
  what: string,
  counts: readonly number[],
): string {
  const slices = counts.map((count, slice) => ({ count, slice }))
    .filter(({ count }) => count > 0)
    .map(({ count, slice }) => `${count} in slice ${slice}`);
  return `${JSON.stringify(name)}: ${what} (${slices.join(", ")})`;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
