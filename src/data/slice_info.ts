/**
 * What a slice file says of itself, as plain JSON: what the main process
 * writes into a manifest, after it has looked for itself.
 *
 * @module
 */

import type { ColumnSpec } from "../core/columns.ts";
import { AxError } from "../core/errors.ts";
import { SliceFile } from "./slice_file.ts";
import type { BatchStats } from "./stats.ts";
import { formatType } from "./types.ts";

/** A column of a file. Minimum and maximum as `decodeStat()` reads them. */
export interface SliceInfoColumn extends BatchStats {
  readonly name: string;
  readonly type: ColumnSpec;
}

/** One slice file, without its data. */
export interface SliceInfo {
  readonly rowCount: number;
  readonly sizeBytes: number;
  readonly compression: "none" | "zstd";
  readonly columns: readonly SliceInfoColumn[];
}

/**
 * Reads a file's footer and the headers of its batches.
 *
 * @throws {AxError} If it is garbled, or no file that ax has written.
 */
export function readSliceInfo(path: string): SliceInfo {
  using file = new SliceFile(path);
  const columns = file.columns.map(({ name }) => {
    const stats = file.statsOf(name);
    if (stats === undefined) {
      throw new AxError(
        "dataset",
        `Cannot read "${path}": column ${
          JSON.stringify(name)
        } has no statistics`,
      );
    }
    const { nullCount, min, max } = stats;
    return { name, type: formatType(file.typeOf(name)), nullCount, min, max };
  });
  const { rowCount, sizeBytes } = file;
  const compression = file.isCompressed ? "zstd" : "none";
  return { rowCount, sizeBytes, compression, columns };
}
