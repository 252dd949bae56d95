/**
 * Takes files out of zip files.
 *
 * @module
 */

import { updateCrc } from "./crc32.ts";
import { openSource, writeAll } from "./file_bytes.ts";
import { findBytes, zipFault, type ZipFile, type ZipMember } from "./zip.ts";

const STEP_BYTES = 256 * 1024;

/**
 * Writes a file that is in a zip file to a new file.
 *
 * @throws {AxError} `input`, if it is damaged, encrypted, or compressed by
 * other means than deflate.
 */
export async function unzip(
  file: ZipFile,
  member: ZipMember,
  target: string,
): Promise<void> {
  const name = JSON.stringify(member.name);
  if (member.isEncrypted) throw zipFault(file, `${name} is encrypted`);
  if (member.method !== 0 && member.method !== 8) {
    throw zipFault(
      file,
      `${name} is compressed by method ${member.method}, and only deflate is ` +
        `known`,
    );
  }
  using source = openSource(file.path, findBytes(file, member));
  using output = Deno.openSync(target, { write: true, createNew: true });
  const write = (bytes: Uint8Array): void => writeAll(output, bytes);
  const isWhole = member.method === 0
    ? copyStored(source, member, write)
    : await inflate(source, member, write);
  if (!isWhole) throw zipFault(file, `${name} is damaged`);
}

/** The bytes of a member as they lie in the file. */
function* steps(
  source: Deno.FsFile,
  { compressedSize }: ZipMember,
): Generator<Uint8Array<ArrayBuffer>> {
  for (let left = compressedSize; left > 0;) {
    const bytes = new Uint8Array(Math.min(left, STEP_BYTES));
    const count = source.readSync(bytes) ?? 0;
    if (count === 0) return;
    left -= count;
    yield bytes.subarray(0, count);
  }
}

function copyStored(
  source: Deno.FsFile,
  member: ZipMember,
  write: (bytes: Uint8Array) => void,
): boolean {
  let crc = -1;
  let size = 0;
  for (const bytes of steps(source, member)) {
    crc = updateCrc(crc, bytes);
    size += bytes.length;
    write(bytes);
  }
  return size === member.size && ~crc >>> 0 === member.crc;
}

/** As gzip, which has the same data between other marks. */
async function inflate(
  source: Deno.FsFile,
  member: ZipMember,
  write: (bytes: Uint8Array) => void,
): Promise<boolean> {
  const end = new Uint8Array(8);
  const view = new DataView(end.buffer);
  view.setUint32(0, member.crc, true);
  view.setUint32(4, member.size % 2 ** 32, true);
  const parts = (function* (): Generator<Uint8Array<ArrayBuffer>> {
    yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
    yield* steps(source, member);
    yield end;
  })();
  const gzip = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller): void {
      const { done, value } = parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  let size = 0;
  try {
    const stream = new DecompressionStream("gzip");
    for await (const bytes of gzip.pipeThrough(stream)) {
      size += bytes.length;
      if (size > member.size) return false;
      write(bytes);
    }
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
  return size === member.size;
}
