/**
 * Reads columns of Parquet files.
 *
 * @module
 */

import { AxError } from "ax";
// @ts-types="../vendor/hyparquet.d.ts"
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from "../vendor/hyparquet.js";
import { openSource, readAt } from "./file_bytes.ts";
import { isoDayOf, isoOf } from "./iso_text.ts";
import { rawJson, utf8Of } from "./json_value.ts";
import { fileFault } from "./name_file.ts";
import {
  checkPage,
  type Chunk,
  findChunks,
  findPages,
  type Page,
} from "./parquet_check.ts";
import { findDecimals, numberDecimals } from "./parquet_decimals.ts";
import { unpackPage } from "./parquet_unpack.ts";
import { readFields } from "./thrift.ts";

export type { SchemaElement, SchemaTree } from "../vendor/hyparquet.d.ts";

/** Rows of a file, by their number; they lie in one row group. */
export interface RowSpan {
  readonly start: number;
  readonly end: number;
}

/** A file that is being read. */
export class ParquetFile implements Disposable {
  /** What messages call it. */
  readonly name: string;
  readonly #file: AsyncBuffer & Disposable;
  /** As the file has it, but for what {@linkcode withCodecs} does. */
  readonly #metadata: FileMetaData;
  readonly #chunks: readonly (readonly Chunk[])[];

  /** Use {@linkcode ParquetFile.open}. */
  constructor(
    name: string,
    file: AsyncBuffer & Disposable,
    metadata: FileMetaData,
  ) {
    this.name = name;
    this.#file = file;
    this.#chunks = findChunks(metadata, file.byteLength);
    this.#metadata = withCodecs(metadata);
  }

  /**
   * Opens a file.
   *
   * @param name What messages call it.
   * @throws {AxError} `input`, if it is no such file.
   */
  static async open(path: string, name: string): Promise<ParquetFile> {
    const file = openParts(path);
    try {
      checkFooter(file);
      const options = { geoparquet: false };
      const metadata = await parquetMetadataAsync(file, options);
      return new ParquetFile(name, file, metadata);
    } catch (cause) {
      file[Symbol.dispose]();
      throw faultOf(name, cause);
    }
  }

