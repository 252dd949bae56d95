/**
 * Decides which columns of an Arrow file become what.
 *
 * | Arrow | becomes |
 * | --- | --- |
 * | integers up to 32 bits / others | `int32` / `int64`; unsigned ones must be below 2^63 |
 * | half, single / double | `float32` / `float64` |
 * | decimal | `float64` up to 15 digits, else `string` |
 * | date, time, timestamp | `date`, `time`, `datetime`, or numbers if asked for |
 * | duration | `int64`, in its own unit |
 * | utf8, binary, with large offsets or as views | `string`, `bytes` |
 * | dictionaries of texts | `category` |
 * | lists of values, and lists of lists of them | `list<…>` |
 * | other lists, list views, struct, map, null | `json` |
 *
 * @module
 */

import { AxError, type ColumnSpec } from "ax";
// @ts-types="../vendor/@uwdata/flechette.d.ts"
import {
  type DataType,
  type Field,
  Type,
} from "../vendor/@uwdata/flechette.js";
import type { ArrowFile } from "./arrow_file.ts";
import { namingFile } from "./name_file.ts";
import { chooseLeaf, decimalLeaves, type Leaf, leaf } from "./parquet_leaf.ts";
import {
  checkNames,
  type ColumnOptions,
  type FileColumn,
  renamed,
} from "./parquet_columns.ts";

/** A column to be imported. */
export interface ArrowColumn extends FileColumn {
  /** Which of the file's columns it is. */
  readonly index: number;
}

/**
 * Plans the columns.
 *
 * @throws {AxError} `input`, for a type that a column cannot have, and for
 * names that make no sense.
 */
export function planArrowColumns(
  file: ArrowFile,
  options: ColumnOptions,
): ArrowColumn[] {
  const { types, discard } = options;
  checkNames(file.fields.map(({ name }) => name), options, file.name);
  const columns: ArrowColumn[] = [];
  let node = 0;
  for (const [index, field] of file.fields.entries()) {
    const at = node;
    node += nodeCount(field.type);
    const name = renamed(field.name, options);
    if (discard.includes(name)) continue;
    const wanted = Object.hasOwn(types, name) ? types[name] : undefined;
    const column = namingFile(
      file.name,
      () => columnOf(field, name, wanted),
    );
    const isNullable = wanted === undefined
      ? hasNulls(file, field.type, at)
      : wanted.endsWith("?");
    const type = `${column.type}${isNullable ? "?" : ""}` as ColumnSpec;
    columns.push({ ...column, type, index });
  }
  return columns;
}

/**
 * Whether a row is null, which runs and dictionaries say of their values.
 *
 * @param node Which part of a record batch's description the column is.
 */
function hasNulls(file: ArrowFile, type: DataType, node: number): boolean {
  if (file.batches.some(({ nullCounts }) => nullCounts[node] !== 0)) {
    return true;
  }
  if (type.typeId === Type.Dictionary) return file.hasNull(type.id ?? -1);
  const values = type.children?.[1];
  return type.typeId === Type.RunEndEncoded && values !== undefined &&
    hasNulls(file, values.type, node + 2); // behind the ends of the runs
}

/** How many parts of a record batch's description a column takes. */
function nodeCount({ typeId, children = [] }: DataType): number {
  if (typeId === Type.Dictionary) return 1;
  return children.reduce((sum, { type }) => sum + nodeCount(type), 1);
}

function columnOf(
  field: Field,
  name: string,
  wanted: string | undefined,
): FileColumn {
  const source = field.name;
  const base = wanted?.replace(/\?$/, "");
  const what = nameOf(field.type);
  const list = isNested(field.type) ? findList(field) : undefined;
  if (list !== undefined && base !== "json") {
    return listColumn(list, { name, source, what }, base);
  }
  if (!isNested(field.type) && !isNothing(field.type)) {
    const found = chooseLeaf({ name: source, what }, leavesOf(field), base);
    return { name, source, type: found.type, leaf: found, depth: 0 };
  }
  if (base === undefined || base === "json") {
    return { name, source, type: "json", depth: 0 };
  }
  throw new AxError(
    "input",
    `Cannot import column ${JSON.stringify(source)} as ${wanted}: it is ` +
      `${what}, which can only be json`,
  );
}

