/**
 * The first rows of datasets, and a table of them that fits a terminal.
 *
 * @module
 */

import { CellReader, isPlainType } from "../data/cell_text.ts";
import { openSliceReader } from "../data/slice_reader.ts";
import type { Vector } from "../data/vectors.ts";
import type { ScanTask } from "./scan/messages.ts";
import { cut, displayWidth, oneLine, table, visible } from "./text.ts";
import { valueAt } from "./value_view.ts";

/** A row: a text for each column, `undefined` where it is null. */
export type TextRow = readonly (string | undefined)[];

/** Reads the first rows of tasks that have the same columns, in their order. */
export function firstRows(
  tasks: readonly ScanTask[],
  count: number,
): TextRow[] {
  const rows: TextRow[] = [];
  for (const { columns, vectors, rowCount } of firstBatches(tasks, count)) {
    const cells = columns.map(({ type }, index) => {
      const cell = new CellReader(type);
      cell.use(vectors[index] as Vector);
      return cell;
    });
    for (let row = 0; row < rowCount; row++) {
      rows.push(cells.map((cell) => cell.text(row)));
    }
  }
  return rows;
}

/** As {@linkcode firstRows}, but values by the names of their columns. */
export function firstValues(
  tasks: readonly ScanTask[],
  count: number,
): Readonly<Record<string, unknown>>[] {
  const rows: Readonly<Record<string, unknown>>[] = [];
  for (const { columns, vectors, rowCount } of firstBatches(tasks, count)) {
    for (let row = 0; row < rowCount; row++) {
      rows.push(Object.fromEntries(
        columns.map(({ name }, index) => [
          name,
          valueAt(vectors[index] as Vector, row),
        ]),
      ));
    }
  }
  return rows;
}

/** Some of the first rows; gone when the next ones are asked for. */
interface FirstBatch {
  readonly columns: ScanTask["columns"];
  /** One for each column. */
  readonly vectors: readonly Vector[];
  readonly rowCount: number;
}

function* firstBatches(
  tasks: readonly ScanTask[],
  count: number,
): Generator<FirstBatch> {
  let left = count;
  for (const { slices, columns } of tasks) {
    const names = columns.map(({ name }) => name);
    for (const { groups } of slices) {
      if (left <= 0) return;
      using reader = openSliceReader(groups);
      const rowRange = [0, left] as const;
      for (
        const { columns: record, rowCount } of reader.batches(names, {
          rowRange,
        })
      ) {
        const vectors = names.map((name) => record[name] as unknown as Vector);
        yield { columns, vectors, rowCount };
        left -= rowCount;
      }
    }
  }
}

/** Columns are cut to this before whole ones are left out. */
const NARROW = 8;

/** A table and the columns for which it has no room. */
export interface FittedTable {
  /** The names of the columns come first. */
  readonly lines: readonly string[];
  readonly leftOut: readonly string[];
}

/** Makes a table of rows that is no wider than a terminal. */
export function fitTable(
  columns: ScanTask["columns"],
  rows: readonly TextRow[],
  width: number,
): FittedTable {
  const cells = [
    columns.map(({ name }) => visible(name)),
    ...rows.map((row) => row.map((text) => oneLine(text ?? ""))),
  ];
  const widths = columns.map((_, index) =>
    Math.max(...cells.map((row) => displayWidth(row[index] ?? "")))
  );
  const shown = fitWidths(widths, width);
  const fitted = cells.map((row) =>
    shown.map((most, index) => cut(row[index] ?? "", most))
  );
  const aligns = columns.map(({ type }) =>
    isPlainType(type) && !type.startsWith("bool")
      ? { align: "right" as const }
      : {}
  );
  return {
    lines: table(fitted, aligns),
    leftOut: columns.slice(shown.length).map(({ name }) => name),
  };
}

/** Narrows the widest columns, then leaves out the last ones. */
function fitWidths(widths: readonly number[], width: number): number[] {
  const shown = [...widths];
  const total = (): number =>
    shown.reduce((sum, each) => sum + each + 2, 0) - 2;
  while (total() > width) {
    const widest = Math.max(...shown);
    if (widest <= NARROW) {
      if (shown.length === 1) return [Math.min(widest, width)];
      shown.pop();
    } else {
      const next = Math.max(NARROW, ...shown.filter((each) => each < widest));
      const at = shown.indexOf(widest);
      const excess = total() - width;
      shown[at] = Math.max(widest - excess, Math.min(next, widest - 1));
    }
  }
  return shown;
}
