/**
 * Makes zip files for tests.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";

/** A file to be put into a zip file. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly data: string | Uint8Array;
  /** Not compressed. */
  readonly isStored?: boolean;
  /** Sizes and place in the extra field. */
  readonly isLarge?: boolean;
  /** What the directory says instead. */
  readonly says?: {
    readonly method?: number;
    readonly flags?: number;
    readonly crc?: number;
    readonly size?: number;
    readonly compressedSize?: number;
    readonly offset?: number;
  };
}

/** How a zip file is made. */
export interface ZipOptions {
  readonly comment?: string;
  /** What stands before it. */
  readonly prefix?: string;
  /** With a directory's end for large files. */
  readonly isLarge?: boolean;
}

function record(fields: readonly (readonly [size: number, value: number])[]) {
  return Buffer.concat(fields.map(([size, value]) => {
    const bytes = Buffer.alloc(size);
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value));
    else bytes.writeUIntLE(value, 0, size);
    return bytes;
  }));
}

/** Makes a zip file. */
export function makeZip(
  entries: readonly ZipEntry[],
  { comment = "", prefix = "", isLarge = false }: ZipOptions = {},
): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  const add = (...bytes: Uint8Array[]): void => {
    parts.push(...bytes);
    for (const each of bytes) at += each.length;
  };
  for (const entry of entries) {
    const { isStored = false, isLarge = false, says = {} } = entry;
    const name = Buffer.from(entry.name as string);
    const data = Buffer.from(entry.data as string);
    const packed = isStored ? data : deflateRawSync(data);
    const method = says.method ?? (isStored ? 0 : 8);
    const flags = says.flags ?? 0x800;
    const crc = says.crc ?? crc32(data);
    const size = says.size ?? data.length;
    const compressedSize = says.compressedSize ?? packed.length;
    const offset = says.offset ?? at;
    const narrow = (value: number): number => isLarge ? 0xffff_ffff : value;
    const extra = isLarge
      ? record([[2, 9], [2, 1], [1, 0], [2, 1], [2, 24]]).subarray(0)
      : Buffer.alloc(0);
    const wide = isLarge
      ? record([[8, size], [8, compressedSize], [8, offset]])
      : Buffer.alloc(0);
    const head = [[2, flags], [2, method], [4, 0], [4, crc]] as const;
    const sizes = [[4, compressedSize], [4, size]] as const;
    directory.push(
      record([[4, 0x02014b50], [2, 45], [2, 45], ...head]),
      record([[4, narrow(compressedSize)], [4, narrow(size)]]),
      record([[2, name.length], [2, extra.length + wide.length], [2, 1]]),
      record([[2, 0], [2, 0], [4, 0], [4, narrow(offset)]]),
      ...[name, extra, wide, Buffer.from("c")],
    );
    add(
      record([[4, 0x04034b50], [2, 45], ...head, ...sizes]),
      record([[2, name.length], [2, 3]]),
      ...[name, Buffer.alloc(3), packed],
    );
  }
  const start = at;
  const length = Buffer.concat(directory).length;
  add(...directory);
  const count = entries.length;
  if (isLarge) {
    const end = at;
    add(
      record([[4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0]]),
      record([[8, count], [8, count], [8, length], [8, start]]),
      record([[4, 0x07064b50], [4, 0], [8, end], [4, 1]]),
    );
  }
  const most = (value: number, limit: number): number =>
    isLarge ? limit : value;
  add(
    record([[4, 0x06054b50], [2, 0], [2, 0]]),
    record([[2, most(count, 0xffff)], [2, most(count, 0xffff)]]),
    record([[4, most(length, 0xffff_ffff)], [4, most(start, 0xffff_ffff)]]),
    ...[record([[2, comment.length]]), Buffer.from(comment)],
  );
  return new Uint8Array(Buffer.concat([Buffer.from(prefix), ...parts]));
}
