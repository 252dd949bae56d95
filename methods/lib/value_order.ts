/**
 * Sorts different values: null comes first and NaN last; texts are in the
 * order of their UTF-16 units, as in JavaScript.
 *
 * @module
 */

import type { ColumnSpec } from "ax";
import { orderRows } from "./sort_order.ts";
import type { ValueParts } from "./value_coder.ts";

/** Sorts values. @returns Their places, the least value's first. */
export function orderValues(values: ValueParts, type: ColumnSpec): Uint32Array {
  const source = { ...values, valid: values.valid };
  const column = { type, source, descending: false, nullsLast: false };
  return orderRows([column], values.length);
}
