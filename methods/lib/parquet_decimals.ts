/**
 * Decimals within structures, lists and maps of Parquet: the package makes
 * doubles of them by a product, which are not those that are nearest to them.
 *
 * @module
 */

// @ts-types="../vendor/hyparquet.d.ts"
import type { SchemaElement, SchemaTree } from "../vendor/hyparquet.js";
import { exactNumber } from "./json_value.ts";
import { digitsOf } from "./parquet_leaf.ts";
import { decimalText } from "./parquet_vectors.ts";

/** Finds the decimals in a column, but for keys of maps. */
export function findDecimals(tree: SchemaTree): ReadonlySet<SchemaElement> {
  const { element, children } = tree;
  const { converted_type: converted, logical_type: logical } = element;
  if (logical?.type === "VARIANT") return new Set();
  const inner = isMap(tree) ? mapValues(tree) : children;
  const isDecimal = children.length === 0 &&
    (converted === "DECIMAL" || logical?.type === "DECIMAL");
  return inner.reduce<ReadonlySet<SchemaElement>>(
    (found, child) => found.union(findDecimals(child)),
    new Set(isDecimal ? [element] : []),
  );
}

/**
 * Makes numbers of the decimals in a value.
 *
 * @param decimals What was found, and is in the value as it is stored.
 * @param value As the package puts it together; its structures are changed.
 * @param isItem Whether it is one of those that a repeated column has.
 */
export function numberDecimals(
  tree: SchemaTree,
  decimals: ReadonlySet<SchemaElement>,
  value: unknown,
  isItem = false,
): unknown {
  const { element, children: [inner] } = tree;
  if (value === null || value === undefined) return null;
  const read = (child: SchemaTree, each: unknown, isItem = false): unknown =>
    numberDecimals(child, decimals, each, isItem);
  if (element.repetition_type === "REPEATED" && !isItem) {
    return (value as unknown[]).map((each) => read(tree, each, true));
  }
  if (inner === undefined) {
    if (!decimals.has(element)) return value;
    const { scale, precision } = digitsOf(element);
    return exactNumber(decimalText(value, scale), precision);
  }
  if (isList(tree)) {
    const [item = inner] = inner.children;
    const isInner = item === inner;
    return (value as unknown[]).map((each) => read(item, each, isInner));
  }
  const record = value as Record<string, unknown>;
  const [values] = isMap(tree) ? mapValues(tree) : [];
  for (const key of Object.keys(record)) {
    const child = values ??
      tree.children.find((child) => child.element.name === key);
    if (child !== undefined) record[key] = read(child, record[key]);
  }
  return record;
}

/** Whether the package makes an array of a column; of its only child's only. */
function isList({ element, children }: SchemaTree): boolean {
  const [inner, ...others] = children;
  return element.converted_type === "LIST" && others.length === 0 &&
    inner !== undefined && inner.children.length < 2 &&
    inner.element.repetition_type === "REPEATED";
}

/** Whether the package makes an object of a column of keys and values. */
function isMap({ element, children }: SchemaTree): boolean {
  const [inner, ...others] = children;
  return element.converted_type === "MAP" && others.length === 0 &&
    inner !== undefined && inner.children.length === 2 &&
    inner.element.repetition_type === "REPEATED" &&
    inner.children.every(({ element }) =>
      element.repetition_type !== "REPEATED"
    );
}

/** What the values of a map are. */
function mapValues({ children: [inner] }: SchemaTree): readonly SchemaTree[] {
  return inner?.children.slice(1) ?? [];
}
