/**
 * Looks through encoded values of Parquet pages, so that none of them makes
 * more values than there are to be: what decodes them does not look.
 *
 * @module
 */

import { readInteger, readVarint, skipVarint } from "./thrift.ts";

/**
 * Checks runs of equal and of packed values.
 *
 * @param width Bits of a value, up to 32.
 * @param count How many values there are to be.
 * @param wanted Which values are counted. Default: none.
 * @returns How many of those there are.
 * @throws {RangeError} If there are more, or fewer.
 */
export function checkRuns(
  bytes: Uint8Array,
  width: number,
  count: number,
  wanted = -1,
): number {
  if (width > 32) throw damaged(`values have ${width} bits`);
  let found = 0;
  let at = 0;
  for (let seen = 0; seen < count;) {
    const head = readVarint(bytes, at);
    at = skipVarint(bytes, at, 5);
    const size = head >>> 1;
    if ((head & 1) === 0) {
      const end = at + (width + 7 >> 3);
      if (size === 0 || seen + size > count || end > bytes.length) {
        throw damaged("a run of equal values is too long");
      }
      if (wanted >= 0 && valueAt(bytes, at, end) === wanted) found += size;
      seen += size;
      at = end;
    } else {
      // The last group of eight may have values that do not count.
      const values = Math.min(8 * size, count - seen);
      if (size === 0 || at + Math.ceil(values * width / 8) > bytes.length) {
        throw damaged("a run of packed values is too long");
      }
      if (wanted >= 0) {
        found += countPacked({ bytes, at, width, values }, wanted);
      }
      seen += values;
      at += size * width;
    }
  }
  return found;
}

function valueAt(bytes: Uint8Array, at: number, end: number): number {
  let value = 0;
  for (let place = end - 1; place >= at; place--) {
    value = value * 256 + (bytes[place] as number);
  }
  return value;
}

/** Counts values of at most 8 bits: levels have no more. */
function countPacked(
  { bytes, at, width, values }: {
    readonly bytes: Uint8Array;
    readonly at: number;
    readonly width: number;
    readonly values: number;
  },
  wanted: number,
): number {
  const mask = (1 << width) - 1;
  let found = 0;
  for (let index = 0; index < values; index++) {
    const bit = index * width;
    const place = at + (bit >> 3);
    const word = (bytes[place] ?? 0) | (bytes[place + 1] ?? 0) << 8;
    if ((word >> (bit & 7) & mask) === wanted) found++;
  }
  return found;
}

/** Decoded differences: the values, and where the next bytes are. */
interface Deltas {
  readonly values: Float64Array;
  readonly end: number;
}

/**
 * Checks numbers that are kept as differences.
 *
 * @throws {RangeError} If they are damaged, or more or fewer.
 */
export function checkDeltas(bytes: Uint8Array, count: number): void {
  readDeltas(bytes, 0, count, false);
}

/**
 * Makes 32 bits of the first of the numbers that are kept as differences, of
 * which the decoder knows no more: DuckDB has 33 where there is no sign.
 *
 * @param bytes Numbers of 32 bits that were checked, which are changed.
 */
export function narrowDeltas(bytes: Uint8Array): void {
  let at = 0;
  for (let head = 0; head < 3; head++) at = skipVarint(bytes, at, 5);
  const end = skipVarint(bytes, at, 10);
  if (end - at < 5) return;
  const value = readInteger64(bytes, at) | 0;
  let rest = (value << 1 ^ value >> 31) >>> 0;
  for (; at < end - 1; at++, rest >>>= 7) bytes[at] = rest & 127 | 128;
  bytes[at] = rest;
}

/**
 * Checks texts that are kept as their lengths, and the bytes behind them.
 *
 * @param isPrefixed Whether they begin as those before them do.
 * @throws {RangeError} If they are damaged, or more or fewer.
 */
