/**
 * What converters give to a writer of a dataset, and what readers of a dataset
 * give to the CSV formatter.
 *
 * @module
 */

import type { ColumnVector } from "ax";

export type { ColumnSpec } from "ax";

/** The typed arrays of columns whose values have a fixed size. */
export type FixedValues =
  | Uint8Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigInt64Array;

/** One column of a batch, as a writer's `writeBatch` takes it. */
export interface BatchColumn {
  /** Numbers as they are; bytes of text; codes of categories. */
  readonly values: FixedValues;
  /** Where each text begins, and one more for the end. */
  readonly offsets?: Int32Array;
  /** One byte per row, 0 where it is null; left out if nothing is null. */
  readonly valid?: Uint8Array | undefined;
  /** The values again, where they are elements of lists. */
  readonly elements?: ColumnVector;
  /** What the codes stand for. */
  readonly dictionary?: readonly string[];
}