  /** The columns, with all that is in them. */
  get schema(): SchemaTree {
    return parquetSchema(this.#metadata);
  }

  /** How many rows each row group has. */
  get groupSizes(): number[] {
    return this.#metadata.row_groups.map(({ num_rows }) => Number(num_rows));
  }

  /** How many values of a flat column are null; `undefined` if not told. */
  nullCount(name: string): number | undefined {
    let sum = 0;
    for (const { columns } of this.#metadata.row_groups) {
      const column = columns.find(({ meta_data }) =>
        meta_data?.path_in_schema.length === 1 &&
        meta_data.path_in_schema[0] === name
      );
      const count = column?.meta_data?.statistics?.null_count;
      if (count === undefined) return undefined;
      sum += Number(count);
    }
    return sum;
  }

  /**
   * Reads values of a column.
   *
   * @param isRaw Gives leaves as they are stored: numbers, big integers, bytes;
   * else what `PARSERS` makes of them.
   * @throws {AxError} `input`, if the file is damaged or needs something that
   * is not known.
   */
  async read(
    name: string,
    { start, end }: RowSpan,
    isRaw: boolean,
  ): Promise<ArrayLike<unknown>> {
    const tree = this.schema.children
      .find(({ element }) => element.name === name) as SchemaTree;
    const decimals = isRaw ? undefined : findDecimals(tree);
    const metadata = withoutMeaning(
      this.#metadata,
      (leaf) => decimals?.has(leaf) ?? true,
    );
    try {
      const { file, compressors } = this.#check(name, start);
      const scan = await parquetScan({
        file,
        metadata,
        compressors,
        utf8: false,
        useOffsetIndex: false,
        parsers: isRaw ? RAW_PARSERS : PARSERS,
      });
      const rows = { rowStart: start, rowEnd: end };
      const values = await scan.readColumn({ column: name, ...rows });
      if (values.length !== end - start) {
        throw new RangeError(
          `it is damaged: of ${end - start} rows there are ${values.length}`,
        );
      }
      return decimals === undefined || decimals.size === 0
        ? values
        : Array.from(values, (value) => numberDecimals(tree, decimals, value));
    } catch (cause) {
      throw faultOf(this.name, cause, ` column ${JSON.stringify(name)}:`);
    }
  }

  /**
   * Checks the pages of a column in the row group of a row, and says how they
   * are read and unpacked: with each part checked before it is decoded.
   */
  #check(name: string, row: number): {
    readonly file: AsyncBuffer;
    readonly compressors: Compressors;
  } {
    let group = 0;
    let end = 0;
    for (const size of this.groupSizes) {
      end += size;
      if (row < end) break;
      group++;
    }
    const read = new Map<number, ArrayBuffer>();
    const compressors: Record<string, Compressors[string]> = {};
    for (const [index, chunk] of (this.#chunks[group] ?? []).entries()) {
      if (chunk.meta.path_in_schema[0] !== name) continue;
      const buffer = this.#file.slice(chunk.start, chunk.end);
      read.set(chunk.start, buffer);
      const pages = findPages(new Uint8Array(buffer), chunk);
      compressors[codecOf(group, index)] = makeUnpacker(chunk, pages);
    }
    const file = {
      byteLength: this.#file.byteLength,
      slice: (start: number, end?: number): ArrayBuffer => {
        const known = read.get(start);
        const isSame = known?.byteLength === (end ?? NaN) - start;
        return isSame ? known as ArrayBuffer : this.#file.slice(start, end);
      },
    };
    return { file, compressors };
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

/** Twelve bytes have their own way of being a time. */
const RAW_PARSERS = {
  timestampFromNanoseconds: (nanos: bigint): bigint => nanos,
};

/** Makes texts of what stands within structures, to be part of JSON. */
const PARSERS = {
  timestampFromMilliseconds: (millis: bigint): string => isoOf(millis, 3),
  timestampFromMicroseconds: (micros: bigint): string => isoOf(micros, 6),
  timestampFromNanoseconds: (nanos: bigint): string => isoOf(nanos, 9),
  dateFromDays: isoDayOf,
  stringFromBytes: (bytes: Uint8Array | undefined): string | undefined =>
    bytes && utf8Of(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined): unknown =>
    bytes && rawJson(bytes),
};

/** A schema of which some leaves are only numbers and bytes. */
function withoutMeaning(
  metadata: FileMetaData,
  isPlain: (leaf: SchemaElement) => boolean,
): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (element.type === undefined || !isPlain(element)) return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

/** What unpacks the pages of a column: each is known by where it lies. */
function makeUnpacker(
  chunk: Chunk,
  pages: ReadonlyMap<number, Page>,
): Compressors[string] {
  return (bytes, size) => {
    const page = pages.get(bytes.byteOffset);
    if (page === undefined) throw new RangeError("it is damaged: a page moved");
    const all = unpackPage(chunk.meta.codec, bytes, size);
    if (all.length !== size) {
      throw new RangeError(
        `it is damaged: a page has ${all.length} bytes, and says ${size}`,
      );
    }
    checkPage(all, page, chunk);
    return all;
  };
}

/**
 * Gives the pages of each column a compression of their own, by whose name it
 * is known which of them is to be unpacked; also where they are not packed.
 */
function withCodecs(metadata: FileMetaData): FileMetaData {
  const groups = metadata.row_groups.map((group, number) => {
    const columns = group.columns.map((column, index) => {
      const { meta_data: meta } = column;
      const codec = codecOf(number, index);
      return meta ? { ...column, meta_data: { ...meta, codec } } : column;
    });
    return { ...group, columns };
  });
  return { ...metadata, row_groups: groups };
}

function codecOf(group: number, column: number): string {
  return `${group} ${column}`;
}

/** Refuses a footer that is none, before it is believed. */
function checkFooter(file: AsyncBuffer): void {
  const { byteLength: size } = file;
  const end = new DataView(file.slice(Math.max(0, size - 8), size));
  if (size < 12 || end.getUint32(4, true) !== MAGIC) {
    throw new Error("it is no Parquet file, or ends early");
  }
  const length = end.getUint32(0, true);
  if (length > size - 12) throw new Error("its footer is damaged");
  readFields(new Uint8Array(file.slice(size - 8 - length, size - 8)), 0);
}

/** `PAR1`. */
const MAGIC = 0x31524150;

function openParts(path: string): AsyncBuffer & Disposable {
  const source = openSource(path, 0);
  const byteLength = source.statSync().size;
  return {
    byteLength,
    slice(start: number, end = byteLength): ArrayBuffer {
      const size = Math.max(0, Math.min(end, byteLength) - start);
      const bytes = readAt(source, start, size);
      if (bytes === undefined) throw new Error("the file ends early");
      return bytes.buffer;
    },
    [Symbol.dispose]: () => source.close(),
  };
}

function faultOf(name: string, cause: unknown, place = ""): unknown {
  const isTold = !(cause instanceof Error) || cause instanceof AxError ||
    Object.values(Deno.errors).some((kind) => cause instanceof kind);
  if (isTold) return cause;
  return fileFault(name, cause as Error, place);
}
