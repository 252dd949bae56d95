/**
 * What tests of keys and groups have in common.
 *
 * @module
 */

import type { Raw } from "../../methods/lib/raw_values.ts";

/** Compares values of one type; null comes first, and NaN last. */
export function compareRaw(a: Raw | null, b: Raw | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (a !== a || b !== b) return Number(a !== a) - Number(b !== b);
  return a < b ? -1 : a > b ? 1 : 0;
}
