/**
 * Reads zip files: what is in them, by the directory at their end.
 *
 * @module
 */

import { AxError } from "ax";
import { openSource, readAt } from "./file_bytes.ts";

/** A zip file. */
export interface ZipFile {
  readonly path: string;
  /** What messages call it. */
  readonly name: string;
}

/** A file in a zip file. */
export interface ZipMember {
  readonly name: string;
  /** How it is compressed: 0 not at all, 8 by deflate. */
  readonly method: number;
  readonly isEncrypted: boolean;
  /** CRC-32 of its bytes. */
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  /** Where its header is in the zip file. */
  readonly offset: number;
}

const END = 0x0605_4b50;
const END_64 = 0x0606_4b50;
const LOCATOR_64 = 0x0706_4b50;
const ENTRY = 0x0201_4b50;
const HEADER = 0x0403_4b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;

/** What is said by an error about a zip file. */
export function zipFault(file: ZipFile, problem: string): AxError {
  return new AxError(
    "input",
    `Cannot read ${JSON.stringify(file.name)}: ${problem}`,
  );
}

/**
 * Lists the files in a zip file, in their order and without directories.
 *
 * @throws {AxError} `input`, if it is no zip file, or damaged.
 */
export function listZip(file: ZipFile): ZipMember[] {
  using source = openSource(file.path, 0);
  const { size } = source.statSync();
  const { start, length, count, shift } = findDirectory(file, source, size);
  const bytes = readAt(source, start, length);
  if (bytes === undefined) throw zipFault(file, "its directory is cut off");
  const members: ZipMember[] = [];
  let at = 0;
  for (let entry = 0; entry < count; entry++) {
    const view = new DataView(bytes.buffer, at);
    if (view.byteLength < 46 || view.getUint32(0, true) !== ENTRY) {
      throw zipFault(file, `entry ${entry + 1} of its directory is damaged`);
    }
    const total = 46 + view.getUint16(28, true) + view.getUint16(30, true) +
      view.getUint16(32, true);
    if (view.byteLength < total) {
      throw zipFault(file, "its directory is cut off");
    }
    const member = readEntry(file, view, shift);
    if (!member.name.endsWith("/")) members.push(member);
    at += total;
  }
  return members;
}

/** Where the directory is. */
interface Directory {
  readonly start: number;
  readonly length: number;
  readonly count: number;
  /** What stands before the zip file in its file. */
  readonly shift: number;
}

function findDirectory(
  file: ZipFile,
  source: Deno.FsFile,
  size: number,
): Directory {
  const tail = Math.min(size, END_BYTES + MAX_COMMENT);
  const bytes = readAt(source, size - tail, tail) ?? new Uint8Array(0);
  const view = new DataView(bytes.buffer);
  let at = bytes.length - END_BYTES;
  while (at >= 0 && !isEnd(view, at)) at--;
  if (at < 0) throw zipFault(file, "it is no zip file, or cut off");
  const end = size - tail + at;
  const large = findLarge(file, source, end);
  const disks = view.getUint16(at + 4, true);
  if (disks !== 0 && disks !== 0xffff) {
    throw zipFault(file, "it is one of several parts");
  }
  const count = large?.count ?? view.getUint16(at + 10, true);
  const length = large?.length ?? view.getUint32(at + 12, true);
  const start = large?.start ?? view.getUint32(at + 16, true);
  const shift = (large?.end ?? end) - length - start;
  if (shift < 0) throw zipFault(file, "its directory is not where it says");
  return { start: start + shift, length, count, shift };
}

/** Whether the end of the directory stands here, and its comment fits. */
function isEnd(view: DataView, at: number): boolean {
  return view.getUint32(at, true) === END &&
    at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength;
}

/** The directory of a file that is too large, or has too many files. */
function findLarge(
  file: ZipFile,
  source: Deno.FsFile,
  end: number,
): { start: number; length: number; count: number; end: number } | undefined {
  const locator = end < 20 ? undefined : viewAt(source, end - 20, 20);
  if (locator?.getUint32(0, true) !== LOCATOR_64) return undefined;
  // What stands before the zip file is not counted in.
  const places = [Number(locator.getBigUint64(8, true)), end - 20 - 56];
  for (const place of places) {
    const view = viewAt(source, place, 56);
    if (view?.getUint32(0, true) !== END_64) continue;
    return {
      count: Number(view.getBigUint64(32, true)),
      length: Number(view.getBigUint64(40, true)),
      start: Number(view.getBigUint64(48, true)),
      end: place,
    };
  }
  throw zipFault(file, "its directory is not where it says");
}

function readEntry(file: ZipFile, view: DataView, shift: number): ZipMember {
  const flags = view.getUint16(8, true);
  const nameSize = view.getUint16(28, true);
  const extraSize = view.getUint16(30, true);
  const bytes = new Uint8Array(view.buffer, view.byteOffset + 46, nameSize);
  const name = readName(bytes, (flags & 0x800) !== 0);
  const wide = new WideSizes(view, 46 + nameSize, extraSize);
  const size = wide.next(view.getUint32(24, true));
  const compressedSize = wide.next(view.getUint32(20, true));
  const offset = wide.next(view.getUint32(42, true));
  if (size === undefined || compressedSize === undefined || !isPlace(offset)) {
    throw zipFault(file, `the size of ${JSON.stringify(name)} is missing`);
  }
  return {
    name,
    method: view.getUint16(10, true),
    isEncrypted: (flags & 1) !== 0,
    crc: view.getUint32(16, true),
    compressedSize,
    size,
    offset: offset + shift,
  };
}

function isPlace(offset: number | undefined): offset is number {
  return offset !== undefined;
}

/** What does not fit into 32 bits stands in the extra field, in order. */
class WideSizes {
  readonly #view: DataView;
  #at = 0;
  #end = 0;

  constructor(view: DataView, start: number, size: number) {
    this.#view = view;
    for (let at = start; at + 4 <= start + size;) {
      const length = view.getUint16(at + 2, true);
      if (view.getUint16(at, true) === 1) {
        this.#at = at + 4;
        this.#end = Math.min(at + 4 + length, start + size);
      }
      at += 4 + length;
    }
  }

  next(size: number): number | undefined {
    if (size !== 0xffff_ffff) return size;
    if (this.#at + 8 > this.#end) return undefined;
    this.#at += 8;
    return Number(this.#view.getBigUint64(this.#at - 8, true));
  }
}

/** Names are UTF-8, if they say so or can be. */
function readName(bytes: Uint8Array, isUtf8: boolean): string {
  try {
    const options = { fatal: !isUtf8, ignoreBOM: true };
    return new TextDecoder("utf-8", options).decode(bytes);
  } catch {
    return new TextDecoder("latin1").decode(bytes);
  }
}

/**
 * Finds where the bytes of a member begin.
 *
 * @throws {AxError} `input`, if its header is not where the directory says.
 */
export function findBytes(file: ZipFile, member: ZipMember): number {
  using source = openSource(file.path, 0);
  const { size } = source.statSync();
  const view = viewAt(source, member.offset, 30);
  const name = JSON.stringify(member.name);
  if (view?.getUint32(0, true) !== HEADER) {
    throw zipFault(file, `${name} is not where the directory says`);
  }
  const start = member.offset + 30 + view.getUint16(26, true) +
    view.getUint16(28, true);
  if (start + member.compressedSize <= size) return start;
  throw zipFault(file, `${name} is cut off`);
}

function viewAt(
  source: Deno.FsFile,
  offset: number,
  size: number,
): DataView | undefined {
  const bytes = readAt(source, offset, size);
  return bytes && new DataView(bytes.buffer);
}
