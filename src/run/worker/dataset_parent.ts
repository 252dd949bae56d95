/**
 * Datasets that take columns from parents.
 *
 * @module
 */

import type {
  ColumnGroupPlace,
  ColumnPlace,
  DatasetPlace,
} from "../../core/dataset_place.ts";
import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import { type ColumnPlan, planColumns } from "../../core/inherited_columns.ts";
import type { DatasetFiles } from "../../data/dataset_files.ts";

/** Plans the columns of a dataset by where its parents lie. */
export function planOf(
  declared: DeclaredDataset,
  parents: readonly DatasetPlace[],
): ColumnPlan {
  return planColumns(
    declared,
    parents.map(({ columns, hashBy }) => ({
      names: columns.map(({ name }) => name),
      hashBy,
    })),
  );
}

/** Where the columns of a dataset of the running job lie. */
export function inheritedPlace(
  declared: DeclaredDataset,
  own: { readonly dir: string; readonly files: DatasetFiles },
  parents: readonly DatasetPlace[],
): DatasetPlace {
  const { dir, files } = own;
  const { columns, hashBy } = planOf(declared, parents);
  const groups = new Map<string, MutableGroup>();
  const places = columns.map(({ name, parent, column }): ColumnPlace => {
    const from = parents[parent];
    const at = from?.groups.findIndex(({ columns }) =>
      columns.some(([known]) =>
        known === column
      )
    ) ?? -1;
    const group = from?.groups[at] ?? { dir, files: files.files, columns: [] };
    const stored = group.columns.find(([known]) => known === column);
    const key = `${parent}/${at}`;
    const known = groups.get(key) ?? { ...group, columns: [] };
    groups.set(key, known);
    known.columns.push([name, stored?.[1] ?? column]);
    const source = (from?.columns ?? files.columns).find((each) =>
      each.name === column
    );
    return { ...source as ColumnPlace, name };
  });
  const { previous } = declared;
  return {
    name: declared.name,
    columns: places,
    rows: declared.columns.length === 0
      ? parents[0]?.rows ?? files.rows
      : files.rows,
    ...(hashBy !== undefined && { hashBy }),
    groups: [...groups.values()],
    ...(previous !== undefined && { previous }),
  };
}

type MutableGroup = Omit<ColumnGroupPlace, "columns"> & {
  readonly columns: [name: string, storedName: string][];
};
