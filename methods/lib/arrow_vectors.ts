/**
 * Makes vectors of the columns of an Arrow file.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, VectorParts } from "ax";
// @ts-types="../vendor/@uwdata/flechette.d.ts"
import { type Batch, type Column, Type } from "../vendor/@uwdata/flechette.js";
import type { ArrowColumn } from "./arrow_columns.ts";
import { holderOf, storedAt } from "./arrow_held.ts";
import { plainAt } from "./arrow_json.ts";
import { checkUtf8 } from "./convert_text.ts";
import { utf8Of } from "./json_value.ts";
import type { Leaf } from "./parquet_leaf.ts";
import {
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
  const rows = Array.from({ length: batch.length }, (_, row) => {
    return plainAt(batch, row);
  });
  return makeJsonReader().read(rows);
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
  const isText = leaf.type === "string" || leaf.type === "bytes";
  switch (typeId) {
    case Type.Dictionary:
      if (leaf.type === "category") return readDictionary(batch);
      break;
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
  const values = Array.from({ length: batch.length }, (_, row) => {
    const holder = holderOf(batch, row);
    return holder === undefined ? null : storedAt(holder);
  });
  return makeLeafReader(leaf).read(values);
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

/** Codes as they are, of texts that are decoded once. */
function readDictionary(batch: Batch): VectorParts {
  const { length } = batch;
  const codes = batch.values as Int32Array;
  const { texts, isText } = textsOf(batch.dictionary as Column);
  const valid = validOf(batch) ?? new Uint8Array(length).fill(1);
  const values = new Int32Array(length);
  for (let row = 0; row < length; row++) {
    const code = Number(codes[row]);
    if (valid[row] === 1 && isText[code] === 0) valid[row] = 0;
    values[row] = valid[row] === 0 ? 0 : code;
  }
  return { values, dictionary: texts, valid };
}

/** What a dictionary has. */
interface Texts {
  readonly texts: readonly string[];
  /** For each, 0 where it is null. */
  readonly isText: Uint8Array;
}

const known = new WeakMap<Column, Texts>();

/** The texts of a dictionary, the same ones each time. */
function textsOf(column: Column): Texts {
  const found = known.get(column);
  if (found !== undefined) return found;
  const holders = column.data.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, row) => holderOf(batch, row))
  );
  const texts = holders.map((holder) =>
    holder === undefined ? "" : utf8Of(storedAt(holder) as Uint8Array)
  );
  const isText = Uint8Array.from(holders, (holder) => holder ? 1 : 0);
  known.set(column, { texts, isText });
  return { texts, isText };
}
