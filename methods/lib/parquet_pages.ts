/**
 * Encodes columns without lists as pages of Parquet, straight from vectors:
 * values as they lie in memory, categories as codes of a dictionary.
 *
 * @module
 */

import type { ColumnVector } from "ax";
// @ts-types="../vendor/hyparquet-writer.d.ts"
import type { ByteWriter, ColumnChunk } from "../vendor/hyparquet-writer.js";
import { encodeAll, plainBase } from "./parquet_physical.ts";

/** Rows of one column. */
export interface ColumnRows {
  readonly vector: ColumnVector;
  readonly from: number;
  readonly to: number;
}

/** What a chunk is of. */
export interface ChunkColumn {
  readonly name: string;
  /** As a dataset declares it; no list. */
  readonly type: string;
  /** As the file has it. */
  readonly stored: string;
  readonly codec: "SNAPPY" | "UNCOMPRESSED";
  compress(bytes: Uint8Array): Uint8Array;
}

/** The arrays of any vector. */
interface Parts {
  readonly values: Int32Array;
  readonly offsets?: Int32Array;
  readonly dictionary?: readonly string[];
}

const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;

/** Writes a column of a row group, in one page for each part. */
export function writeChunk(
  into: ByteWriter,
  column: ChunkColumn,
  parts: readonly ColumnRows[],
): ColumnChunk {
  const start = into.offset;
  const { name, stored: type, codec } = column;
  const { dataStart, hasCodes, ...written } = writePages(into, column, parts);
  return {
    file_offset: BigInt(start),
    meta_data: {
      type,
      encodings: ["PLAIN", "RLE", ...(hasCodes ? ["RLE_DICTIONARY"] : [])],
      path_in_schema: [name],
      codec,
      num_values: BigInt(written.rowCount),
      total_compressed_size: BigInt(into.offset - start),
      total_uncompressed_size: BigInt(written.plainBytes),
      data_page_offset: BigInt(dataStart),
      ...(hasCodes && { dictionary_page_offset: BigInt(start) }),
      statistics: {
        ...extremesOf(column, parts),
        null_count: BigInt(written.nullCount),
      },
    },
  };
}

function writePages(
  into: ByteWriter,
  column: ChunkColumn,
  parts: readonly ColumnRows[],
) {
  const pages = new PageWriter(into, column);
  const codes = makeDictionary(column, parts);
  if (codes !== undefined) {
    const count = codes.texts.length;
    pages.write({ kind: 2, count, encoding: PLAIN }, joinTexts(codes.texts));
  }
  const hasCodes = codes !== undefined;
  const dataStart = into.offset;
  let [rowCount, nullCount] = [0, 0];
  for (const part of parts) {
    const rows = presentRows(part);
    const count = part.to - part.from;
    rowCount += count;
    nullCount += count - rows.length;
    const encoding = hasCodes ? RLE_DICTIONARY : PLAIN;
    const body = pageBody(column, part, { rows, codes });
    pages.write({ kind: 0, count, encoding }, body);
  }
  const { plainBytes } = pages;
  return { dataStart, hasCodes, rowCount, nullCount, plainBytes };
}

/** The values of some rows, and before them which rows have none. */
function pageBody(
  column: ChunkColumn,
  part: ColumnRows,
  { rows, codes }: {
    readonly rows: Int32Array;
    readonly codes: Codes | undefined;
  },
): Uint8Array {
  const values = codes === undefined
    ? plainValues(column, part, rows)
    : codeValues(codes, part, rows);
  return column.type.endsWith("?") ? joinBytes(levelsOf(part), values) : values;
}

class PageWriter {
  /** How large all pages would be, were they not compressed. */
  plainBytes = 0;
  readonly #into: ByteWriter;
  readonly #column: ChunkColumn;

  constructor(into: ByteWriter, column: ChunkColumn) {
    this.#into = into;
    this.#column = column;
  }

