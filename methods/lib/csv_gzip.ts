/**
 * Unpacks gzip files.
 *
 * @module
 */

import { openSource, writeAll } from "./file_bytes.ts";
import { inflateGzip } from "./inflate.ts";

/**
 * Writes what is in a gzip file to a new file.
 *
 * @throws {AxError} `input`, if it is damaged.
 */
export async function gunzip(path: string, target: string): Promise<void> {
  using file = Deno.openSync(target, { write: true, createNew: true });
  const write = (bytes: Uint8Array): void => writeAll(file, bytes);
  try {
    using source = openSource(path, 0);
    const stream = new DecompressionStream("gzip");
    for await (const bytes of source.readable.pipeThrough(stream)) write(bytes);
  } catch (error) {
    // Damaged, or of several members, which the platform refuses.
    if (!(error instanceof TypeError)) throw error;
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    using source = openSource(path, 0);
    inflateGzip(source, write);
  }
}
