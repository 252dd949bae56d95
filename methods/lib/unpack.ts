/**
 * Unpacks compressed files, so that all slices can read parts of their text.
 *
 * @module
 */

import { AxError } from "ax";
import { gunzip } from "./csv_gzip.ts";
import { findCompression } from "./csv_source.ts";
import { openSource, writeAll } from "./file_bytes.ts";
import { unzstd } from "./unzstd.ts";

/**
 * Writes what is in a compressed file to a new file; leaves others alone.
 *
 * @param file Where it lies, and what messages call it.
 * @returns Where the text is: in the new file, or in the file itself.
 * @throws {AxError} `input`, if it is damaged.
 */
export async function unpack(
  file: { readonly path: string; readonly name: string },
  target: string,
): Promise<string> {
  const { path, name } = file;
  const compression = findCompression(path);
  if (compression === undefined) return path;
  try {
    if (compression === "gzip") await gunzip(path, target);
    else unpackZstd(path, target);
  } catch (cause) {
    if (!(cause instanceof AxError) && !isDamage(cause)) throw cause;
    const kind = compression === "gzip" ? "gzip" : `${compression}d`;
    const [reason] = (cause as Error).message.split(": ").slice(-1);
    const what = `Cannot import "${name}": its ${kind} is damaged`;
    throw new AxError("input", `${what} (${reason})`, { cause });
  }
  return target;
}

/** What the packages throw that know no errors of ours. */
function isDamage(error: unknown): boolean {
  return error instanceof Error && !("syscall" in error) &&
    !Object.values(Deno.errors).some((kind) => error instanceof kind);
}

function unpackZstd(path: string, target: string): void {
  using source = openSource(path, 0);
  using file = Deno.openSync(target, { write: true, createNew: true });
  unzstd(source, (bytes) => writeAll(file, bytes));
}