  /** @param kind 0 for data, 2 for a dictionary. */
  write(
    { kind, count, encoding }: Record<"kind" | "count" | "encoding", number>,
    body: Uint8Array,
  ): void {
    const packed = this.#column.compress(body);
    const head: number[] = [];
    writeField(head, 1, kind);
    writeField(head, 1, body.length);
    writeField(head, 1, packed.length);
    head.push((kind === 0 ? 2 : 4) << 4 | 12);
    writeField(head, 1, count);
    writeField(head, 1, encoding);
    if (kind === 0) {
      writeField(head, 1, RLE);
      writeField(head, 1, RLE);
    }
    head.push(0, 0);
    this.#into.appendBytes(Uint8Array.from(head));
    this.#into.appendBytes(packed);
    this.plainBytes += head.length + body.length;
  }
}

/** Writes a number of Thrift's compact protocol, so far behind the last. */
function writeField(into: number[], step: number, value: number): void {
  into.push(step << 4 | 5);
  writeVarint(into, 2 * value);
}

function writeVarint(into: number[], value: number): void {
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) into.push(rest % 128 | 128);
  into.push(rest);
}

/** The rows that are not null. */
function presentRows({ vector, from, to }: ColumnRows): Int32Array {
  const { valid } = vector;
  const rows = new Int32Array(to - from);
  let count = 0;
  for (let row = from; row < to; row++) {
    if (valid === undefined || valid[row] !== 0) rows[count++] = row;
  }
  return rows.subarray(0, count);
}

/** Which rows are not null, and how many bytes that takes. */
function levelsOf({ vector, from, to }: ColumnRows): Uint8Array {
  const { valid } = vector;
  const bits = packCodes(1, to - from, (index) => valid?.[from + index] ?? 1);
  const bytes = new Uint8Array(4 + bits.length);
  new DataView(bytes.buffer).setUint32(0, bits.length, true);
  bytes.set(bits, 4);
  return bytes;
}

/** Packs codes of so many bits, as one run. */
function packCodes(
  bits: number,
  count: number,
  codeOf: (index: number) => number,
): Uint8Array {
  const groups = Math.ceil(count / 8);
  const head: number[] = [];
  writeVarint(head, 2 * groups + 1);
  const bytes = new Uint8Array(head.length + groups * bits);
  bytes.set(head);
  let to = head.length;
  let [word, filled] = [0, 0];
  for (let index = 0; index < count; index++) {
    word |= codeOf(index) << filled;
    filled += bits;
    for (; filled >= 8; filled -= 8) {
      bytes[to++] = word;
      word >>>= 8;
    }
  }
  if (filled > 0) bytes[to] = word;
  return bytes;
}

function joinBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

function plainValues(
  { type }: ChunkColumn,
  { vector, from, to }: ColumnRows,
  rows: Int32Array,
): Uint8Array {
  const { values, offsets, dictionary } = vector as unknown as Parts;
  if (dictionary !== undefined) {
    const texts = encodeAll(dictionary);
    return joinTexts(
      Array.from(rows, (row) => texts[values[row] as number] as Uint8Array),
    );
  }
  if (offsets !== undefined) {
    return plainTexts(values as unknown as Uint8Array, offsets, rows);
  }
  if (plainBase(type) === "bool") {
    const bits = packCodes(
      1,
      rows.length,
      (i) => values[rows[i] as number] as number,
    );
    return bits.subarray(bits.length - Math.ceil(rows.length / 8));
  }
  const all = rows.length === to - from
    ? values.slice(from, to)
    : new (values.constructor as Int32ArrayConstructor)(rows.length);
  if (rows.length < to - from) {
    rows.forEach((row, index) => all[index] = values[row] as number);
  }
  return new Uint8Array(all.buffer);
}

