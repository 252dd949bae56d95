/**
 * Finds where lines begin in the middle of a file.
 *
 * @module
 */

import { openSource } from "./file_bytes.ts";

const LF = 10;
const STEP_BYTES = 64 * 1024;

/**
 * Finds the first line that begins at a place or behind it.
 *
 * @param wanted Behind the start of the file.
 * @returns The size of the file, if there is none.
 */
export function findLine(path: string, wanted: number, size: number): number {
  using source = openSource(path, wanted - 1);
  const buffer = new Uint8Array(STEP_BYTES);
  for (let at = wanted - 1;;) {
    const count = source.readSync(buffer);
    if (count === null) return size;
    const found = buffer.subarray(0, count).indexOf(LF);
    if (found !== -1) return at + found + 1;
    at += count;
  }
}

/**
 * Splits a file into parts of about equal size.
 *
 * @param start Where its first line begins.
 * @returns Where each part begins, rising, `start` first.
 */
export function splitLines(
  path: string,
  { start, size, parts }: { start: number; size: number; parts: number },
): number[] {
  const starts = [start];
  for (let part = 1; part < parts; part++) {
    const before = starts.at(-1) as number;
    const wanted = start + Math.floor((size - start) * part / parts);
    starts.push(
      wanted <= before ? before : Math.min(findLine(path, wanted, size), size),
    );
  }
  return starts;
}
