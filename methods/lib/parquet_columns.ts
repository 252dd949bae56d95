/**
 * Decides which columns of a Parquet file become what.
 *
 * @module
 */

import { AxError, type ColumnSpec } from "ax";
import type { ParquetFile, SchemaTree } from "./parquet_file.ts";
import { type Leaf, leafOf } from "./parquet_leaf.ts";
import {
  makeJsonReader,
  makeLeafReader,
  makeListReader,
  type VectorReader,
} from "./parquet_vectors.ts";

/** A column to be imported. */
export interface FileColumn {
  /** As the dataset names it. */
  readonly name: string;
  /** As the file names it. */
  readonly source: string;
  readonly type: ColumnSpec;
  /** What its values are, or the items of its lists; left out for json. */
  readonly leaf?: Leaf;
  /** How deep in lists they are. */
  readonly depth: number;
}

/** What a request says about columns. */
export interface ColumnOptions {
  /** Types by name in the file. */
  readonly types: Readonly<Record<string, string>>;
  readonly rename: Readonly<Record<string, string>>;
  readonly discard: readonly string[];
}

/** Rows that are looked at for categories. */
const SAMPLE_ROWS = 65_536;
/** A category has at most so many texts, each of them this often. */
const MAX_CATEGORIES = 2000;
const LEAST_REPEATS = 5;

/**
 * Plans the columns.
 *
 * @throws {AxError} `input`, for a type that a column cannot have, and for
 * names that make no sense.
 */
export async function planColumns(
  file: ParquetFile,
  options: ColumnOptions,
): Promise<FileColumn[]> {
  const { types, rename, discard } = options;
  const trees = file.schema.children;
  checkNames(trees.map(({ element }) => element.name), options);
  const columns: FileColumn[] = [];
  for (const tree of trees) {
    const source = tree.element.name;
    if (discard.includes(source)) continue;
    const wanted = Object.hasOwn(types, source) ? types[source] : undefined;
    const name = Object.hasOwn(rename, source) ? rename[source] : source;
    const column = columnOf(tree, name as string, wanted);
    const isNullable = wanted?.endsWith("?") ||
      wanted === undefined && hasNulls(file, tree);
    const guessed = wanted === undefined && column.type === "string" &&
        await isCategory(file, source)
      ? { ...column, type: "category", leaf: leafOf(tree.element, "category") }
      : column;
    const type = `${guessed.type}${isNullable ? "?" : ""}` as ColumnSpec;
    columns.push({ ...guessed, type });
  }
  if (columns.length > 0) return columns;
  throw new AxError("input", "Cannot import a file without columns");
}

/** Makes the reader of a column. */
export function makeColumnReader({ leaf, depth }: FileColumn): VectorReader {
  if (leaf === undefined) return makeJsonReader();
  let reader = makeLeafReader(leaf);
  for (let i = 0; i < depth; i++) reader = makeListReader(reader);
  return reader;
}

function columnOf(
  tree: SchemaTree,
  name: string,
  wanted: string | undefined,
): FileColumn {
  const source = tree.element.name;
  const base = wanted?.replace(/\?$/, "");
  if (tree.children.length === 0 && !isRepeated(tree)) {
    const leaf = leafOf(tree.element, base);
    return { name, source, type: leaf.type, leaf, depth: 0 };
  }
  const list = base === "json" ? undefined : findList(tree);
  if (list === undefined) {
    if (base === undefined || base === "json") {
      return { name, source, type: "json", depth: 0 };
    }
    const what = `Cannot import column ${JSON.stringify(source)} as ${wanted}`;
    throw new AxError("input", `${what}: it is nested, which can only be json`);
  }
  const items = base?.replaceAll(/list<|[>?]/g, "");
  const leaf = leafOf(list.tree.element, items);
  let type: string = leaf.type;
  for (const isNullable of list.nullable) {
    type = `list<${type}${isNullable ? "?" : ""}>`;
  }
  if (base !== undefined && base !== type) {
    const what = `Cannot import column ${JSON.stringify(source)} as ${wanted}`;
    throw new AxError("input", `${what}: it can be ${type} or json`);
  }
  const depth = list.nullable.length;
  return { name, source, type: type as ColumnSpec, leaf, depth };
}

/** Lists of values, or lists of lists of them, the innermost first. */
function findList(
  tree: SchemaTree,
): { tree: SchemaTree; nullable: boolean[] } | undefined {
  const nullable: boolean[] = [];
  let at = tree;
  while (at.children.length > 0) {
    const { converted_type: converted, logical_type: logical } = at.element;
    const isList = converted === "LIST" && logical?.type !== "VARIANT";
    const [middle] = at.children;
    const [item] = middle?.children ?? [];
    const isPlain = isList && middle !== undefined && isRepeated(middle) &&
      at.children.length === 1 && middle.children.length === 1 &&
      item !== undefined && !isRepeated(item);
    if (!isPlain || nullable.length === 2) return undefined;
    nullable.unshift(item.element.repetition_type !== "REQUIRED");
    at = item;
  }
  return isRepeated(at) ? undefined : { tree: at, nullable };
}

function isRepeated({ element }: SchemaTree): boolean {
  return element.repetition_type === "REPEATED";
}

function hasNulls(file: ParquetFile, { element, children }: SchemaTree) {
  if (element.repetition_type !== "OPTIONAL") return false;
  if (children.length > 0) return true;
  return file.nullCount(element.name) !== 0;
}

/** Whether a few texts come again and again in a column. */
async function isCategory(file: ParquetFile, name: string): Promise<boolean> {
  const end = Math.min(file.groupSizes[0] ?? 0, SAMPLE_ROWS);
  if (end === 0) return false;
  const values = await file.read(name, { start: 0, end }, true);
  const seen = new Set<unknown>();
  const texts = new Set<string>();
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!(value instanceof Uint8Array)) continue;
    count++;
    if (seen.has(value)) continue;
    if (texts.size > MAX_CATEGORIES) return false;
    seen.add(value);
    texts.add(latin1.decode(value));
  }
  return count > 0 && count >= LEAST_REPEATS * texts.size;
}

const latin1 = new TextDecoder("latin1");

/** Refuses what is said of columns that are not there. */
export function checkNames(
  names: readonly string[],
  options: ColumnOptions,
): void {
  const { types, rename, discard } = options;
  const said = {
    types,
    rename,
    discard: Object.fromEntries(
      discard.map((name) => [name, ""]),
    ),
  };
  for (const [what, record] of Object.entries(said)) {
    const wrong = Object.keys(record).find((name) => !names.includes(name));
    if (wrong === undefined) continue;
    const known = names.map((name) => JSON.stringify(name)).join(", ");
    throw new AxError(
      "input",
      `Cannot find column ${JSON.stringify(wrong)} of "${what}": the file ` +
        `has ${known}`,
    );
  }
  const kept = names.filter((name) => !discard.includes(name))
    .map((name) => Object.hasOwn(rename, name) ? rename[name] : name);
  const twice = kept.find((name, index) => kept.indexOf(name) !== index);
  if (twice === undefined) return;
  const what = `Cannot have two columns ${JSON.stringify(twice)}`;
  throw new AxError("input", what, { hint: 'Pass "rename" or "discard".' });
}
