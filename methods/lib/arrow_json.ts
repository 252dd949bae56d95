/**
 * Makes JSON of what stands within structures, maps and the like of Arrow.
 *
 * @module
 */

// @ts-types="../vendor/@uwdata/flechette.d.ts"
import { type Batch, Type } from "../vendor/@uwdata/flechette.js";
import { holderOf, offsetAt, storedAt } from "./arrow_held.ts";
import { isoDayOf, isoOf } from "./iso_text.ts";
import { exactNumber, utf8Of } from "./json_value.ts";
import { decimalText } from "./parquet_vectors.ts";

const DAY_MS = 86_400_000;

/**
 * A value as `json_value.ts` writes it.
 *
 * @throws {RangeError} For a text that is not UTF-8.
 */
export function plainAt(given: Batch, givenRow: number): unknown {
  const holder = holderOf(given, givenRow);
  if (holder === undefined) return null;
  const { batch, row } = holder;
  const { type, children = [] } = batch;
  const { typeId, unit = 1, precision = 0, scale = 0 } = type;
  switch (typeId) {
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
      return utf8Of(storedAt(holder) as Uint8Array);
    case Type.Timestamp:
      return isoOf(storedAt(holder) as bigint, 3 * unit);
    case Type.Date: {
      const value = Number(storedAt(holder));
      return isoDayOf(unit === 0 ? value : Math.floor(value / DAY_MS));
    }
    case Type.Decimal:
      return exactNumber(decimalText(storedAt(holder), scale), precision);
    case Type.Struct:
      return Object.fromEntries(
        children.map((child, index) => [
          type.children?.[index]?.name,
          plainAt(child, row),
        ]),
      );
    case Type.Map:
      return new Map(
        rowsOf(batch, row).map((at) => {
          const [keys, values] = children[0]?.children as [Batch, Batch];
          return [plainAt(keys, at), plainAt(values, at)];
        }),
      );
  }
  const [items] = children;
  return items === undefined
    ? storedAt(holder)
    : rowsOf(batch, row).map((at) => plainAt(items, at));
}

/** Which rows of its items a list has. */
function rowsOf(batch: Batch, row: number): number[] {
  const { typeId, stride = 0 } = batch.type;
  const isFixed = typeId === Type.FixedSizeList;
  const isView = typeId === Type.ListView || typeId === Type.LargeListView;
  const from = isFixed ? row * stride : offsetAt(batch, row);
  const count = isFixed
    ? stride
    : isView
    ? Number(batch.sizes?.[row])
    : offsetAt(batch, row + 1) - from;
  return Array.from({ length: count }, (_, index) => from + index);
}
