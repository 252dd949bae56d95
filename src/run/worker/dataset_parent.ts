/**
 * Datasets that add columns to a parent.
 *
 * @module
 */

import type { ColumnPlace, DatasetPlace } from "../../core/dataset_place.ts";
import type { DeclaredDataset } from "../../core/declared_datasets.ts";
import type { DatasetFiles } from "../../data/dataset_files.ts";

/** How the rows of a dataset with a parent can be dealt out or checked. */
export interface OwnHash {
  /** The hashed column, if it is among those that are written. */
  readonly hashBy: string | undefined;
  /** Why rows cannot be dealt out over the slices. */
  readonly undealable: string | undefined;
}

/** Works out the rule for the rows of a new dataset. */
export function ownHash(
  declared: DeclaredDataset,
  parent: DatasetPlace | undefined,
): OwnHash {
  const hashBy = declared.hashBy === undefined
    ? parent?.hashBy
    : declared.hashBy ?? undefined;
  if (hashBy === undefined) return { hashBy, undealable: undefined };
  const isOwn = declared.columns.some(([name]) => name === hashBy);
  if (isOwn || parent === undefined) return { hashBy, undealable: undefined };
  return {
    hashBy: undefined,
    undealable: `its parent's rows lie by the hash of ` +
      `${JSON.stringify(hashBy)}, which is not written: use slice(n)`,
  };
}

/** The columns of a dataset: the parent's, with its own added or replaced. */
export function mergeColumns<Column extends { readonly name: string }>(
  inherited: readonly Column[],
  own: readonly Column[],
): Column[] {
  const replaced = inherited.map((column) =>
    own.find(({ name }) => name === column.name) ?? column
  );
  const known = new Set(inherited.map(({ name }) => name));
  return [...replaced, ...own.filter(({ name }) => !known.has(name))];
}

/** Where the columns of a dataset of the running job lie. */
export function inheritedPlace(
  declared: DeclaredDataset,
  own: { readonly dir: string; readonly files: DatasetFiles },
  parent: DatasetPlace | undefined,
): DatasetPlace {
  const { dir, files } = own;
  const group = {
    dir,
    files: files.files,
    columns: files.columns.map(({ name }) => [name, name] as const),
  };
  const names = new Set(files.columns.map(({ name }) => name));
  const inherited = (parent?.groups ?? []).map((group) => ({
    ...group,
    columns: group.columns.filter(([name]) => !names.has(name)),
  })).filter(({ columns }) => columns.length > 0);
  const hashBy = declared.hashBy === undefined
    ? parent?.hashBy
    : declared.hashBy ?? undefined;
  return {
    name: declared.name,
    columns: mergeColumns<ColumnPlace>(parent?.columns ?? [], files.columns),
    rows: files.rows,
    ...(hashBy !== undefined && { hashBy }),
    groups: [...inherited, group],
    ...(declared.previous !== undefined && { previous: declared.previous }),
    compressed: files.compressed,
  };
}
