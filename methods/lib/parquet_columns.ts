/**
 * Decides which columns of a Parquet file become what.
 *
 * @module
 */

import { AxError, type ColumnSpec } from "ax";
import { namingFile } from "./name_file.ts";
import type { ParquetFile, SchemaTree } from "./parquet_file.ts";
import { type Leaf, leafOf } from "./parquet_leaf.ts";
import {
  makeJsonReader,
  makeLeafReader,
  makeListReader,
  type VectorReader,
} from "./parquet_vectors.ts";
import { isCategory, TextSample } from "./repeats.ts";

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
  /** Types by column. */
  readonly types: Readonly<Record<string, string>>;
  /** New names by those in the file; the other options say new names. */
  readonly rename: Readonly<Record<string, string>>;
  readonly discard: readonly string[];
}

/** In how many row groups texts are looked at, and how many in each. */
const PLACES = 8;
const PLACE_ROWS = 16_384;

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
  const { types, discard } = options;
  const trees = file.schema.children;
  checkNames(trees.map(({ element }) => element.name), options, file.name);
  const columns: FileColumn[] = [];
  for (const tree of trees) {
    const source = tree.element.name;
    const name = renamed(source, options);
    if (discard.includes(name)) continue;
    const wanted = Object.hasOwn(types, name) ? types[name] : undefined;
    const column = namingFile(
      file.name,
      () => columnOf(tree, name, wanted),
    );
    const isNullable = wanted?.endsWith("?") ||
      wanted === undefined && hasNulls(file, tree);
    const isText = column.type === "string" && column.leaf?.how === "same";
    const guessed = wanted === undefined && isText &&
        await isRepeated(file, source)
      ? { ...column, type: "category", leaf: leafOf(tree.element, "category") }
      : column;
    const type = `${guessed.type}${isNullable ? "?" : ""}` as ColumnSpec;
    columns.push({ ...guessed, type });
  }
  return columns;
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
  if (tree.children.length === 0 && !isManyfold(tree)) {
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
    const isPlain = isList && middle !== undefined && isManyfold(middle) &&
      at.children.length === 1 && middle.children.length === 1 &&
      item !== undefined && !isManyfold(item);
    if (!isPlain || nullable.length === 2) return undefined;
    nullable.unshift(item.element.repetition_type !== "REQUIRED");
    at = item;
  }
  return isManyfold(at) ? undefined : { tree: at, nullable };
}

function isManyfold({ element }: SchemaTree): boolean {
  return element.repetition_type === "REPEATED";
}

function hasNulls(file: ParquetFile, { element, children }: SchemaTree) {
  if (element.repetition_type !== "OPTIONAL") return false;
  if (children.length > 0) return true;
  return file.nullCount(element.name) !== 0;
}

/** Whether texts come again and again in a column, judged by some rows. */
async function isRepeated(file: ParquetFile, name: string): Promise<boolean> {
  const sample = new TextSample();
  const sizes = file.groupSizes;
  const step = Math.max(1, Math.ceil(sizes.length / PLACES));
  let [start, seen, total] = [0, 0, 0];
  for (const [index, size] of sizes.entries()) {
    const count = Math.min(size, PLACE_ROWS);
    if (index % step === 0 && count > 0) {
      const values = await file.read(name, { start, end: start + count }, true);
      sample.begin();
      seen += count;
      for (let row = 0; row < values.length; row++) {
        const value = values[row];
        if (value instanceof Uint8Array) sample.add(value, 0, value.length);
      }
    }
    start += size;
    total += size;
  }
  return isCategory(sample.counts(seen / Math.max(1, total)));
}

/** What a column of the file is called in the dataset. */
export function renamed(source: string, { rename }: ColumnOptions): string {
  return Object.hasOwn(rename, source) ? rename[source] as string : source;
}

/**
 * Refuses what is said of columns that are not there, and equal names.
 *
 * @param sources The columns of the file.
 * @param file What messages call it.
 */
export function checkNames(
  sources: readonly string[],
  options: ColumnOptions,
  file: string,
): void {
  const { types, rename, discard } = options;
  const names = sources.map((source) => renamed(source, options));
  const said = [
    ["rename", Object.keys(rename), sources],
    ["types", Object.keys(types), names],
  ] as const;
  for (const [what, given, known] of said) {
    const wrong = given.find((name) => !known.includes(name));
    if (wrong === undefined) continue;
    throw new AxError(
      "input",
      `Cannot find column ${JSON.stringify(wrong)} of "${what}": "${file}" ` +
        `has ${known.map((name) => JSON.stringify(name)).join(", ")}`,
    );
  }
  const kept = names.filter((name) => !discard.includes(name));
  const twice = kept.find((name, index) => kept.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new AxError(
      "input",
      `Cannot import "${file}": two columns would be called ` +
        JSON.stringify(twice),
      { hint: 'Pass "rename" or "discard".' },
    );
  }
  if (kept.length > 0) return;
  const why = sources.length === 0
    ? "it has no columns"
    : "all its columns are discarded";
  throw new AxError("input", `Cannot import "${file}": ${why}`);
}
