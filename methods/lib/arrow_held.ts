/**
 * Finds single values of Arrow, also those that dictionaries, runs and unions
 * hold.
 *
 * @module
 */

// @ts-types="../vendor/@uwdata/flechette.d.ts"
import { type Batch, type Column, Type } from "../vendor/@uwdata/flechette.js";
import { DENSE } from "./arrow_layout.ts";
import { isNull } from "./arrow_values.ts";

/** Where a value is. */
export interface Holder {
  readonly batch: Batch;
  readonly row: number;
}

/**
 * Finds a value where it is itself; nothing if it is null.
 *
 * @throws {RangeError} If a union leads to where nothing is.
 */
export function holderOf(batch: Batch, row: number): Holder | undefined {
  const { type: { typeId }, children = [] } = batch;
  if (typeId === Type.Null || isNull(batch, row)) return undefined;
  if (typeId === Type.Dictionary) {
    return holderIn(batch.dictionary as Column, Number(batch.values?.[row]));
  }
  if (typeId === Type.Union) return holderInUnion(batch, row);
  if (typeId !== Type.RunEndEncoded) return { batch, row };
  const [ends, values] = children as [Batch, Batch];
  return holderOf(values, runOf(ends, row));
}

/** A value of a dictionary, which may have come in parts. */
function holderIn({ data, offsets }: Column, code: number) {
  let part = 0;
  while ((offsets[part + 1] as number) <= code) part++;
  return holderOf(data[part] as Batch, code - (offsets[part] as number));
}

/** A value of a union, which is in the child of its type. */
function holderInUnion(batch: Batch, row: number) {
  const { type: { mode, typeMap }, typeIds, children } = batch;
  const child = children?.[typeMap?.[typeIds?.[row] ?? -1] ?? -1];
  const at = mode === DENSE ? offsetAt(batch, row) : row;
  if (child !== undefined && at >= 0 && at < child.length) {
    return holderOf(child, at);
  }
  throw new RangeError("it is damaged: a union has a value that is nowhere");
}

/** Which run a row is in. */
function runOf({ values = new Int32Array(0), length }: Batch, row: number) {
  let [low, high] = [0, length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(values[middle]) > row) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A value as it is stored: texts are bytes, days and moments are numbers. */
export function storedAt({ batch, row }: Holder): unknown {
  switch (batch.type.typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Binary:
    case Type.LargeBinary: {
      const values = batch.values as unknown as Uint8Array;
      return values.subarray(offsetAt(batch, row), offsetAt(batch, row + 1));
    }
    case Type.Date:
      return batch.values?.[row];
  }
  return batch.view === undefined ? batch.at(row) : batch.view(row);
}

/** Where a text or list begins, or the one before it ends. */
export function offsetAt({ offsets }: Batch, row: number): number {
  return Number(offsets?.[row]);
}
