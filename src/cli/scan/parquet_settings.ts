/**
 * What `ax sql` asks of those who write Parquet for it.
 *
 * @module
 */

/** Slices are written as Parquet, each to the path of its task. */
export interface ParquetSettings {
  readonly kind: "parquet";
}
