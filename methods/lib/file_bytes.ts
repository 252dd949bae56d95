/**
 * Reads and writes bytes of files: as many as are asked for, not as many as
 * the system likes to do at once.
 *
 * @module
 */

/** Opens a file at a place in it. */
export function openSource(path: string, offset: number): Deno.FsFile {
  const file = Deno.openSync(path, { read: true });
  try {
    file.seekSync(offset, Deno.SeekMode.Start);
  } catch (error) {
    file.close();
    throw error;
  }
  return file;
}

/** Reads bytes at a place; nothing if the file ends before they do. */
export function readAt(
  file: Deno.FsFile,
  offset: number,
  size: number,
): Uint8Array<ArrayBuffer> | undefined {
  const end = offset + size;
  if (!Number.isSafeInteger(end) || offset < 0 || size < 0) return undefined;
  if (end > file.statSync().size) return undefined;
  const bytes = new Uint8Array(size);
  file.seekSync(offset, Deno.SeekMode.Start);
  for (let at = 0; at < size;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) return undefined;
    at += count;
  }
  return bytes;
}

/** Writes bytes where the file stands. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    at += file.writeSync(bytes.subarray(at));
  }
}
