/**
 * Texts as bytes, and back.
 *
 * @module
 */

/** Texts in UTF-8, one after the other. */
export interface Texts {
  /** Where each of them begins, and one more for the end. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Texts that are turned at once: a string has at most 2^29 units. */
const PIECE_BYTES = 2 ** 26;

/** Encodes texts; plain ones many at a time. */
export function encodeTexts(texts: readonly string[]): Texts {
  const offsets = new Int32Array(texts.length + 1);
  let units = 0;
  for (let text = 0; text < texts.length; text++) {
    units += (texts[text] as string).length;
    offsets[text + 1] = units;
  }
  if (units <= PIECE_BYTES) {
    const values = encoder.encode(texts.join(""));
    if (values.length === units) return { offsets, values };
  }
  return encodeEach(texts, offsets, units);
}

function encodeEach(
  texts: readonly string[],
  offsets: Int32Array,
  units: number,
): Texts {
  let values = new Uint8Array(units + 256);
  let end = 0;
  for (let text = 0; text < texts.length; text++) {
    const string = texts[text] as string;
    const needed = end + 3 * string.length;
    if (needed > values.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * values.length));
      larger.set(values.subarray(0, end));
      values = larger;
    }
    end += encoder.encodeInto(string, values.subarray(end)).written;
    offsets[text + 1] = end;
  }
  return { offsets, values: values.slice(0, end) };
}

const known = new WeakMap<readonly string[], number>();

/** Bytes that the texts of a dictionary take at most, in UTF-8. */
export function encodedBytes(dictionary: readonly string[]): number {
  let byteCount = known.get(dictionary);
  if (byteCount === undefined) {
    byteCount = 0;
    for (const text of dictionary) byteCount += 3 * text.length;
    known.set(dictionary, byteCount);
  }
  return byteCount;
}

/** Decodes texts from one on up to the last; plain ones many at a time. */
export function decodeTexts(
  texts: Texts,
  from = 0,
  pieceBytes: number = PIECE_BYTES,
): string[] {
  const { offsets } = texts;
  const strings: string[] = [];
  const end = offsets.length - 1;
  for (let first = from; first < end;) {
    const start = offsets[first] as number;
    let last = first + 1;
    while (last < end && (offsets[last + 1] as number) - start <= pieceBytes) {
      last++;
    }
    decodePiece(texts, { first, last }, strings);
    first = last;
  }
  return strings;
}

function decodePiece(
  { offsets, values }: Texts,
  { first, last }: { readonly first: number; readonly last: number },
  strings: string[],
): void {
  const base = offsets[first] as number;
  const bytes = values.subarray(base, offsets[last]);
  const all = decoder.decode(bytes);
  const isPlain = all.length === bytes.length;
  for (let text = first; text < last; text++) {
    const start = offsets[text] as number;
    const end = offsets[text + 1] as number;
    const string = isPlain
      ? all.slice(start - base, end - base)
      : decoder.decode(values.subarray(start, end));
    strings.push(string);
  }
}
