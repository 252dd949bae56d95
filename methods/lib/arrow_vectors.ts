/**
 * Makes vectors of the columns of an Arrow file.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, VectorParts } from "ax";
// @ts-types="../vendor/@uwdata/flechette.d.ts"
import {
  type Batch,
  type DataType,
  Type,
} from "../vendor/@uwdata/flechette.js";
import type { ArrowColumn } from "./arrow_columns.ts";
import { checkUtf8 } from "./convert_text.ts";
import { isoDayOf, isoOf } from "./iso_text.ts";
import { exactNumber } from "./json_value.ts";
import type { Leaf } from "./parquet_leaf.ts";
import {
  decimalText,
  makeJsonReader,
  makeLeafReader,
  ValueFault,
} from "./parquet_vectors.ts";

/** What a writer takes: a vector, or values. */
export type ArrowVector = VectorParts | readonly unknown[];

/**
 * Makes a vector of a column.
 *
 * @throws {ValueFault} If a value cannot be imported.
 */
export function readArrow(batch: Batch, column: ArrowColumn): ArrowVector {
  const { leaf, depth } = column;
  if (leaf !== undefined) return readList(batch, leaf, depth);
  return makeJsonReader().read(
    Array.from(
      { length: batch.length },
      (_, row) => plainOf(batch.type, batch.at(row)),
    ),
  );
}

/** The rows of a vector from one up to another. */
export function sliceArrow(
  vector: ArrowVector,
  from: number,
  to: number,
): BatchColumn<ColumnSpec> {
  if (Array.isArray(vector)) {
    return vector.slice(from, to) as unknown as BatchColumn<ColumnSpec>;
  }
  const { values, offsets, valid, dictionary, elements } =
    vector as VectorParts;
  return {
    ...(values && { values: offsets ? values : values.subarray(from, to) }),
    ...(offsets && { offsets: offsets.subarray(from, to + 1) }),
    ...(dictionary && { dictionary }),
    ...(elements && { elements }),
    valid: valid?.subarray(from, to),
  };
}

function readList(batch: Batch, leaf: Leaf, depth: number): ArrowVector {
  if (depth === 0) return readLeaf(batch, leaf);
  const { type: { typeId, stride = 0 }, length } = batch;
  const offsets = typeId === Type.FixedSizeList
    ? Int32Array.from({ length: length + 1 }, (_, row) => row * stride)
    : offsetsOf(batch);
  const elements = readList(batch.children?.[0] as Batch, leaf, depth - 1);
  return { offsets, elements: elements as never, valid: validOf(batch) };
}

/** One byte per row, 0 where it is null; nothing if none is. */
function validOf({ length, nullCount, validity }: Batch) {
  if (nullCount === 0 || validity === undefined || validity.length === 0) {
    return undefined;
  }
  const valid = new Uint8Array(length);
  for (let row = 0; row < length; row++) {
    valid[row] = (validity[row >> 3] as number) >> (row & 7) & 1;
  }
  return valid;
}

function offsetsOf({ offsets, length }: Batch): Int32Array {
  if (length === 0) return new Int32Array(1);
  if (offsets instanceof Int32Array) return offsets.subarray(0, length + 1);
  return Int32Array.from(
    (offsets as BigInt64Array).subarray(0, length + 1),
    (offset, row) => {
      if (offset < 2n ** 31n) return Number(offset);
      throw new ValueFault(row, "a record batch has more than 2 GiB of it");
    },
  );
}

function readLeaf(batch: Batch, leaf: Leaf): ArrowVector {
  const { typeId } = batch.type;
  const held = heldType(batch.type);
  const isText = leaf.type === "string" || leaf.type === "bytes";
  switch (typeId) {
    case Type.Dictionary:
      if (leaf.type !== "category" || !TEXTS.includes(held.typeId)) break;
      return readDictionary(batch);
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const { values } = batch as unknown as { values: Uint8Array };
      const offsets = offsetsOf(batch);
      const valid = validOf(batch);
      if (!isText) return makeLeafReader(leaf).read(partsOf(values, batch));
      if (leaf.type === "string") checkTexts(values, offsets, valid);
      return { values, offsets, valid };
    }
    case Type.Int:
    case Type.Time:
    case Type.Duration:
    case Type.Timestamp:
    case Type.Date:
      return makeLeafReader(leaf).read(storedOf(batch));
    case Type.Float:
      if (batch.type.precision === 0) break;
      return makeLeafReader(leaf).read(storedOf(batch));
  }
  const isDay = isDayType(held);
  const values = Array.from({ length: batch.length }, (_, row) => {
    const value = valueOf(batch, row);
    if (isDay && value !== null) return (value as number) / DAY_MS;
    return typeof value === "string" ? encoder.encode(value) : value;
  });
  return makeLeafReader(leaf).read(values);
}