function plainTexts(
  values: Uint8Array,
  offsets: Int32Array,
  rows: Int32Array,
): Uint8Array {
  let size = 4 * rows.length;
  for (const row of rows) {
    size += (offsets[row + 1] as number) - (offsets[row] as number);
  }
  const bytes = new Uint8Array(size);
  let to = 0;
  for (const row of rows) {
    const start = offsets[row] as number;
    const end = offsets[row + 1] as number;
    const length = end - start;
    bytes[to] = length;
    bytes[to + 1] = length >>> 8;
    bytes[to + 2] = length >>> 16;
    bytes[to + 3] = length >>> 24;
    to += 4;
    for (let at = start; at < end; at++) bytes[to++] = values[at] as number;
  }
  return bytes;
}

function joinTexts(texts: readonly Uint8Array[]): Uint8Array {
  const size = texts.reduce((sum, { length }) => sum + 4 + length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let to = 0;
  for (const text of texts) {
    view.setUint32(to, text.length, true);
    bytes.set(text, to + 4);
    to += 4 + text.length;
  }
  return bytes;
}

/** The categories of a row group. */
interface Codes {
  readonly texts: readonly Uint8Array[];
  readonly bits: number;
  /** Which text each code stands for, by the dictionary that has it. */
  readonly byDictionary: ReadonlyMap<readonly string[], Int32Array>;
}

/** Numbers the categories that come, if that is shorter than their texts. */
function makeDictionary(
  { type }: ChunkColumn,
  parts: readonly ColumnRows[],
): Codes | undefined {
  if (plainBase(type) !== "category") return undefined;
  const known = new Map<string, number>();
  const texts: Uint8Array[] = [];
  const byDictionary = new Map<readonly string[], Int32Array>();
  let [count, plainBytes] = [0, 0];
  for (const part of parts) {
    const { values, dictionary = [] } = part.vector as unknown as Parts;
    const all = encodeAll(dictionary);
    const local = byDictionary.get(dictionary) ??
      new Int32Array(dictionary.length).fill(-1);
    byDictionary.set(dictionary, local);
    for (const row of presentRows(part)) {
      const code = values[row] as number;
      const text = all[code] as Uint8Array;
      count++;
      plainBytes += 4 + text.length;
      if (local[code] !== -1) continue;
      // Parts of different files have dictionaries of their own.
      const string = dictionary[code] as string;
      const found = known.get(string) ?? texts.push(text) - 1;
      known.set(string, found);
      local[code] = found;
    }
  }
  const bits = Math.max(1, 32 - Math.clz32(texts.length - 1));
  const textBytes = texts.reduce((sum, { length }) => sum + 4 + length, 0);
  const isShorter = textBytes + count * bits / 8 < plainBytes;
  return isShorter && bits <= 24 ? { texts, bits, byDictionary } : undefined;
}

function codeValues(
  { bits, byDictionary }: Codes,
  { vector }: ColumnRows,
  rows: Int32Array,
): Uint8Array {
  const { values, dictionary = [] } = vector as unknown as Parts;
  const local = byDictionary.get(dictionary) as Int32Array;
  const packed = packCodes(
    bits,
    rows.length,
    (index) => local[values[rows[index] as number] as number] as number,
  );
  return joinBytes(Uint8Array.of(bits), packed);
}

/** The least and the greatest number; nothing of texts. */
function extremesOf(
  { type }: ChunkColumn,
  parts: readonly ColumnRows[],
): { min_value?: unknown; max_value?: unknown } {
  const isNumber = /^(int|float|date|time)/.test(type);
  let min: number | undefined;
  let max: number | undefined;
  for (const { vector, from, to } of isNumber ? parts : []) {
    const { values } = vector as unknown as Parts; // or big integers
    const { valid } = vector;
    for (let row = from; row < to; row++) {
      const value = values[row] as number;
      if (valid?.[row] === 0 || value !== value) continue;
      if (min === undefined || value < min) min = value;
      if (max === undefined || value > max) max = value;
    }
  }
  if (min === undefined) return {};
  const isFloat = type.startsWith("float");
  // Either zero may stand for the other.
  return {
    min_value: isFloat && min === 0 ? -0 : min,
    max_value: isFloat && max === 0 ? 0 : max,
  };
}
