/**
 * Text to UTF-8 and back, for millions of short strings.
 *
 * @module
 */

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

/** Some texts as UTF-8, one after the other. */
export interface EncodedTexts {
  /** Where each begins in `values`, and one more for the end. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

/** Encodes well-formed texts one after the other. */
export function encodeTexts(texts: readonly string[]): EncodedTexts {
  const offsets = new Int32Array(texts.length + 1);
  let values = new Uint8Array(16 * texts.length + 64);
  let end = 0;
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index] as string;
    const needed = end + 3 * text.length;
    if (needed > values.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(values.subarray(0, end));
      values = larger;
    }
    end = encodeUtf8(text, values, end);
    offsets[index + 1] = end;
  }
  return { offsets, values: values.subarray(0, end) };
}

/** Decodes one value; invalid bytes become U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
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
