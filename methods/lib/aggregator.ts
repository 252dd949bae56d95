/**
 * What works out one value for each group of rows.
 *
 * @module
 */

import type { BatchColumn, ColumnSpec, ColumnVector } from "ax";

/** Rows to add. */
export interface GroupedRows {
  /** The group of each row. */
  readonly groups: Int32Array;
  /** The values; `undefined` if rows are counted. */
  readonly vector: ColumnVector | undefined;
  /** The place of the first row among all rows. */
  readonly place: number;
  /** How far the places of two rows are apart. */
  readonly step: number;
}

/** One value for each group. */
export interface Aggregator {
  /** The type of its values. */
  readonly type: ColumnSpec;
  /** Makes room for groups. */
  grow(groups: number): void;
  /** Adds the rows of a batch. */
  add(rows: GroupedRows): void;
  /** What is known, as plain data. */
  state(): unknown;
  /** Adds what another one knows. @param ids Of its groups, the ones here. */
  merge(state: unknown, ids: Int32Array): void;
  /** The values of groups. */
  column(groups: Uint32Array): BatchColumn<ColumnSpec>;
}
