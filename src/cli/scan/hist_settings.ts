/**
 * What `ax hist` asks of those who count for it.
 *
 * @module
 */

/** How values are counted. */
export interface HistogramSettings {
  readonly kind: "hist";
  /**
   * Numbers from `min` on in bins of one width; without them each value, or
   * each combination of values, is counted by itself.
   */
  readonly bins?: {
    readonly min: number;
    readonly step: number;
    readonly count: number;
  };
}

/** What was counted. */
export interface HistogramCounts {
  /** By bin. */
  readonly bins: readonly number[];
  /** By value; the texts of several columns are joined by {@linkcode JOINT}. */
  readonly values: ReadonlyMap<string, number>;
  /** Numbers that are none, which are in no bin. */
  readonly nan: number;
  readonly nulls: number;
}

/** Between the texts of several columns. */
export const JOINT = "\x1f";
