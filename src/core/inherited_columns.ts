/**
 * Which columns a dataset has that takes some from others.
 *
 * @module
 */

import { listNames } from "./dataset_columns.ts";
import type { DeclaredDataset } from "./declared_datasets.ts";
import { AxError } from "./errors.ts";
import { didYouMean } from "./suggest.ts";

/** A dataset that columns are taken from. */
export interface ParentColumns {
  /** The names of its columns, in order. */
  readonly names: readonly string[];
  readonly hashBy: string | undefined;
}

/** A column of the new dataset. */
export interface PlannedColumn {
  readonly name: string;
  /** Which parent has it; -1 for an own one. */
  readonly parent: number;
  /** What it is called there. */
  readonly column: string;
}

/** The columns of a dataset, and how its rows lie. */
export interface ColumnPlan {
  /** In order: the inherited ones, own ones in their place or behind them. */
  readonly columns: readonly PlannedColumn[];
  readonly hashBy: string | undefined;
  /** Whether the column to hash by is an own one. */
  readonly isHashOwn: boolean;
}

type Declared = Pick<
  DeclaredDataset,
  "name" | "columns" | "hashBy" | "inherit"
>;

/**
 * Works out the columns of a dataset.
 *
 * Of two parents that have a column of one name the later one counts.
 *
 * @throws {AxError} `dataset`, for a column that no parent has, two of one
 * name, or rows that do not lie by the hash that is declared.
 */
export function planColumns(
  declared: Declared,
  parents: readonly ParentColumns[],
): ColumnPlan {
  const own = new Set(declared.columns.map(([name]) => name));
  const columns = inheritedOf(declared, parents).map((column) =>
    own.delete(column.name)
      ? { name: column.name, parent: -1, column: column.name }
      : column
  );
  for (const name of own) columns.push({ name, parent: -1, column: name });
  if (columns.length === 0) throw fault(declared, "it has no columns");
  return { columns, ...planHash(declared, parents, columns) };
}

function inheritedOf(
  declared: Declared,
  parents: readonly ParentColumns[],
): PlannedColumn[] {
  const known = new Map<string, PlannedColumn>();
  for (const [parent, { names }] of parents.entries()) {
    for (const name of names) known.set(name, { name, parent, column: name });
  }
  if (declared.inherit === undefined) return [...known.values()];
  const taken = new Set<string>();
  return declared.inherit.map(([name, column]) => {
    const found = known.get(column);
    if (found === undefined) {
      const names = [...known.keys()];
      throw fault(
        declared,
        `no parent has column ${JSON.stringify(column)}: there is ${
          listNames(names)
        }${didYouMean(column, names)}`,
      );
    }
    if (taken.has(name)) {
      throw fault(
        declared,
        `two columns would be called ${JSON.stringify(name)}`,
      );
    }
    taken.add(name);
    return { ...found, name };
  });
}

function planHash(
  declared: Declared,
  parents: readonly ParentColumns[],
  columns: readonly PlannedColumn[],
): Pick<ColumnPlan, "hashBy" | "isHashOwn"> {
  const { hashBy } = declared;
  const none = { hashBy: undefined, isHashOwn: false };
  if (hashBy === null) return none;
  const lies = ({ parent, column }: PlannedColumn): boolean =>
    parents[parent]?.hashBy === column;
  if (hashBy === undefined) {
    const kept = columns.findLast(lies);
    if (kept !== undefined) return { hashBy: kept.name, isHashOwn: false };
    const replaced = columns.findLast(({ parent, name }) =>
      parent === -1 && parents.some((each) => each.hashBy === name)
    );
    if (replaced === undefined) return none;
    return { hashBy: replaced.name, isHashOwn: true };
  }
  const column = columns.find(({ name }) => name === hashBy);
  if (column?.parent === -1) return { hashBy, isHashOwn: true };
  if (column !== undefined && lies(column)) return { hashBy, isHashOwn: false };
  throw fault(
    declared,
    column === undefined
      ? `it has no column ${JSON.stringify(hashBy)} to hash by`
      : `it cannot be hashed by ${JSON.stringify(hashBy)}: its parent is not`,
  );
}

function fault(declared: Declared, what: string): AxError {
  return new AxError(
    "dataset",
    `Cannot make dataset ${JSON.stringify(declared.name)}: ${what}`,
  );
}
