/**
 * Unpacks pages of Parquet files, into no more bytes than they say they have.
 *
 * @module
 */

// @ts-types="../vendor/hyparquet-compressors.d.ts"
import { compressors } from "../vendor/hyparquet-compressors.js";
import { unpackLz4Page } from "./lz4.ts";
import { unpackZstd } from "./zstd_frame.ts";

/**
 * Unpacks a page.
 *
 * @param codec As the footer calls it.
 * @param size How many bytes come out of it.
 * @throws {Error} If it is damaged, or compressed in a way that is not known.
 */
export function unpackPage(
  codec: string,
  bytes: Uint8Array,
  size: number,
): Uint8Array {
  if (codec === "UNCOMPRESSED") return bytes;
  if (codec === "ZSTD") return unpackZstd(bytes, size);
  if (codec === "LZ4" || codec === "LZ4_RAW") {
    return unpackLz4Page(bytes, size, codec === "LZ4");
  }
  const unpack = compressors[codec];
  if (unpack !== undefined) return unpack(bytes, size);
  throw new Error(`it is compressed by ${codec}, which is not known`);
}
