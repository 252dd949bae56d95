/**
 * What works out one value for each group of rows.
 *
 * @module
 */

import type { ColumnSpec, VectorParts } from "ax";
import type { ValueParts } from "./value_coder.ts";

/** Rows to add. */
export interface GroupedRows {
  /** The group of each row. */
  readonly groups: Int32Array;
  /** The values; `undefined` if rows are counted. */
  readonly vector: ValueParts | undefined;
  /** The place of the first row among all rows. */
  readonly place: number;
  /** How far the places of two rows are apart. */
  readonly step: number;
}

/** What is known of some groups: columns, each with a row for each group. */
export type GroupStates = Readonly<Record<string, VectorParts>>;

/** One value for each group. */
export interface Aggregator {
  /** The type of its values. */
  readonly type: ColumnSpec;
  /** Bytes that it takes. */
  readonly byteCount: number;
  /** Makes room for groups. */
  grow(groups: number): void;
  /** Whether the rows of a batch can be added, however much memory. */
  fits(vector: ValueParts | undefined): boolean;
  /** Adds the rows of a batch. */
  add(rows: GroupedRows): void;
  /** What is known of groups. */
  states(groups: Uint32Array): GroupStates;
  /** Adds what another one knows. @param ids For each of its rows, a group. */
  merge(states: GroupStates, ids: Int32Array): void;
  /** The values of groups; categories as texts. */
  column(groups: Uint32Array): VectorParts;
}