export function checkTexts(
  bytes: Uint8Array,
  count: number,
  isPrefixed: boolean,
): void {
  let at = 0;
  let prefixes: Float64Array | undefined;
  if (isPrefixed) ({ values: prefixes, end: at } = readDeltas(bytes, 0, count));
  const { values: lengths, end } = readDeltas(bytes, at, count);
  let total = end;
  let before = 0;
  for (let index = 0; index < count; index++) {
    const prefix = prefixes?.[index] ?? 0;
    const length = lengths[index] as number;
    total += length;
    if (!(prefix >= 0 && prefix <= before && length >= 0)) {
      throw damaged("a length is wrong");
    }
    if (total > bytes.length) throw damaged("texts end early");
    before = prefix + length;
  }
}

/** What stands before differences. */
interface DeltaHead {
  /** Values in each part of a block. */
  readonly perPart: number;
  readonly parts: number;
  readonly end: number;
}

function readDeltaHead(
  bytes: Uint8Array,
  from: number,
  count: number,
): DeltaHead {
  let at = from;
  const take = (): number => {
    const value = readVarint(bytes, at);
    at = skipVarint(bytes, at, 5);
    return value;
  };
  const [blockSize, parts, total] = [take(), take(), take()];
  const perPart = blockSize / parts;
  const isSane = parts > 0 && perPart >= 8 && perPart % 8 === 0 &&
    blockSize <= MAX_BLOCK && total === count;
  if (isSane) return { perPart, parts, end: at };
  throw damaged("differences are not as many as they say");
}

/**
 * Doubles hold lengths exactly; of wider numbers only the places matter.
 *
 * @param isRead Whether values are wanted at all.
 */
function readDeltas(
  bytes: Uint8Array,
  from: number,
  count: number,
  isRead = true,
): Deltas {
  const { perPart, parts, end: start } = readDeltaHead(bytes, from, count);
  let value = readInteger64(bytes, start);
  let at = skipVarint(bytes, start, 10);
  const values = new Float64Array(isRead ? count : 0);
  values[0] = value;
  for (let index = 1; index < count;) {
    const least = readInteger64(bytes, at);
    const widths = skipVarint(bytes, at, 10);
    at = widths + parts;
    for (let part = 0; part < parts && index < count; part++) {
      const width = bytes[widths + part] ?? 65;
      const stop = Math.min(count, index + perPart);
      const used = Math.ceil((stop - index) * width / 8);
      if (width > 64 || at + used > bytes.length) {
        throw damaged("differences end early");
      }
      for (let bit = 8 * at; isRead && index < stop; bit += width) {
        values[index++] = value += least + bitsAt(bytes, bit, width);
      }
      index = stop;
      at += perPart * width / 8;
    }
  }
  return { values, end: Math.min(at, bytes.length) };
}

/** Blocks have 128 values, or a few times as many. */
const MAX_BLOCK = 1 << 20;

/** The lower 53 bits of a number of up to 64 bits. */
function readInteger64(bytes: Uint8Array, at: number): number {
  const end = skipVarint(bytes, at, 10);
  if (end - at <= 4) return readInteger(bytes, at);
  let value = 0n;
  for (let place = end - 1; place >= at; place--) {
    value = value << 7n | BigInt((bytes[place] as number) & 127);
  }
  return Number(BigInt.asIntN(64, value >> 1n ^ -(value & 1n)));
}

function bitsAt(bytes: Uint8Array, bit: number, width: number): number {
  let value = 0;
  let scale = 1;
  for (let left = width, at = bit; left > 0;) {
    const used = Math.min(8 - (at & 7), left);
    const byte = bytes[at >> 3] as number;
    value += (byte >> (at & 7) & (1 << used) - 1) * scale;
    scale *= 2 ** used;
    at += used;
    left -= used;
  }
  return value;
}

function damaged(why: string): RangeError {
  return new RangeError(`a page is damaged: ${why}`);
}
