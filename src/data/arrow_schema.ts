/**
 * Columns as an Arrow schema and back.
 *
 * Each column type has one Arrow type. `json` is `utf8` with the field
 * metadata `ax:type`; everything else says by its Arrow type what it is, so
 * that files which other programs wrote are read by the same rules.
 *
 * @module
 */

import {
  byte,
  type Field,
  int,
  long,
  type Node,
  short,
  table,
  type TableReader,
  text,
  vector,
} from "./flatbuffer.ts";
import type { ScalarType } from "../core/columns.ts";
import { formatType, type ParsedType } from "./types.ts";

/** A column of a schema and where its data stands in a record batch. */
export interface SchemaField {
  readonly name: string;
  /** What ax makes of it; `undefined` for an Arrow type that ax lacks. */
  readonly type: ParsedType | undefined;
  /** The Arrow type in words, for messages. */
  readonly arrowType: string;
  /** How many buffers the field itself has, its children's not counted. */
  readonly bufferCount: number;
  /** The dictionary of a `category`. */
  readonly dictionary?: DictionaryField;
  readonly children: readonly SchemaField[];
}

/** How a dictionary-encoded column refers to its dictionary. */
export interface DictionaryField {
  readonly id: number;
  readonly indexBits: number;
  readonly signed: boolean;
}

/** Numbers of the Arrow types in `Schema.fbs`. */
const ARROW = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  date: 8,
  time: 9,
  timestamp: 10,
  list: 12,
} as const;

const ARROW_NAMES = [
  "none",
  "null",
  "int",
  "float",
  "binary",
  "utf8",
  "bool",
  "decimal",
  "date",
  "time",
  "timestamp",
  "interval",
  "list",
  "struct",
  "union",
  "fixed_size_binary",
  "fixed_size_list",
  "map",
  "duration",
  "large_binary",
  "large_utf8",
  "large_list",
  "run_end_encoded",
  "binary_view",
  "utf8_view",
  "list_view",
  "large_list_view",
];

/** Buffers of each Arrow type, by number; -1 where ax cannot tell. */
const BUFFER_COUNTS = [
  ...[-1, 0, 2, 2, 3, 3, 2, 2, 2, 2, 2, 2, 2, 1, -1, 2, 1, 2, 2, 3, 3, 2],
  ...[0, -1, -1, -1, -1],
];

/** The Arrow type and its parameters, for every column type. */
const LAYOUTS: Record<
  Exclude<ScalarType, "category"> | "list",
  readonly [number, readonly Field[]]
> = {
  bool: [ARROW.bool, []],
  int32: [ARROW.int, [int(32), byte(true)]],
  int64: [ARROW.int, [int(64), byte(true)]],
  float32: [ARROW.float, [short(1)]],
  float64: [ARROW.float, [short(2)]],
  string: [ARROW.utf8, []],
  json: [ARROW.utf8, []],
  bytes: [ARROW.binary, []],
  date: [ARROW.date, [short(0)]],
  datetime: [ARROW.timestamp, [short(2), text("UTC")]],
  time: [ARROW.time, [short(1), int(32)]],
  list: [ARROW.list, []],
};

/** Dictionary ids are given out in the order of the fields, depth first. */
export function encodeSchema(
  columns: Iterable<readonly [string, ParsedType]>,
): Node {
  const ids = { next: 0 };
  const fields = Array.from(
    columns,
    ([name, type]) => encodeField(name, type, ids),
  );
  const metadata = vector([encodePair("ax:format", "1")]);
  return table([short(0), vector(fields), metadata]);
}

/** One entry of Arrow's custom metadata. */
export function encodePair(key: string, value: string): Node {
  return table([text(key), text(value)]);
}

function encodeField(
  name: string,
  type: ParsedType,
  ids: { next: number },
): Node {
  const kind = type.kind === "category" ? "string" : type.kind;
  const [arrowType, parameters] = LAYOUTS[kind];
  const dictionary = type.kind === "category"
    ? table([long(ids.next++), table([int(32), byte(true)])])
    : undefined;
  const children = type.kind === "list"
    ? [encodeField("item", type.element, ids)]
    : [];
  return table([
    text(name),
    byte(type.nullable),
    byte(arrowType),
    table(parameters),
    dictionary,
    vector(children),
    vector([encodePair("ax:type", formatType(type))]),
  ]);
}

/**
 * Takes a schema apart.
 *
 * @throws {RangeError} If it is garbled.
 */
