/**
 * Text to UTF-8 and back, for millions of short strings.
 *
 * @module
 */

import { AxError } from "../core/errors.ts";
import { MAX_OFFSET } from "./builder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Above this many characters the built-in encoder is the faster one. */
const LONG = 48;

/**
 * Encodes a string into `target`, which has room for three bytes for each of
 * its characters.
 *
 * @returns Where the next string goes; -1 if a surrogate stands alone, which
 * UTF-8 cannot hold.
 */
export function encodeUtf8(
  value: string,
  target: Uint8Array,
  start: number,
): number {
  const length = value.length;
  if (length > LONG) return encodeLong(value, target, start);
  let at = start;
  for (let i = 0; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit >= 0x80) return encodeLong(value, target, start);
    target[at++] = unit;
  }
  return at;
}

function encodeLong(value: string, target: Uint8Array, start: number): number {
  if (!value.isWellFormed()) return -1;
  return start + encoder.encodeInto(value, target.subarray(start)).written;
}

/** Bytes decoded at once: a string has at most 2^29 - 24 units. */
const MAX_RUN = 2 ** 28;

const MAX_STRING = "536,000,000";

/** Some texts as UTF-8, one after the other. */
export interface EncodedTexts {
  /** Where each begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

/**
 * Encodes well-formed texts one after the other.
 *
 * @throws {AxError} `limit`, if they take more than 2 GiB.
 */
export function encodeTexts(texts: readonly string[]): EncodedTexts {
  const offsets = new Int32Array(texts.length + 1);
  let values = new Uint8Array(16 * texts.length + 64);
  let end = 0;
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] as string;
    const needed = end + 3 * text.length;
    if (needed > values.length) {
      const doubled = Math.min(2 * needed, MAX_OFFSET);
      const larger = new Uint8Array(Math.max(needed, doubled));
      larger.set(values.subarray(0, end));
      values = larger;
    }
    end = encodeUtf8(text, values, end);
    if (end > MAX_OFFSET) {
      throw new AxError(
        "limit",
        `Cannot hold different categories of more than 2 GiB of text: ` +
          `${index + 1} of ${texts.length} are more`,
      );
    }
    offsets[index + 1] = end;
  }
  return { offsets, values: values.subarray(0, end) };
}

/**
 * Decodes one value; invalid bytes become U+FFFD.
 *
 * @throws {AxError} `limit`, if it is longer than a string can be.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AxError(
      "limit",
      `Cannot read a text of ${bytes.length} bytes: a string has about ` +
        `${MAX_STRING} characters at most`,
      { cause },
    );
  }
}

/**
 * Decodes the values `from` up to `to` of a text column at once.
 *
 * @param values The bytes of all values.
 * @param offsets Where each value begins, and one more for the end.
 */
export function decodeRun(
  values: Uint8Array,
  offsets: Int32Array,
  range: { readonly from: number; readonly to: number },
): string[] {
  const { from, to } = range;
  const start = offsets[from] ?? 0;
  const bytes = values.subarray(start, offsets[to] ?? 0);
  if (bytes.length > MAX_RUN) return decodeLong(values, offsets, range);
  const text = decoder.decode(bytes);
  const result: string[] = new Array(to - from);
  if (text.length === bytes.length) {
    let begin = 0;
    for (let i = from; i < to; i++) {
      const end = (offsets[i + 1] ?? 0) - start;
      result[i - from] = text.substring(begin, end);
      begin = end;
    }
    return result;
  }
  return cutWide(text, { values, offsets, from, to }) ??
    decodeEach(values, offsets, range);
}

/** Decodes values that may not fit into one string together. */
function decodeLong(
  values: Uint8Array,
  offsets: Int32Array,
  { from, to }: { readonly from: number; readonly to: number },
): string[] {
  if (to - from === 1) {
    return [decodeUtf8(values.subarray(offsets[from], offsets[to]))];
  }
  const middle = (from + to) >> 1;
  const first = decodeRun(values, offsets, { from, to: middle });
  return first.concat(decodeRun(values, offsets, { from: middle, to }));
}

/** Cuts text with wide characters by counting UTF-16 units in the bytes. */
function cutWide(
  text: string,
  run: {
    values: Uint8Array;
    offsets: Int32Array;
    from: number;
    to: number;
  },
): string[] | undefined {
  const { values, offsets, from, to } = run;
  const result: string[] = new Array(to - from);
  let begin = 0;
  let units = 0;
  let at = offsets[from] ?? 0;
  for (let i = from; i < to; i++) {
    const end = offsets[i + 1] ?? 0;
    for (; at < end; at++) {
      const byte = values[at] ?? 0;
      if ((byte & 0xc0) !== 0x80) units += byte >= 0xf0 ? 2 : 1;
    }
    result[i - from] = text.substring(begin, units);
    begin = units;
  }
  return units === text.length ? result : undefined;
}

function decodeEach(
  values: Uint8Array,
  offsets: Int32Array,
  range: { readonly from: number; readonly to: number },
): string[] {
  const result: string[] = [];
  for (let i = range.from; i < range.to; i++) {
    result.push(decoder.decode(values.subarray(offsets[i], offsets[i + 1])));
  }
  return result;
}