const TEXTS = [Type.Utf8, Type.LargeUtf8, Type.Utf8View];
const encoder = new TextEncoder();
const DAY_MS = 86_400_000;

/** What the values of dictionaries and of runs are. */
function heldType(type: DataType): DataType {
  const { typeId, dictionary, children } = type;
  const inner = typeId === Type.RunEndEncoded
    ? children?.[1]?.type
    : dictionary;
  return inner === undefined ? type : heldType(inner);
}

/** Whether values are days, which the library gives as milliseconds. */
function isDayType({ typeId, unit }: DataType): boolean {
  return typeId === Type.Date && unit === 0;
}

function valueOf(batch: Batch, row: number): unknown {
  const value = batch.at(row);
  if (value === null || batch.view === undefined) return value;
  return batch.view(row);
}

/** Values as they are stored, null where they are. */
function storedOf(batch: Batch): ArrayLike<unknown> {
  const values = batch.values as Int32Array;
  const valid = validOf(batch);
  const all = values.subarray(0, batch.length);
  return valid === undefined
    ? all
    : Array.from(all, (value, row) => valid[row] === 0 ? null : value);
}

/** The bytes of each text. */
function partsOf(values: Uint8Array, batch: Batch): (Uint8Array | null)[] {
  const offsets = offsetsOf(batch);
  const valid = validOf(batch);
  return Array.from(
    { length: batch.length },
    (_, row) =>
      valid?.[row] === 0
        ? null
        : values.subarray(offsets[row], offsets[row + 1]),
  );
}

/** Looks at all texts at once, and at each only if that fails. */
function checkTexts(
  values: Uint8Array,
  offsets: Int32Array,
  valid: Uint8Array | undefined,
): void {
  const start = offsets[0] as number;
  const end = offsets.at(-1) as number;
  let all = 0;
  for (let at = start; at < end; at++) all |= values[at] as number;
  if (all < 128) return;
  for (let row = 0; row + 1 < offsets.length; row++) {
    if (valid?.[row] === 0) continue;
    const [from, to] = [offsets[row] as number, offsets[row + 1] as number];
    if (checkUtf8(values, from, to)) continue;
    const text = new TextDecoder().decode(values.subarray(from, to));
    throw new ValueFault(row, `${JSON.stringify(text)} is not UTF-8`);
  }
}

function readDictionary(batch: Batch): VectorParts {
  const { length, cache = [] } = batch;
  const codes = batch.values as Int32Array;
  const valid = validOf(batch) ?? new Uint8Array(length).fill(1);
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const code = Number(codes[row]);
    if (valid[row] === 1 && cache[code] === null) valid[row] = 0;
    values[row] = valid[row] === 0 ? 0 : code;
  }
  const dictionary = cache.map((text) => text === null ? "" : String(text));
  return { values, dictionary, valid };
}

/** What stands within a structure, as JSON has it. */
function plainOf(type: DataType, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const { typeId, children = [], unit = 1 } = type;
  const { precision = 0, scale = 0 } = type;
  switch (typeId) {
    case Type.Timestamp:
      return isoOf(value as bigint, 3 * unit);
    case Type.Date:
      return isoDayOf(Math.floor(Number(value) / DAY_MS));
    case Type.Decimal:
      return exactNumber(decimalText(value, scale), precision);
    case Type.Dictionary:
      return plainOf(type.dictionary ?? type, value);
    case Type.Struct:
      return Object.fromEntries(
        children.map(({ name, type }) => [
          name,
          plainOf(type, (value as Record<string, unknown>)[name]),
        ]),
      );
    case Type.Map:
      return plainMap(type, value as Map<unknown, unknown>);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.ListView:
    case Type.LargeListView:
      return Array.from(
        value as Iterable<unknown>,
        (item) => plainOf(children[0]?.type ?? type, item),
      );
  }
  return value;
}

function plainMap(
  type: DataType,
  entries: Map<unknown, unknown>,
): Map<unknown, unknown> {
  const [key, item] = type.children?.[0]?.type.children ?? [];
  return new Map(
    Array.from(entries, ([name, each]) => [
      plainOf(key?.type ?? type, name),
      plainOf(item?.type ?? type, each),
    ]),
  );
}