export function decodeSchema(schema: TableReader): SchemaField[] {
  if (schema.short(0) !== 0) throw new RangeError("its bytes are big-endian");
  return decodeFields(schema, 1, { budget: { fields: 100_000 }, depth: 0 });
}

/** Counts before it reads: parts of a garbled file may be parts of others. */
function decodeFields(
  table: TableReader,
  index: number,
  { budget, depth }: { budget: { fields: number }; depth: number },
): SchemaField[] {
  budget.fields -= table.count(index);
  if (depth > 16 || budget.fields < 0) {
    throw new RangeError("its schema has too many fields");
  }
  return table.tables(index).map((field) => decodeField(field, budget, depth));
}

/** Arrow's custom metadata, as in a schema or footer. */
export function decodePairs(
  pairs: readonly TableReader[],
): Map<string, string> {
  return new Map(pairs.map((pair) => [pair.text(0) ?? "", pair.text(1) ?? ""]));
}

function decodeField(
  field: TableReader,
  budget: { fields: number },
  depth: number,
): SchemaField {
  const name = field.text(0) ?? "";
  const number = field.byte(2);
  const arrowType = ARROW_NAMES[number] ?? `type ${number}`;
  const encoding = field.table(4);
  const children = encoding !== undefined
    ? []
    : decodeFields(field, 5, { budget, depth: depth + 1 });
  const bufferCount = encoding ? 2 : BUFFER_COUNTS[number] ?? -1;
  if (bufferCount === -1) {
    throw new RangeError(`column "${name}" is of Arrow type ${arrowType}`);
  }
  const dictionary = encoding && decodeDictionary(encoding);
  const found = findKind(number, field.table(3));
  const base = {
    name,
    arrowType: encoding ? `dictionary of ${arrowType}` : arrowType,
    bufferCount,
    children,
    ...(dictionary && { dictionary }),
  };
  return { ...base, type: typeOf(found, field, base) };
}

function decodeDictionary(encoding: TableReader): DictionaryField {
  const index = encoding.table(1);
  return {
    id: encoding.long(0),
    indexBits: index ? index.int(0) : 32,
    signed: index ? index.byte(1) !== 0 : true,
  };
}

/** Entries of a column's metadata that are looked at; ax writes one. */
const MAX_PAIRS = 100;

function typeOf(
  kind: ScalarType | "list" | undefined,
  field: TableReader,
  parts: Pick<SchemaField, "dictionary" | "children">,
): ParsedType | undefined {
  const nullable = field.byte(1) !== 0;
  if (parts.dictionary !== undefined) {
    const known = kind === "string" && parts.dictionary.indexBits <= 32;
    return known ? { kind: "category", nullable } : undefined;
  }
  if (kind === "list") {
    const element = parts.children[0]?.type;
    return element && { kind, nullable, element };
  }
  if (kind === "string" && field.count(6) <= MAX_PAIRS) {
    const written = decodePairs(field.tables(6)).get("ax:type");
    if (written === "json" || written === "json?") {
      return { kind: "json", nullable };
    }
  }
  return kind && { kind, nullable };
}

function findKind(
  arrowType: number,
  parameters: TableReader | undefined,
): ScalarType | "list" | undefined {
  switch (arrowType) {
    case ARROW.bool:
      return "bool";
    case ARROW.utf8:
      return "string";
    case ARROW.binary:
      return "bytes";
    case ARROW.list:
      return "list";
  }
  return parameters && findParametricKind(arrowType, parameters);
}

function findParametricKind(
  arrowType: number,
  parameters: TableReader,
): ScalarType | undefined {
  switch (arrowType) {
    case ARROW.int: {
      const bits = parameters.int(0);
      if (parameters.byte(1) === 0) return undefined;
      return bits === 32 ? "int32" : bits === 64 ? "int64" : undefined;
    }
    case ARROW.float:
      return ([undefined, "float32", "float64"] as const)[parameters.short(0)];
    case ARROW.date:
      return parameters.short(0, 1) === 0 ? "date" : undefined;
    case ARROW.time:
      return parameters.short(0, 1) === 1 ? "time" : undefined;
    case ARROW.timestamp: {
      const zone = parameters.text(1);
      const known = zone === undefined ||
        /^(|(Etc\/)?UTC|Z|\+00:00)$/.test(zone);
      return parameters.short(0) === 2 && known ? "datetime" : undefined;
    }
  }
  return undefined;
}