function listColumn(
  { item, nullable }: { readonly item: Field; readonly nullable: boolean[] },
  { name, source, what }: Record<"name" | "source" | "what", string>,
  wanted: string | undefined,
): FileColumn {
  const items = wanted?.replaceAll(/list<|[>?]/g, "");
  const found = chooseLeaf({ name: source, what }, leavesOf(item), items);
  let type: string = found.type;
  for (const isNullable of nullable) {
    type = `list<${type}${isNullable ? "?" : ""}>`;
  }
  if (wanted === undefined || wanted === type) {
    const depth = nullable.length;
    return { name, source, type: type as ColumnSpec, leaf: found, depth };
  }
  throw new AxError(
    "input",
    `Cannot import column ${JSON.stringify(source)} as ${wanted}: it can be ` +
      `${type} or json`,
  );
}

const LISTS = [
  Type.List,
  Type.LargeList,
  Type.FixedSizeList,
];
/** What is always JSON, whatever is in it. */
const STRUCTURES = [
  Type.Struct,
  Type.Map,
  Type.ListView,
  Type.LargeListView,
];

function isNested({ typeId }: DataType): boolean {
  return LISTS.includes(typeId) || STRUCTURES.includes(typeId);
}

/** Whether all values are null, also those of a dictionary or of runs. */
function isNothing({ typeId, dictionary, children }: DataType): boolean {
  const isRuns = typeId === Type.RunEndEncoded;
  const held = isRuns ? children?.[1]?.type : dictionary;
  return held === undefined ? typeId === Type.Null : isNothing(held);
}

/** Lists of values, or lists of lists of them, the innermost first. */
function findList(
  field: Field,
): { item: Field; nullable: boolean[] } | undefined {
  const nullable: boolean[] = [];
  let at = field;
  while (LISTS.includes(at.type.typeId)) {
    const [item] = at.type.children ?? [];
    if (item === undefined || nullable.length === 2) return undefined;
    nullable.unshift(item.nullable);
    at = item;
  }
  const isValue = !isNested(at.type) && !isNothing(at.type);
  return isValue ? { item: at, nullable } : undefined;
}

/** The type of a field as messages call it. */
function nameOf({ typeId }: DataType): string {
  const found = Object.entries(Type).find(([, id]) => id === typeId);
  return found?.[0] ?? `type ${typeId}`;
}

const UNITS = ["seconds", "millis", "micros", "nanos"] as const;

/** What a field can become, the usual first. */
function leavesOf(field: Field): Leaf[] {
  const { type } = field;
  const { typeId, bitWidth = 0, signed, precision = 0, scale = 0 } = type;
  const how = UNITS[type.unit ?? 1] ?? "millis";
  switch (typeId) {
    case Type.Bool:
      return [leaf("bool")];
    case Type.Int:
      if (bitWidth < 32 || bitWidth === 32 && signed) return [leaf("int32")];
      return [leaf("int64", signed || bitWidth < 64 ? "same" : "unsigned")];
    case Type.Float:
      return [leaf(precision === 2 ? "float64" : "float32")];
    case Type.Decimal:
      return decimalLeaves(precision, scale);
    case Type.Date:
      return type.unit === 0 ? [leaf("date"), leaf("int32")] : [
        leaf("date", "days in millis"),
        leaf("datetime", "millis"),
        leaf("int64"),
      ];
    case Type.Time: {
      const raw = leaf(
        how === "seconds" || how === "millis" ? "int32" : "int64",
      );
      return [leaf("time", how), raw];
    }
    case Type.Timestamp:
      return [leaf("datetime", how), leaf("int64")];
    case Type.Duration:
      return [leaf("int64")];
    case Type.RunEndEncoded:
      return leavesOf({ ...field, type: type.children?.[1]?.type ?? type });
    case Type.Dictionary:
      return dictionaryLeaves({ ...field, type: type.dictionary ?? type });
  }
  return textLeaves(field);
}

function dictionaryLeaves(field: Field): Leaf[] {
  const leaves = leavesOf(field);
  return leaves[0]?.type === "string"
    ? leaves.toSorted((a, b) => rank(a) - rank(b))
    : leaves;
}

function rank({ type }: Leaf): number {
  return type === "category" ? 0 : 1;
}

function textLeaves({ type: { typeId }, metadata }: Field): Leaf[] {
  const texts = [leaf("string"), leaf("category")];
  const [json, bytes] = [leaf("json"), leaf("bytes")];
  const extension = metadata?.get("ARROW:extension:name");
  switch (typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View: {
      const isJson = extension === "arrow.json" ||
        /^json\??$/.test(metadata?.get("ax:type") ?? "");
      return isJson ? [json, ...texts, bytes] : [...texts, json, bytes];
    }
    case Type.FixedSizeBinary:
      if (extension === "arrow.uuid") return [leaf("string", "uuid"), bytes];
      return [bytes, ...texts, json];
    case Type.Binary:
    case Type.LargeBinary:
    case Type.BinaryView:
      return [bytes, ...texts, json];
  }
  return [];
}
